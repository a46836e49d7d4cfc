// Ctrl-K goes to the search.

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

export function startSearch(): void {
  document.addEventListener("keydown", (event) => {
    const shortcut = (event.ctrlKey || event.metaKey) && event.key === "k";
    if (shortcut && toSearch()) event.preventDefault();
  });
  if (location.hash === "#search") focus(document.querySelector("#search"));
}
