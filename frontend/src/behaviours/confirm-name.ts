// <form data-confirm-name="Pumpwerk Nord"> with an input named "confirm": what
// destroys can be pressed only when the name was typed. The server checks again.

function check(form: HTMLFormElement): void {
  const typed = form.querySelector<HTMLInputElement>('input[name="confirm"]');
  const button = form.querySelector<HTMLButtonElement>('button[type="submit"]');
  if (!typed || !button) return;
  button.disabled = typed.value.trim() !== form.dataset.confirmName;
}

function checkAll(): void {
  for (const form of document.querySelectorAll<HTMLFormElement>(
    "form[data-confirm-name]",
  )) {
    check(form);
  }
}

export function startConfirmName(): void {
  checkAll();
  document.addEventListener("htmx:afterSwap", checkAll);
  document.addEventListener("input", (event) => {
    const form = (event.target as Element).closest<HTMLFormElement>(
      "form[data-confirm-name]",
    );
    if (form) check(form);
  });
}
