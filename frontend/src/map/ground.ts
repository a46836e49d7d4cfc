// What lies below the marks: a PMTiles or a GeoJSON file of this host, or a grid.
import {
  addProtocol,
  type LayerSpecification,
  type SourceSpecification,
} from "maplibre-gl";
import { PMTiles, Protocol, TileType } from "pmtiles";
import { cssColor } from "../dom.ts";
import { graticuleLayers, NO_LINES } from "./graticule.ts";
import { planLayers } from "./plan.ts";
import { SOURCE, tileLayers } from "./tiles.ts";

export interface Ground {
  sources: Record<string, SourceSpecification>;
  /** in the colours of today's theme */
  layers: () => LayerSpecification[];
  /** west, south, east, north of what the file has */
  bounds?: [number, number, number, number];
}

interface Facts {
  attribution?: string;
  vector_layers?: { id: string }[];
}

const GRID: Ground = {
  sources: { graticule: { type: "geojson", data: NO_LINES } },
  layers: graticuleLayers,
};

const protocol = new Protocol();
addProtocol("pmtiles", protocol.tile);

/** Read what the attribute `tiles` or `base` of an element names; a grid without. */
export async function loadGround(
  element: HTMLElement,
  signal: AbortSignal,
): Promise<Ground> {
  const tiles = element.getAttribute("tiles");
  const base = element.getAttribute("base");
  try {
    if (tiles) return await tiled(tiles);
    if (base) return await planned(base, signal);
  } catch {
    // a ground that cannot be read is none: the marks matter more
  }
  return GRID;
}

async function planned(address: string, signal: AbortSignal): Promise<Ground> {
  const response = await fetch(address, { signal });
  if (!response.ok) throw new Error(String(response.status));
  const data = (await response.json()) as GeoJSON.FeatureCollection;
  const plan: SourceSpecification = { type: "geojson", data, tolerance: 0.3 };
  return { sources: { plan }, layers: planLayers };
}

async function tiled(address: string): Promise<Ground> {
  const archive = new PMTiles(address);
  const [head, metadata] = await Promise.all([
    archive.getHeader(),
    archive.getMetadata(),
  ]);
  const facts = metadata as Facts;
  protocol.add(archive);
  const bounds: [number, number, number, number] = [
    head.minLon,
    head.minLat,
    head.maxLon,
    head.maxLat,
  ];
  const common = {
    tiles: [`pmtiles://${address}/{z}/{x}/{y}`],
    minzoom: head.minZoom,
    maxzoom: head.maxZoom,
    bounds,
    attribution: facts.attribution ?? "",
  };
  if (head.tileType !== TileType.Mvt) {
    const source: SourceSpecification = { type: "raster", tileSize: 256, ...common };
    return { sources: { [SOURCE]: source }, layers: pictures, bounds };
  }
  const known = new Set(facts.vector_layers?.map((layer) => layer.id));
  const source: SourceSpecification = { type: "vector", ...common };
  return { sources: { [SOURCE]: source }, layers: () => tileLayers(known), bounds };
}

/** Tiles that are pictures, made quieter, and dark where the page is. */
function pictures(): LayerSpecification[] {
  const dark = document.documentElement.dataset.bsTheme === "dark";
  return [
    {
      id: "pictures",
      type: "raster",
      source: SOURCE,
      paint: {
        "raster-saturation": -0.6,
        "raster-brightness-max": dark ? 0.45 : 1,
        "raster-contrast": dark ? 0 : -0.15,
      },
    },
  ];
}

export function background(): LayerSpecification {
  const color = cssColor("--map-ground");
  return { id: "ground", type: "background", paint: { "background-color": color } };
}
