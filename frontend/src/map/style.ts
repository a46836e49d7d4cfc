// MapLibre's style: a quiet ground of our own, clusters, and the six marks.
import type {
  ExpressionSpecification,
  LayerSpecification,
  StyleSpecification,
} from "maplibre-gl";
import { cssColor } from "../dom.ts";
import { STATES } from "./states.ts";

const FONT = ["Inter Variable"];
const CLUSTER_RADIUS = 44; // px
const CLUSTER_UNTIL = 15; // zoom; nearer, every device is drawn

/** `places` are the devices, `base` the ground: polygons and lines with a `kind`. */
export function mapStyle(
  places: GeoJSON.FeatureCollection,
  base: GeoJSON.FeatureCollection,
): StyleSpecification {
  return {
    version: 8,
    sources: {
      base: { type: "geojson", data: base, tolerance: 0.3 },
      places: {
        type: "geojson",
        data: places,
        cluster: true,
        clusterRadius: CLUSTER_RADIUS,
        clusterMaxZoom: CLUSTER_UNTIL,
        clusterProperties: { worst: ["max", rank()] },
      },
    },
    layers: [
      {
        id: "ground",
        type: "background",
        paint: { "background-color": cssColor("--map-ground") },
      },
      ...ground(),
      ...marks(),
    ],
  };
}

/** 0 for the calmest state … 5 for the worst. */
function rank(): ExpressionSpecification {
  const pairs = STATES.flatMap((state, index) => [state, index]);
  return ["match", ["get", "state"], ...pairs, 2] as unknown as ExpressionSpecification;
}

function worstMark(): ExpressionSpecification {
  const pairs = STATES.flatMap((state, index) => [index, state]);
  const match = ["match", ["get", "worst"], ...pairs, "unknown"];
  return match as unknown as ExpressionSpecification;
}

function ground(): LayerSpecification[] {
  const fill = (kind: string): LayerSpecification => ({
    id: kind,
    type: "fill",
    source: "base",
    filter: ["==", ["get", "kind"], kind],
    paint: { "fill-color": cssColor(`--map-${kind}`) },
  });
  const width = ["coalesce", ["get", "width"], 1] as ExpressionSpecification;
  return [
    fill("park"),
    fill("water"),
    {
      id: "river",
      type: "line",
      source: "base",
      filter: ["==", ["get", "kind"], "river"],
      layout: { "line-cap": "round", "line-join": "round" },
      paint: { "line-color": cssColor("--map-water"), "line-width": zoomed(width, 3) },
    },
    fill("building"),
    {
      id: "street",
      type: "line",
      source: "base",
      filter: ["==", ["get", "kind"], "street"],
      layout: { "line-cap": "round", "line-join": "round" },
      paint: { "line-color": cssColor("--map-street"), "line-width": zoomed(width, 1) },
    },
  ];
}

/** Wider when nearer: `factor` × width px at zoom 11, eight times that at 16. */
function zoomed(
  width: ExpressionSpecification,
  factor: number,
): ExpressionSpecification {
  return [
    "interpolate",
    ["exponential", 1.5],
    ["zoom"],
    11,
    ["*", factor, width],
    16,
    ["*", 8 * factor, width],
  ];
}

function marks(): LayerSpecification[] {
  const worst = STATES.flatMap((state, index) => [index, cssColor(`--mark-${state}`)]);
  const ring = ["match", ["get", "worst"], ...worst, cssColor("--mark-unknown")];
  return [
    {
      id: "clusters",
      type: "circle",
      source: "places",
      filter: ["has", "point_count"],
      paint: {
        "circle-color": cssColor("--surface"),
        "circle-radius": ["step", ["get", "point_count"], 14, 10, 17, 100, 21],
        "circle-stroke-color": ring as unknown as ExpressionSpecification,
        "circle-stroke-width": 3,
      },
    },
    {
      id: "counts",
      type: "symbol",
      source: "places",
      filter: ["has", "point_count"],
      layout: {
        "text-field": ["get", "point_count_abbreviated"],
        "text-font": FONT,
        "text-size": 12,
        "text-allow-overlap": true,
      },
      paint: { "text-color": cssColor("--ink") },
    },
    {
      id: "worst", // says by shape what the rim says by colour
      type: "symbol",
      source: "places",
      filter: [">=", ["coalesce", ["get", "worst"], -1], STATES.indexOf("late")],
      layout: {
        "icon-image": worstMark(),
        "icon-size": 0.75,
        "icon-offset": [16, -16],
        "icon-allow-overlap": true,
      },
    },
    {
      id: "devices",
      type: "symbol",
      source: "places",
      filter: ["!", ["has", "point_count"]],
      layout: {
        "icon-image": ["coalesce", ["get", "state"], "unknown"],
        "icon-allow-overlap": true,
        "symbol-sort-key": rank(),
      },
    },
  ];
}
