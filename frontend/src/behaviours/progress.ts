// <form data-progress="/i/1/devices/bulk/progress/"> with an input named "mark": while
// the server does what was sent, the page tells how far it is, from the second second on.
import { t } from "../i18n.ts";

const SHOWN_AFTER = 1_000; // ms; what is quicker needs no words
const EVERY = 500; // ms

interface Told {
  done: number | null;
  total: number | null;
}

export function startProgress(): void {
  let timer = 0;
  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    if (event.defaultPrevented || form.dataset.progress === undefined) return;
    clearTimeout(timer);
    const follow = async () => {
      await tell(form);
      timer = window.setTimeout(() => void follow(), EVERY);
    };
    timer = window.setTimeout(() => void follow(), SHOWN_AFTER);
  });
  // Who comes back to the page finds nothing on its way.
  window.addEventListener("pageshow", () => {
    clearTimeout(timer);
    for (const shown of document.querySelectorAll<HTMLElement>("[data-progress-shown]"))
      shown.hidden = true;
  });
}

async function tell(form: HTMLFormElement): Promise<void> {
  const shown = form.querySelector<HTMLElement>("[data-progress-shown]");
  const bar = shown?.querySelector("progress");
  const words = shown?.querySelector("[role=status]");
  if (!shown || !bar || !words) return;
  shown.hidden = false;
  const { done, total } = await ask(form);
  if (done === null || !total) return;
  const percent = Math.floor((100 * done) / total);
  bar.value = percent;
  words.textContent = t("workDone", { percent: String(percent) });
}

async function ask(form: HTMLFormElement): Promise<Told> {
  const mark = new FormData(form).get("mark");
  const query = new URLSearchParams({ mark: typeof mark === "string" ? mark : "" });
  try {
    const answer = await fetch(`${form.dataset.progress}?${query}`);
    if (answer.ok) return (await answer.json()) as Told;
  } catch {
    // the page is being left; what was sent goes on
  }
  return { done: null, total: null };
}
