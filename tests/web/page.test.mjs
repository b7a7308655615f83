// The citizen's page at /, without script, as a person with a cheap phone uses it.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import fs from "node:fs/promises";
import path from "node:path";
import { Stack, yixian } from "../stack/stack.mjs";
import { field, open as openPage, openBrowser, overflow, person, said, sendButton, shot } from "./browser.mjs";

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

const open = (context) => openPage(context, stack.url);

async function ask(page, text) {
  await field(page).fill(text);
  await sendButton(page).click();
  await page.waitForLoadState();
}

test("a question asked without script is answered with its law", { timeout: 60_000 }, async () => {
  const context = await person(browser);
  const page = await open(context);
  await shot(page, "page-empty");
  await ask(page, "老板跑了，工资没给，怎么办");
  assert.deepEqual(await said(page), ["老板跑了，工资没给，怎么办"]);
  assert.match(await page.locator("article.machine").innerText(), /劳动监察/);
  assert.match(await page.locator(".sources").innerText(), /保障农民工工资支付条例》第/);
  assert.equal(new URL(page.url()).pathname, "/", "the form was answered with a redirect");
  await shot(page, "page-answer");
  assert.deepEqual(page.complaints, [], "nothing the policy of content forbids, nothing missing");
  assert.equal(await overflow(page), 0, "wider than the phone");
  await context.close();
});

test("reloading and going back send nothing again", { timeout: 60_000 }, async () => {
  const context = await person(browser);
  const page = await open(context);
  await ask(page, "离婚冷静期是多少天");
  await page.reload();
  await page.goBack();
  await page.goForward();
  assert.deepEqual(await said(page), ["离婚冷静期是多少天"]);
  await context.close();
});

test("a form that is sent twice is one message", { timeout: 60_000 }, async () => {
  const context = await person(browser);
  const page = await open(context);
  const id = await page.locator("form.write input[name=id]").getAttribute("value");
  const form = { text: "借条没写还款日期还能要回来吗", id };
  for (let n = 0; n < 2; n++) {
    const answer = await context.request.post(`${stack.url}/chat`, { form, headers: { origin: stack.url }, maxRedirects: 0 });
    assert.equal(answer.status(), 303);
  }
  await page.reload();
  assert.equal((await said(page)).length, 1);
  await context.close();
});

test("a second tab is the same person, another browser is not", { timeout: 60_000 }, async () => {
  const context = await person(browser);
  const first = await open(context);
  await ask(first, "宅基地可以继承吗");
  const second = await open(context);
  assert.deepEqual(await said(second), ["宅基地可以继承吗"]);
  await ask(second, "谢谢");
  await first.reload();
  assert.deepEqual(await said(first), ["宅基地可以继承吗", "谢谢"]);
  const other = await person(browser);
  assert.deepEqual(await said(await open(other)), []);
  await Promise.all([context.close(), other.close()]);
});

test("the cookie is for HTTP alone, and a forged one starts anew", { timeout: 60_000 }, async () => {
  const context = await person(browser);
  const page = await open(context);
  await ask(page, "这是我的事");
  const [cookie] = await context.cookies();
  assert.equal(cookie.httpOnly, true);
  assert.equal(cookie.sameSite, "Lax");
  await context.addCookies([{ ...cookie, value: cookie.value.replace(/.$/, (c) => (c === "0" ? "1" : "0")) }]);
  await page.goto(stack.url);
  await page.goto(stack.url);
  assert.deepEqual(await said(page), []);
  await ask(page, "你好");
  assert.deepEqual(await said(page), ["你好"]);
  await context.close();
});

test("what is written is shown as it was written, never as markup", { timeout: 60_000 }, async () => {
  const context = await person(browser);
  const page = await open(context);
  const nasty = `<script>document.title='x'</script><img src=x onerror="document.title='x'">&amp;"'</article>`;
  await ask(page, nasty);
  assert.deepEqual(await said(page), [nasty]);
  assert.notEqual(await page.title(), "x");
  assert.deepEqual(page.complaints, []);
  await context.close();
});

test("asking for a person works with one button, and says so", { timeout: 60_000 }, async () => {
  const context = await person(browser);
  const page = await open(context);
  await page.getByRole("button", { name: "转人工" }).click();
  await page.waitForLoadState();
  assert.match(await page.getByText("已转人工").innerText(), /等待工作人员/);
  assert.equal(await page.getByRole("button", { name: "退出人工" }).count(), 1, "there is a way back");
  await shot(page, "page-queue");
  await context.close();
});

test("danger is answered with the emergency number before anything else", { timeout: 60_000 }, async () => {
  const context = await person(browser);
  const page = await open(context);
  await ask(page, "我老公现在又在打我，怎么办");
  assert.match(await page.locator("article.machine .text").first().innerText(), /110/);
  await shot(page, "page-urgent");
  await context.close();
});

test("a text that is too long comes back with a word and is not lost", { timeout: 60_000 }, async () => {
  const context = await person(browser);
  const page = await open(context);
  await field(page).evaluate((area) => area.removeAttribute("maxlength")); // the browser's bound is no bound
  await ask(page, "长".repeat(4001));
  assert.match(await page.locator("body").innerText(), /太长/);
  assert.equal((await said(page)).length, 0);
  assert.equal((await page.locator("textarea").inputValue()).trim().length, 4001);
  await context.close();
});

test("another site can neither post in one's name nor put the page into a frame", { timeout: 60_000 }, async () => {
  const context = await person(browser, { javaScriptEnabled: true });
  const page = await open(context);
  await ask(page, "你好");
  await page.getByText("法律咨询助手").waitFor();
  await context.route("http://evil.test/**", (route) => route.fulfill({ contentType: "text/html",
    body: `<form method=post action="${stack.url}/chat"><input name=id value=evil><button name=text value=转人工>x</button></form><iframe src="${stack.url}"></iframe>` }));
  const evil = await context.newPage();
  await evil.goto("http://evil.test/");
  assert.equal((await evil.frames()[1]?.locator("textarea").count().catch(() => 0)) ?? 0, 0, "not in a frame");
  const [answer] = await Promise.all([evil.waitForResponse((r) => r.url().startsWith(stack.url) && r.request().method() === "POST"), evil.click("button")]);
  assert.equal(answer.status(), 403);
  await page.reload();
  assert.deepEqual(await said(page), ["你好"]);
  await context.close();
});

test("a county has its own name, colour, questions and words", { timeout: 60_000 }, async () => {
  const own = await Stack.start({ guests: [], start: false });
  const texts = path.join(own.folder, "county/channels/web/texts");
  await fs.mkdir(texts, { recursive: true });
  await fs.writeFile(path.join(texts, "zh-CN.yaml"), 'topic_1: { name: 渔业, q1: 休渔期什么时候, q2: "" }\ntopic_2: { name: "" }\npage: { seal: 海 }\n');
  await own.configure((config) => {
    Object.assign(config.house, { name: "海边县法律服务热线", icp: "示ICP备00000000号-1" });
    config.paths.county = "county";
    config.channels.web.colour = "#ffcc00";
  });
  const refused = await yixian(["check", "--config", own.config]);
  assert.notEqual(refused.code, 0);
  assert.match(refused.stderr + refused.stdout, /channels\.web\.colour.*too light/);
  await own.configure((config) => { config.channels.web.colour = "#7a1f1f"; });
  own.serve();
  own.nginx();
  await own.ready();
  const context = await person(browser);
  const page = await openPage(context, own.url);
  assert.equal(await page.locator("h1").innerText(), "海边县法律服务热线");
  assert.equal(await page.locator("header").evaluate((header) => getComputedStyle(header).backgroundColor), "rgb(122, 31, 31)");
  assert.equal(await page.getByText("工伤", { exact: true }).count(), 0, "a topic without a name is hidden");
  await page.getByText("渔业").click();
  assert.deepEqual(await page.locator(".topic").first().getByRole("button").allInnerTexts(), ["休渔期什么时候", "被无故辞退，怎么要赔偿"]);
  assert.equal(await page.getByRole("link", { name: /ICP备/ }).getAttribute("href"), "https://beian.miit.gov.cn/");
  await shot(page, "page-county");
  await context.close();
  await own.stop();
});
