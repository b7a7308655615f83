// Not a word is lost and none is doubled: what the page shows is compared with the database.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { Stack, until } from "../stack/stack.mjs";
import { answers, desk, field, open, openBrowser, phone, said, say, shot } from "./browser.mjs";

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

/** What the house has recorded of these words, by anybody. */
async function recorded(...texts) {
  const list = texts.map((text) => `'${text}'`).join(",");
  return (await stack.query(`SELECT body FROM message WHERE author = 0 AND body IN (${list}) ORDER BY conversation, id`)).map((row) => row.body);
}
const posts = (context, hear) => context.route("**/api/chat", (route) => (route.request().method() === "POST" ? hear(route) : route.continue()));
const answered = (page, count) => until(`${count} answers`, async () => (await answers(page).count()) === count);

test("a lost connection: said plainly, kept, and sent once it is back", { timeout: 60_000 }, async () => {
  const context = await phone(browser);
  const page = await open(context, stack.url);
  await context.setOffline(true);
  await say(page, "断网时写的一");
  await say(page, "断网时写的二");
  await page.getByText("网络已断开").waitFor();
  await page.getByRole("button", { name: "重试" }).first().waitFor();
  await shot(page, "lost-offline");
  assert.deepEqual(await recorded("断网时写的一"), []);
  await context.setOffline(false);
  await answered(page, 2);
  assert.deepEqual(await said(page), ["断网时写的一", "断网时写的二"]);
  assert.deepEqual(await recorded("断网时写的一", "断网时写的二"), ["断网时写的一", "断网时写的二"]);
  assert.equal(await page.getByText("网络已断开").count(), 0);
  await context.close();
});

test("an answer that was cut off and a reload: the same message is sent again and recorded once", { timeout: 60_000 }, async () => {
  const context = await phone(browser);
  const page = await open(context, stack.url);
  let cut = 0;
  await posts(context, async (route) => {
    await route.fetch(); // the house has it, the page never hears of it
    cut++;
    await route.abort();
  });
  await say(page, "回信丢了");
  await until("it was cut off", () => cut > 0);
  await context.unroute("**/api/chat");
  await page.reload();
  await answered(page, 1);
  await until("nothing is on its way any more", async () => (await page.locator(".pending article").count()) === 0);
  assert.deepEqual(await said(page), ["回信丢了"]);
  assert.deepEqual(await recorded("回信丢了"), ["回信丢了"]);
  await context.close();
});

test("a tab that is closed while sending: the next one sends it", { timeout: 60_000 }, async () => {
  const context = await phone(browser);
  const page = await open(context, stack.url);
  await posts(context, (route) => route.abort());
  await say(page, "关掉的标签页");
  await page.getByRole("button", { name: "重试" }).waitFor();
  await page.close();
  await context.unroute("**/api/chat");
  const next = await open(context, stack.url);
  await answered(next, 1);
  assert.deepEqual(await said(next), ["关掉的标签页"]);
  assert.deepEqual(await recorded("关掉的标签页"), ["关掉的标签页"]);
  await context.close();
});

test("two tabs that both hold a message send it as one", { timeout: 60_000 }, async () => {
  const context = await phone(browser);
  const first = await open(context, stack.url);
  await posts(context, (route) => route.abort());
  await say(first, "两个标签页");
  await first.getByRole("button", { name: "重试" }).waitFor();
  const second = await open(context, stack.url);
  await second.getByRole("button", { name: "重试" }).waitFor();
  await context.unroute("**/api/chat");
  await Promise.all([first, second].map((page) => page.getByRole("button", { name: "重试" }).click({ timeout: 3000 }).catch(() => {})));
  for (const page of [first, second]) {
    await answered(page, 1);
    await until("nothing is on its way any more", async () => (await page.locator(".pending article").count()) === 0);
    assert.deepEqual(await said(page), ["两个标签页"]);
  }
  assert.deepEqual(await recorded("两个标签页"), ["两个标签页"]);
  await context.close();
});

test("gates killed and the house restarted while sending: every message is there, once, in its order", { timeout: 120_000 }, async () => {
  const context = await desk(browser);
  const page = await open(context, stack.url);
  const texts = Array.from({ length: 8 }, (_, n) => `重启时的第${n + 1}句`);
  for (const [n, text] of texts.entries()) {
    if (n === 4) await stack.end("yixian", "SIGKILL");
    await say(page, text);
    if (n < 4) stack.signal("gate", "SIGKILL");
    if (n === 6) stack.serve();
  }
  await answered(page, texts.length);
  assert.deepEqual(await said(page), texts);
  assert.deepEqual(await recorded(...texts), texts);
  await page.reload();
  assert.deepEqual(await said(page), texts);
  await context.close();
});

for (const [status, code, words] of [[400, "invalid", "无法识别"], [409, "mismatch", "编号已被用过"], [413, "too_large", "太长"]])
  test(`refused with ${status}: said, and the words are back in the field`, { timeout: 60_000 }, async () => {
    const context = await desk(browser);
    const page = await open(context, stack.url);
    await posts(context, (route) => route.fulfill({ status, json: { error: { code, message: "没有收下。" } } }));
    await say(page, "被退回的话");
    await page.getByText(words).first().waitFor();
    await until("the words are back", async () => (await field(page).inputValue()) === "被退回的话");
    assert.deepEqual(await said(page), []);
    await context.unroute("**/api/chat");
    await page.reload();
    assert.equal(await field(page).inputValue(), "被退回的话", "a reload keeps them");
    await context.close();
  });

test("too fast: it waits, says how long, and goes by itself", { timeout: 60_000 }, async () => {
  const context = await desk(browser);
  const page = await open(context, stack.url);
  let refused = false;
  await posts(context, (route) => {
    if (refused) return route.continue();
    refused = true;
    return route.fulfill({ status: 429, headers: { "Retry-After": "2" }, json: { error: { code: "rate", message: "发送得太快了。" } } });
  });
  await say(page, "说得太快");
  await page.getByText(/2 秒后自动再发/).waitFor();
  await answered(page, 1);
  assert.deepEqual(await said(page), ["说得太快"]);
  await context.close();
});

test("a cookie that is not the house's any more is renewed, and the words go", { timeout: 60_000 }, async () => {
  const context = await desk(browser);
  const page = await open(context, stack.url);
  await say(page, "从前的话");
  await answered(page, 1);
  const [cookie] = await context.cookies();
  await context.addCookies([{ ...cookie, value: cookie.value.replace(/.$/, (c) => (c === "0" ? "1" : "0")) }]);
  await say(page, "换了钥匙以后的话");
  const alone = () => said(page).then((words) => words.join() === "换了钥匙以后的话", () => false); // it reloads meanwhile
  await until("the new conversation stands there alone", alone);
  assert.deepEqual(await recorded("换了钥匙以后的话"), ["换了钥匙以后的话"]);
  await context.close();
});

test("no cookie comes back: answered all the same, and said plainly", { timeout: 60_000 }, async () => {
  const context = await desk(browser);
  await context.route("**/*", async (route) => {
    const response = await route.fetch().catch(() => null);
    await context.clearCookies();
    if (!response) return route.abort();
    const headers = response.headers();
    delete headers["set-cookie"];
    return route.fulfill({ response, headers });
  });
  await context.route("**/api/chat/events", (route) => route.abort());
  const page = await open(context, stack.url);
  await say(page, "我不收小饼干");
  await page.getByText("没有保存 Cookie").waitFor();
  assert.deepEqual(await said(page), ["我不收小饼干"]);
  await say(page, "彩礼能要回来吗");
  await page.getByText("法律依据").first().waitFor();
  assert.deepEqual(await said(page), ["我不收小饼干", "彩礼能要回来吗"]);
  assert.deepEqual(await recorded("我不收小饼干", "彩礼能要回来吗"), ["我不收小饼干", "彩礼能要回来吗"]);
  await shot(page, "lost-cookieless");
  await context.close();
});

test("a browser that keeps no cookies at all is told before anything is written", { timeout: 60_000 }, async () => {
  const context = await desk(browser);
  await context.addInitScript(() => Object.defineProperty(Navigator.prototype, "cookieEnabled", { get: () => false }));
  const page = await open(context, stack.url);
  await page.getByText("没有保存 Cookie").waitFor();
  await say(page, "什么都不让存");
  await until("an answer", async () => (await page.locator("#talk article.machine").count()) === 1);
  assert.deepEqual(await said(page), ["什么都不让存"]);
  await context.close();
});

test("storage refused: said when it matters, and messages go", { timeout: 60_000 }, async () => {
  const context = await desk(browser);
  await context.addInitScript(() => {
    for (const name of ["localStorage", "sessionStorage"]) Object.defineProperty(window, name, { get() { throw new DOMException("no", "SecurityError"); } });
  });
  const page = await open(context, stack.url);
  await context.setOffline(true);
  await say(page, "存不下也要发");
  await page.getByText("请不要关闭本页").waitFor();
  await context.setOffline(false);
  await answered(page, 1);
  assert.deepEqual(await recorded("存不下也要发"), ["存不下也要发"]);
  await context.close();
});
