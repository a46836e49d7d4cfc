// <device-map src="/i/1/map/devices/" tiles="/map/base.pmtiles"> — marks and ground of
// this host (`base`: GeoJSON instead). `gateways`: where their marks are; `question`: the
// id of a form that filters; `full`: the map is the page.
import {
  type GeoJSONSource,
  type Map as MapLibre,
  type MapMouseEvent,
  Popup,
} from "maplibre-gl";
import { element } from "../dom.ts";
import { formatNumber } from "../format.ts";
import { t } from "../i18n.ts";
import { chipsOf } from "./chips.ts";
import { makeMap } from "./frame.ts";
import { type Ground, loadGround } from "./ground.ts";
import { mapLegend, type Place, placeCard, placeList } from "./place-list.ts";
import {
  type Answer,
  extentOf,
  fetchPlaces,
  NO_PLACES,
  ofKind,
  type Places,
  questionOf,
} from "./places.ts";
import { markImage, STATES } from "./states.ts";
import { mapStyle } from "./style.ts";

type Feature = GeoJSON.Feature<GeoJSON.Point, Place & { cluster_id?: number }>;

const REFETCH_AFTER = 2_000; // ms; one fetch for a burst of alarms
const VALUES_AFTER = 10_000; // ms; one fetch for a burst of readings
const TYPED_AFTER = 250; // ms
const NEAREST = 16; // zoom when there is one place only
const MARKS = ["devices", "gateways"];
const LOOKS = new Set(["value", "gateways"]); // what moves no map

export class DeviceMap extends HTMLElement {
  private map: MapLibre | null = null;
  private ground: Ground | null = null;
  private places: Places = NO_PLACES;
  private gateways: Places = NO_PLACES;
  private whole = false;
  private connection: AbortController | null = null;
  private asked: AbortController | null = null;
  private timer = 0;
  private moves = false;
  private readonly stage = element("div", { class: "map-stage" });
  private readonly below = element("div", { class: "map-below" });
  private readonly status = element("p", { class: "map-status", role: "status" });

  connectedCallback(): void {
    this.connection = new AbortController();
    const { signal } = this.connection;
    this.replaceChildren(this.stage, this.status, this.below);
    this.showChips();
    for (const event of ["progres:alarm", "progres:resume"]) {
      document.addEventListener(event, () => this.loadSoon(REFETCH_AFTER), { signal });
    }
    document.addEventListener("progres:reading", () => this.valuesChanged(), {
      signal,
    });
    document.addEventListener("progres:theme", () => this.restyle(), { signal });
    for (const event of ["input", "change", "submit"]) {
      this.form?.addEventListener(event, (changed) => this.asks(changed), { signal });
    }
    void this.load({ move: true });
  }

  disconnectedCallback(): void {
    this.connection?.abort();
    this.asked?.abort();
    clearTimeout(this.timer);
    this.map?.remove();
    this.map = null;
  }

  private get form(): HTMLFormElement | null {
    return document.querySelector(`form#${this.getAttribute("question") || "none"}`);
  }

  /** Fetch the marks: of all, moving to them, or of what the map shows. */
  private async load({ move }: { move: boolean }): Promise<void> {
    this.asked?.abort();
    this.asked = new AbortController();
    const { signal } = this.asked;
    try {
      this.ground ??= await loadGround(this, signal);
      if (move) await this.loadAll(signal);
      else this.take(await this.fetchMarks(signal, this.box()), false);
    } catch {
      if (!signal.aborted && !this.map) this.note(t("mapFailed"), true);
    }
  }

  private async loadAll(signal: AbortSignal): Promise<void> {
    const answer = await this.fetchMarks(signal, "");
    if (answer.whole) return this.take(answer, true);
    const box = answer.bbox?.map((degrees) => degrees.toFixed(5)).join(",") ?? "";
    const first = await this.fetchMarks(signal, box);
    this.take({ ...first, whole: false }, true);
  }

  private async fetchMarks(signal: AbortSignal, box: string): Promise<Answer> {
    const question = questionOf(this.form);
    if (box) question.set("box", box);
    const others = this.getAttribute("gateways");
    const shown = others && question.get("gateways") !== "0";
    const [answer, gateways] = await Promise.all([
      fetchPlaces(this.getAttribute("src") ?? "", question, signal),
      shown ? fetchPlaces(others, new URLSearchParams(), signal) : NO_PLACES,
    ]);
    return { ...answer, features: [...answer.features, ...gateways.features] };
  }

  /** What the map shows, unless all is there anyway. */
  private box(): string {
    if (this.whole || !this.map) return "";
    const bounds = this.map.getBounds();
    const [most, top] = [180, 90];
    return [
      Math.max(bounds.getWest(), -most),
      Math.max(bounds.getSouth(), -top),
      Math.min(bounds.getEast(), most),
      Math.min(bounds.getNorth(), top),
    ]
      .map((degrees) => degrees.toFixed(5))
      .join(",");
  }

  private take(answer: Answer, move: boolean): void {
    this.places = ofKind(answer, false);
    this.gateways = ofKind(answer, true);
    if (move) this.whole = answer.whole !== false;
    const extent = extentOf(answer);
    if (this.map) {
      this.map.getSource<GeoJSONSource>("places")?.setData(this.places);
      this.map.getSource<GeoJSONSource>("gateways")?.setData(this.gateways);
      if (move && extent) this.fit(this.map, extent);
    } else if (extent) this.draw(extent);
    else this.note(t(questionOf(this.form).size ? "noMatch" : "emptyMap"), false);
    this.tell();
  }

  private fit(map: MapLibre, extent: [number, number, number, number]): void {
    map.fitBounds(extent, { padding: 48, maxZoom: NEAREST, animate: false });
  }

  /** Say in words and as a list what the marks say. */
  private tell(): void {
    const list = [...this.places.features, ...this.gateways.features].map(
      (feature) => feature.properties,
    );
    const count = this.places.features.reduce(
      (sum, feature) => sum + (feature.properties.count ?? 1),
      0,
    );
    const open = this.below.querySelector("details")?.open ?? false;
    const legend = this.map ? [mapLegend(list)] : [];
    this.below.replaceChildren(...legend, placeList(list, open || !this.map));
    this.status.textContent = this.hasAttribute("full")
      ? t(this.whole ? "devicesFound" : "devicesShown", { count: formatNumber(count) })
      : "";
  }

  private draw(extent: [number, number, number, number]): void {
    if (!this.ground) return;
    const full = this.hasAttribute("full");
    this.stage.replaceChildren();
    try {
      this.map = makeMap({
        container: this.stage,
        style: mapStyle(this.places, this.gateways, this.ground),
        bounds: extent,
        fitBoundsOptions: { padding: 48, maxZoom: NEAREST },
        cooperativeGestures: !full, // the page scrolls, not the map
        hash: full ? "at" : false,
      });
    } catch {
      this.note(t("mapNeedsGraphics"), false); // no WebGL; the list opens instead
      return;
    }
    this.listen(this.map);
  }

  private listen(map: MapLibre): void {
    map.setMissingStyleImageResolver((id) => {
      const image = markImage(id);
      if (image) map.addImage(id, image, { pixelRatio: 2 });
    });
    for (const layer of MARKS) {
      map.on("click", layer, (event) => this.openPlace(map, event, layer));
    }
    map.on("click", "clusters", (event) => void this.openCluster(map, event));
    for (const layer of [...MARKS, "clusters"]) {
      map.on("mouseenter", layer, () => this.pointer(map, "pointer"));
      map.on("mouseleave", layer, () => this.pointer(map, ""));
    }
    map.on("moveend", () => {
      if (!this.whole) this.loadSoon(TYPED_AFTER);
    });
  }

  private pointer(map: MapLibre, cursor: string): void {
    map.getCanvas().style.cursor = cursor;
  }

  private openPlace(map: MapLibre, event: MapMouseEvent, layer: string): void {
    const [feature] = found(map, event, layer);
    if (!feature) return;
    const popup = new Popup({ offset: 12, maxWidth: "18rem", closeButton: false });
    const [longitude = 0, latitude = 0] = feature.geometry.coordinates;
    popup.setLngLat([longitude, latitude]);
    popup.setDOMContent(placeCard(feature.properties)).addTo(map);
  }

  private async openCluster(map: MapLibre, event: MapMouseEvent): Promise<void> {
    const [feature] = found(map, event, "clusters");
    const source = map.getSource<GeoJSONSource>("places");
    if (!feature || !source) return;
    const { cluster_id: id } = feature.properties;
    const zoom = id ? await source.getClusterExpansionZoom(id) : map.getZoom() + 1.7;
    const [longitude = 0, latitude = 0] = feature.geometry.coordinates;
    map.easeTo({ center: [longitude, latitude], zoom: zoom + 0.3 });
  }

  private restyle(): void {
    if (!this.map || !this.ground) return;
    for (const state of STATES) {
      for (const id of [state, `gateway-${state}`]) {
        if (this.map.hasImage(id)) this.map.removeImage(id);
      }
    }
    const style = mapStyle(this.places, this.gateways, this.ground);
    this.map.setStyle(style, { diff: false });
  }

  /** Say above the map what the form filters by. */
  private showChips(): void {
    if (!this.form) return;
    this.querySelector(".chips")?.remove();
    const chips = chipsOf(this.form, "value");
    if (chips) this.prepend(chips);
  }

  /** The form asks something else: keep it in the address, and show it. */
  private asks(event: Event): void {
    event.preventDefault();
    const question = questionOf(this.form).toString();
    const address = location.pathname + (question && `?${question}`) + location.hash;
    if (address === location.pathname + location.search + location.hash) return;
    history.replaceState(history.state, "", address);
    this.showChips();
    const { name = "" } = event.target as Partial<HTMLInputElement>;
    this.loadSoon(TYPED_AFTER, { move: !LOOKS.has(name) });
  }

  private valuesChanged(): void {
    if (questionOf(this.form).has("value")) this.loadSoon(VALUES_AFTER);
  }

  /** Fetch after a while; what the person asked for comes before what merely changed. */
  private loadSoon(after: number, { move = false } = {}): void {
    if (this.timer && after > TYPED_AFTER) return;
    clearTimeout(this.timer);
    this.moves ||= move;
    this.timer = window.setTimeout(() => {
      const all = this.moves || !this.map;
      this.timer = 0;
      this.moves = false;
      void this.load({ move: all });
    }, after);
  }

  private note(words: string, withRetry: boolean): void {
    const note = element("div", { class: "chart-note", role: "status" }, words);
    if (withRetry) {
      const retry = element("button", { type: "button", class: "btn" }, t("retry"));
      retry.addEventListener("click", () => this.loadSoon(0));
      note.append(retry);
    }
    this.stage.replaceChildren(note);
  }
}

function found(map: MapLibre, event: MapMouseEvent, layer: string): Feature[] {
  const features = map.queryRenderedFeatures(event.point, { layers: [layer] });
  return features as unknown as Feature[];
}
