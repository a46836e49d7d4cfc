// <device-map src="/i/1/map/" base="/i/1/map/base/"> — both GeoJSON of this host.
// src: points with {id, name, state, state_label, url, note?}; base: features with
// `kind` park, water, river, building, street (lines may have a `width`).
import "maplibre-gl/dist/maplibre-gl.css";
import {
  AttributionControl,
  type GeoJSONSource,
  LngLatBounds,
  type Map as MapLibre,
  Map as MapLibreMap,
  type MapMouseEvent,
  NavigationControl,
  Popup,
  setWorkerUrl,
} from "maplibre-gl";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url";
import { element } from "../dom.ts";
import { t } from "../i18n.ts";
import { mapLegend, type Place, placeCard, placeList } from "./place-list.ts";
import { isState, STATES, stateImage } from "./states.ts";
import { mapStyle } from "./style.ts";

setWorkerUrl(workerUrl);

type Places = GeoJSON.FeatureCollection<GeoJSON.Point, Place>;
type Feature = GeoJSON.Feature<GeoJSON.Point, Place & { cluster_id?: number }>;

const NOTHING: GeoJSON.FeatureCollection = { type: "FeatureCollection", features: [] };
const REFETCH_AFTER = 2_000; // ms; one fetch for a burst of alarms
const NEAREST = 16; // zoom when there is one place only

export class DeviceMap extends HTMLElement {
  private map: MapLibre | null = null;
  private places: Places | null = null;
  private base = NOTHING;
  private connection: AbortController | null = null;
  private refetch = 0;
  private readonly stage = element("div", { class: "map-stage" });
  private readonly below = element("div");

  connectedCallback(): void {
    this.connection = new AbortController();
    const { signal } = this.connection;
    this.replaceChildren(this.stage, this.below);
    for (const event of ["progres:alarm", "progres:resume"]) {
      document.addEventListener(event, () => this.loadSoon(), { signal });
    }
    document.addEventListener("progres:theme", () => this.restyle(), { signal });
    void this.load(signal);
  }

  disconnectedCallback(): void {
    this.connection?.abort();
    clearTimeout(this.refetch);
    this.map?.remove();
    this.map = null;
  }

  private async load(signal: AbortSignal): Promise<void> {
    try {
      const base = this.map ? this.base : this.fetchBase(signal);
      this.places = (await fetchJson(this.getAttribute("src"), signal)) as Places;
      this.base = await base;
    } catch {
      if (!signal.aborted && !this.map) this.note(t("mapFailed"), true);
      return;
    }
    if (!signal.aborted) this.show(this.places);
  }

  private async fetchBase(signal: AbortSignal): Promise<GeoJSON.FeatureCollection> {
    const address = this.getAttribute("base");
    if (!address) return NOTHING;
    return (await fetchJson(address, signal)) as GeoJSON.FeatureCollection;
  }

  private show(places: Places): void {
    const source = this.map?.getSource<GeoJSONSource>("places");
    if (source) source.setData(places);
    else if (places.features.length === 0) this.note(t("emptyMap"), false);
    else this.draw(places);
    const open = this.below.querySelector("details")?.open ?? false;
    const list = places.features.map((feature) => feature.properties);
    const legend = this.map ? [mapLegend(list)] : [];
    this.below.replaceChildren(...legend, placeList(list, open || !this.map));
  }

  private draw(places: Places): void {
    this.stage.replaceChildren();
    try {
      this.map = new MapLibreMap({
        container: this.stage,
        style: mapStyle(places, this.base),
        bounds: boundsOf(places),
        fitBoundsOptions: { padding: 48, maxZoom: NEAREST },
        attributionControl: false,
        cooperativeGestures: true, // the page scrolls, not the map
        dragRotate: false,
        fadeDuration: 0,
        locale: {
          "NavigationControl.ZoomIn": t("zoomIn"),
          "NavigationControl.ZoomOut": t("zoomOut"),
          "Map.Title": t("map"),
          "CooperativeGesturesHandler.WindowsHelpText": t("mapWheel"),
          "CooperativeGesturesHandler.MacHelpText": t("mapWheelMac"),
          "CooperativeGesturesHandler.MobileHelpText": t("mapFingers"),
        },
      });
    } catch {
      this.note(t("mapNeedsGraphics"), false); // no WebGL; the list opens instead
      return;
    }
    const attribution = this.getAttribute("attribution");
    if (attribution) {
      this.map.addControl(new AttributionControl({ customAttribution: attribution }));
    }
    this.map.addControl(new NavigationControl({ showCompass: false }), "top-right");
    this.map.touchZoomRotate.disableRotation();
    this.listen(this.map);
  }

  private listen(map: MapLibre): void {
    map.setMissingStyleImageResolver((id) => {
      if (isState(id)) map.addImage(id, stateImage(id), { pixelRatio: 2 });
    });
    map.on("click", "devices", (event) => this.openPlace(map, event));
    map.on("click", "clusters", (event) => void this.openCluster(map, event));
    for (const layer of ["devices", "clusters"]) {
      map.on("mouseenter", layer, () => this.pointer(map, "pointer"));
      map.on("mouseleave", layer, () => this.pointer(map, ""));
    }
  }

  private pointer(map: MapLibre, cursor: string): void {
    map.getCanvas().style.cursor = cursor;
  }

  private openPlace(map: MapLibre, event: MapMouseEvent): void {
    const [feature] = found(map, event, "devices");
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
    const zoom = await source.getClusterExpansionZoom(
      feature.properties.cluster_id ?? 0,
    );
    const [longitude = 0, latitude = 0] = feature.geometry.coordinates;
    map.easeTo({ center: [longitude, latitude], zoom: zoom + 0.3 });
  }

  private restyle(): void {
    if (!this.map || !this.places) return;
    for (const state of STATES) {
      if (this.map.hasImage(state)) this.map.removeImage(state);
    }
    this.map.setStyle(mapStyle(this.places, this.base), { diff: false });
  }

  private loadSoon(): void {
    const { signal } = this.connection ?? {};
    if (this.refetch || !signal) return;
    this.refetch = window.setTimeout(() => {
      this.refetch = 0;
      void this.load(signal);
    }, REFETCH_AFTER);
  }

  private note(words: string, withRetry: boolean): void {
    const note = element("div", { class: "chart-note", role: "status" }, words);
    if (withRetry) {
      const retry = element("button", { type: "button", class: "btn" }, t("retry"));
      retry.addEventListener("click", () => this.loadSoon());
      note.append(retry);
    }
    this.stage.replaceChildren(note);
  }
}

async function fetchJson(
  address: string | null,
  signal: AbortSignal,
): Promise<unknown> {
  const response = await fetch(address ?? "", { signal });
  if (!response.ok) throw new Error(`${response.status} ${response.statusText}`);
  return response.json();
}

function found(map: MapLibre, event: MapMouseEvent, layer: string): Feature[] {
  const features = map.queryRenderedFeatures(event.point, { layers: [layer] });
  return features as unknown as Feature[];
}

function boundsOf(places: Places): LngLatBounds {
  const bounds = new LngLatBounds();
  for (const { geometry } of places.features) {
    const [longitude = 0, latitude = 0] = geometry.coordinates;
    bounds.extend([longitude, latitude]);
  }
  return bounds;
}
