// <chart-range> steers all <time-series-chart shared> of its page.
import { RangeControls } from "./controls.ts";
import type { Range } from "./period.ts";
import { announceShared, lookAt, onShared, SHARED } from "./shared-view.ts";

export class ChartRange extends HTMLElement {
  private connection: AbortController | null = null;
  private readonly controls = new RangeControls({
    range: (range: Range) => change(() => SHARED.view.showRange(range)),
    period: (period) => change(() => SHARED.view.zoomTo(period)),
    zoomOut: () => change(() => SHARED.view.zoomOut()),
    compare: (on) =>
      change(() => {
        SHARED.compare = on;
      }),
  });

  connectedCallback(): void {
    this.connection = new AbortController();
    this.replaceChildren(this.controls.bar, this.controls.form);
    onShared(() => this.show(), this.connection.signal);
    lookAt(SHARED.view, location.search);
    announceShared();
  }

  disconnectedCallback(): void {
    this.connection?.abort();
  }

  private show(): void {
    SHARED.view.follow(Date.now() / 1000);
    this.controls.show(SHARED);
  }
}

function change(how: () => void): void {
  how();
  announceShared();
}
