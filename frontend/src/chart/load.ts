// Ask the API for readings: in buckets, or every one where they are few.
import type { Attributes } from "./attributes.ts";
import { type Answer, readingCount, shareTimes, type Table, toTable } from "./data.ts";
import { before, length, type Period, rawFits } from "./period.ts";
import type { View } from "./view.ts";

export interface Wanted {
  given: Attributes;
  view: View;
  compare: boolean;
  buckets: number;
}

/**
 * The view's table and, to compare, the one of the period before, moved onto it. Cuts
 * a view of everything to where the values begin. Throws what fetch throws, and an
 * Error with the status when an answer is not 200.
 */
export async function load(
  { given, view, compare, buckets }: Wanted,
  signal: AbortSignal,
): Promise<[Table, Table | null]> {
  const { interval } = given;
  const table = async (period: Period) => {
    const question = {
      src: given.text("src"),
      keys: given.text("keys"),
      period,
      buckets,
      interval,
    };
    return toTable(await ask(question, signal), interval);
  };
  let shown = await table(view.period);
  if (view.cutTo(shown.times[0])) shown = await table(view.period);
  view.cutTo(shown.times[0]); // buckets of the first answer were wide
  if (!compare) return [shown, null];
  return shareTimes(shown, await table(before(view.period)), length(view.period));
}

interface Question {
  src: string;
  keys: string;
  period: Period;
  buckets: number;
  /** Expected step of the readings in s; 0 where it is not known. */
  interval: number;
}

async function ask(question: Question, signal: AbortSignal): Promise<Answer> {
  if (rawFits(question.period, question.interval, question.buckets)) {
    return get(question, signal, false);
  }
  const answer = await get(question, signal, true);
  if (readingCount(answer) > question.buckets) return answer;
  return get(question, signal, false);
}

async function get(
  { src, keys, period, buckets }: Question,
  signal: AbortSignal,
  inBuckets: boolean,
): Promise<Answer> {
  const url = new URL(src, location.href);
  url.searchParams.set("keys", keys);
  url.searchParams.set("from", iso(period.from));
  url.searchParams.set("to", iso(period.to));
  if (inBuckets) url.searchParams.set("buckets", String(buckets));
  const response = await fetch(url, {
    signal,
    headers: { Accept: "application/json" },
  });
  if (!response.ok) throw new Error(`${response.status} ${response.statusText}`);
  return (await response.json()) as Answer;
}

function iso(at: number): string {
  return new Date(at * 1000).toISOString();
}
