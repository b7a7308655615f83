// Chromium as Debian ships it, driven by playwright-core; pictures of what was seen go to build/shots.
import { chromium } from "playwright-core";
import { mkdirSync } from "node:fs";
import path from "node:path";
import { root } from "../stack/stack.mjs";

const args = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
const shots = path.join(root, "build/shots");

export const openBrowser = () => chromium.launch({ executablePath: "/usr/bin/chromium", args, timeout: 60_000 });

/** A person with a browser of their own: a cheap phone, without script unless they want it. */
export function person(browser, options = {}) {
  return browser.newContext({ javaScriptEnabled: false, locale: "zh-CN", viewport: { width: 360, height: 720 }, deviceScaleFactor: 2, ...options });
}

export async function shot(page, name) {
  mkdirSync(shots, { recursive: true });
  await page.screenshot({ path: path.join(shots, `${name}.png`), fullPage: true });
}
