// A quiet style of few layers for vector tiles in the schemas of Protomaps and of
// OpenMapTiles: parks, water, houses, borders, roads, and the names of roads and places.
import type {
  ExpressionSpecification,
  FilterSpecification,
  LayerSpecification,
} from "maplibre-gl";
import { cssColor } from "../dom.ts";
import { isGerman } from "../i18n.ts";
import { zoomed } from "./plan.ts";

export const SOURCE = "tiles";
const FONT = ["Inter Variable"];
const GREEN = [
  ...["park", "forest", "wood", "grass", "grassland", "scrub", "meadow", "garden"],
  ...["nature_reserve", "national_park", "cemetery", "recreation_ground", "orchard"],
  ...["village_green", "allotments", "golf_course", "vineyard", "pitch", "playground"],
];
const WIDTHS = {
  ...{ highway: 2.4, major_road: 1.8, medium_road: 1.4, minor_road: 0.9 },
  ...{ motorway: 2.4, trunk: 2.2, primary: 1.8, secondary: 1.5, tertiary: 1.3 },
  ...{ minor: 0.9, service: 0.5, path: 0.3, track: 0.3, other: 0.3 },
};
const SIZES = {
  ...{ country: 15, region: 13, locality: 13, macrohood: 11, neighbourhood: 11 },
  ...{ city: 15, town: 13, village: 11, suburb: 11 },
};

interface Schema {
  /** the property that says what a thing is */
  kind: string;
  /** layers whose parks, woods and meadows are drawn, and those that are green as a whole */
  green: string[];
  park: string[];
  water: string;
  river: string;
  building: string;
  border: string;
  road: string;
  roadName: string;
  place: string;
}

const PROTOMAPS: Schema = {
  kind: "kind",
  green: ["landcover", "landuse"],
  park: [],
  water: "water",
  river: "water",
  building: "buildings",
  border: "boundaries",
  road: "roads",
  roadName: "roads",
  place: "places",
};
const OPENMAPTILES: Schema = {
  kind: "class",
  green: ["landcover", "landuse"],
  park: ["park"],
  water: "water",
  river: "waterway",
  building: "building",
  border: "boundary",
  road: "transportation",
  roadName: "transportation_name",
  place: "place",
};

/** The layers of a style, of those that the tiles have (all if they do not say). */
export function tileLayers(known: Set<string>): LayerSpecification[] {
  const schema = known.has("transportation") ? OPENMAPTILES : PROTOMAPS;
  const layers = [
    ...schema.green.map((layer) => area(layer, "park", among(schema.kind, GREEN))),
    ...schema.park.map((layer) => area(layer, "park")),
    area(schema.water, "water"),
    line(schema.river, "--map-water", ["literal", 1], 0.8),
    area(schema.building, "building"),
    { ...line(schema.border, "--line-strong", ["literal", 1], 0.3), minzoom: 3 },
    line(schema.road, "--map-street", byKind(schema.kind, WIDTHS, 0.3), 1),
    roadNames(schema),
    placeNames(schema),
  ];
  return layers.filter(
    (layer) =>
      known.size === 0 ||
      ("source-layer" in layer && known.has(layer["source-layer"] ?? "")),
  );
}

function area(
  layer: string,
  color: string,
  filter?: ExpressionSpecification,
): LayerSpecification {
  const shape = ["in", ["geometry-type"], ["literal", ["Polygon", "MultiPolygon"]]];
  const all = filter ? ["all", shape, filter] : shape;
  return {
    id: `${layer} ${color}`,
    type: "fill",
    source: SOURCE,
    "source-layer": layer,
    filter: all as FilterSpecification,
    paint: { "fill-color": cssColor(`--map-${color}`) },
  };
}

function line(
  layer: string,
  color: string,
  width: ExpressionSpecification,
  factor: number,
): LayerSpecification {
  const shape = [
    "in",
    ["geometry-type"],
    ["literal", ["LineString", "MultiLineString"]],
  ];
  return {
    id: `${layer} lines`,
    type: "line",
    source: SOURCE,
    "source-layer": layer,
    filter: shape as FilterSpecification,
    layout: { "line-cap": "round", "line-join": "round" },
    paint: { "line-color": cssColor(color), "line-width": zoomed(width, factor) },
  };
}

function roadNames(schema: Schema): LayerSpecification {
  return {
    id: "names of roads",
    type: "symbol",
    source: SOURCE,
    "source-layer": schema.roadName,
    minzoom: 14,
    layout: {
      "symbol-placement": "line",
      "text-field": name(),
      "text-font": FONT,
      "text-size": 11,
    },
    paint: words(),
  };
}

function placeNames(schema: Schema): LayerSpecification {
  return {
    id: "names of places",
    type: "symbol",
    source: SOURCE,
    "source-layer": schema.place,
    filter: among(schema.kind, Object.keys(SIZES)) as FilterSpecification,
    layout: {
      "text-field": name(),
      "text-font": FONT,
      "text-size": byKind(schema.kind, SIZES, 11),
      "text-max-width": 8,
    },
    paint: words(),
  };
}

function words() {
  return {
    "text-color": cssColor("--ink-2"),
    "text-halo-color": cssColor("--map-ground"),
    "text-halo-width": 1.5,
  };
}

/** The name in the page's language, or else the one of the place. */
function name(): ExpressionSpecification {
  const own = isGerman() ? "name:de" : "name:en";
  return ["coalesce", ["get", own], ["get", "name"], ""];
}

function among(kind: string, kinds: string[]): ExpressionSpecification {
  return ["in", ["coalesce", ["get", kind], ""], ["literal", kinds]];
}

function byKind(
  kind: string,
  values: Record<string, number>,
  otherwise: number,
): ExpressionSpecification {
  const pairs = Object.entries(values).flat();
  const match = ["match", ["coalesce", ["get", kind], ""], ...pairs, otherwise];
  return match as unknown as ExpressionSpecification;
}
