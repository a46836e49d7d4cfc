import { readFileSync } from "node:fs";
import type { Plugin } from "vite";
import { ICON_NAMES } from "./src/icons.ts";

const FOLDER = "node_modules/@tabler/icons/icons/outline";

/** Writes the favicon, and one SVG file with a symbol for each icon of `src/icons.ts`. */
export function iconSprite(): Plugin {
  return {
    name: "progres-icon-sprite",
    generateBundle() {
      this.emitFile({
        type: "asset",
        name: "favicon.svg",
        originalFileName: "src/favicon.svg",
        source: readFileSync("src/favicon.svg", "utf8"),
      });
      const symbols = ICON_NAMES.map(symbol).join("");
      this.emitFile({
        type: "asset",
        name: "icons.svg",
        originalFileName: "src/icons.svg",
        source: `<svg xmlns="http://www.w3.org/2000/svg">${symbols}</svg>`,
      });
    },
  };
}

function symbol(name: string): string {
  const file = readFileSync(`${FOLDER}/${name}.svg`, "utf8");
  const shapes = file.slice(file.indexOf(">", file.indexOf("<svg")) + 1);
  const inner = shapes.replace("</svg>", "").replace(/\s*\n\s*/g, "");
  return `<symbol id="${name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-linecap="round" stroke-linejoin="round">${inner}</symbol>`;
}
