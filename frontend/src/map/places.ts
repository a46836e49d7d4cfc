// The marks of a map as the server answers them, and how they are asked for.
import type { Place } from "./place-list.ts";

export type Places = GeoJSON.FeatureCollection<GeoJSON.Point, Place>;

export interface Answer extends Places {
  bbox?: [number, number, number, number];
  /** every device is a mark of its own, wherever one looks */
  whole?: boolean;
}

export const NO_PLACES: Places = { type: "FeatureCollection", features: [] };

export async function fetchPlaces(
  address: string,
  question: URLSearchParams,
  signal: AbortSignal,
): Promise<Answer> {
  const query = question.toString();
  const response = await fetch(query ? `${address}?${query}` : address, { signal });
  if (!response.ok) throw new Error(`${response.status} ${response.statusText}`);
  return (await response.json()) as Answer;
}

/** What a form asks for, without what is empty. */
export function questionOf(form: HTMLFormElement | null): URLSearchParams {
  const question = new URLSearchParams();
  if (!form) return question;
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string" && value.trim()) question.set(name, value.trim());
  }
  return question;
}

/** The gateways, or the others. */
export function ofKind(places: Places, gateways: boolean): Places {
  const features = places.features.filter(
    (feature) => (feature.properties.kind === "gateway") === gateways,
  );
  return { type: "FeatureCollection", features };
}

/** West, south, east and north of marks; null if there are none. */
export function extentOf(places: Places): [number, number, number, number] | null {
  const points = places.features.map((feature) => feature.geometry.coordinates);
  if (points.length === 0) return null;
  const [xs, ys] = [0, 1].map((axis) => points.map((point) => point[axis] ?? 0));
  if (!xs || !ys) return null;
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
}
