// The layers of a plan in GeoJSON: polygons and lines with a `kind`.
import type { ExpressionSpecification, LayerSpecification } from "maplibre-gl";
import { cssColor } from "../dom.ts";

export function planLayers(): LayerSpecification[] {
  const fill = (kind: string): LayerSpecification => ({
    id: kind,
    type: "fill",
    source: "plan",
    filter: ["==", ["get", "kind"], kind],
    paint: { "fill-color": cssColor(`--map-${kind}`) },
  });
  const width = ["coalesce", ["get", "width"], 1] as ExpressionSpecification;
  return [
    fill("park"),
    fill("water"),
    line("river", "--map-water", zoomed(width, 3)),
    fill("building"),
    line("street", "--map-street", zoomed(width, 1)),
  ];
}

function line(
  kind: string,
  color: string,
  width: ExpressionSpecification,
): LayerSpecification {
  return {
    id: kind,
    type: "line",
    source: "plan",
    filter: ["==", ["get", "kind"], kind],
    layout: { "line-cap": "round", "line-join": "round" },
    paint: { "line-color": cssColor(color), "line-width": width },
  };
}

/** Wider when nearer: `factor` × width px at zoom 11, eight times that at 16. */
export function zoomed(
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
