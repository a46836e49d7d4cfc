// Keys for lists: j and k move, Enter opens, x selects, / searches.
// A list is <table data-list>; a row's first a.row-link is where Enter goes.

const ROWS = "table[data-list] > tbody > tr";

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.matches("input, textarea, select, code-editor"))
  );
}

function rows(): HTMLTableRowElement[] {
  return [...document.querySelectorAll<HTMLTableRowElement>(ROWS)];
}

function currentRow(): HTMLTableRowElement | null {
  return document.activeElement?.closest<HTMLTableRowElement>(ROWS) ?? null;
}

function move(step: 1 | -1): void {
  const all = rows();
  const current = currentRow();
  const at = current ? all.indexOf(current) + step : 0;
  const next = all[Math.min(Math.max(at, 0), all.length - 1)];
  if (!next) return;
  next.tabIndex = -1;
  next.focus();
  next.scrollIntoView({ block: "nearest" });
}

function toggle(): void {
  currentRow()?.querySelector<HTMLInputElement>('input[type="checkbox"]')?.click();
}

function open(event: KeyboardEvent): void {
  const row = currentRow();
  if (!row || event.target !== row) return; // Enter on a link or button is theirs
  row.querySelector<HTMLAnchorElement>("a.row-link")?.click();
}

function search(event: KeyboardEvent): void {
  const field =
    document.querySelector<HTMLInputElement>("#search") ??
    document.querySelector<HTMLInputElement>("[data-search-shortcut]");
  if (!field) return;
  event.preventDefault();
  field.focus();
  field.select();
}

const KEYS: Record<string, (event: KeyboardEvent) => void> = {
  j: () => move(1),
  k: () => move(-1),
  x: toggle,
  Enter: open,
  "/": search,
};

export function startListKeys(): void {
  document.addEventListener("keydown", (event) => {
    const modified = event.ctrlKey || event.metaKey || event.altKey;
    if (modified || event.defaultPrevented || isTyping(event.target)) return;
    KEYS[event.key]?.(event);
  });
}
