// One view for all charts of a page that share it: <chart-range> and whoever zooms
// change it, everybody with the attribute `shared` follows. It stands in the page's
// address, so that a reload and a link show the same.
import { isRange, readPeriod, writePeriod } from "./period.ts";
import { View } from "./view.ts";

export interface Eye {
  readonly view: View;
  compare: boolean;
}

export const SHARED: Eye = { view: new View(), compare: false };

const CHANGED = "progres:view";
const USUAL = "24h";

export function announceShared(): void {
  const search = searchOf(SHARED.view, location.search);
  history.replaceState(history.state, "", location.pathname + search + location.hash);
  document.dispatchEvent(new CustomEvent(CHANGED));
}

export function onShared(heard: () => void, signal: AbortSignal): void {
  document.addEventListener(CHANGED, heard, { signal });
}

/** Look where an address says: at ?range=7d or ?from=…&to=…, else as usual. */
export function lookAt(view: View, search: string): void {
  const asked = new URLSearchParams(search);
  const range = asked.get("range");
  const period = readPeriod(asked.get("from"), asked.get("to"));
  if (isRange(range)) view.showRange(range);
  else if (period) view.showPeriod(period);
}

/** The search part of an address that says where a view looks. */
export function searchOf({ range, period }: View, before: string): string {
  const said = new URLSearchParams(before);
  for (const name of ["range", "from", "to"]) said.delete(name);
  if (!range) {
    const [from, to] = writePeriod(period);
    said.set("from", from);
    said.set("to", to);
  } else if (range !== USUAL) said.set("range", range);
  const text = said.toString();
  return text ? `?${text}` : "";
}
