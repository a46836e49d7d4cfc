// Points of a plan in percent of its width and height.

export type Axis = "x" | "y";
export type Spot = Record<Axis, number>;

const STEP = 0.5; // percent that an arrow key moves
const FAR = 5; // with Shift
const ARROWS: Record<string, [number, number]> = {
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
};

/** A percentage on the plan, to a tenth. */
export function clamp(percent: number): number {
  return Math.round(Math.min(100, Math.max(0, percent)) * 10) / 10;
}

/** Where a key moves a spot, or null for a key that moves nothing. */
export function moved(spot: Spot, key: string, { far = false } = {}): Spot | null {
  const arrow = ARROWS[key];
  if (!arrow) return null;
  const step = far ? FAR : STEP;
  return { x: clamp(spot.x + arrow[0] * step), y: clamp(spot.y + arrow[1] * step) };
}

/** A number as a field of the page's language has it. */
export function inField(
  percent: number,
  language = document.documentElement.lang,
): string {
  return language.startsWith("de")
    ? String(percent).replace(".", ",")
    : String(percent);
}
