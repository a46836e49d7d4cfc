// MapLibre's style: the ground, clusters, the six marks, values, and gateways.
import type {
  ExpressionSpecification,
  LayerSpecification,
  StyleSpecification,
} from "maplibre-gl";
import { cssColor } from "../dom.ts";
import { background, type Ground } from "./ground.ts";
import { STATES } from "./states.ts";

const FONT = ["Inter Variable"];
const CLUSTER_RADIUS = 44; // px
const CLUSTER_UNTIL = 15; // zoom; nearer, every device is drawn
const COUNT: ExpressionSpecification = ["coalesce", ["get", "count"], 1];
const SEVERAL: ExpressionSpecification = [">", COUNT, 1];

/** `places` are devices, or several near each other, which have a `count`. */
export function mapStyle(
  places: GeoJSON.FeatureCollection,
  gateways: GeoJSON.FeatureCollection,
  ground: Ground,
): StyleSpecification {
  return {
    version: 8,
    sources: {
      ...ground.sources,
      gateways: { type: "geojson", data: gateways },
      places: {
        type: "geojson",
        data: places,
        cluster: true,
        clusterRadius: CLUSTER_RADIUS,
        clusterMaxZoom: CLUSTER_UNTIL,
        clusterProperties: { worst: ["max", rank()], count: ["+", COUNT] },
      },
    },
    layers: [background(), ...ground.layers(), ...marks()],
  };
}

/** 0 for the calmest state … 5 for the worst; of a cluster, of the worst in it. */
function rank(): ExpressionSpecification {
  const pairs = STATES.flatMap((state, index) => [state, index]);
  return ["match", ["get", "state"], ...pairs, 2] as unknown as ExpressionSpecification;
}

function worst(): ExpressionSpecification {
  return ["coalesce", ["get", "worst"], rank()];
}

function byRank(
  values: (state: string) => string,
  otherwise: string,
): ExpressionSpecification {
  const pairs = STATES.flatMap((state, index) => [index, values(state)]);
  const match = ["match", worst(), ...pairs, otherwise];
  return match as unknown as ExpressionSpecification;
}

/** "87", "1234", "56k". */
function shortCount(): ExpressionSpecification {
  const thousands = ["concat", ["to-string", ["round", ["/", COUNT, 1000]]], "k"];
  const short = ["case", [">=", COUNT, 10_000], thousands, ["to-string", COUNT]];
  return short as unknown as ExpressionSpecification;
}

function marks(): LayerSpecification[] {
  const ring = byRank((state) => cssColor(`--mark-${state}`), "transparent");
  return [
    {
      id: "gateways",
      type: "symbol",
      source: "gateways",
      layout: {
        "icon-image": ["concat", "gateway-", ["get", "state"]],
        "icon-allow-overlap": true,
        "icon-ignore-placement": true,
      },
    },
    {
      id: "clusters",
      type: "circle",
      source: "places",
      filter: SEVERAL,
      paint: {
        "circle-color": cssColor("--surface"),
        "circle-radius": ["step", COUNT, 14, 10, 17, 100, 21],
        "circle-stroke-color": ring,
        "circle-stroke-width": 3,
      },
    },
    {
      id: "counts",
      type: "symbol",
      source: "places",
      filter: SEVERAL,
      layout: {
        "text-field": shortCount(),
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
      filter: ["all", SEVERAL, [">=", worst(), STATES.indexOf("late")]],
      layout: {
        "icon-image": byRank((state) => state, "unknown"),
        "icon-size": 0.75,
        "icon-offset": [16, -16],
        "icon-allow-overlap": true,
      },
    },
    {
      id: "devices",
      type: "symbol",
      source: "places",
      filter: ["!", SEVERAL],
      layout: {
        "icon-image": ["coalesce", ["get", "state"], "unknown"],
        "icon-allow-overlap": true,
        "symbol-sort-key": rank(),
      },
    },
    values("places", 1.1),
    values("gateways", 1.3),
  ];
}

/** The value beside a mark, where there is room for it. */
function values(source: string, away: number): LayerSpecification {
  return {
    id: `values of ${source}`,
    type: "symbol",
    source,
    filter: ["!", SEVERAL],
    layout: {
      "text-field": ["coalesce", ["get", "value"], ""],
      "text-font": FONT,
      "text-size": 12,
      "text-anchor": "left",
      "text-offset": [away, 0],
    },
    paint: {
      "text-color": cssColor("--ink"),
      "text-halo-color": cssColor("--map-ground"),
      "text-halo-width": 2,
    },
  };
}
