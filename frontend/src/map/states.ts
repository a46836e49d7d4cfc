// The six states on the map: the same shapes and colours as `.state` in the pages.
import { cssColor } from "../dom.ts";

export const STATES = [
  "maintenance",
  "ok",
  "unknown",
  "late",
  "silent",
  "alarm",
] as const; // from calm to worst

export type State = (typeof STATES)[number];

export function isState(text: unknown): text is State {
  return STATES.includes(text as State);
}

const SIZE = 22; // CSS px, with room for the outline
const MIDDLE = SIZE / 2;

const SHAPES: Record<State, (path: Path2D) => void> = {
  ok: (path) => path.arc(MIDDLE, MIDDLE, 7, 0, 2 * Math.PI),
  late: (path) => path.arc(MIDDLE, MIDDLE, 7, 0, 2 * Math.PI),
  silent: (path) => path.arc(MIDDLE, MIDDLE, 7, 0, 2 * Math.PI),
  unknown: (path) => path.arc(MIDDLE, MIDDLE, 6, 0, 2 * Math.PI),
  alarm: (path) => polygon(path, [11, 2], [21, 19.5], [1, 19.5]),
  maintenance: (path) => polygon(path, [11, 2.5], [19.5, 11], [11, 19.5], [2.5, 11]),
};

function polygon(path: Path2D, ...corners: [number, number][]): void {
  for (const [x, y] of corners) path.lineTo(x, y);
  path.closePath();
}

/** The mark that a style calls "late" or "gateway-late"; null for what is none. */
export function markImage(id: string): ImageData | null {
  const state = id.replace("gateway-", "");
  return isState(state) ? stateImage(state, id !== state) : null;
}

/** A gateway is a square with an antenna, whatever its state. */
function mast(path: Path2D): void {
  path.roundRect(MIDDLE - 6.5, MIDDLE - 3.5, 13, 12, 2);
  path.rect(MIDDLE - 1, MIDDLE - 10, 2, 7);
}

/** The mark of a state as pixels, twice as dense as CSS pixels. */
function stateImage(state: State, gateway: boolean): ImageData {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 2 * SIZE;
  const ctx = canvas.getContext("2d");
  if (!ctx) return new ImageData(2 * SIZE, 2 * SIZE);
  ctx.scale(2, 2);
  const color = cssColor(`--mark-${state}`);
  const ground = cssColor("--surface");
  const shape = new Path2D();
  if (gateway) mast(shape);
  else SHAPES[state](shape);
  ctx.lineJoin = "round";
  ctx.strokeStyle = ground;
  ctx.lineWidth = 4;
  ctx.stroke(shape);
  ctx.fillStyle = state === "unknown" ? ground : color;
  ctx.fill(shape);
  if (gateway) ctx.translate(0, 2.5); // the details lie in the square's middle
  detail(ctx, state, shape, color, ground);
  return ctx.getImageData(0, 0, 2 * SIZE, 2 * SIZE);
}

/** What tells the three round states apart without colour. */
function detail(
  ctx: CanvasRenderingContext2D,
  state: State,
  shape: Path2D,
  color: string,
  ground: string,
): void {
  if (state === "unknown") {
    ctx.strokeStyle = color;
    ctx.lineWidth = 2.2;
    ctx.setLineDash([3.1, 3.18]);
    ctx.setTransform(2, 0, 0, 2, 0, 0);
    ctx.stroke(shape);
  } else if (state === "late") {
    ctx.fillStyle = ground;
    ctx.beginPath();
    ctx.arc(MIDDLE, MIDDLE, 5, -Math.PI / 2, Math.PI / 2);
    ctx.fill();
  } else if (state === "silent") {
    ctx.strokeStyle = ground;
    ctx.lineWidth = 2.4;
    ctx.beginPath();
    ctx.moveTo(MIDDLE - 4.5, MIDDLE + 4.5);
    ctx.lineTo(MIDDLE + 4.5, MIDDLE - 4.5);
    ctx.stroke();
  }
}
