// <span data-unit-of="id_key"> shows the unit of the option that is chosen there.

function show(select: HTMLSelectElement): void {
  const unit = select.selectedOptions[0]?.dataset.unit ?? "";
  for (const place of document.querySelectorAll<HTMLElement>("[data-unit-of]")) {
    if (place.dataset.unitOf === select.id) place.textContent = unit;
  }
}

export function startUnits(): void {
  document.addEventListener("change", (event) => {
    if (event.target instanceof HTMLSelectElement) show(event.target);
  });
}
