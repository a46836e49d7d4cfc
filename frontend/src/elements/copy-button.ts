// <copy-button value="70b3d57ed00612ab"></copy-button> puts the value on the clipboard.
import { say } from "../behaviours/messages.ts";
import { element, icon } from "../dom.ts";
import { t } from "../i18n.ts";

export class CopyButton extends HTMLElement {
  connectedCallback(): void {
    const button = element(
      "button",
      { type: "button", "aria-label": t("copy"), title: t("copy") },
      icon("copy"),
    );
    button.addEventListener("click", () => void this.copy(button));
    this.replaceChildren(button);
  }

  private async copy(button: HTMLButtonElement): Promise<void> {
    const value = this.getAttribute("value") ?? "";
    try {
      await navigator.clipboard.writeText(value);
    } catch {
      return say("info", value); // no clipboard without https: show it for selecting
    }
    button.replaceChildren(icon("check"));
    button.title = t("copied");
    setTimeout(() => {
      button.replaceChildren(icon("copy"));
      button.title = t("copy");
    }, 2000);
  }
}
