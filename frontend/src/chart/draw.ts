// uPlot's options: what is drawn where, in which colour, with which words at the axes.
import uPlot from "uplot";
import { cssColor } from "../dom.ts";
import { formatNumber, timeZone } from "../format.ts";
import { axisTime } from "./axis.ts";
import type { Column } from "./data.ts";
import { overlays } from "./overlays.ts";
import { type Picture, scaleOf, seriesToken, translucent } from "./picture.ts";

const STEPPED = uPlot.paths.stepped?.({ align: 1 });
const FONT = '12px "Inter Variable", system-ui, sans-serif';
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
    scale: scaleOf(column),
    show: !picture.hidden.has(column.key),
    stroke: cssColor(seriesToken(index)),
    width: 1.75,
  };
  if (STEPPED && picture.steps.has(column.key)) line.paths = STEPPED;
  return line;
}

/** The columns with a band from minimum to maximum behind the mean. */
function banded({ table, steps }: Picture): Column[] {
  return table.bucketed ? table.columns.filter((column) => !steps.has(column.key)) : [];
}

function edge(picture: Picture, column: Column): uPlot.Series {
  return {
    scale: scaleOf(column),
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
  const units = [...new Set(picture.table.columns.map(scaleOf))].slice(0, 2);
  return [
    {
      ...common,
      grid: { show: false },
      size: 32,
      space: 72,
      values: (_, splits, __, ___, step) =>
        splits.map((at) => axisTime(at, step, timeZone())),
    },
    ...units.map((scale, index): uPlot.Axis => {
      return {
        ...common,
        scale,
        side: index === 0 ? 3 : 1,
        grid: index === 0 ? line : { show: false },
        size: (_, labels) => 16 + 7 * Math.max(3, ...(labels ?? []).map(textLength)),
        values: (_, splits) => splits.map((value) => formatNumber(value)),
      };
    }),
  ];
}

function textLength(text: string | null): number {
  return text?.length ?? 0;
}

function scales(picture: Picture): uPlot.Scales {
  const { from, to } = picture.period;
  const all: uPlot.Scales = { x: { time: true, min: from, max: to, auto: false } };
  for (const column of picture.table.columns) {
    const limits = picture.thresholds
      .filter((threshold) => threshold.key === column.key)
      .map((threshold) => threshold.value);
    all[scaleOf(column)] = { range: (_, min, max) => yRange(min, max, limits) };
  }
  return all;
}

/** Round limits around the values; a threshold is taken in when it is near. */
function yRange(
  min: number | null,
  max: number | null,
  limits: number[],
): uPlot.Range.MinMax {
  if (min === null || max === null) return [0, 1];
  const height = max - min || Math.abs(max) || 1;
  const near = limits.filter((it) => it > min - height && it < max + height);
  return uPlot.rangeNum(Math.min(min, ...near), Math.max(max, ...near), 0.08, true);
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
    padding: [12, 8, 0, 0],
    plugins: [overlays(picture)],
    hooks,
  };
}
