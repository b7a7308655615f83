// The hotline inside another site's page: a host on 127.0.0.1 includes widget.js of a house on localhost, which is another
// site to the browser. The host's own policy allows that script and that frame, and no style of ours.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import http from "node:http";
import { Stack, freePort, until } from "../stack/stack.mjs";
import { openBrowser, person, shot } from "./browser.mjs";

let stack, browser, host, house, listed, other;
const page = () => `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>示例县人民政府</title><h1>示例县人民政府</h1><p>这里是县政府的网站。</p><a href="#x">通知公告</a>
<script src="${house}/widget.js" defer></script></html>`;

before(async () => {
  const port = await freePort();
  listed = `http://127.0.0.1:${port}`;
  stack = await Stack.start({ guests: [], configuration: { channels: { web: { frame_ancestors: [listed] } } } });
  house = `http://localhost:${stack.port}`;
  host = http.createServer((req, res) => {
    res.setHeader("content-type", "text/html; charset=utf-8");
    res.setHeader("content-security-policy", `default-src 'none'; script-src ${house}; frame-src ${house}`);
    res.end(page());
  });
  await new Promise((done) => host.listen(port, "127.0.0.1", done));
  other = http.createServer((req, res) => host.emit("request", req, res));
  await new Promise((done) => other.listen(0, "127.0.0.1", done));
  browser = await openBrowser();
}, { timeout: 120_000 });
after(async () => {
  await browser?.close();
  for (const server of [host, other]) { server?.close(); server?.closeAllConnections(); }
  await stack?.stop();
});

const open = async (context, url = listed) => {
  const tab = await context.newPage();
  tab.complaints = [];
  tab.on("console", (message) => { if (message.type() === "error" && !message.text().includes("favicon")) tab.complaints.push(message.text()); });
  await tab.goto(url);
  return tab;
};
const button = (tab) => tab.getByRole("button", { name: /^打开.*在线咨询$/ });
const dialog = (tab) => tab.getByRole("dialog");
const inside = (tab) => tab.frameLocator("iframe");
const desktop = { javaScriptEnabled: true, viewport: { width: 1200, height: 800 }, deviceScaleFactor: 1 };

async function ask(tab, text) {
  await inside(tab).locator("textarea").fill(text);
  await inside(tab).getByRole("button", { name: "发送" }).click();
  await inside(tab).locator("article.machine", { hasText: /./ }).first().waitFor();
}

test("a question is asked and answered inside another site's page, and is still there after a reload", { timeout: 90_000 }, async () => {
  const context = await person(browser, desktop);
  const tab = await open(context);
  await shot(tab, "widget-closed");
  await button(tab).click();
  await inside(tab).locator("textarea").waitFor();
  await ask(tab, "老板跑了，工资没给，怎么办");
  assert.match(await inside(tab).locator("article.machine").first().innerText(), /劳动监察/);
  await shot(tab, "widget-open");
  const cookies = await context.cookies(house);
  assert.deepEqual(cookies.map((c) => [c.name, c.httpOnly, c.secure, c.sameSite]).filter(([name]) => name !== "yx_look"), [["yx_framed", true, true, "None"]]);
  await tab.reload();
  await button(tab).click();
  assert.match(await inside(tab).locator("article.citizen").first().innerText(), /老板跑了/);
  assert.deepEqual(tab.complaints, [], "nothing that the host's policy forbids");
  // the house's own page knows nobody of it: another cookie, another person
  const own = await context.newPage();
  await own.goto(house);
  assert.equal(await own.locator("article.citizen").count(), 0);
  await context.close();
});

test("the keyboard opens it, goes into it, and Escape comes back to the button", { timeout: 60_000 }, async () => {
  const context = await person(browser, desktop);
  const tab = await open(context);
  const focused = () => tab.evaluate(() => document.activeElement.shadowRoot?.activeElement?.tagName ?? document.activeElement.tagName);
  await button(tab).focus();
  await tab.keyboard.press("Enter");
  await dialog(tab).waitFor();
  assert.equal(await button(tab).getAttribute("aria-expanded"), "true");
  assert.equal(await focused(), "IFRAME");
  await inside(tab).locator("textarea").focus();
  await tab.keyboard.press("Escape");
  await until("the dialog is closed", async () => !(await dialog(tab).isVisible()), 5000);
  assert.equal(await focused(), "BUTTON");
  assert.equal(await button(tab).getAttribute("aria-expanded"), "false");
  // again, and closed from the host's side
  await tab.keyboard.press("Enter");
  await dialog(tab).getByRole("button", { name: "关闭" }).focus();
  await tab.keyboard.press("Escape");
  assert.equal(await dialog(tab).isVisible(), false);
  await context.close();
});

test("on a phone it fills the screen and Tab stays in it", { timeout: 60_000 }, async () => {
  const context = await person(browser, { javaScriptEnabled: true, viewport: { width: 320, height: 640 } });
  const tab = await open(context);
  await shot(tab, "widget-phone-closed");
  await button(tab).click();
  await inside(tab).locator("textarea").waitFor();
  const box = await dialog(tab).boundingBox();
  assert.deepEqual([box.x, box.y, box.width, box.height].map(Math.round), [0, 0, 320, 640]);
  assert.equal(await dialog(tab).getAttribute("aria-modal"), "true");
  await shot(tab, "widget-phone-open");
  for (let n = 0; n < 40; n++) {
    await tab.keyboard.press("Tab");
    assert.notEqual(await tab.evaluate(() => document.activeElement.tagName), "A", "the page behind is never reached");
  }
  await dialog(tab).getByRole("button", { name: "关闭" }).click();
  assert.equal(await button(tab).isVisible(), true);
  await context.close();
});

test("an answer that comes while it is closed shows on the button", { timeout: 60_000 }, async () => {
  const context = await person(browser, desktop);
  const tab = await open(context);
  await button(tab).click();
  await inside(tab).locator("textarea").waitFor();
  const news = tab.getByRole("img", { name: "有新消息" });
  assert.equal(await news.isVisible(), false);
  await dialog(tab).getByRole("button", { name: "关闭" }).click();
  await tab.frames()[1].evaluate(() => {
    const article = document.createElement("article");
    article.className = "staff";
    article.dataset.id = "1";
    document.querySelector("main").append(article);
  });
  await news.waitFor({ state: "visible", timeout: 5000 });
  await button(tab).click();
  assert.equal(await news.isVisible(), false);
  await context.close();
});

test("a site that is not listed gets no frame, and its reader a way out", { timeout: 60_000 }, async () => {
  const context = await person(browser, desktop);
  const tab = await open(context, `http://127.0.0.1:${other.address().port}`);
  await button(tab).click();
  const way = tab.getByRole("link", { name: /没能打开/ });
  await way.waitFor({ state: "visible", timeout: 20_000 });
  assert.equal(await way.getAttribute("href"), `${house}/`);
  assert.ok(tab.complaints.some((line) => /frame-ancestors/.test(line)), String(tab.complaints));
  assert.equal(await inside(tab).locator("textarea").count(), 0);
  await shot(tab, "widget-refused");
  await context.close();
});

test("the page around it cannot write in its reader's name, nor read", { timeout: 60_000 }, async () => {
  const context = await person(browser, { ...desktop, bypassCSP: true });
  const tab = await open(context);
  await button(tab).click();
  await inside(tab).locator("textarea").waitFor();
  await ask(tab, "你好");
  const tried = await tab.evaluate(async (to) => {
    const said = await fetch(`${to}/api/chat`, { method: "POST", mode: "no-cors", credentials: "include", body: '{"text":"转人工","id":"evil"}' }).then((r) => r.type, () => "failed");
    const read = await fetch(`${to}/api/chat?after=0`, { credentials: "include" }).then((r) => r.text(), () => "failed");
    const left = await fetch(`${to}/api/chat/leave`, { method: "POST", mode: "no-cors", credentials: "include" }).then((r) => r.type, () => "failed");
    return { said, read, left };
  }, house);
  assert.equal(tried.read, "failed");
  const refused = (target) => stack.log("nginx-access.log").includes(`POST "${target}" 403`);
  await until("both were refused", () => refused("/api/chat") && refused("/api/chat/leave"), 5000);
  await tab.reload();
  await button(tab).click();
  await inside(tab).locator("article.citizen").first().waitFor();
  assert.deepEqual((await inside(tab).locator("article.citizen").allInnerTexts()).filter((t) => t.includes("转人工")), []);
  await context.close();
});
