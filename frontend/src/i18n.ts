// The elements' own words; everything else is translated on the server.

const WORDS = {
  all: ["All", "Alles"],
  attribution: ["Where the map comes from", "Woher die Karte stammt"],
  average: ["mean", "Mittel"],
  bound_day: [
    "Values are shown by days, those that are over.",
    "Werte werden nach Tagen gezeigt, und zwar nach vergangenen.",
  ],
  bound_hour: [
    "Values are shown by hours, those that are over.",
    "Werte werden nach Stunden gezeigt, und zwar nach vergangenen.",
  ],
  bound_month: [
    "Values are shown by months, those that are over.",
    "Werte werden nach Monaten gezeigt, und zwar nach vergangenen.",
  ],
  "bound_quarter-hour": [
    "Values are shown by quarter hours, those that are over.",
    "Werte werden nach Viertelstunden gezeigt, und zwar nach vergangenen.",
  ],
  chart: ["Chart", "Diagramm"],
  chartHelp: [
    "Arrow keys move through the values, Home and End jump, Escape zooms out.",
    "Die Pfeiltasten gehen durch die Werte, Pos1 und Ende springen, Escape zoomt heraus.",
  ],
  chosen: ["{number} chosen", "{number} ausgewählt"],
  close: ["Close", "Schließen"],
  compare: ["Compare with the period before", "Mit dem Zeitraum davor vergleichen"],
  compareShort: ["Compare", "Vergleichen"],
  copied: ["Copied", "Kopiert"],
  copy: ["Copy", "Kopieren"],
  custom: ["From – to", "Von – bis"],
  days30: ["30 days", "30 Tage"],
  days7: ["7 days", "7 Tage"],
  delayed: ["Delayed", "Verzögert"],
  disconnected: ["Disconnected", "Getrennt"],
  devicesFound: ["{count} devices on the map", "{count} Geräte auf der Karte"],
  devicesShown: ["{count} devices in view", "{count} Geräte im Bild"],
  editorHelp: [
    "Tab indents. Press Escape, then Tab, to leave the editor.",
    "Tab rückt ein. Mit Escape und dann Tab verlassen Sie den Editor.",
  ],
  emptyChart: ["No values in this period.", "In diesem Zeitraum gibt es keine Werte."],
  filtersInForce: ["Filters in force", "Gesetzte Filter"],
  emptyMap: [
    "No device has a place on the map yet.",
    "Noch kein Gerät hat einen Ort auf der Karte.",
  ],
  from: ["From", "Von"],
  gateway: ["Gateway", "Gateway"],
  gatewaySign: [
    "A square with an antenna is a gateway.",
    "Ein Quadrat mit Antenne ist ein Gateway.",
  ],
  hours24: ["24 h", "24 h"],
  line: ["Line", "Zeile"],
  live: ["Live", "Live"],
  loadFailed: [
    "The values could not be loaded.",
    "Die Werte konnten nicht geladen werden.",
  ],
  locating: ["Asking for your position …", "Ihre Position wird erfragt …"],
  map: ["Map", "Karte"],
  mapCircles: [
    "A circle gathers devices that are close: the number says how many, the rim shows the worst state.",
    "Ein Kreis fasst nahe Geräte zusammen: Die Zahl sagt, wie viele, der Rand zeigt den schlechtesten Zustand.",
  ],
  mapFailed: [
    "The places could not be loaded.",
    "Die Orte konnten nicht geladen werden.",
  ],
  mapFingers: [
    "Move the map with two fingers.",
    "Bewegen Sie die Karte mit zwei Fingern.",
  ],
  mapWheel: [
    "Hold Ctrl and scroll to zoom.",
    "Halten Sie Strg beim Scrollen, um zu vergrößern.",
  ],
  mapWheelMac: [
    "Hold ⌘ and scroll to zoom.",
    "Halten Sie ⌘ beim Scrollen, um zu vergrößern.",
  ],
  mapNeedsGraphics: [
    "This browser cannot draw the map; here are the places as a list.",
    "Dieser Browser kann die Karte nicht zeichnen; hier sind die Orte als Liste.",
  ],
  maximum: ["max.", "Max."],
  minimum: ["min.", "Min."],
  myPosition: ["My position", "Meine Position"],
  no: ["No", "Nein"],
  noMatch: [
    "No device with a place on the map matches.",
    "Kein Gerät mit einem Ort auf der Karte passt dazu.",
  ],
  notLocated: [
    "The browser did not tell your position. Set it on the map or type it.",
    "Der Browser hat Ihre Position nicht mitgeteilt. Setzen Sie sie auf der Karte oder tippen Sie sie ein.",
  ],
  now: ["just now", "gerade eben"],
  passkeyFailed: [
    "No passkey was used: the device has none for this address, or it was cancelled.",
    "Es wurde kein Passkey verwendet: Das Gerät hat keinen für diese Adresse, oder es wurde abgebrochen.",
  ],
  pickHelp: [
    "Click where it is, or put the mark in the middle of the map and move it with the arrow keys.",
    "Klicken Sie an die Stelle, oder setzen Sie die Markierung in die Kartenmitte und bewegen Sie sie mit den Pfeiltasten.",
  ],
  pickMiddle: ["Middle of the map", "Kartenmitte"],
  pickNothing: ["No coordinates", "Keine Koordinaten"],
  picked: ["Chosen: {place}", "Gewählt: {place}"],
  placePin: [
    "Chosen place; the arrow keys move it",
    "Gewählte Stelle; die Pfeiltasten bewegen sie",
  ],
  placesAsList: ["Places as a list", "Orte als Liste"],
  planHelp: [
    "Drag a device to its place, or move it by arrow keys (Shift: further, Escape: back).",
    "Ziehen Sie ein Gerät an seinen Platz oder bewegen Sie es mit den Pfeiltasten (Umschalt: weiter, Escape: zurück).",
  ],
  planIsAt: [
    "{name}: {x} % from the left, {y} % from the top",
    "{name}: {x} % von links, {y} % von oben",
  ],
  planIsOff: ["{name} is not on the plan", "{name} ist nicht auf dem Grundriss"],
  planPut: ["Put on the plan", "Auf den Grundriss"],
  planTakeOff: ["Take off", "Herunternehmen"],
  previous: ["before", "davor"],
  removeAll: ["Remove all", "Alle entfernen"],
  removeFilter: ["Remove the filter {filter}", "Filter {filter} entfernen"],
  requestFailed: [
    "That did not work: the server answered {status}. Nothing was changed.",
    "Das hat nicht geklappt: Der Server antwortete {status}. Es wurde nichts geändert.",
  ],
  retry: ["Try again", "Erneut versuchen"],
  scan: ["Scan", "Scannen"],
  scanNothing: [
    "No QR code was found in this picture; hold the camera closer and still, or paste the text of the code.",
    "In diesem Bild wurde kein QR-Code gefunden; halten Sie die Kamera näher und ruhig oder fügen Sie den Text des Codes ein.",
  ],
  scanPhoto: ["From a photo", "Aus einem Foto"],
  scanRefused: [
    "The camera is not available; allow it in the browser, take a photo instead, or paste the text of the code.",
    "Die Kamera ist nicht verfügbar; erlauben Sie sie im Browser, nehmen Sie stattdessen ein Foto auf oder fügen Sie den Text des Codes ein.",
  ],
  show: ["Show", "Anzeigen"],
  tableView: ["Values as a table", "Werte als Tabelle"],
  tableCut: [
    "The first {count} rows; the CSV file has all.",
    "Die ersten {count} Zeilen; die CSV-Datei enthält alle.",
  ],
  time: ["Time", "Zeit"],
  to: ["To", "Bis"],
  unreachable: [
    "The server cannot be reached. Nothing was changed.",
    "Der Server ist nicht erreichbar. Es wurde nichts geändert.",
  ],
  workDone: [
    "It is being done: {percent} % so far.",
    "Es wird ausgeführt: bisher {percent} %.",
  ],
  wrongPeriod: [
    "The end must lie after the beginning.",
    "Das Ende muss nach dem Anfang liegen.",
  ],
  yes: ["Yes", "Ja"],
  year: ["1 year", "1 Jahr"],
  zoomIn: ["Zoom in", "Vergrößern"],
  zoomOut: ["Zoom out", "Verkleinern"],
} as const;

export type Word = keyof typeof WORDS;

export function isGerman(): boolean {
  return document.documentElement.lang.startsWith("de");
}

/** The words of the page's language, with `{name}` filled in from `values`. */
export function t(word: Word, values: Record<string, string | number> = {}): string {
  const text: string = WORDS[word][isGerman() ? 1 : 0];
  return text.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ""));
}
