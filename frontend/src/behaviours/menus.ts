// A <details class="menu"> closes by Escape, by a click elsewhere and by another menu.

function close(except: Element | null): void {
  for (const menu of document.querySelectorAll<HTMLDetailsElement>(
    "details.menu[open]",
  )) {
    if (menu !== except) menu.open = false;
  }
}

export function startMenus(): void {
  document.addEventListener("click", (event) => {
    close((event.target as Element).closest("details.menu"));
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const open = document.querySelector<HTMLDetailsElement>("details.menu[open]");
    if (!open) return;
    open.open = false;
    if (open.contains(document.activeElement)) open.querySelector("summary")?.focus();
  });
}
