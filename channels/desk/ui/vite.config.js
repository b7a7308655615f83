// How the pages are built: node_modules/.bin/vite build, into $DESK_UI (the Makefile says where).
import vue from "@vitejs/plugin-vue";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import YAML from "yaml";

const catalogueFile = fileURLToPath(new URL("../texts/zh-CN.yaml", import.meta.url));
const words = YAML.parse(readFileSync(catalogueFile, "utf8")).page;
const known = (key) => key.split(".").reduce((node, part) => node?.[part], words) !== undefined;

/** The catalogue as a module; a text that a page asks for and nobody has written ends the build. */
const catalogue = {
  name: "catalogue",
  transform(source, id) {
    if (id === catalogueFile) return { code: `export default ${JSON.stringify(words)};`, map: null };
    if (id.includes("node_modules") || !/\.(vue|js)$/.test(id)) return null;
    for (const [, key] of source.matchAll(/\bt\(["']([a-z0-9_.]+)["']/g))
      if (!known(key)) this.error(`../texts/zh-CN.yaml has no page.${key}`);
    return null;
  },
};

export default {
  base: "/desk/",
  plugins: [catalogue, vue()],
  build: {
    outDir: process.env.DESK_UI ?? "dist",
    emptyOutDir: true,
    // The policy allows nothing inline: no data: for small files, no script in the page.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 800,
  },
};
