// Ctrl-K goes to the search; arrows go through what it offers, Escape back.

function focus(field: HTMLInputElement | null): boolean {
  if (!field || field.offsetParent === null) return false; // not shown on this screen
  field.focus();
  field.select();
  return true;
}

function toSearch(): boolean {
  return (
    focus(document.querySelector("[data-search-shortcut]")) ||
    focus(document.querySelector("#search"))
  );
}

function move(form: Element, event: KeyboardEvent): void {
  const stops = [...form.querySelectorAll<HTMLElement>("input, a")];
  const here = stops.indexOf(document.activeElement as HTMLElement);
  const next = stops[here + (event.key === "ArrowDown" ? 1 : -1)];
  if (here < 0 || !next) return;
  next.focus();
  event.preventDefault();
}

function leave(form: Element): void {
  form.querySelector("#offers")?.replaceChildren();
  form.querySelector("input")?.focus();
}

function walk(event: KeyboardEvent): void {
  const form = (event.target as Element).closest("[data-offers]");
  if (!form) return;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") move(form, event);
  if (event.key === "Escape") leave(form);
}

export function startSearch(): void {
  document.addEventListener("keydown", (event) => {
    const shortcut =
      (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k";
    if (shortcut && toSearch()) event.preventDefault();
    walk(event);
  });
  if (location.hash === "#search") focus(document.querySelector("#search"));
}
