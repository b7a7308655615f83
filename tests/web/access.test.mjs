// The page for everybody: keyboard only, large type, narrow screens, dark and light, screen readers (axe-core), long
// conversations, paper.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { Stack, until } from "../stack/stack.mjs";
import { answers, desk, field, open, openBrowser, overflow, phone, said, say, shot } from "./browser.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const MANY = 10_000;
let stack;
let browser;
before(async () => {
  stack = await Stack.start({ guests: [], configuration: { house: { icp: "示ICP备00000000号-1" } } });
  browser = await openBrowser();
}, { timeout: 120_000 });
after(async () => {
  await browser?.close();
  await stack?.stop();
});

/** What axe-core finds, but for what is only minor. */
async function findings(page) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
  return violations.filter(({ impact }) => impact !== "minor").map(({ id, impact, nodes }) => `${impact} ${id}: ${nodes.map((node) => node.target.join(" ")).join(", ")}`);
}

/** An answer with an unfolded source, a question with choices, a message that waits, the queue: all that the page shows. */
async function fill(context, page) {
  await say(page, "老板跑了，工资没给，怎么办");
  await answers(page).waitFor();
  await answers(page).locator("summary").first().click();
  await page.getByText("个人信息怎么处理").click();
  await page.getByText("借款债务").click();
  await page.getByRole("button", { name: "转人工" }).click();
  await page.getByText("已转人工").first().waitFor();
  await page.getByRole("button", { name: "退出人工" }).click();
  await page.getByRole("button", { name: "转人工" }).waitFor();
  await say(page, "离婚");
  await page.getByRole("button", { name: /^1\. / }).waitFor();
  await context.setOffline(true);
  await say(page, "这句还没有送出");
  await page.getByRole("button", { name: "重试" }).waitFor();
}

for (const [name, how, colorScheme] of [["a phone", phone, "light"], ["a phone", phone, "dark"], ["a desk", desk, "light"]])
  test(`axe-core finds nothing at ${name}, ${colorScheme}, in usual and in large type`, { timeout: 60_000 }, async () => {
    const context = await how(browser, { colorScheme });
    const page = await open(context, stack.url);
    assert.deepEqual(await findings(page), []);
    await fill(context, page);
    assert.deepEqual(await findings(page), []);
    await shot(page, `access-${name.slice(2)}-${colorScheme}`);
    await page.getByRole("button", { name: "使用大字显示" }).click();
    assert.deepEqual(await findings(page), []);
    assert.equal(await overflow(page), 0);
    await context.close();
  });

test("320 pixels wide, in usual and in large type: nothing is wider, all that matters is in sight", { timeout: 60_000 }, async () => {
  const context = await phone(browser, { viewport: { width: 320, height: 568 } });
  const page = await open(context, stack.url);
  for (const large of [false, true]) {
    if (large) await page.getByRole("button", { name: "使用大字显示" }).click();
    assert.equal(await overflow(page), 0);
    for (const control of [page.getByRole("button", { name: "转人工" }), page.getByRole("button", { name: "发送" }), field(page),
      ...["110", "120", "12348"].map((number) => page.locator(`a[href="tel:${number}"]`))]) {
      const box = await control.boundingBox();
      assert.ok(box.height >= 44 && box.width >= 44, `${await control.innerText()} is ${box.width} by ${box.height}`);
      assert.ok(box.y >= 0 && box.y + box.height <= 568 && box.x >= 0 && box.x + box.width <= 320, "out of sight");
    }
  }
  await say(page, `很长的词${"x".repeat(300)}`);
  await answers(page).waitFor();
  await say(page, "老板跑了，工资没给，怎么办");
  await until("two answers", async () => (await answers(page).count()) === 2);
  assert.equal(await overflow(page), 0);
  await shot(page, "access-320-large");
  await context.close();
});

test("large type and dark colours are kept, and come from the gate at once", { timeout: 60_000 }, async () => {
  const context = await phone(browser);
  const page = await open(context, stack.url);
  const size = () => page.evaluate(() => parseFloat(getComputedStyle(document.documentElement).fontSize));
  const usual = await size();
  await page.getByRole("button", { name: "使用大字显示" }).click();
  await page.getByRole("button", { name: "使用深色显示" }).click();
  assert.ok((await size()) > usual * 1.25);
  const html = await (await context.request.get(stack.url)).text();
  assert.match(html, /<html lang="zh-CN" data-theme="dark" data-large>/);
  await page.reload();
  assert.ok((await size()) > usual * 1.25);
  assert.equal(await page.getByRole("button", { name: "使用深色显示" }).getAttribute("aria-pressed"), "true");
  await context.close();
});

test("by keyboard alone: skip to the field, ask, choose, unfold, judge", { timeout: 60_000 }, async () => {
  const context = await desk(browser);
  const page = await open(context, stack.url);
  const focused = () => page.evaluate(() => ((at) => (at === document.body ? "" : at.textContent || at.id))(document.activeElement).trim());
  const tabTo = async (words, key = "Tab") => {
    for (let n = 0; n < 60 && !words.test(await focused()); n++) await page.keyboard.press(key);
    assert.match(await focused(), words);
  };
  await tabTo(/跳到输入框/);
  await page.keyboard.press("Enter");
  await page.keyboard.type("离婚");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: /^1\. / }).waitFor();
  await tabTo(/^1\. /, "Shift+Tab");
  await page.keyboard.press("Enter");
  await until("the answer", async () => (await answers(page).count()) === 2);
  assert.equal(await focused(), "text", "back in the field");
  await tabTo(/《.*》第/, "Shift+Tab");
  const outline = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
  assert.equal(outline, "solid", "one sees where one is");
  await page.keyboard.press("Enter");
  assert.equal(await answers(page).last().locator("details[open]").count(), 1);
  await tabTo(/^有用$/);
  await page.keyboard.press("Space");
  await until("kept", async () => /谢谢/.test(await focused()));
  await context.close();
});

test("an answer is copied with its basis, and printed alone", { timeout: 60_000 }, async () => {
  const context = await desk(browser, { permissions: ["clipboard-read", "clipboard-write"] });
  const page = await open(context, stack.url);
  for (const text of ["彩礼能要回来吗", "工伤认定怎么申请"]) {
    await say(page, text);
    await answers(page).filter({ hasText: text }).waitFor();
  }
  await answers(page).last().getByRole("button", { name: "复制" }).click();
  await page.getByText("已复制").waitFor();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  assert.match(copied, /工伤认定怎么申请[^]*1\. [^]*法律依据\n· 《工伤保险条例》第/);
  await page.evaluate(() => { window.print = () => { window.printed = document.body.hasAttribute("data-one"); }; });
  await answers(page).last().getByRole("button", { name: "打印" }).click();
  assert.equal(await page.evaluate(() => window.printed), true);
  await page.emulateMedia({ media: "print" });
  assert.equal(await answers(page).first().isVisible(), false, "the other answer is not printed");
  assert.equal(await answers(page).last().getByText(/起施行/).first().isVisible(), true, "the basis is unfolded");
  assert.deepEqual(await page.locator("#talk article.citizen:visible .text").allInnerTexts(), ["工伤认定怎么申请"]);
  assert.equal(await page.locator(".day").isVisible(), true);
  assert.equal(await field(page).isVisible(), false);
  await shot(page, "access-print");
  await page.emulateMedia({ media: null });
  await page.evaluate(() => window.dispatchEvent(new Event("afterprint")));
  assert.equal(await answers(page).first().isVisible(), true);
  await context.close();
});

test(`${MANY} messages in one conversation stay smooth`, { timeout: 120_000 }, async (t) => {
  const context = await phone(browser);
  const page = await open(context, stack.url);
  await say(page, "很长的对话");
  await answers(page).waitFor();
  const [{ conversation }] = await stack.query("SELECT CAST(conversation AS TEXT) AS conversation FROM message WHERE body = '很长的对话'");
  await stack.end("yixian");
  execFileSync("sqlite3", [stack.database, `WITH RECURSIVE n(i) AS (SELECT 3 UNION ALL SELECT i + 1 FROM n WHERE i < ${MANY})
    INSERT INTO message (conversation, id, author, reply_to, body, at_ms)
      SELECT ${conversation}, i, i % 2, 0, '第' || i || '句，说的是一件平常的事。', (SELECT max(at_ms) FROM message) + i FROM n;
    UPDATE conversation SET last_message = ${MANY} WHERE id = ${conversation};`]);
  stack.serve();
  await stack.ready();
  const begin = Date.now();
  await page.reload();
  await page.getByText(`第${MANY}句`).waitFor();
  const loaded = Date.now() - begin;
  await page.getByRole("button", { name: "看更早的消息" }).click();
  await page.getByText(`第${MANY - 119}句`).waitFor();
  const typing = await page.evaluate(async () => {
    const text = document.getElementById("text");
    const start = performance.now();
    for (let n = 0; n < 50; n++) {
      text.value += "字";
      text.dispatchEvent(new Event("input", { bubbles: true }));
      text.getBoundingClientRect();
    }
    return (performance.now() - start) / 50;
  });
  await say(page, "最后一句");
  await until("an answer", async () => (await answers(page).last().getAttribute("data-id")) === String(MANY + 2));
  const shown = (await said(page)).length;
  t.diagnostic(`loaded in ${loaded} ms, ${typing.toFixed(1)} ms a key, ${shown} of one's own messages shown`);
  assert.ok(loaded < 3000, `loaded in ${loaded} ms`);
  assert.ok(typing < 30, `${typing} ms a key`);
  assert.ok(shown < 300);
  await context.close();
});
