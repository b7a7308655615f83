// A terminal in a hall: after a minute of quiet it forgets who was here. The page's clock is turned by hand.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { Stack, until } from "../stack/stack.mjs";
import { answers, desk, field, open, openBrowser, said, say, shot } from "./browser.mjs";

let stack;
let browser;
before(async () => {
  stack = await Stack.start({ guests: [] });
  browser = await openBrowser();
}, { timeout: 120_000 });
after(async () => {
  await browser?.close();
  await stack?.stop();
});

async function use() {
  const context = await desk(browser);
  const page = await context.newPage();
  await page.clock.install();
  await page.goto(`${stack.url}/?kiosk`);
  await say(page, "这是我的私事");
  await answers(page).waitFor();
  await field(page).fill("还没写完");
  return { context, page };
}

test("after a minute of quiet nothing is left: page, cookie, storage", { timeout: 60_000 }, async () => {
  const { context, page } = await use();
  const before = (await context.cookies()).find(({ name }) => name === "yx_visitor").value;
  await page.clock.runFor(45_000);
  await page.getByText(/1\d 秒后清除对话/).waitFor();
  await shot(page, "kiosk-countdown");
  await page.getByRole("button", { name: "继续使用" }).click();
  assert.equal(await page.getByText(/秒后清除对话/).count(), 0);
  assert.equal(await field(page).inputValue(), "还没写完");
  await page.clock.runFor(59_000);
  assert.deepEqual(await said(page), ["这是我的私事"]);
  await page.clock.runFor(3_000);
  await until("the first screen is back", async () => (await said(page).catch(() => ["…"])).length === 0 && (await field(page).inputValue()) === "");
  assert.equal(new URL(page.url()).search, "?kiosk");
  assert.notEqual((await context.cookies()).find(({ name }) => name === "yx_visitor")?.value, before);
  assert.deepEqual(await page.evaluate(() => [Object.keys(localStorage), sessionStorage.getItem("yixian.draft") || ""]), [[], ""]);
  await context.close();
});

test("without a connection nobody sees the old conversation, and it is forgotten once there is one", { timeout: 60_000 }, async () => {
  const { context, page } = await use();
  await context.setOffline(true);
  await page.clock.runFor(62_000);
  await page.getByText("网络不通，正在清除").waitFor();
  assert.equal(await page.locator(".curtain").evaluate((curtain) => {
    const { width, height } = curtain.getBoundingClientRect();
    return width === innerWidth && height === innerHeight;
  }), true);
  await context.setOffline(false);
  await page.clock.runFor(4_000);
  await until("the first screen is back", async () => (await said(page).catch(() => ["…"])).length === 0);
  await context.close();
});

test("nothing strands the next person: no telephone links, no other sites, no printer", { timeout: 60_000 }, async () => {
  const { context, page } = await use();
  await say(page, "彩礼能要回来吗");
  await page.getByText("法律依据").waitFor();
  assert.equal(await page.locator("a[href^='tel:'], a[target], a[href^='http']").count(), 0);
  assert.equal(await page.getByRole("button", { name: "打印" }).count(), 0);
  assert.equal(await page.getByText("110").first().isVisible(), true);
  await context.close();
});

test("a terminal that nobody has used counts nothing", { timeout: 60_000 }, async () => {
  const context = await desk(browser);
  const page = await context.newPage();
  await page.clock.install();
  await page.goto(`${stack.url}/?kiosk`);
  await page.clock.runFor(120_000);
  assert.equal(await page.getByText(/秒后清除对话/).count(), 0);
  await context.close();
});

test("on a borrowed phone one leaves by a button", { timeout: 60_000 }, async () => {
  const context = await desk(browser);
  const page = await open(context, stack.url);
  await say(page, "借来的手机");
  await answers(page).waitFor();
  await page.getByText("个人信息怎么处理").click();
  await page.getByRole("button", { name: "清除本机对话" }).click();
  await until("nothing is left", async () => (await said(page).catch(() => ["…"])).length === 0);
  assert.equal((await stack.query("SELECT count(*) AS n FROM message WHERE body = '借来的手机'"))[0].n, 1, "the house keeps it");
  await context.close();
});
