// A map of MapLibre as all maps here are: its words, its controls, its ground.
import "maplibre-gl/dist/maplibre-gl.css";
import {
  AttributionControl,
  Map as MapLibre,
  type MapOptions,
  NavigationControl,
  ScaleControl,
  setWorkerUrl,
} from "maplibre-gl";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url";
import { t } from "../i18n.ts";
import { followGraticule } from "./graticule.ts";

setWorkerUrl(workerUrl);

/** Make a map; throws where the browser has no graphics for it. */
export function makeMap(options: MapOptions): MapLibre {
  const map = new MapLibre({
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    renderWorldCopies: false,
    fadeDuration: 0,
    locale: {
      "NavigationControl.ZoomIn": t("zoomIn"),
      "NavigationControl.ZoomOut": t("zoomOut"),
      "AttributionControl.ToggleAttribution": t("attribution"),
      "Map.Title": t("map"),
      "CooperativeGesturesHandler.WindowsHelpText": t("mapWheel"),
      "CooperativeGesturesHandler.MacHelpText": t("mapWheelMac"),
      "CooperativeGesturesHandler.MobileHelpText": t("mapFingers"),
    },
    ...options,
  });
  map.addControl(new AttributionControl({ compact: false }), "bottom-right");
  map.addControl(new NavigationControl({ showCompass: false }), "top-right");
  map.addControl(new ScaleControl({ maxWidth: 120 }), "bottom-left");
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  followGraticule(map);
  return map;
}
