// One view for all charts of a page that share it: <chart-range> and whoever zooms
// change it, everybody with the attribute `shared` follows.
import { View } from "./view.ts";

export interface Eye {
  readonly view: View;
  compare: boolean;
}

export const SHARED: Eye = { view: new View(), compare: false };

const CHANGED = "progres:view";

export function announceShared(): void {
  document.dispatchEvent(new CustomEvent(CHANGED));
}

export function onShared(heard: () => void, signal: AbortSignal): void {
  document.addEventListener(CHANGED, heard, { signal });
}
