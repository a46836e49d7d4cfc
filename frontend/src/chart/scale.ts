// How far an axis of values reaches, and where its marks stand.

export interface Scale {
  unit: string;
  /** As many digits as the values have after the separator. */
  digits: number;
  /** Thresholds; those near the values are taken in. */
  limits: number[];
}

const FLATTEST = 4; // steps of the last digit; a flicker of one is no mountain
const FLAT_SHARE = 0.02; // of the value, around a value that does not move
const AIR = 0.08; // of the height, above and below
const YES_NO: [number, number] = [-0.12, 1.12];

/** Lowest and highest value of an axis; null where there is no value at all. */
export function axisRange(
  min: number | null,
  max: number | null,
  { unit, digits, limits }: Scale,
): [number, number] {
  if (min === null || max === null) return unit === "%" ? [0, 100] : [0, 1];
  const isShare = unit === "%" && min >= 0 && max <= 100;
  if (isShare && min === max) return [0, 100];
  const step = 10 ** -digits;
  const height = Math.max(max - min, FLATTEST * step);
  const near = limits.filter((it) => it > min - height && it < max + height);
  let low = Math.min(min, ...near);
  let high = Math.max(max, ...near);
  const least = high > low ? height : 2 * FLAT_SHARE * Math.abs(low);
  const missing = Math.max(least, height) - (high - low);
  if (missing > 0) {
    low -= missing / 2;
    high += missing / 2;
  }
  const air = AIR * (high - low);
  low = min >= 0 && Math.min(min, ...near) >= 0 ? Math.max(0, low - air) : low - air;
  return [low, isShare ? Math.min(100, high + air) : high + air];
}

export function yesNoRange(): [number, number] {
  return YES_NO;
}

/** Distances that marks may have: 1, 2 and 5 times a power of ten, none too fine. */
export function increments(digits: number): number[] {
  const powers = Array.from({ length: 12 + digits }, (_, index) => index - digits);
  return powers.flatMap((power) => [1, 2, 5].map((one) => Number(`${one}e${power}`)));
}

/** Digits after the separator, at most 3, that tell these values apart. */
export function digitsOf(values: Iterable<unknown>): number {
  let digits = 0;
  for (const value of values) {
    if (typeof value !== "number") continue;
    while (digits < 3 && isFiner(value, digits)) digits++;
  }
  return digits;
}

function isFiner(value: number, digits: number): boolean {
  const factor = 10 ** digits;
  return Math.abs(value - Math.round(value * factor) / factor) >= 0.0005;
}
