// <time-series-chart src="/api/v1/devices/7/readings" keys="temperature,humidity"
//     labels='{"temperature": "Temperatur"}' steps="open,valve" yes-no="open"
//     thresholds='[{"key", "value", "severity", "label"}]' interval="900" device="7"
//     alarms='[{"from", "to", "severity", "label"}]' range="7d" caption="Raumklima">
//   <h2>Raumklima</h2>   (optional, kept as the head of the chart)
// range: 24h, 7d, 30d, 1y, all; or from and to as ISO times; or `shared`, to look where
// the page's <chart-range> does. interval: expected step in s.
import "uplot/dist/uPlot.min.css";
import uPlot from "uplot";
import { element } from "../dom.ts";
import type { Reading } from "../elements/live-feed.ts";
import { t } from "../i18n.ts";
import { Attributes } from "./attributes.ts";
import { RangeControls, saveButtons } from "./controls.ts";
import { keyTarget, type Table, toNumber, withReading } from "./data.ts";
import { toAligned, toOptions } from "./draw.ts";
import { legendSentence, showLegend } from "./legend.ts";
import { load } from "./load.ts";
import { type Note, showBound, showNote } from "./note.ts";
import { bucketsFor, isRange, type Period } from "./period.ts";
import type { Picture } from "./picture.ts";
import { saveCsv, savePng } from "./save.ts";
import { announceShared, type Eye, onShared, SHARED } from "./shared-view.ts";
import { tableView } from "./table-view.ts";
import { View } from "./view.ts";

const SKELETON_AFTER = 300; // ms
const REFETCH_AFTER = 5_000; // ms between two readings that need new buckets

export class TimeSeriesChart extends HTMLElement {
  private readonly view = new View();
  private eye: Eye = { view: this.view, compare: false };
  private readonly hiddenKeys = new Set<string>();
  private picture: Picture | null = null;
  private plot: uPlot | null = null;
  private request: AbortController | null = null;
  private refetch = 0;
  private connection: AbortController | null = null;

  private readonly stage = element("div", { class: "chart-stage", tabindex: 0 });
  private readonly legend = element("div", { class: "chart-legend" });
  private readonly spoken = element("div", {
    class: "visually-hidden",
    "aria-live": "polite",
  });
  private readonly given = new Attributes(this);
  private readonly controls = new RangeControls({
    range: (range) => this.steer(({ view }) => view.showRange(range)),
    period: (period) => this.zoomTo(period),
    compare: (on) =>
      this.steer((eye) => {
        eye.compare = on;
      }),
    zoomOut: () => this.zoomOut(),
  });

  connectedCallback(): void {
    this.connection = new AbortController();
    if (this.isShared) this.eye = SHARED;
    this.stage.setAttribute("role", "group");
    this.stage.setAttribute(
      "aria-label",
      `${t("chart")}: ${this.given.caption}. ${t("chartHelp")}`,
    );
    const low = this.given.keys.every((key) => this.given.yesNo.has(key));
    this.stage.classList.toggle("chart-stage-low", low);
    this.replaceChildren(
      ...this.head(),
      this.stage,
      this.legend,
      this.spoken,
      tableView(() => this.picture, this.given.words),
    );
    this.listen(this.connection.signal);
    this.start();
  }

  private get isShared(): boolean {
    return this.hasAttribute("shared");
  }

  private head(): HTMLElement[] {
    const bar = element("div", { class: "chart-bar" });
    const title = this.querySelector("h2");
    if (title) bar.append(title);
    if (!this.isShared) bar.append(this.controls.bar);
    bar.append(saveButtons((kind) => this.save(kind)));
    return this.isShared ? [bar] : [bar, this.controls.form];
  }

  disconnectedCallback(): void {
    this.connection?.abort();
    this.request?.abort();
    clearTimeout(this.refetch);
    this.plot?.destroy();
    this.plot = null;
  }

  private listen(signal: AbortSignal): void {
    const size = new ResizeObserver(() => this.resize());
    size.observe(this.stage);
    signal.addEventListener("abort", () => size.disconnect());
    document.addEventListener("progres:theme", () => this.draw(), { signal });
    document.addEventListener("progres:resume", () => void this.load(), { signal });
    document.addEventListener(
      "progres:reading",
      (event) => this.heard((event as CustomEvent<Reading>).detail),
      { signal },
    );
    this.stage.addEventListener("keydown", (event) => this.key(event), { signal });
    this.stage.addEventListener("dblclick", () => this.zoomOut(), { signal });
    this.legend.addEventListener("click", (event) => this.toggle(event), { signal });
    if (this.isShared) onShared(() => this.look(), signal);
  }

  private start(): void {
    const range = this.given.text("range");
    if (this.given.period) this.view.showPeriod(this.given.period);
    else if (isRange(range)) this.view.showRange(range);
    this.look();
  }

  /** Change where the eye is; with a shared eye all of its charts follow. */
  private steer(how: (eye: Eye) => void): void {
    how(this.eye);
    if (this.isShared) announceShared();
    else this.look();
  }

  private look(): void {
    if (this.isShared) this.view.take(SHARED.view);
    void this.load();
  }

  private zoomTo(period: Period): void {
    this.steer(({ view }) => view.zoomTo(period));
  }

  private zoomOut(): void {
    if (this.eye.view.zoomed) this.steer(({ view }) => view.zoomOut());
  }

  /** Fetch what the period holds and draw it; a later call ends an earlier one. */
  private async load(): Promise<void> {
    this.request?.abort();
    const request = new AbortController();
    this.request = request;
    this.view.follow(Date.now() / 1000);
    this.controls.show(this.eye);
    const skeleton = setTimeout(() => this.note("loading"), SKELETON_AFTER);
    try {
      const { given, view } = this;
      const { compare } = this.eye;
      const buckets = bucketsFor(this.stage.clientWidth || 800);
      const tables = await load({ given, view, compare, buckets }, request.signal);
      if (!request.signal.aborted) this.show(...tables);
    } catch (error) {
      if (!request.signal.aborted) this.note("error", error);
    } finally {
      clearTimeout(skeleton);
    }
  }

  private show(table: Table, compared: Table | null): void {
    this.picture = {
      ...this.given.drawn,
      table,
      compared,
      period: this.view.period,
      hidden: this.hiddenKeys,
    };
    showBound(this.legend, table.resolution);
    this.draw();
  }

  private draw(): void {
    if (!this.picture) return;
    this.plot?.destroy();
    this.stage.replaceChildren();
    const size = { width: this.stage.clientWidth, height: this.stage.clientHeight };
    const hooks = {
      setCursor: [(self: uPlot) => this.crosshair(self.cursor.idx ?? null)],
      setSelect: [(self: uPlot) => this.selected(self)],
    };
    const options = toOptions(this.picture, size, hooks);
    this.plot = new uPlot(options, toAligned(this.picture), this.stage);
    this.crosshair(null);
    if (this.picture.table.times.length === 0) this.note("empty");
  }

  private resize(): void {
    const { clientWidth: width, clientHeight: height } = this.stage;
    if (width > 0) this.plot?.setSize({ width, height });
  }

  private selected(self: uPlot): void {
    if (self.select.width < 8) return;
    const from = self.posToVal(self.select.left, "x");
    const to = self.posToVal(self.select.left + self.select.width, "x");
    this.zoomTo({ from, to });
  }

  private crosshair(index: number | null): void {
    if (this.picture) showLegend(this.legend, this.picture, index, this.given.words);
  }

  private toggle(event: Event): void {
    const button = (event.target as Element).closest<HTMLElement>("[data-key]");
    const key = button?.dataset.key;
    if (!key) return;
    if (!this.hiddenKeys.delete(key)) this.hiddenKeys.add(key);
    this.draw();
    this.legend.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`)?.focus();
  }

  private key(event: KeyboardEvent): void {
    if (event.key === "Escape" && this.eye.view.zoomed) this.zoomOut();
    else if (!this.moveCrosshair(event.key)) return;
    event.preventDefault();
  }

  private moveCrosshair(key: string): boolean {
    if (!this.picture || !this.plot) return false;
    const { table } = this.picture;
    const index = keyTarget(table, this.plot.cursor.idx ?? table.times.length, key);
    if (index === undefined) return false;
    const left = this.plot.valToPos(table.times[index] ?? 0, "x");
    this.plot.setCursor({ left, top: this.plot.over.clientHeight / 2 });
    this.spoken.textContent = legendSentence(this.picture, index, this.given.words);
    return true;
  }

  /** A new reading: shown at once where every reading is drawn, else soon fetched. */
  private heard(reading: Reading): void {
    const device = this.given.text("device");
    const fresh = Object.entries(reading.values).filter(([key]) =>
      this.given.keys.includes(key),
    );
    if (String(reading.device) !== device || !this.view.range || fresh.length === 0)
      return;
    if (
      !this.picture ||
      !this.plot ||
      this.picture.table.bucketed ||
      this.eye.compare
    ) {
      this.loadSoon();
      return;
    }
    for (const [key, [at, value]] of fresh) {
      const number = toNumber(value);
      if (number === null) continue;
      const time = Date.parse(at) / 1000;
      this.picture.table = withReading(this.picture.table, key, time, number);
    }
    this.extend(this.plot, this.picture);
  }

  /** The window moves on only while nobody points into it. */
  private extend(plot: uPlot, picture: Picture): void {
    this.stage.querySelector(".chart-note")?.remove(); // it is empty no longer
    const held = this.isHeld();
    if (!held) {
      this.view.follow(Date.now() / 1000);
      picture.period = this.view.period;
    }
    plot.batch(() => {
      plot.setData(toAligned(picture), false);
      plot.setScale("x", { min: picture.period.from, max: picture.period.to });
    });
    if (!held) this.crosshair(null);
  }

  private isHeld(): boolean {
    return this.stage.matches(":hover, :focus");
  }

  private loadSoon(): void {
    if (this.refetch) return;
    this.refetch = window.setTimeout(() => {
      this.refetch = 0;
      if (this.isHeld()) this.loadSoon();
      else void this.load();
    }, REFETCH_AFTER);
  }

  private note(kind: Note, error?: unknown): void {
    if (kind === "loading" && this.plot) return; // the old picture says more
    showNote(this.stage, kind, error, () => void this.load());
  }

  private save(kind: "csv" | "png"): void {
    const { caption, words } = this.given;
    const canvas = this.stage.querySelector("canvas");
    if (!this.picture || !canvas) return;
    if (kind === "csv") saveCsv(this.picture.table, words.label, caption);
    else savePng(canvas, caption);
  }
}
