// Runs before the first paint, so it is one small file that imports nothing:
// light or dark, and the instance's accent.

export {}; // a module to TypeScript; the build leaves nothing of it

const STORED = "progres.theme";
const root = document.documentElement;
const prefersDark = window.matchMedia("(prefers-color-scheme: dark)");

type Rgb = [number, number, number];

function stored(): string | null {
  if (root.dataset.theme) return root.dataset.theme; // the page has its own
  try {
    return localStorage.getItem(STORED);
  } catch {
    return null; // storage refused: the system's preference decides
  }
}

function keep(theme: string, system: string): void {
  try {
    if (theme === system) localStorage.removeItem(STORED);
    else localStorage.setItem(STORED, theme);
  } catch {
    // storage refused: the choice lasts as long as the page
  }
}

function systemTheme(): string {
  return prefersDark.matches ? "dark" : "light";
}

function show(theme: string): void {
  root.dataset.bsTheme = theme;
  document.dispatchEvent(new CustomEvent("progres:theme"));
}

function rgb(hex: string): Rgb {
  const value = Number.parseInt(hex.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

/** Relative luminance as in WCAG 2.2. */
function luminance(color: Rgb): number {
  const [red, green, blue] = color.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as Rgb;
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: Rgb, other: Rgb): number {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [
    number,
    number,
  ];
  return (high + 0.05) / (low + 0.05);
}

/** The colour nearest to `color` on the way to `target` that reads on `ground`. */
function readable(color: Rgb, target: Rgb, ground: Rgb): string {
  let mixed = color;
  for (let step = 1; step <= 20 && contrast(mixed, ground) < 5; step++) {
    mixed = color.map((part, index) =>
      Math.round(part + (((target[index] ?? 0) - part) * step) / 20),
    ) as Rgb;
  }
  return `rgb(${mixed.join(" ")})`;
}

const WHITE: Rgb = [255, 255, 255];
const BLACK: Rgb = [0, 0, 0];

function applyAccent(hex: string): void {
  if (!/^#[0-9a-f]{6}$/i.test(hex)) return;
  const color = rgb(hex);
  const ink = contrast(color, WHITE) >= 4.5 ? "#fff" : "#0f151c";
  root.style.setProperty("--accent", hex);
  root.style.setProperty("--accent-ink", ink);
  root.style.setProperty("--accent-text-light", readable(color, BLACK, WHITE));
  root.style.setProperty("--accent-text-dark", readable(color, WHITE, [22, 30, 39]));
}

show(stored() ?? systemTheme());
applyAccent(root.dataset.accent ?? "");

prefersDark.addEventListener("change", () => show(stored() ?? systemTheme()));
addEventListener("beforeprint", () => show("light")); // paper is white
addEventListener("afterprint", () => show(stored() ?? systemTheme()));
window.addEventListener("beforeprint", () => show("light")); // paper is white
window.addEventListener("afterprint", () => show(stored() ?? systemTheme()));

document.addEventListener("click", (event) => {
  const target = event.target as Element;
  if (!target.closest("[data-theme-toggle]")) return;
  const theme = root.dataset.bsTheme === "dark" ? "light" : "dark";
  show(theme);
  keep(theme, systemTheme());
});
