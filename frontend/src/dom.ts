// Three small helpers to build light DOM without HTML strings.

type Attributes = Record<string, string | number | boolean>;

/** An element with attributes (true: present, false: absent) and children. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) made.setAttribute(name, "");
    else if (value !== false) made.setAttribute(name, String(value));
  }
  made.append(...children);
  return made;
}

/** An icon of the sprite, hidden from screen readers. */
export function icon(name: string): SVGSVGElement {
  const namespace = "http://www.w3.org/2000/svg";
  const sprite = document.querySelector<HTMLMetaElement>('meta[name="progres-icons"]');
  const svg = document.createElementNS(namespace, "svg");
  const use = document.createElementNS(namespace, "use");
  svg.setAttribute("class", "icon icon-sm");
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `${sprite?.content ?? ""}#${name}`);
  svg.append(use);
  return svg;
}

/** A colour token such as "--series-1" as canvas understands it, in today's theme. */
export function cssColor(token: string): string {
  const probe = document.createElement("span");
  probe.style.color = `var(${token})`;
  document.body.append(probe);
  const color = getComputedStyle(probe).color;
  probe.remove();
  return color;
}
