// The files of the phone's page, read afresh each time: whoever works on it reloads.
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import path from "node:path";

const folder = fileURLToPath(new URL("page/", import.meta.url));
const TYPES = { ".html": "text/html; charset=utf-8", ".css": "text/css; charset=utf-8", ".mjs": "text/javascript; charset=utf-8", ".svg": "image/svg+xml" };
const headers = {
  "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'",
  "x-content-type-options": "nosniff",
  "cache-control": "no-store",
};

/** null when there is no such file. */
export async function servePage({ method, path: asked }) {
  const name = asked === "/" ? "index.html" : asked.slice(1);
  const type = TYPES[path.extname(name)];
  if (method !== "GET" || !/^[a-z_]+\.[a-z]+$/.test(name) || !type) return null;
  const bytes = await readFile(path.join(folder, name)).catch(() => null);
  return bytes && { status: 200, type, bytes, headers };
}
