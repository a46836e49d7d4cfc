type Loaders = Record<string, () => Promise<CustomElementConstructor>>;

/** Load and define each element once the page, or a part swapped in, has one. */
export function defineWhenSeen(loaders: Loaders): void {
  const waiting = new Set(Object.keys(loaders));

  function look(): void {
    for (const tag of waiting) {
      if (!document.querySelector(tag)) continue;
      waiting.delete(tag);
      void loaders[tag]?.().then((made) => customElements.define(tag, made));
    }
  }

  look();
  document.addEventListener("htmx:afterSwap", look);
}
