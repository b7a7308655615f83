// At the desk nothing that was written is lost and nothing is said twice: two who claim, leases and sessions that end,
// colleagues who are disabled, lines that are cut, a house that is restarted under a page.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { until } from "../stack/stack.mjs";
import { asking, onDuty } from "../stack/talking.mjs";
import { hire } from "../stack/desk.mjs";
import { shot } from "./browser.mjs";
import { answer, claim, complaints, composer, fillIn, messages, mine, recorded, seat, startDeskHouse, waiting } from "./desk_house.mjs";

let made, boss;
before(async () => {
  made = await startDeskHouse();
  boss = await onDuty(made.stack, "boss", "administrator,lead", { display: "督导" });
}, { timeout: 120_000 });
after(async () => { await made?.stop(); });

const replies = (context, hear) => context.route("**/api/desk/conversations/*/reply", hear);

test("two who claim at once: one has it, the other reads who was faster", { timeout: 60_000 }, async () => {
  const one = await seat(made, made.one), two = await seat(made, made.two);
  await asking(made.stack, "房东不退押金怎么办");
  const button = (page) => waiting(page).getByRole("listitem").filter({ hasText: "房东不退押金" }).getByRole("button", { name: "接入" });
  let asked = 0, both; // neither claim leaves before both have been pressed
  const pressed = new Promise((ok) => { both = ok; });
  for (const page of [one, two])
    await page.context().route("**/api/desk/claim", async (route) => {
      if (++asked === 2) both();
      await pressed;
      await route.continue();
    });
  for (const page of [one, two]) await button(page).click();
  const told = (page) => page.getByText("慢了一步").waitFor().then(() => page);
  const slower = await Promise.race([told(one), told(two)]), faster = slower === one ? two : one;
  await composer(faster).waitFor();
  await slower.getByText(slower === one ? "乙 已经接入" : "甲 已经接入").waitFor();
  assert.equal(await mine(slower).getByRole("listitem").count(), 0);

  // the lead looks at it, and sees who writes before anybody is answered twice
  const lead = await seat(made, made.lead);
  await lead.getByRole("region", { name: "同事的会话" }).getByRole("button").first().click();
  await faster.getByText("组长 正在查看").waitFor();
  await composer(faster).pressSequentially("我");
  await lead.getByText(/正在回复/).waitFor();
  assert.equal(await composer(lead).isVisible(), false, "what is a colleague's cannot be answered");
  for (const page of [one, two, lead]) {
    assert.deepEqual(complaints(page), []);
    await page.context().close();
  }
});

test("a line that is cut, an answer that is lost, a reload: said once each, in their order", { timeout: 60_000 }, async () => {
  const one = await seat(made, made.one), visitor = await asking(made.stack, "断网的时候怎么办");
  await claim(one, "断网的时候怎么办");
  await one.context().setOffline(true);
  await composer(one).fill("断网时写的一");
  await composer(one).press("Enter");
  await one.getByText("没有送出去").waitFor();
  await one.getByText(/连接中断/).waitFor();
  await visitor.insist("市民在断网时写的");
  await one.context().setOffline(false);
  await messages(one, "staff").filter({ hasText: "断网时写的一" }).and(one.locator("article:not(.sending) *")).waitFor();
  await messages(one, "citizen").filter({ hasText: "市民在断网时写的" }).waitFor(); // what a page that slept has missed
  let cut = 0;
  await replies(one.context(), async (route) => {
    await route.fetch(); // the house has it, the page never hears of it
    cut++;
    await route.abort();
  });
  await composer(one).fill("回信丢了的一句");
  await composer(one).press("Enter");
  await until("it was cut off", () => cut > 0);
  await composer(one).fill("正在写的半句");
  await one.context().unroute("**/api/desk/conversations/*/reply");
  await one.reload();
  await one.locator("article.message.staff:not(.sending)").filter({ hasText: "回信丢了的一句" }).waitFor();
  await until("nothing is on its way", async () => (await one.locator("article.sending").count()) === 0);
  assert.equal(await composer(one).inputValue(), "正在写的半句", "the draft outlives the reload");
  assert.deepEqual(await recorded(made, "断网时写的一", "回信丢了的一句"), ["断网时写的一", "回信丢了的一句"]);
  await one.context().close();
});

test("nginx, then the gateway, restarted while somebody types", { timeout: 90_000 }, async () => {
  const one = await seat(made, made.one), visitor = await asking(made.stack, "重启的时候怎么办");
  await claim(one, "重启的时候怎么办");
  await composer(one).pressSequentially("服务器重启前后");
  await made.stack.end("nginx");
  await composer(one).pressSequentially("写的一句话");
  await composer(one).press("Enter");
  await one.getByText("没有送出去").waitFor();
  await composer(one).pressSequentially("下一句");
  made.stack.nginx();
  await made.stack.ready();
  await one.locator("article.message.staff:not(.sending)").filter({ hasText: "服务器重启前后写的一句话" }).waitFor();
  made.stack.signal("gate", "SIGKILL");
  await composer(one).pressSequentially("，接着写");
  await made.stack.end("yixian");
  await composer(one).press("Enter");
  await one.getByText("没有送出去").waitFor();
  await composer(one).pressSequentially("第三句");
  made.stack.serve();
  await made.stack.ready();
  await one.locator("article.message.staff:not(.sending)").filter({ hasText: "下一句，接着写" }).waitFor();
  assert.equal(await composer(one).inputValue(), "第三句");
  await visitor.insist("我还在");
  await messages(one, "citizen").filter({ hasText: "我还在" }).waitFor();
  assert.deepEqual(await recorded(made, "服务器重启前后写的一句话", "下一句，接着写"), ["服务器重启前后写的一句话", "下一句，接着写"]);
  await one.context().close();
});

test("without a push the page asks by itself, and says so", { timeout: 60_000 }, async () => {
  const one = await seat(made, made.one);
  await one.context().route("**/api/desk/events", (route) => route.abort());
  await one.reload();
  await one.getByText("实时推送暂时不可用").waitFor();
  await asking(made.stack, "推送不通的时候");
  await waiting(one).getByText("推送不通的时候").waitFor();
  await one.context().close();
});

test("a lease that ended: the reply is refused, its text comes back, and goes once it is taken again", { timeout: 60_000 }, async () => {
  const one = await seat(made, made.one), visitor = await asking(made.stack, "掉线的时候怎么办");
  await claim(one, "掉线的时候怎么办");
  await composer(one).fill("迟到的话");
  // the page believes that it is theirs: it hears and asks nothing until it sends
  await one.context().route(/\/api\/desk\/(queue|events|heartbeat|me|conversations\/\d+(\?.*)?$)/, (route) => route.abort());
  await made.stack.change(`UPDATE conversation SET lease_until_ms = 1, version = version + 1 WHERE id = ${visitor.conversation}`);
  await until("it waits again", async () => (await boss.queue()).waiting.some((w) => w.id === visitor.conversation && w.lost === "甲"));
  await composer(one).press("Enter");
  await one.getByText(/内容没有发出.*已放回输入框/).waitFor();
  assert.equal(await composer(one).inputValue(), "迟到的话");
  assert.deepEqual(await recorded(made, "迟到的话"), []);
  await one.context().unroute(/\/api\/desk\/(queue|events|heartbeat|me|conversations\/\d+(\?.*)?$)/);
  await one.getByText("您写的草稿还保留着").waitFor();
  await shot(one, "desk-lease");
  await one.getByRole("main").getByRole("button", { name: "接入" }).click();
  await composer(one).waitFor();
  await composer(one).press("Enter");
  await one.locator("article.message.staff:not(.sending)").filter({ hasText: "迟到的话" }).waitFor();
  assert.deepEqual(await recorded(made, "迟到的话"), ["迟到的话"]);
  await one.context().close();
});

test("a session that ended says so over the open page, and what was written is there after signing in", { timeout: 60_000 }, async () => {
  const one = await seat(made, made.one);
  await asking(made.stack, "登录过期的时候");
  await claim(one, "登录过期的时候");
  await composer(one).fill("过期时正在写的话");
  await made.stack.change(`DELETE FROM session WHERE staff = ${made.one.id}`);
  await composer(one).press("Enter"); // refused, kept, and said after signing in again
  const dialog = one.getByRole("dialog", { name: "请重新登录" });
  await dialog.waitFor();
  await composer(one).evaluate((field) => { field.value = "还没写完的话"; field.dispatchEvent(new Event("input", { bubbles: true })); });
  await dialog.getByLabel("密码", { exact: true }).fill(made.one.password);
  await dialog.getByRole("button", { name: "登录" }).click();
  await dialog.waitFor({ state: "hidden" });
  await one.locator("article.message.staff:not(.sending)").filter({ hasText: "过期时正在写的话" }).waitFor();
  assert.equal(await composer(one).inputValue(), "还没写完的话");
  assert.deepEqual(await recorded(made, "过期时正在写的话"), ["过期时正在写的话"]);
  await one.context().close();
});

test("somebody disabled with an open page is out, and their conversation waits again", { timeout: 60_000 }, async () => {
  const third = await hire(made.stack, "bing", "agent", { display: "丙" });
  const page = await seat(made, third);
  const visitor = await asking(made.stack, "停用的时候怎么办");
  await claim(page, "停用的时候怎么办");
  await composer(page).fill("停用前写的话");
  await boss.must(`staff/${third.id}`, { id: "disable-bing", disabled: true });
  await page.getByRole("heading", { name: "请重新登录" }).waitFor(); // pushed: nobody touched the page
  const dialog = page.getByRole("dialog", { name: "请重新登录" });
  await dialog.getByLabel("密码", { exact: true }).fill(third.password);
  await dialog.getByRole("button", { name: "登录" }).click();
  await dialog.getByRole("alert").filter({ hasText: "不正确" }).waitFor();
  await until("it waits for others", async () => (await boss.queue()).waiting.some((w) => w.id === visitor.conversation));
  await boss.must(`staff/${third.id}`, { id: "enable-bing", disabled: false });
  await dialog.getByLabel("密码", { exact: true }).fill(third.password);
  await dialog.getByRole("button", { name: "登录" }).click();
  await page.getByText("您写的草稿还保留着").waitFor();
  await page.context().close();
});

test("a conversation handed to me is told and rings; somebody else at the same browser finds nothing of mine", { timeout: 60_000 }, async () => {
  const one = await seat(made, made.one);
  await one.evaluate(() => { // what would be heard
    window.notes = 0;
    const { start } = OscillatorNode.prototype;
    OscillatorNode.prototype.start = function (at) { window.notes++; return start.call(this, at); };
  });
  const visitor = await asking(made.stack, "交到手上的时候");
  assert.equal((await boss.claim(visitor.conversation)).status, 200);
  await boss.handover(visitor.conversation, { staff: made.one.id }, "请接着讲，材料都在备注里");
  await one.getByText(/会话已交到您手上/).waitFor();
  await until("it rings", () => one.evaluate(() => window.notes > 0));
  await mine(one).getByRole("button").last().click();
  await one.getByRole("region", { name: "交接说明" }).getByText("材料都在备注里").waitFor();
  await answer(one, "您好，我接着讲");
  await composer(one).fill("甲的草稿");
  await one.getByRole("button", { name: "甲", exact: true }).click();
  await one.getByRole("menuitem", { name: "退出登录" }).click();
  await fillIn(one, made.two);
  await one.getByRole("navigation").waitFor();
  assert.equal(await one.evaluate(() => Object.keys(localStorage).filter((key) => key.includes("draft") || key.includes("sending")).length), 0);
  await one.context().close();
});

test("a page that was open while the house was renewed loads itself anew; one that is cut off stays", { timeout: 60_000 }, async () => {
  const lead = await seat(made, made.lead);
  const board = lead.getByRole("link", { name: "看板" });
  await lead.context().setOffline(true);
  await board.click();
  await lead.getByText("网络不通").waitFor();
  assert.equal(await lead.getByRole("region", { name: "等待接入" }).count(), 1, "it stays where it is");
  await lead.context().setOffline(false);

  // as if the parts had other names now: the old one is gone, the page that is there names another script
  const old = await (await fetch(`${made.stack.url}/desk/`)).text();
  let asked = 0;
  await lead.context().route(/\/desk\/assets\/BoardPage-/, (route) => (asked ? route.continue() : route.fulfill({ status: 404 })));
  await lead.context().route(/\/desk\/$/, (route) => (asked++ ? route.continue()
    : route.fulfill({ contentType: "text/html", body: old.replace(/\/assets\/index-[^"]+\.js/, "/assets/index-another.js") })));
  await board.click();
  await lead.getByRole("heading", { name: "看板" }).waitFor();
  assert.equal(asked, 2, "it looked, and loaded itself anew");
  await lead.context().close();
});

test("given out in turn: what the house assigns comes to whoever is on duty, and is told", { timeout: 60_000 }, async () => {
  const one = await seat(made, made.one);
  const { waiting: left, owned } = await boss.queue(); // whoever has as many as they can gets none
  for (const talk of [...left, ...owned]) assert.equal((await boss.handover(talk.id, { machine: true })).status, 200);
  await made.two.enter();
  assert.equal((await made.two.post("present", { present: false })).status, 200);
  await made.stack.configure((c) => { (c.desk ??= {}).assign = "round_robin"; });
  const [gate] = made.stack.pids("gate");
  made.stack.children.get("yixian").kill("SIGHUP");
  await until("the new configuration serves", () => made.stack.pids("gate").length > 0 && !made.stack.pids("gate").includes(gate));
  await asking(made.stack, "轮流分派的问题");
  await one.getByText(/会话已交到您手上/).waitFor();
  await mine(one).getByRole("button", { name: /正在为您服务/ }).last().click();
  await messages(one, "citizen").filter({ hasText: "轮流分派的问题" }).waitFor();
  await composer(one).waitFor();
  await one.context().close();
});
