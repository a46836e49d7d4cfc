// Drawn into the picture: alarms as spans of time, thresholds as dashed lines.
import type uPlot from "uplot";
import { cssColor } from "../dom.ts";
import { type AlarmSpan, type Picture, scaleOf, translucent } from "./picture.ts";

const FONT = 11; // px
const SEVERITY_STATES: Record<string, string> = {
  critical: "alarm",
  major: "alarm",
  minor: "late",
  warning: "late",
};

function severityColor(severity: string, kind: "mark" | "state"): string {
  return cssColor(`--${kind}-${SEVERITY_STATES[severity] ?? "maintenance"}`);
}

export function overlays(picture: Picture): uPlot.Plugin {
  return {
    hooks: {
      drawAxes: (self) => drawAlarms(self, picture.alarms),
      draw: (self) => drawThresholds(self, picture),
    },
  };
}

function drawAlarms(self: uPlot, alarms: AlarmSpan[]): void {
  const { ctx, bbox } = self;
  const right = bbox.left + bbox.width;
  ctx.save();
  for (const alarm of alarms) {
    const start = self.valToPos(Date.parse(alarm.from) / 1000, "x", true);
    const end = alarm.to
      ? self.valToPos(Date.parse(alarm.to) / 1000, "x", true)
      : right;
    const from = Math.max(start, bbox.left);
    const width = Math.min(Math.max(end, start + 2 * devicePixelRatio), right) - from;
    if (width <= 0) continue;
    const color = severityColor(alarm.severity, "mark");
    ctx.fillStyle = translucent(color, 0.1);
    ctx.fillRect(from, bbox.top, width, bbox.height);
    ctx.fillStyle = color;
    ctx.fillRect(from, bbox.top, width, 3 * devicePixelRatio);
  }
  ctx.restore();
}

function drawThresholds(self: uPlot, picture: Picture): void {
  const { ctx, bbox } = self;
  const scale = devicePixelRatio;
  ctx.save();
  ctx.lineJoin = "round";
  ctx.font = `${FONT * scale}px "Inter Variable", system-ui, sans-serif`;
  ctx.textAlign = "left"; // the newest values are at the right
  ctx.textBaseline = "bottom";
  for (const { key, value, severity, label } of picture.thresholds) {
    const column = picture.table.columns.find((one) => one.key === key);
    if (!column || picture.hidden.has(key) || picture.yesNo.has(key)) continue;
    const y = self.valToPos(value, scaleOf(picture, column), true);
    if (y < bbox.top || y > bbox.top + bbox.height) continue;
    const right = bbox.left + bbox.width;
    ctx.strokeStyle = severityColor(severity, "mark");
    ctx.fillStyle = severityColor(severity, "state"); // dark enough to be read
    ctx.lineWidth = scale;
    ctx.setLineDash([6 * scale, 4 * scale]);
    ctx.beginPath();
    ctx.moveTo(bbox.left, y);
    ctx.lineTo(right, y);
    ctx.stroke();
    ctx.setLineDash([]);
    ctx.lineWidth = 3 * scale;
    ctx.strokeStyle = cssColor("--surface"); // readable where a line passes behind
    ctx.strokeText(label, bbox.left + 4 * scale, y - 2 * scale);
    ctx.fillText(label, bbox.left + 4 * scale, y - 2 * scale);
  }
  ctx.restore();
}
