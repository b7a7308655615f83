// The phone page of `make demo`, as a newcomer uses it: a question, an event, a long answer, a push that fails first.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { startWechatHouse } from "../stack/wechat_house.mjs";
import { openBrowser, overflow, shot } from "./browser.mjs";
import { yixian } from "../stack/stack.mjs";

let house;
let browser;
before(async () => {
  house = await startWechatHouse({ guests: ["recite"], configuration: { outbox: { retry_first_ms: 300 } } });
  browser = await openBrowser();
}, { timeout: 120_000 });
after(async () => {
  await browser?.close();
  await house?.stop();
});

const DESKTOP = { viewport: { width: 1360, height: 900 } };
const PHONE = { viewport: { width: 360, height: 720 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true };

/** The page as somebody of that name; not the house's API, so that its description has nothing to say about it. */
async function open(name, options = DESKTOP) {
  const context = await browser.newContext({ locale: "zh-CN", ...options });
  const page = await context.newPage();
  page.complaints = [];
  page.on("console", (message) => { if (message.type() === "error") page.complaints.push(message.text()); });
  page.on("pageerror", (error) => page.complaints.push(String(error)));
  await page.goto(`${house.wechat.url}/?person=${name}`);
  await page.getByText("说点什么试试").waitFor();
  return page;
}

const phone = (page) => page.getByRole("region", { name: "公众号手机" });
const wire = (page) => page.getByRole("region", { name: "线上往来" });
const answers = (page) => phone(page).locator(".bubble.account");
async function say(page, text) {
  await page.getByLabel("输入消息").fill(text);
  await page.keyboard.press("Enter");
}
async function quick(page, name) {
  await phone(page).getByRole("button", { name: "更多", exact: true }).click();
  await phone(page).getByRole("button", { name, exact: true }).click();
}
/** The n-th answer, once it is there. */
async function answer(page, n) {
  await answers(page).nth(n).waitFor({ timeout: 20_000 });
  return answers(page).nth(n).innerText();
}

test("a question is answered, with its law, and what went over the wire is shown", { timeout: 60_000 }, async () => {
  const page = await open("asker");
  await shot(page, "demo-empty");
  await say(page, "离婚冷静期是多少天");
  assert.match(await answer(page, 0), /三十天[^]*依据：《中华人民共和国民法典》[^]*被动回复/);
  const row = wire(page).locator("summary").first();
  assert.match(await row.innerText(), /平台 → 网关[^]*文字[^]*200/);
  await row.click();
  assert.match(await wire(page).locator("details[open]").innerText(), /加密传输[^]*离婚冷静期是多少天[^]*三十天/);
  await shot(page, "demo-answer");
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});

test("who follows is welcomed; an image, a voice and a place are answered; the menu works", { timeout: 60_000 }, async () => {
  const pushed = await yixian(["wechat", "menu", "push", "demo", "--config", house.stack.config]);
  assert.equal(pushed.code, 0, pushed.stderr);
  const page = await open("follower");
  await quick(page, "关注");
  assert.match(await answer(page, 0), /您好，这里是/);
  await quick(page, "图片");
  assert.match(await answer(page, 1), /图片已收到/);
  const picture = phone(page).locator(".bubble.citizen img");
  assert.ok(await picture.evaluate((img) => img.complete && img.naturalWidth > 100), "the picture is shown");
  await quick(page, "语音转文字");
  assert.match(await answer(page, 2), /劳动监察|申请劳动仲裁/);
  await quick(page, "位置");
  assert.match(await answer(page, 3), /位置已收到/);
  await phone(page).getByRole("button", { name: "菜单", exact: true }).click();
  await phone(page).getByText("办事指南").click();
  await shot(page, "demo-menu");
  await phone(page).getByRole("button", { name: "服务时间" }).click();
  assert.match(await answer(page, 4), /08:30/);
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});

test("a long answer comes in parts, in order, and a push that failed twice arrives", { timeout: 60_000 }, async () => {
  const page = await open("reader");
  await page.getByRole("button", { name: "下一次推送失败两次" }).click();
  await page.getByText("错误码 -1，2 次").waitFor();
  await say(page, "背诵 50");
  const parts = [await answer(page, 0), await answer(page, 1), await answer(page, 2)];
  assert.match(parts[0], /^1\. [^]*被动回复/);
  assert.match(parts[1], /客服消息/);
  const numbers = parts.flatMap((part) => [...part.matchAll(/^(\d+)\. 这是/gm)].map((found) => Number(found[1])));
  assert.deepEqual(numbers, Array.from({ length: 50 }, (_, n) => n + 1));
  const pushes = await wire(page).locator("li.api summary").allInnerTexts();
  const results = pushes.filter((row) => row.includes("推送客服消息")).map((row) => /errcode -1|200/.exec(row)?.[0]).reverse();
  assert.deepEqual(results, ["errcode -1", "errcode -1", "200", "200"]);
  await page.getByText("现在一切正常").waitFor();
  await shot(page, "demo-parts");
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});

test("an answer lost on its way is asked for again, and shown once", { timeout: 60_000 }, async () => {
  const page = await open("unlucky");
  await page.getByRole("button", { name: "下一个回复在路上丢失" }).click();
  await say(page, "离婚冷静期是多少天");
  assert.match(await answer(page, 0), /三十天/);
  assert.match(await wire(page).locator("summary").first().innerText(), /第 2 次/);
  assert.equal(await answers(page).count(), 1);
  await page.context().close();
});

test("on a phone it fits; reloading keeps the conversation; another person sees none of it", { timeout: 60_000 }, async () => {
  const page = await open("mobile", PHONE);
  await say(page, "<b>工资</b><script>document.title='x'</script>");
  await answer(page, 0);
  assert.notEqual(await page.title(), "x");
  assert.ok((await overflow(page)) <= 0, "nothing is wider than the phone");
  await shot(page, "demo-phone");
  await page.reload();
  await answer(page, 0);
  assert.equal(await answers(page).count(), 1);
  await page.getByRole("button", { name: "换一个人" }).click();
  await page.getByText("说点什么试试").waitFor();
  assert.equal(await answers(page).count(), 0);
  await page.context().close();
});
