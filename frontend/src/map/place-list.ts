// The same places as a list: for keyboards, for listening, and where no map can be drawn.
import { element } from "../dom.ts";
import { t } from "../i18n.ts";
import { isState, STATES } from "./states.ts";

export interface Place {
  id: number;
  /** "gateway", or nothing for devices */
  kind?: string;
  name: string;
  state: string;
  /** the state in the page's language */
  state_label: string;
  /** where the device's page is */
  url: string;
  /** more than one where several are near each other */
  count?: number;
  /** a value with its unit */
  value?: string;
}

const MOST = 200; // the worst first; the device list has all

export function placeList(places: Place[], open: boolean): HTMLElement {
  const worstFirst = [...places].sort((one, other) => rank(other) - rank(one));
  const items = worstFirst.slice(0, MOST).map((place) => {
    const name = element("a", { href: place.url, class: "row-link" }, place.name);
    const value = element("span", { class: "muted" }, place.value ?? "");
    return element("li", { class: "map-list-item" }, stateWord(place), name, value);
  });
  const list = element("ul", { class: "map-list" }, ...items);
  const summary = element("summary", {}, t("placesAsList"));
  return element("details", { class: "chart-table", open }, summary, list);
}

/** The marks that are on the map, the worst first, and what a circle is. */
export function mapLegend(places: Place[]): HTMLElement {
  const devices = places.filter((place) => place.kind !== "gateway");
  const found = new Map(devices.map((place) => [place.state, place]));
  const worstFirst = [...found.values()].sort((one, other) => rank(other) - rank(one));
  const words = [element("span", {}, t("mapCircles"))];
  if (devices.length < places.length) {
    words.unshift(element("span", { class: "gateway-sign" }, t("gatewaySign")));
  }
  return element("p", { class: "map-legend" }, ...worstFirst.map(stateWord), ...words);
}

/** What stands in the popup of a place; text only, nothing is read as HTML. */
export function placeCard(place: Place): HTMLElement {
  const card = element(
    "div",
    { class: "map-card" },
    element("a", { href: place.url, class: "row-link" }, place.name),
    stateWord(place),
  );
  if (place.value) card.append(element("span", {}, place.value));
  return card;
}

function stateWord(place: Place): HTMLElement {
  const state = isState(place.state) ? place.state : "unknown";
  const words =
    place.kind === "gateway"
      ? `${t("gateway")}: ${place.state_label}`
      : place.state_label;
  return element("span", { class: `state state-${state}` }, words);
}

function rank(place: Place): number {
  return isState(place.state) ? STATES.indexOf(place.state) : 2;
}
