// Lines of latitude and longitude with their degrees, where no file lies below a map.
import type { GeoJSONSource, LayerSpecification, Map as MapLibre } from "maplibre-gl";
import { cssColor } from "../dom.ts";
import { formatNumber } from "../format.ts";
import { isGerman } from "../i18n.ts";

export const NO_LINES: GeoJSON.FeatureCollection = {
  type: "FeatureCollection",
  features: [],
};
const APART = 110; // px at least between two lines
const STEPS = [1, 2, 5];
const MOST_LATITUDE = 85;

export interface Part {
  west: number;
  south: number;
  east: number;
  north: number;
}

/** The smallest of 1, 2, 5, 10 … degrees and their tenths that is not below `least`. */
export function stepOf(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  const step = STEPS.map((part) => part * power).find((size) => size >= least);
  return step ?? 10 * power;
}

/** The multiples of `step` between two ends. */
export function multiples(from: number, to: number, step: number): number[] {
  const first = Math.ceil(from / step - 1e-9);
  const count = Math.floor(to / step + 1e-9) - first + 1;
  return Array.from(
    { length: Math.max(count, 0) },
    (_, index) => (first + index) * step,
  );
}

/** Lines through a part of the earth, each with its degrees at the edge. */
export function linesOf(part: Part, step: number): GeoJSON.FeatureCollection {
  const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  const far = 2 * Math.max(part.east - part.west, part.north - part.south);
  const features: GeoJSON.Feature[] = [];
  for (const latitude of multiples(part.south, part.north, step)) {
    const label = degrees(latitude, digits, "N", "S");
    features.push(lineAt(part.west - far, latitude, part.east + far, latitude));
    features.push(labelAt(part.west, latitude, label, "parallel"));
  }
  for (const longitude of multiples(part.west, part.east, step)) {
    const label = degrees(longitude, digits, isGerman() ? "O" : "E", "W");
    const [south, north] = [part.south - far, part.north + far];
    features.push(
      lineAt(
        longitude,
        Math.max(south, -MOST_LATITUDE),
        longitude,
        Math.min(north, MOST_LATITUDE),
      ),
    );
    features.push(labelAt(longitude, part.south, label, "meridian"));
  }
  return { type: "FeatureCollection", features };
}

/** Draw the lines of what a map shows, now and whenever it was moved. */
export function followGraticule(map: MapLibre): void {
  const draw = () => {
    const source = map.getSource<GeoJSONSource>("graticule");
    if (!source) return;
    const bounds = map.getBounds();
    const part = {
      west: bounds.getWest(),
      south: Math.max(bounds.getSouth(), -MOST_LATITUDE),
      east: bounds.getEast(),
      north: Math.min(bounds.getNorth(), MOST_LATITUDE),
    };
    const width = map.getContainer().clientWidth || APART;
    const step = stepOf(((part.east - part.west) / width) * APART);
    source.setData(linesOf(part, step));
  };
  map.on("moveend", draw);
  map.on("style.load", draw);
}

export function graticuleLayers(): LayerSpecification[] {
  return [
    {
      id: "graticule",
      type: "line",
      source: "graticule",
      filter: ["!", ["has", "label"]],
      paint: { "line-color": cssColor("--map-line"), "line-width": 1 },
    },
    labels("parallel", "left", [0.4, -0.7]),
    labels("meridian", "left", [0.4, -0.7]),
  ];
}

function labels(
  kind: string,
  anchor: "left",
  offset: [number, number],
): LayerSpecification {
  return {
    id: `${kind}s`,
    type: "symbol",
    source: "graticule",
    filter: ["==", ["get", "kind"], kind],
    layout: {
      "text-field": ["get", "label"],
      "text-font": ["Inter Variable"],
      "text-size": 11,
      "text-anchor": anchor,
      "text-offset": offset,
    },
    paint: {
      "text-color": cssColor("--ink-2"),
      "text-halo-color": cssColor("--map-ground"),
      "text-halo-width": 1.5,
    },
  };
}

function degrees(value: number, digits: number, plus: string, minus: string): string {
  const side = Math.abs(value) < 1e-12 ? "" : ` ${value > 0 ? plus : minus}`;
  return `${formatNumber(Math.abs(value), digits)}°${side}`;
}

function lineAt(
  west: number,
  south: number,
  east: number,
  north: number,
): GeoJSON.Feature {
  const coordinates = [
    [west, south],
    [east, north],
  ];
  return {
    type: "Feature",
    properties: {},
    geometry: { type: "LineString", coordinates },
  };
}

function labelAt(
  longitude: number,
  latitude: number,
  label: string,
  kind: string,
): GeoJSON.Feature {
  return {
    type: "Feature",
    properties: { label, kind },
    geometry: { type: "Point", coordinates: [longitude, latitude] },
  };
}
