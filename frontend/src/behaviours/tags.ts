// Completes the last of several tags: <input list="known-tags"> beside
// <datalist data-tags>. A browser completes whole values, so each option is what stands
// there already and one more tag.

function complete(input: HTMLInputElement, list: HTMLDataListElement): void {
  list.dataset.known ??= JSON.stringify(
    [...list.options].map((option) => option.value),
  );
  const known = JSON.parse(list.dataset.known) as string[];
  const typed = input.value.split(",").map((tag) => tag.trim());
  const before = typed.slice(0, -1).filter(Boolean);
  const offered = known.filter((tag) => !before.includes(tag));
  list.replaceChildren(
    ...offered.map((tag) => new Option("", [...before, tag].join(", "))),
  );
}

export function startTags(): void {
  document.addEventListener("input", (event) => {
    const input = event.target;
    if (input instanceof HTMLInputElement && input.list?.matches("[data-tags]")) {
      complete(input, input.list as HTMLDataListElement);
    }
  });
}
