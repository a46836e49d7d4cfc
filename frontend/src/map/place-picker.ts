// <place-picker latitude="id" longitude="id" around="/i/1/map/devices/" tiles="…">: a map
// that sets two fields by click, by dragging or by arrow keys, or where the person is.
import {
  type LngLatLike,
  type Map as MapLibre,
  Marker,
  type StyleSpecification,
} from "maplibre-gl";
import { element, icon } from "../dom.ts";
import { t } from "../i18n.ts";
import { makeMap } from "./frame.ts";
import { background, type Ground, loadGround } from "./ground.ts";
import { fetchPlaces } from "./places.ts";

const NEAR = 16; // zoom
const STEP = 8; // px that an arrow key moves; with Shift five times as many
const ARROWS: Record<string, [number, number]> = {
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
};
const MIDDLE_EUROPE: [number, number, number, number] = [5.5, 45.5, 17.5, 55.2];

export class PlacePicker extends HTMLElement {
  private map: MapLibre | null = null;
  private marker: Marker | null = null;
  private ground: Ground | null = null;
  private connection: AbortController | null = null;
  private readonly status = element("p", { class: "form-hint", role: "status" });

  connectedCallback(): void {
    this.connection = new AbortController();
    const { signal } = this.connection;
    const stage = element("div", { class: "map-stage picker-stage" });
    const buttons = element("div", { class: "picker-buttons" });
    buttons.append(
      this.button("map-pin", "pickMiddle", () => this.pickMiddle()),
      this.button("x", "pickNothing", () => this.pick(null)),
    );
    if ("geolocation" in navigator) {
      buttons.prepend(this.button("radar-2", "myPosition", () => this.locate()));
    }
    const hint = element("p", { class: "form-hint" }, t("pickHelp"));
    this.replaceChildren(stage, hint, buttons, this.status);
    for (const field of this.fields) {
      field.addEventListener("change", () => this.follow(true), { signal });
    }
    document.addEventListener("progres:theme", () => this.restyle(), { signal });
    void this.draw(stage, signal);
  }

  disconnectedCallback(): void {
    this.connection?.abort();
    this.map?.remove();
    this.map = null;
  }

  private get fields(): HTMLInputElement[] {
    return ["latitude", "longitude"].flatMap((name) => {
      const field = document.getElementById(this.getAttribute(name) ?? "");
      return field instanceof HTMLInputElement ? [field] : [];
    });
  }

  /** What the fields say, as longitude and latitude. */
  private get place(): [number, number] | null {
    const [latitude, longitude] = this.fields.map((field) =>
      field.value.trim() ? Number(field.value.trim().replace(",", ".")) : Number.NaN,
    );
    if (latitude === undefined || longitude === undefined) return null;
    const good = Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180;
    return good ? [longitude, latitude] : null;
  }

  private async draw(stage: HTMLElement, signal: AbortSignal): Promise<void> {
    this.ground = await loadGround(this, signal);
    const place = this.place;
    const around = place ? null : await this.surroundings(signal);
    if (signal.aborted) return;
    const view = place
      ? { center: place as LngLatLike, zoom: NEAR }
      : { bounds: around ?? this.ground.bounds ?? MIDDLE_EUROPE };
    try {
      this.map = makeMap({
        container: stage,
        style: styleOf(this.ground),
        fitBoundsOptions: { padding: 24, maxZoom: NEAR },
        cooperativeGestures: true,
        ...view,
      });
    } catch {
      this.remove(); // no graphics; the fields are enough
      return;
    }
    this.map.on("click", (event) => this.pick(event.lngLat.toArray()));
    this.follow(false);
  }

  /** Where other devices are: most likely the new place is near them. */
  private async surroundings(
    signal: AbortSignal,
  ): Promise<[number, number, number, number] | null> {
    try {
      const address = this.getAttribute("around") ?? "";
      return (await fetchPlaces(address, new URLSearchParams(), signal)).bbox ?? null;
    } catch {
      return null;
    }
  }

  private restyle(): void {
    if (this.ground) this.map?.setStyle(styleOf(this.ground), { diff: false });
  }

  /** Put the mark where the fields say. */
  private follow(move: boolean): void {
    const { place, map } = this;
    if (!map) return;
    if (!place) {
      this.marker?.remove();
      this.marker = null;
      return;
    }
    this.marker ??= this.makeMarker(map, place);
    this.marker.setLngLat(place);
    if (move) map.easeTo({ center: place, zoom: Math.max(map.getZoom(), NEAR) });
  }

  private makeMarker(map: MapLibre, place: [number, number]): Marker {
    const pin = element("button", {
      type: "button",
      class: "place-pin",
      "aria-label": t("placePin"),
    });
    pin.append(icon("map-pin"));
    pin.addEventListener("keydown", (event) => this.nudge(event));
    const marker = new Marker({ element: pin, draggable: true, anchor: "bottom" });
    marker.on("dragend", () => this.pick(marker.getLngLat().toArray()));
    return marker.setLngLat(place).addTo(map);
  }

  private nudge(event: KeyboardEvent): void {
    const direction = ARROWS[event.key];
    const { map, place } = this;
    if (!direction || !map || !place) return;
    event.preventDefault();
    event.stopPropagation();
    const far = event.shiftKey ? 5 * STEP : STEP;
    const point = map.project(place);
    point.x += direction[0] * far;
    point.y += direction[1] * far;
    this.pick(map.unproject(point).toArray());
  }

  private pickMiddle(): void {
    if (!this.map) return;
    this.pick(this.map.getCenter().toArray());
    this.marker?.getElement().focus();
  }

  /** Write a place, or none, into the fields. */
  private pick(place: [number, number] | null): void {
    const [longitude, latitude] = place ?? [null, null];
    const texts = [latitude, longitude].map((degrees) => degrees?.toFixed(6) ?? "");
    this.fields.forEach((field, index) => {
      field.value = texts[index] ?? "";
      field.dispatchEvent(new Event("input", { bubbles: true }));
    });
    this.status.textContent = place ? t("picked", { place: texts.join(", ") }) : "";
    this.follow(false);
  }

  private locate(): void {
    this.status.textContent = t("locating");
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        this.pick([coords.longitude, coords.latitude]);
        this.follow(true);
      },
      () => {
        this.status.textContent = t("notLocated");
      },
      { enableHighAccuracy: true, timeout: 20_000 },
    );
  }

  private button(name: string, word: Parameters<typeof t>[0], act: () => void) {
    const made = element("button", { type: "button", class: "btn btn-small" });
    made.append(icon(name), t(word));
    made.addEventListener("click", act);
    return made;
  }
}

function styleOf(ground: Ground): StyleSpecification {
  const layers = [background(), ...ground.layers()];
  return { version: 8, sources: ground.sources, layers };
}
