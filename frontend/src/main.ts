import "htmx.org";
import { startChoosing } from "./behaviours/choosing.ts";
import { startConfirmName } from "./behaviours/confirm-name.ts";
import { startDisplay } from "./behaviours/display.ts";
import { startEditorMarks } from "./behaviours/editor-marks.ts";
import { startExports } from "./behaviours/exports.ts";
import { startFocus } from "./behaviours/focus.ts";
import { startListKeys } from "./behaviours/lists.ts";
import { startMenus } from "./behaviours/menus.ts";
import { startMessages } from "./behaviours/messages.ts";
import { startPasskeys } from "./behaviours/passkeys.ts";
import { startProgress } from "./behaviours/progress.ts";
import { startSearch } from "./behaviours/search.ts";
import { startTags } from "./behaviours/tags.ts";
import { startTimes } from "./behaviours/times.ts";
import { startUnits } from "./behaviours/units.ts";
import { CopyButton } from "./elements/copy-button.ts";
import { FloorPlan } from "./elements/floor-plan.ts";
import { LiveFeed } from "./elements/live-feed.ts";
import { QrScanner } from "./elements/qr-scanner.ts";
import { defineWhenSeen } from "./lazy.ts";

startChoosing();
startConfirmName();
startDisplay();
startEditorMarks();
startExports();
startFocus();
startListKeys();
startMenus();
startMessages();
startPasskeys();
startProgress();
startSearch();
startTags();
startTimes();
startUnits();

customElements.define("copy-button", CopyButton);
customElements.define("floor-plan", FloorPlan);
customElements.define("live-feed", LiveFeed);
customElements.define("qr-scanner", QrScanner);

// Large ones load when a page has one.
defineWhenSeen({
  "time-series-chart": async () =>
    (await import("./chart/time-series-chart.ts")).TimeSeriesChart,
  "chart-range": async () => (await import("./chart/chart-range.ts")).ChartRange,
  "device-map": async () => (await import("./map/device-map.ts")).DeviceMap,
  "place-picker": async () => (await import("./map/place-picker.ts")).PlacePicker,
  "code-editor": async () => (await import("./editor/code-editor.ts")).CodeEditor,
});
