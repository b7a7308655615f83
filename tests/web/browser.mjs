// Chromium as Debian ships it, driven by playwright-core; pictures of what was seen go to build/shots.
import { chromium } from "playwright-core";
import { mkdirSync } from "node:fs";
import path from "node:path";
import { judge } from "../stack/contract.mjs";
import { root } from "../stack/stack.mjs";

const args = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
const shots = path.join(root, "build/shots");

export const openBrowser = () => chromium.launch({ executablePath: "/usr/bin/chromium", args, timeout: 60_000 });

/** Each answer of the API that a page receives is held against its description; Stack.stop fails over one that is not. */
async function listen(response) {
  const method = response.request().method(), headers = response.headers();
  if (!headers["content-type"]?.startsWith("application/json")) return;
  if (!(await response.serverAddr().catch(() => null))) return; // played by the test itself
  const body = await response.body().catch(() => null); // gone with its page
  if (body) judge(method, response.url(), { status: response.status(), headers, body });
}

/** A person with a browser of their own: a cheap phone, without script unless they want it. */
export async function person(browser, options = {}) {
  const context = await browser.newContext({ javaScriptEnabled: false, locale: "zh-CN", viewport: { width: 360, height: 720 }, deviceScaleFactor: 2, ...options });
  context.on("response", (response) => { listen(response).catch(() => {}); });
  return context;
}

export async function shot(page, name) {
  mkdirSync(shots, { recursive: true });
  await page.screenshot({ path: path.join(shots, `${name}.png`), fullPage: true });
}
