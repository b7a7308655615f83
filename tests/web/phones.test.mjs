// The plain telephone of `make demo`, beside the one with WeChat: texts through Kannel, as a newcomer tries them.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import path from "node:path";
import { startSmsHouse } from "../stack/kannel.mjs";
import { onDuty } from "../stack/talking.mjs";
import { readAccount } from "../stub/wechat/account.mjs";
import { Wechat } from "../stub/wechat/wechat.mjs";
import { Phones } from "../stub/sms/phones.mjs";
import { openBrowser, overflow, shot } from "./browser.mjs";

let house, wechat, phones, browser;
before(async () => {
  house = await startSmsHouse({ centre: false, sms: { parts: 2 } });
  phones = new Phones({ port: house.kannel.ports.FAKE_PORT });
  const account = await readAccount(path.join(house.stack.folder, "secrets"), "demo", {});
  wechat = await Wechat.start({ account, gate: `${house.stack.url}/wechat/demo`, beside: { path: "/sms/", serve: (asked, response) => phones.serve(asked, response) } });
  browser = await openBrowser();
}, { timeout: 120_000 });
after(async () => {
  await browser?.close();
  phones?.stop();
  await wechat?.stop();
  await house?.stop();
});

async function open(person, options = { viewport: { width: 1360, height: 900 } }) {
  const context = await browser.newContext({ locale: "zh-CN", ...options });
  const page = await context.newPage();
  page.complaints = [];
  page.on("console", (message) => { if (message.type() === "error") page.complaints.push(message.text()); });
  page.on("pageerror", (error) => page.complaints.push(String(error)));
  await page.goto(`${wechat.url}/?person=${person}`);
  await page.getByText("像发短信一样写一句话").waitFor();
  return page;
}

const plain = (page) => page.getByRole("region", { name: "普通手机" });
const texts = (page) => plain(page).getByRole("listitem").filter({ hasText: "12348 ·" });
async function say(page, text) {
  await plain(page).getByLabel("写短信").fill(text);
  await page.keyboard.press("Enter");
}
async function heard(page, n) {
  await texts(page).nth(n - 1).waitFor({ timeout: 20_000 });
  return texts(page).nth(n - 1).innerText();
}

test("both telephones stand side by side; a question by text gets few words, and all of it when asked for", { timeout: 60_000 }, async () => {
  const page = await open("texter");
  assert.match(await plain(page).innerText(), /本机 190000\d{5} → 12348/);
  const [left, right] = await Promise.all(["公众号手机", "普通手机"].map((name) => page.getByRole("region", { name }).boundingBox()));
  assert.ok(left.x + left.width <= right.x, "side by side");
  await plain(page).getByLabel("写短信").fill("老".repeat(71));
  assert.match(await plain(page).innerText(), /2 条 · 71 字/);
  await say(page, "老板拖欠工资怎么办");
  assert.match(await heard(page, 1), /^【示例热线】[^]*依据：[^]*回复1看全文[^]*2 条/);
  await say(page, "1");
  assert.match(await heard(page, 2), /怎么办[^]*接着看/);
  await shot(page, "demo-text");
  assert.equal(await page.getByRole("region", { name: "公众号手机" }).getByText("接着看").count(), 0, "the other telephone is another way in");
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});

test("somebody at the desk answers, and it is on the small screen; TD ends it", { timeout: 60_000 }, async () => {
  const agent = await onDuty(house.stack, "agent", "agent", { display: "坐席甲" });
  const page = await open("asker");
  await say(page, "转人工");
  assert.match(await heard(page, 1), /转人工/);
  const [{ id: conversation }] = (await agent.queue()).waiting;
  assert.equal((await agent.claim(conversation)).status, 200);
  assert.match(await heard(page, 2), /工作人员坐席甲正在为您服务/);
  await agent.reply(conversation, "您好，请讲。");
  assert.match(await heard(page, 3), /您好，请讲。/);
  await say(page, "TD");
  assert.match(await heard(page, 4), /已退订/);
  await shot(page, "demo-text-desk");
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});

test("on a phone it fits; reloading keeps the screen; a gateway that is away is said", { timeout: 60_000 }, async () => {
  const page = await open("mobile", { viewport: { width: 360, height: 720 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true });
  await say(page, "<b>退出</b>");
  await heard(page, 1);
  assert.match(await plain(page).innerText(), /<b>退出<\/b>/);
  assert.ok((await overflow(page)) <= 0, "nothing is wider than the phone");
  await plain(page).scrollIntoViewIfNeeded();
  await shot(page, "demo-text-phone");
  await page.reload();
  await heard(page, 1);
  phones.centre.hangUp();
  await say(page, "还在吗");
  await page.getByText("短信网关没有运行，发不出去。").waitFor();
  assert.equal(await plain(page).getByLabel("写短信").inputValue(), "还在吗", "what was written is still there");
  await phones.centre.callAgain();
  await page.context().close();
});
