// Ctrl-K goes to the search; a field with data-filter="#list" narrows that list.

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

function filter(field: HTMLInputElement): void {
  const list = document.querySelector(field.dataset.filter ?? "");
  const wanted = field.value.trim().toLocaleLowerCase();
  for (const item of list?.children ?? []) {
    const words = item.textContent?.toLocaleLowerCase() ?? "";
    (item as HTMLElement).hidden = !words.includes(wanted);
  }
}

export function startSearch(): void {
  for (const field of document.querySelectorAll<HTMLInputElement>("[data-filter]")) {
    field.hidden = false;
  }
  document.addEventListener("input", (event) => {
    const field = event.target;
    if (field instanceof HTMLInputElement && field.dataset.filter) filter(field);
  });
  document.addEventListener("keydown", (event) => {
    const shortcut = (event.ctrlKey || event.metaKey) && event.key === "k";
    if (shortcut && toSearch()) event.preventDefault();
  });
  if (location.hash === "#search") focus(document.querySelector("#search"));
}
