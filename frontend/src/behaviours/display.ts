// A wall screen that hears nothing any more says so, until it does again.
const LOST = "data-lost";

export function startDisplay(): void {
  document.addEventListener("htmx:afterRequest", (event) => {
    const { successful } = (event as CustomEvent<{ successful: boolean }>).detail;
    const screen = document.querySelector("[data-display]");
    if (successful) screen?.removeAttribute(LOST);
    else screen?.setAttribute(LOST, "");
  });
}
