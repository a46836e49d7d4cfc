// uPlot's options: what is drawn where, in which colour, with which words at the axes.
import uPlot from "uplot";
import { cssColor } from "../dom.ts";
import { formatNumber, timeZone } from "../format.ts";
import { t } from "../i18n.ts";
import { axisTime } from "./axis.ts";
import type { Column } from "./data.ts";
import { overlays } from "./overlays.ts";
import { type Picture, scaleOf, seriesToken, translucent, YES_NO } from "./picture.ts";
import { axisRange, digitsOf, increments, yesNoRange } from "./scale.ts";

const STEPPED = uPlot.paths.stepped?.({ align: 1 });
const FONT = '12px "Inter Variable", system-ui, sans-serif';
const SHORTEST = 2; // px
const DOT_SPACE = 24; // px between readings from which on each is marked

/** All lines on one axis of time: means first, so that column 1 is the first key. */
export function toAligned(picture: Picture): uPlot.AlignedData {
  const lines = plan(picture);
  return [picture.table.times, ...lines.map((line) => line.values)];
}

interface Line {
  values: (number | null | undefined)[];
  series: uPlot.Series;
}

function plan(picture: Picture): Line[] {
  const { table, compared } = picture;
  const means = table.columns.map((column, index) => ({
    values: column.mean,
    series: meanLine(picture, column, index),
  }));
  const edges = banded(picture).flatMap((column) => [
    { values: column.max, series: edge(picture, column) },
    { values: column.min, series: edge(picture, column) },
  ]);
  const before = (compared?.columns ?? []).map((column, index) => ({
    values: column.mean,
    series: { ...meanLine(picture, column, index), dash: [4, 4], alpha: 0.65 },
  }));
  return [...means, ...edges, ...before];
}

function meanLine(picture: Picture, column: Column, index: number): uPlot.Series {
  const line: uPlot.Series = {
    label: column.key,
    scale: scaleOf(picture, column),
    show: !picture.hidden.has(column.key),
    stroke: cssColor(seriesToken(index)),
    width: 1.75,
    points: { show: areFar, filter: alone },
  };
  if (!STEPPED || !picture.steps.has(column.key)) return line;
  line.paths = STEPPED;
  line.points = { show: hasNoWidth, filter: alone };
  if (picture.yesNo.has(column.key)) {
    line.fill = translucent(cssColor(seriesToken(index)), 0.14);
    line.fillTo = 0;
  }
  return line;
}

/** Whether readings lie so far apart that a dot for each helps. */
function areFar(self: uPlot, _series: number, first: number, last: number): boolean {
  return (last - first) * DOT_SPACE < self.over.clientWidth;
}

/** Whether a line of steps is too short to be seen, as when all came at one time. */
function hasNoWidth(
  self: uPlot,
  _series: number,
  first: number,
  last: number,
): boolean {
  const [from, to] = [self.data[0][first], self.data[0][last]];
  if (from === undefined || to === undefined) return true;
  return self.valToPos(to, "x") - self.valToPos(from, "x") < SHORTEST;
}

/** Readings between two gaps: without a dot nobody would see them. */
function alone(self: uPlot, series: number, show: boolean): number[] | null {
  if (show) return null;
  const values = (self.data[series] ?? []) as (number | null | undefined)[];
  const known = [...values.keys()].filter((index) => values[index] !== undefined);
  return known.filter(
    (index, place) =>
      typeof values[index] === "number" &&
      typeof values[known[place - 1] ?? -1] !== "number" &&
      typeof values[known[place + 1] ?? -1] !== "number",
  );
}

/** The columns with a band from minimum to maximum behind the mean. */
function banded({ table, steps }: Picture): Column[] {
  return table.bucketed ? table.columns.filter((column) => !steps.has(column.key)) : [];
}

function edge(picture: Picture, column: Column): uPlot.Series {
  return {
    scale: scaleOf(picture, column),
    show: !picture.hidden.has(column.key),
    stroke: "transparent",
    points: { show: false },
  };
}

function bands(picture: Picture): uPlot.Band[] {
  const { columns } = picture.table;
  return banded(picture).map((column, index) => {
    const first = 1 + columns.length + 2 * index;
    const color = cssColor(seriesToken(columns.indexOf(column)));
    return { series: [first, first + 1], fill: translucent(color, 0.18) };
  });
}

function axes(picture: Picture): uPlot.Axis[] {
  const line = { stroke: cssColor("--line"), width: 1 };
  const common = { font: FONT, stroke: cssColor("--ink-2"), ticks: { show: false } };
  const names = picture.table.columns.map((column) => scaleOf(picture, column));
  return [
    {
      ...common,
      grid: { show: false },
      size: 32,
      space: 72,
      values: (_, splits, __, ___, step) =>
        splits.map((at) => axisTime(at, step, timeZone())),
    },
    ...[...new Set(names)].slice(0, 2).map((scale, index): uPlot.Axis => {
      return {
        ...common,
        ...(scale === YES_NO ? yesNoMarks() : numberMarks(digitsIn(picture, scale))),
        scale,
        side: index === 0 ? 3 : 1,
        grid: index === 0 ? line : { show: false },
        size: (_, labels) => 16 + 7 * Math.max(3, ...(labels ?? []).map(textLength)),
      };
    }),
  ];
}

function yesNoMarks(): uPlot.Axis {
  return {
    splits: () => [0, 1],
    values: (_, splits) => splits.map((value) => t(value ? "yes" : "no")),
  };
}

function numberMarks(digits: number): uPlot.Axis {
  return {
    incrs: increments(digits),
    values: (_, splits, __, ___, step) =>
      splits.map((value) => formatNumber(value, digitsOf([step]))),
  };
}

function digitsIn(picture: Picture, scale: string): number {
  const { columns } = picture.table;
  const inside = columns.filter((column) => scaleOf(picture, column) === scale);
  return Math.max(0, ...inside.map((column) => column.digits));
}

function textLength(text: string | null): number {
  return text?.length ?? 0;
}

function scales(picture: Picture): uPlot.Scales {
  const { from, to } = picture.period;
  const all: uPlot.Scales = { x: { time: true, min: from, max: to, auto: false } };
  for (const { unit } of picture.table.columns) {
    const limits = picture.thresholds
      .filter(({ key }) =>
        picture.table.columns.some((one) => one.key === key && one.unit === unit),
      )
      .map((threshold) => threshold.value);
    const digits = () => digitsIn(picture, `y:${unit}`);
    all[`y:${unit}`] = {
      range: (_, min, max) => axisRange(min, max, { unit, digits: digits(), limits }),
    };
  }
  all[YES_NO] = { range: yesNoRange };
  return all;
}

export function toOptions(
  picture: Picture,
  size: { width: number; height: number },
  hooks: uPlot.Hooks.Arrays,
): uPlot.Options {
  return {
    ...size,
    legend: { show: false },
    tzDate: (at) => uPlot.tzDate(new Date(at * 1000), timeZone()),
    scales: scales(picture),
    axes: axes(picture),
    series: [{}, ...plan(picture).map((line) => line.series)],
    bands: bands(picture),
    cursor: {
      drag: { x: true, y: false, setScale: false },
      points: { size: 7, width: 2 },
      bind: { dblclick: () => null },
    },
    padding: [12, 18, 0, 0], // the last time is not cut
    plugins: [overlays(picture)],
    hooks,
  };
}
