// Messages float above the page; those that only confirm leave by themselves.
import { element, icon } from "../dom.ts";
import { t } from "../i18n.ts";

const SHOWN_FOR = 7_000; // ms; errors and warnings stay until closed
const LEAVING = ".message-success, .message-info";

function leaveLater(message: HTMLElement): void {
  setTimeout(() => {
    if (message.matches(":hover, :focus-within")) leaveLater(message);
    else message.remove();
  }, SHOWN_FOR);
}

function adopt(area: HTMLElement): void {
  for (const button of area.querySelectorAll<HTMLElement>("[data-close]")) {
    button.hidden = false;
  }
  for (const message of area.querySelectorAll<HTMLElement>(LEAVING)) {
    if (message.dataset.seen) continue;
    message.dataset.seen = "1";
    leaveLater(message);
  }
}

/** Show one more message, as the server's are shown. */
export function say(
  kind: "success" | "info" | "warning" | "error",
  text: string,
): void {
  const area = document.querySelector<HTMLElement>("#messages");
  if (!area) return;
  const close = element(
    "button",
    {
      class: "message-close",
      type: "button",
      "aria-label": t("close"),
      "data-close": "",
    },
    icon("x"),
  );
  const words = element("span", {}, text);
  area.append(element("div", { class: `message message-${kind}` }, words, close));
  adopt(area);
}

function adoptAll(): void {
  const area = document.querySelector<HTMLElement>("#messages");
  if (area) adopt(area);
}

export function startMessages(): void {
  adoptAll();
  document.addEventListener("htmx:afterSettle", adoptAll);
  document.addEventListener("htmx:responseError", (event) => {
    const { xhr } = (event as CustomEvent<{ xhr: XMLHttpRequest }>).detail;
    say("error", t("requestFailed", { status: xhr.status }));
  });
  document.addEventListener("htmx:sendError", () => say("error", t("unreachable")));
  document.addEventListener("click", (event) => {
    const close = (event.target as Element).closest("[data-close]");
    close?.closest(".message")?.remove();
  });
}
