import { defineConfig } from "vitest/config";
import { iconSprite } from "./icon-sprite.ts";

export default defineConfig({
  base: "/static/",
  plugins: [iconSprite()],
  css: {
    preprocessorOptions: {
      scss: {
        loadPaths: ["node_modules/@tabler/core/scss"],
        quietDeps: true,
      },
    },
  },
  build: {
    outDir: "../src/progres/web/static",
    emptyOutDir: true,
    manifest: true,
    target: "es2022",
    cssTarget: ["chrome123", "firefox120", "safari17.5"], // light-dark() stays as it is
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1200, // kB; the map is large, lazy, and alone in its chunk
    rollupOptions: {
      input: ["src/main.ts", "src/theme.ts", "src/styles/main.scss"],
    },
  },
  worker: { format: "es" },
  test: { include: ["tests/**/*.test.ts"] },
});
