// <a href="…?as=xlsx" data-export>: exports what the list shows now. Filters change the
// page's address without loading the page anew.

export function startExports(): void {
  document.addEventListener("click", (event) => {
    const link = (event.target as Element).closest<HTMLAnchorElement>("a[data-export]");
    const form = link?.dataset.export;
    if (!link || !form) return;
    const query = new URLSearchParams(location.search);
    query.delete("page");
    query.set("as", form);
    link.search = query.toString();
  });
}
