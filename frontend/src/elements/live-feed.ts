// <live-feed src="/i/1/live/?device=7"> listens to the server's events, says in one
// dot whether it hears them, and hands them to the page:
//   event "reading" {"device": 7, "ts": iso, "values": {key: [iso, value]}}
//   event "alarm"   {"id", "device", "state", "open_alarm_count"?}
//   event "ping"    anything, every 15 s
// On <body> it dispatches "progres:reading", "progres:alarm" and, after a pause,
// "progres:resume" (what was missed has to be fetched).
import { showTime } from "../behaviours/times.ts";
import { element } from "../dom.ts";
import { formatValue } from "../format.ts";
import { t } from "../i18n.ts";

export interface Reading {
  device: number;
  ts: string;
  values: Record<string, [at: string, value: unknown]>;
}

export interface AlarmChange {
  id: number | string;
  device: number;
  state: string;
  open_alarm_count?: number;
}

type State = "live" | "delayed" | "disconnected";

const QUIET_AFTER = 45_000; // ms without any event, three pings
const LOST_AFTER = 10_000; // ms without a connection
const HIDDEN_FOR = 30_000; // ms; then an unseen tab frees its connection
const RETRY_FIRST = 1_000; // ms, doubled up to RETRY_MOST
const RETRY_MOST = 60_000;

export class LiveFeed extends HTMLElement {
  private source: EventSource | null = null;
  private retry = RETRY_FIRST;
  private wasConnected = false;
  private timers: Record<string, number> = {};
  private readonly word = element("span");
  private readonly onVisibility = () => this.visibilityChanged();

  connectedCallback(): void {
    this.setAttribute("role", "status");
    this.replaceChildren(element("span", { class: "live-dot" }), this.word);
    document.addEventListener("visibilitychange", this.onVisibility);
    this.show("delayed");
    this.connect();
  }

  disconnectedCallback(): void {
    document.removeEventListener("visibilitychange", this.onVisibility);
    this.disconnect();
  }

  private connect(): void {
    this.source?.close();
    const source = new EventSource(this.getAttribute("src") ?? "");
    this.source = source;
    source.addEventListener("open", () => this.opened());
    source.addEventListener("error", () => this.failed());
    source.addEventListener("ping", () => this.heard());
    source.addEventListener("reading", (event) => {
      this.heard();
      this.reading(JSON.parse(event.data) as Reading);
    });
    source.addEventListener("alarm", (event) => {
      this.heard();
      this.alarm(JSON.parse(event.data) as AlarmChange);
    });
  }

  private disconnect(): void {
    this.source?.close();
    this.source = null;
    for (const timer of Object.values(this.timers)) clearTimeout(timer);
    this.timers = {};
  }

  private opened(): void {
    this.retry = RETRY_FIRST;
    this.heard();
    if (this.wasConnected) this.dispatch("progres:resume", null);
    this.wasConnected = true;
  }

  private heard(): void {
    this.cancel("lost");
    this.show("live");
    this.wait("quiet", QUIET_AFTER, () => this.show("delayed"));
  }

  private failed(): void {
    if (this.dataset.state === "live") this.show("delayed");
    this.cancel("quiet");
    if (!this.timers.lost) {
      this.wait("lost", LOST_AFTER, () => this.show("disconnected"));
    }
    if (this.source?.readyState !== EventSource.CLOSED) return; // it retries itself
    this.wait("retry", this.retry, () => this.connect());
    this.retry = Math.min(this.retry * 2, RETRY_MOST);
  }

  private visibilityChanged(): void {
    if (document.hidden) {
      this.wait("hidden", HIDDEN_FOR, () => this.disconnect());
      return;
    }
    this.cancel("hidden");
    if (!this.source) this.connect();
  }

  private reading(reading: Reading): void {
    for (const [key, [at, value]] of Object.entries(reading.values)) {
      showValue(`${reading.device}:${key}`, at, value);
      showSeen(`${reading.device}:${key}`, at);
    }
    showSeen(String(reading.device), reading.ts);
    this.dispatch("progres:reading", reading);
  }

  private alarm(change: AlarmChange): void {
    if (change.open_alarm_count !== undefined) {
      for (const badge of document.querySelectorAll<HTMLElement>("[data-live-count]")) {
        badge.dataset.count = String(change.open_alarm_count);
        badge.textContent = badge.dataset.count;
      }
    }
    this.dispatch("progres:alarm", change);
  }

  private dispatch(name: string, detail: unknown): void {
    document.body.dispatchEvent(new CustomEvent(name, { detail, bubbles: true }));
  }

  private show(state: State): void {
    if (this.dataset.state === state) return;
    this.dataset.state = state;
    this.word.textContent = t(state);
  }

  private wait(name: string, delay: number, action: () => void): void {
    this.cancel(name);
    this.timers[name] = window.setTimeout(() => {
      delete this.timers[name];
      action();
    }, delay);
  }

  private cancel(name: string): void {
    clearTimeout(this.timers[name]);
    delete this.timers[name];
  }
}

/** Put a value into all elements with data-live="DEVICE:KEY", unless theirs is as new. */
function showValue(name: string, at: string, value: unknown): void {
  const shown = document.querySelectorAll<HTMLElement>(
    `[data-live="${CSS.escape(name)}"]`,
  );
  for (const place of shown) {
    if (place.dataset.liveAt && Date.parse(place.dataset.liveAt) >= Date.parse(at)) {
      continue;
    }
    const digits = place.dataset.digits;
    place.dataset.liveAt = at;
    place.textContent = formatValue(value, digits ? Number(digits) : undefined);
    place.classList.remove("is-new");
    requestAnimationFrame(() => place.classList.add("is-new"));
  }
}

/** Put a time into all <time data-live-time="DEVICE"> or "DEVICE:KEY". */
function showSeen(name: string, at: string): void {
  const shown = document.querySelectorAll<HTMLTimeElement>(
    `time[data-live-time="${CSS.escape(name)}"]`,
  );
  for (const time of shown) {
    if (Date.parse(time.dateTime) >= Date.parse(at)) continue; // a late frame
    time.dateTime = at;
    showTime(time, new Date());
  }
}
