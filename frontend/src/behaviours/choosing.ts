// Choosing rows of a list: the box in the head takes the whole page, the bar of what can
// be done shows how many are chosen, and they stay chosen when the list is fetched anew.

import { formatNumber } from "../format.ts";
import { t } from "../i18n.ts";

const BOX = 'table[data-list] > tbody input[type="checkbox"][name="id"]';

function boxes(): HTMLInputElement[] {
  return [...document.querySelectorAll<HTMLInputElement>(BOX)];
}

function show(): void {
  const all = boxes();
  const chosen = all.filter((box) => box.checked).length;
  const head = document.querySelector<HTMLInputElement>("[data-check-all]");
  if (head) {
    head.checked = chosen > 0 && chosen === all.length;
    head.indeterminate = chosen > 0 && chosen < all.length;
  }
  const count = document.querySelector("[data-chosen]");
  if (count)
    count.textContent = chosen ? t("chosen", { number: formatNumber(chosen) }) : "";
}

export function startChoosing(): void {
  let kept = new Set<string>();
  document.addEventListener("change", (event) => {
    const box = event.target;
    if (!(box instanceof HTMLInputElement)) return;
    if (box.matches("[data-check-all]")) {
      for (const one of boxes()) one.checked = box.checked;
    }
    if (box.matches(`[data-check-all], ${BOX}`)) show();
  });
  document.addEventListener("htmx:beforeSwap", () => {
    kept = new Set(
      boxes()
        .filter((box) => box.checked)
        .map((box) => box.value),
    );
  });
  document.addEventListener("htmx:afterSwap", () => {
    for (const box of boxes()) box.checked = kept.has(box.value);
    show();
  });
}
