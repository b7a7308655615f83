// The citizen's page with its script, as most people use it: asking, reading the basis, choosing, going on in two tabs.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { root, Stack, until } from "../stack/stack.mjs";
import { answers, desk, field, open, openBrowser, phone, said, say, sendButton, shot } from "./browser.mjs";

const SCRIPT_MOST = 60 * 1024;
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

test("a question is answered with its law, which unfolds, and is judged once", { timeout: 60_000 }, async () => {
  const context = await phone(browser);
  const page = await open(context, stack.url);
  await say(page, "老板跑了，工资没给，怎么办");
  await answers(page).waitFor();
  assert.match(await answers(page).innerText(), /劳动监察/);
  const law = page.locator("summary").filter({ hasText: "保障农民工工资支付条例" });
  assert.equal(await page.getByText("自 2020-05-01 起施行").isVisible(), false);
  await law.click();
  assert.equal(await page.getByText("自 2020-05-01 起施行").isVisible(), true);
  await page.getByRole("button", { name: "有用" }).click();
  await page.getByText("谢谢，已记下").waitFor();
  assert.equal(await page.getByRole("button", { name: "有用" }).count(), 0);
  await page.reload();
  assert.deepEqual(await said(page), ["老板跑了，工资没给，怎么办"]);
  await answers(page).getByRole("button", { name: "复制" }).waitFor();
  assert.equal(await page.getByRole("button", { name: "有用" }).count(), 0, "once for each answer");
  assert.deepEqual(page.complaints, []);
  await context.close();
});

test("the page that comes from the gate and what the script adds are the same", { timeout: 60_000 }, async () => {
  const context = await phone(browser);
  const page = await open(context, stack.url);
  for (const text of ["工伤认定怎么申请", "离婚", "1"]) {
    const before = await answers(page).count();
    await say(page, text);
    await until("an answer", async () => (await answers(page).count()) > before);
  }
  const plain = () => page.locator("#talk").evaluate((talk) => {
    const copy = talk.cloneNode(true);
    copy.querySelectorAll(".after, .pending, .thinking").forEach((extra) => extra.remove());
    copy.querySelectorAll("input[type=hidden]").forEach((id) => id.remove());
    copy.querySelectorAll("article").forEach((article) => article.removeAttribute("tabindex")); // where the focus went
    return copy.innerHTML.replace(/>\s+</g, "><").replace(/ </g, "<").replace(/\s+$/, "").trim();
  });
  const live = await plain();
  await page.reload();
  assert.equal(await plain(), live);
  await context.close();
});

test("a choice is one press, and is no choice any more afterwards", { timeout: 60_000 }, async () => {
  const context = await phone(browser);
  const page = await open(context, stack.url);
  await say(page, "离婚");
  await page.getByRole("button", { name: /^1\. 两个人都同意离婚/ }).click();
  await until("the answer to the choice", async () => (await answers(page).count()) === 2);
  assert.match(await answers(page).last().innerText(), /登记/);
  assert.equal(await page.getByRole("button", { name: /^1\. / }).count(), 0);
  assert.match(await answers(page).first().innerText(), /1\. 两个人都同意离婚/);
  await context.close();
});

test("a question that people ask often is one press away, by topic", { timeout: 60_000 }, async () => {
  const context = await phone(browser);
  const page = await open(context, stack.url);
  await page.getByText("婚姻家庭").click();
  await page.getByRole("button", { name: "离婚后孩子归谁" }).click();
  await answers(page).waitFor();
  assert.match(await answers(page).innerText(), /法律依据/);
  for (const number of ["110", "120", "12348"])
    assert.equal(await page.locator(`a[href="tel:${number}"]`).isVisible(), true, `${number} is in sight`);
  await context.close();
});

test("every question of the page is answered from the knowledge base, with its basis", { timeout: 60_000 }, async () => {
  const context = await desk(browser);
  const page = await open(context, stack.url);
  const questions = await page.locator(".topic button").evaluateAll((all) => all.map((button) => button.value));
  assert.equal(questions.length, 36);
  for (const text of questions) {
    const answer = await context.request.post(`${stack.url}/api/chat`, { data: { text, id: `q${questions.indexOf(text)}` } });
    const { reply } = await answer.json();
    assert.ok(reply.sources.length > 0 || reply.choices.length > 0, `${text}: ${reply.text}`);
  }
  await context.close();
});

test("a person is asked for, what is written waits there, and the way back is the same button", { timeout: 60_000 }, async () => {
  const context = await desk(browser);
  const page = await open(context, stack.url);
  await page.getByRole("button", { name: "转人工" }).click();
  await page.getByText("已转人工，等待工作人员回复。").waitFor();
  await say(page, "我在人民路上班");
  await until("the answer", async () => (await answers(page).count()) === 2);
  await shot(page, "live-queue");
  await page.getByRole("button", { name: "退出人工" }).click();
  await page.getByRole("button", { name: "转人工" }).waitFor();
  await context.close();
});

test("two tabs are one conversation", { timeout: 60_000 }, async () => {
  const context = await desk(browser);
  const first = await open(context, stack.url);
  const second = await open(context, stack.url);
  await say(first, "彩礼能要回来吗");
  await answers(second).waitFor();
  await say(second, "谢谢");
  await until("both tabs show both", async () => (await answers(first).count()) === 2 && (await answers(second).count()) === 2);
  const expected = ["彩礼能要回来吗", "谢谢"];
  assert.deepEqual(await said(first), expected);
  assert.deepEqual(await said(second), expected);
  await context.close();
});

/** Written by the same visitor, but not from the page. */
const elsewhere = (context, text, id) => context.request.post(`${stack.url}/api/chat`, { data: { text, id } });

test("news are pushed; where that is blocked, the page asks while somebody is to answer", { timeout: 60_000 }, async () => {
  const context = await phone(browser);
  const page = await open(context, stack.url);
  await say(page, "你好");
  await answers(page).waitFor();
  await elsewhere(context, "推送来的话", "p1");
  await page.getByText("推送来的话").waitFor({ timeout: 3000 });
  await context.route("**/api/chat/events", (route) => route.abort());
  await page.reload();
  await page.getByRole("button", { name: "转人工" }).click();
  await page.getByText("已转人工，等待工作人员回复。").waitFor();
  await elsewhere(context, "轮询来的话", "p2");
  await page.getByText("轮询来的话").waitFor({ timeout: 8000 });
  await context.close();
});

test("Enter sends, Shift with Enter does not, and neither does the Enter that ends composing", { timeout: 60_000 }, async () => {
  const context = await desk(browser);
  const page = await open(context, stack.url);
  await field(page).fill("nihao");
  for (const how of [{ isComposing: true }, { keyCode: 229 }])
    await field(page).dispatchEvent("keydown", { key: "Enter", bubbles: true, cancelable: true, ...how });
  assert.equal(await field(page).inputValue(), "nihao");
  assert.deepEqual(await said(page), []);
  await field(page).fill("你好");
  await field(page).press("Shift+Enter");
  await field(page).pressSequentially("在吗");
  await field(page).press("Enter");
  await answers(page).waitFor();
  assert.deepEqual(await said(page), ["你好\n在吗"]);
  await context.close();
});

test("markup, script, control and bidirectional characters are words and nothing else", { timeout: 60_000 }, async () => {
  const context = await desk(browser);
  const page = await open(context, stack.url);
  const nasty = `<img src=x onerror="document.title='x'"><script>document.title='x'</script>&lt;\u202Eabc\u0007 【<b>】 · <i>`;
  await say(page, nasty);
  await answers(page).waitFor();
  assert.deepEqual(await said(page), [nasty.replace(/[\u202E\u0007]/g, "")]);
  assert.equal(await page.locator("#talk img, #talk script, #talk i").count(), 0);
  assert.notEqual(await page.title(), "x");
  assert.deepEqual(page.complaints, []);
  await context.close();
});

test("4,000 characters go, one more is counted and stays in the field", { timeout: 60_000 }, async () => {
  const context = await phone(browser);
  const page = await open(context, stack.url);
  await field(page).fill("长".repeat(4001));
  await page.getByText("已写 4001 字").waitFor();
  await sendButton(page).click();
  assert.equal((await field(page).inputValue()).length, 4001);
  await say(page, "𠮷".repeat(4000));
  await answers(page).waitFor();
  assert.equal(Array.from((await said(page))[0]).length, 4000);
  await context.close();
});

test("a draft survives a reload, and the clock of the device is never asked", { timeout: 60_000 }, async () => {
  const context = await phone(browser);
  await context.addInitScript(() => { const now = Date.now; Date.now = () => now() - 400 * 24 * 3600 * 1000; });
  const page = await open(context, stack.url);
  await say(page, "遗嘱怎么写才有效");
  await answers(page).waitFor();
  const [{ month, day }] = await stack.query("SELECT CAST(strftime('%m', max(at_ms) / 1000, 'unixepoch', '+8 hours') AS INT) AS month, CAST(strftime('%d', max(at_ms) / 1000, 'unixepoch', '+8 hours') AS INT) AS day FROM message");
  assert.match(await page.locator(".day").innerText(), new RegExp(`^${month}月${day}日 周`));
  await field(page).fill("还没写完");
  await page.reload();
  assert.equal(await field(page).inputValue(), "还没写完");
  await context.close();
});

test("every module that the page needs is asked for at once", { timeout: 60_000 }, async () => {
  const context = await phone(browser);
  const page = await context.newPage();
  const asked = new Set();
  page.on("request", (request) => { if (/\/ui\/.*\.js$/.test(request.url())) asked.add(path.basename(request.url())); });
  await page.goto(stack.url);
  const html = await (await context.request.get(stack.url)).text();
  assert.deepEqual(Array.from(html.matchAll(/\/ui\/([a-z]+\.js)/g), (found) => found[1]).sort(), [...asked].sort());
  await context.close();
});

test("all of the script is small enough for an old phone", () => {
  const folder = path.join(root, "channels/web/ui");
  const scripts = readdirSync(folder).filter((name) => name.endsWith(".js"));
  const bytes = scripts.reduce((sum, name) => sum + gzipSync(readFileSync(path.join(folder, name))).length, 0);
  assert.ok(bytes < SCRIPT_MOST, `${bytes} bytes compressed`);
});
