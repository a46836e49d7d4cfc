// <form data-focus-then="#alarm-12">: where the focus goes when what had it is replaced.

interface Settled {
  requestConfig?: { elt?: Element };
}

function isLost(): boolean {
  return !document.activeElement || document.activeElement === document.body;
}

export function startFocus(): void {
  document.addEventListener("htmx:afterSettle", (event) => {
    const { requestConfig } = (event as CustomEvent<Settled>).detail;
    const asked = requestConfig?.elt?.closest<HTMLElement>("[data-focus-then]");
    const wanted = asked?.dataset.focusThen;
    if (!wanted || !isLost()) return;
    document.querySelector<HTMLElement>(wanted)?.focus();
  });
}
