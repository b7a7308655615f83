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

/** Somebody with a phone whose browser runs scripts. */
export const phone = (browser, options = {}) =>
  person(browser, { javaScriptEnabled: true, hasTouch: true, isMobile: true, viewport: { width: 360, height: 740 }, ...options });

/** Somebody at a desk: a mouse, a keyboard, a wide window. */
export const desk = (browser, options = {}) =>
  person(browser, { javaScriptEnabled: true, viewport: { width: 1366, height: 768 }, deviceScaleFactor: 1, ...options });

/** What a policy forbids, what a script throws and what is missing are complaints; a test expects none. */
export async function open(context, url) {
  const page = await context.newPage();
  page.complaints = [];
  page.on("console", (message) => { if (message.type() === "error") page.complaints.push(message.text()); });
  page.on("pageerror", (error) => page.complaints.push(String(error)));
  page.on("requestfailed", (request) => {
    // With scripts switched off the browser asks for none; were it the policy, the console would say so.
    if (request.failure()?.errorText === "csp" && request.url().endsWith(".js")) return;
    page.complaints.push(`failed: ${request.url()} ${request.failure()?.errorText}`);
  });
  await page.goto(url);
  return page;
}

export const field = (page) => page.getByRole("textbox", { name: "请描述您的问题" });
export const sendButton = (page) => page.getByRole("button", { name: "发送", exact: true });
/** Write and send, as one does with a script running: nothing is waited for. */
export async function say(page, text) {
  await field(page).fill(text);
  await sendButton(page).click();
}
/** What stands in the conversation, in its order: the words of one author. */
export const said = (page, author = "citizen") => page.locator(`#talk article.${author} .text`).allInnerTexts();
export const answers = (page) => page.locator("#talk article.machine[data-id]");

/** Whether anything is wider than the screen. */
export const overflow = (page) => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

export async function shot(page, name) {
  mkdirSync(shots, { recursive: true });
  await page.screenshot({ path: path.join(shots, `${name}.png`) });
}
