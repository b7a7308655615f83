// Whoever works at the desk all day: every page by axe-core and at 1366×768, by keyboard alone, with an input method,
// with hostile words, in a conversation of 10,000 messages.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { until } from "../stack/stack.mjs";
import { asking, onDuty } from "../stack/talking.mjs";
import { overflow, shot } from "./browser.mjs";
import { answer, claim, complaints, composer, findings, messages, mine, openDesk, pressPresence, recorded, seat, startDeskHouse, waiting } from "./desk_house.mjs";

const MANY = 10_000;
const HOSTILE = "<img src=x onerror=\"window.hit=1\"><script>window.hit=2</script>{{7*7}} [点我](javascript:alert(1))";
let made, boss;
before(async () => {
  made = await startDeskHouse();
  boss = await onDuty(made.stack, "boss", "agent,lead,administrator", { display: "督导" });
}, { timeout: 120_000 });
after(async () => { await made?.stop(); });

const settled = (page) => until("nothing moves", () => page.evaluate(() => document.getAnimations().every((one) => one.playState !== "running" || one.effect.getComputedTiming().iterations === Infinity)));

async function clean(page, name) {
  await settled(page);
  assert.deepEqual(await findings(page), [], name);
  assert.ok(await overflow(page) <= 0, `${name} is wider than the window`);
}
const dialog = (page) => page.getByRole("dialog").filter({ visible: true });
async function shut(page) {
  await page.keyboard.press("Escape");
  await dialog(page).waitFor({ state: "hidden" });
}

async function tabTo(page, target) {
  for (let n = 0; n < 12; n++) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  assert.fail(`not to be reached by Tab: ${target}; at ${await page.evaluate(() => document.activeElement.outerHTML.slice(0, 200))}`);
}

test("every page of who administers and audits, and of who leads, is clean", { timeout: 120_000 }, async () => {
  const signIn = await openDesk(made);
  await signIn.getByLabel("账号").waitFor();
  await clean(signIn, "sign-in");
  await signIn.context().close();
  const lead = await seat(made, made.lead), admin = await seat(made, made.admin);
  await lead.getByRole("link", { name: "看板" }).click();
  await lead.getByText("还没有人评价").waitFor();
  await clean(lead, "board-empty");
  await asking(made.stack, "隔壁盖房子挡了我家采光");
  await lead.getByRole("img", { name: /各时段来信/ }).waitFor();
  await clean(lead, "board");
  await lead.getByRole("link", { name: "常用语" }).click();
  await lead.getByRole("cell", { name: /问候/ }).waitFor();
  await clean(lead, "canned");
  await lead.getByRole("button", { name: "新增" }).click();
  await dialog(lead).getByLabel("内容").fill("请带{时间}前的材料");
  await clean(lead, "canned-add");
  await shut(lead);
  for (const [page, link, there, name, add] of [
    [admin, "人员", "zhang", "staff", "新增人员"], [admin, "班组与区域", "咨询一组", "teams", "新增"],
    [admin, "值班时间", "班次", "hours", null], [admin, "操作记录", "登录", "acts", null]]) {
    await page.getByRole("link", { name: link }).click();
    await page.getByRole("main").getByText(there).first().waitFor();
    await clean(page, name);
    if (!add) continue;
    await page.getByRole("button", { name: add }).first().click();
    await dialog(page).waitFor();
    await clean(page, `${name}-add`);
    await shut(page);
  }
  const { conversation } = await boss.must("claim", { next: true });
  await admin.getByRole("button", { name: "刷新" }).click();
  await admin.getByRole("link", { name: /会话 \d+/ }).first().click();
  await admin.getByText("只能查看").waitFor();
  await clean(admin, "read");
  await admin.getByRole("button", { name: "返回列表" }).click();
  await admin.getByRole("heading", { name: "操作记录" }).waitFor();
  await boss.handover(conversation, { machine: true });
  await admin.getByRole("button", { name: "管理员" }).click();
  await admin.getByRole("menuitem", { name: "我的账号" }).click();
  await admin.getByLabel("原密码").waitFor();
  await clean(admin, "account");
  for (const page of [lead, admin]) {
    assert.deepEqual(complaints(page), []);
    await page.context().close();
  }
});

test("every state of the workbench is clean, light and dark", { timeout: 120_000 }, async () => {
  const one = await seat(made, made.one);
  await one.getByText("手上没有会话").waitFor();
  await clean(one, "bench");
  await asking(made.stack, "他正在打我，救命");
  await claim(one, "他正在打我");
  await one.getByLabel("查知识库").fill("家庭暴力");
  await one.getByRole("button", { name: "放进回复（带依据）" }).first().click();
  await clean(one, "talk");
  await one.emulateMedia({ colorScheme: "dark" });
  await clean(one, "talk-dark");
  await one.emulateMedia({ colorScheme: "light" });
  for (const tab of ["常用语", "备注", "来历"]) {
    await one.getByRole("tab", { name: tab }).click();
    await one.getByRole("tabpanel", { name: tab }).waitFor();
    await clean(one, `tab-${tab}`);
  }
  for (const [press, name] of [[() => one.keyboard.press("Alt+t"), "handover"], [() => one.keyboard.press("Alt+x"), "close"], [() => one.keyboard.press("Alt+/"), "help"], [() => pressPresence(one), "offduty"]]) {
    await press();
    await dialog(one).waitFor();
    await clean(one, name);
    await shut(one);
  }
  for (const width of [1024, 390]) {
    await one.setViewportSize({ width, height: 740 });
    assert.ok(await overflow(one) <= 0, `the conversation is wider than ${width} px`);
  }
  assert.deepEqual(complaints(one), []);
  await one.context().close();
});

test("by keyboard alone: taken, searched, answered with a basis, handed over", { timeout: 60_000 }, async () => {
  const one = await seat(made, made.one), visitor = await asking(made.stack, "键盘接待的问题");
  await boss.claim(visitor.conversation); // so that it is the only one that comes next
  for (const talk of (await boss.queue()).waiting) await boss.handover(talk.id, { machine: true });
  await boss.handover(visitor.conversation, { team: (await made.one.get("me")).json.me.team.id });
  await waiting(one).getByText("键盘接待的问题").waitFor();
  await one.keyboard.press("Alt+n");
  await composer(one).waitFor();
  await until("one can write at once", () => composer(one).evaluate((field) => field === document.activeElement));
  await one.keyboard.press("Alt+k");
  await one.keyboard.type("拖欠工资");
  const insert = one.getByRole("button", { name: "放进回复（带依据）" }).first();
  await insert.waitFor();
  await tabTo(one, insert);
  await one.keyboard.press("Enter");
  await until("back where one writes", () => composer(one).evaluate((field) => field === document.activeElement && field.value.length > 10));
  await one.keyboard.press("Enter");
  await messages(one, "staff").filter({ hasText: "依据" }).waitFor();
  await one.keyboard.press("Alt+y");
  await one.keyboard.type("核实");
  await tabTo(one, one.getByRole("button", { name: /需要核实/ }));
  await one.keyboard.press("Enter");
  await until("the time is chosen, to be typed over", () => composer(one).evaluate((field) => field.value.slice(field.selectionStart, field.selectionEnd) === "{时间}"));
  await one.keyboard.press("Enter");
  await one.getByText("还有 {时间} 没有填写").waitFor();
  assert.equal(await messages(one, "staff").filter({ hasText: "需要核实" }).count(), 0, "what is not filled in does not go out");
  await one.keyboard.type("明天中午12点");
  await one.keyboard.press("Enter");
  await messages(one, "staff").filter({ hasText: "我们会在明天中午12点前" }).waitFor();
  await one.keyboard.press("Alt+t");
  await dialog(one).waitFor();
  await until("the dialog has the focus", () => one.evaluate(() => document.activeElement.closest("[role=dialog]") !== null));
  await tabTo(one, dialog(one).getByRole("radio").first());
  for (let n = 0; n < 4 && !(await dialog(one).getByRole("radio", { name: "下一班" }).isChecked()); n++) await one.keyboard.press("ArrowRight");
  await tabTo(one, dialog(one).getByLabel(/给接手人的话/));
  await one.keyboard.type("键盘交接");
  await tabTo(one, dialog(one).getByRole("button", { name: "交接" }));
  await shot(one, "desk-keyboard");
  await one.keyboard.press("Enter");
  await until("it waits for the next shift", async () => (await boss.queue()).waiting.some((w) => w.id === visitor.conversation));
  await one.context().close();
});

test("the Enter that ends composing sends nothing; the next one does", { timeout: 60_000 }, async () => {
  const one = await seat(made, made.one);
  await asking(made.stack, "输入法的问题");
  await claim(one, "输入法的问题");
  const keys = await one.context().newCDPSession(one);
  await composer(one).focus();
  await keys.send("Input.imeSetComposition", { text: "ni'hao", selectionStart: 6, selectionEnd: 6 });
  await keys.send("Input.dispatchKeyEvent", { type: "rawKeyDown", key: "Enter", code: "Enter", windowsVirtualKeyCode: 229 });
  await keys.send("Input.insertText", { text: "你好" });
  await until("the words stand there", async () => (await composer(one).inputValue()) === "你好");
  // browsers that end composing before the key: only its number says whose it was
  await composer(one).evaluate((field) => field.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", keyCode: 229, bubbles: true, cancelable: true })));
  await composer(one).evaluate((field) => field.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", isComposing: true, bubbles: true, cancelable: true })));
  assert.equal(await composer(one).inputValue(), "你好");
  assert.equal(await one.locator("article.message.sending").count(), 0);
  await composer(one).press("Enter");
  await messages(one, "staff").filter({ hasText: "你好" }).waitFor();
  assert.deepEqual(await recorded(made, "你好"), ["你好"]);
  await one.getByLabel("发送键").selectOption({ label: "Ctrl+Enter 发送" });
  await composer(one).pressSequentially("两行");
  await composer(one).press("Enter");
  await composer(one).pressSequentially("的话");
  assert.equal(await composer(one).inputValue(), "两行\n的话");
  await composer(one).press("Control+Enter");
  await messages(one, "staff").filter({ hasText: "两行" }).waitFor();
  await one.context().close();
});

test("whatever anybody writes is words, wherever it is read", { timeout: 60_000 }, async () => {
  const { headers } = await made.one.get("me");
  assert.ok(headers);
  const page = await fetch(`${made.stack.url}/desk/`);
  assert.match(page.headers.get("content-security-policy"), /default-src 'none'; script-src 'self'; style-src 'self';/);
  assert.doesNotMatch(page.headers.get("content-security-policy"), /unsafe|data:|\*/);
  assert.doesNotMatch(await page.text(), /<script(?![^>]*src=)|<style|style=|\son\w+=/, "nothing inline in the page");

  const visitor = await asking(made.stack, HOSTILE);
  const one = await seat(made, made.one), lead = await seat(made, made.lead);
  await waiting(one).getByText("{{7*7}}").waitFor();
  await claim(one, "{{7*7}}");
  await messages(one, "citizen").filter({ hasText: HOSTILE }).first().waitFor();
  await boss.post(`conversations/${visitor.conversation}/note`, { id: "hostile-note", text: HOSTILE });
  await one.locator("article.note").filter({ hasText: "onerror" }).first().waitFor();
  await boss.must("canned", { id: "hostile-canned", title: "<b>坏</b>", text: HOSTILE });
  // what a channel's cleaning does not take out, a database from elsewhere may hold
  await made.stack.change(`UPDATE message SET body = 'abc' || char(8238) || 'fdp.exe' || char(8203) || '完' WHERE conversation = ${visitor.conversation} AND author = 0 AND body = '转人工'`);
  await one.reload();
  await messages(one, "citizen").filter({ hasText: "abc[U+202E]fdp.exe[U+200B]完" }).waitFor();
  await one.getByRole("tab", { name: "常用语" }).click();
  await one.getByRole("button", { name: /<b>坏<\/b>/ }).click();
  assert.match(await composer(one).inputValue(), /onerror/);
  await composer(one).fill(HOSTILE);
  await composer(one).press("Enter");
  await messages(one, "staff").filter({ hasText: HOSTILE }).waitFor();
  await shot(one, "desk-hostile");
  await lead.getByRole("link", { name: "看板" }).click();
  await lead.getByText("没答上来的问题").waitFor();
  for (const each of [one, lead]) {
    assert.equal(await each.evaluate(() => window.hit), undefined);
    assert.equal(await each.locator("img[src=x], .bubble script, .bubble img, .bubble a").count(), 0);
    assert.deepEqual(complaints(each), []);
    await each.context().close();
  }
});

test(`${MANY} messages in one conversation stay smooth`, { timeout: 120_000 }, async (t) => {
  const visitor = await asking(made.stack, "很长的对话");
  assert.equal((await boss.claim(visitor.conversation)).status, 200);
  await (await seat(made, made.one)).context().close(); // on duty
  assert.equal((await boss.handover(visitor.conversation, { staff: made.one.id })).status, 200);
  const [{ n: last }] = await made.stack.query(`SELECT last_message AS n FROM conversation WHERE id = ${visitor.conversation}`);
  await made.stack.end("yixian");
  await made.stack.change(`WITH RECURSIVE n(i) AS (SELECT ${last + 1} UNION ALL SELECT i + 1 FROM n WHERE i < ${MANY})
    INSERT INTO message (conversation, id, author, reply_to, body, at_ms, staff) SELECT ${visitor.conversation}, i, i % 2, 0,
      '第' || i || '条，' || substr('说的是一件平常的事，有时长些，有时短些，换行也有。说的是一件平常的事，有时长些，有时短些。', 1, 4 + i % 40), ${Date.now()} - (${MANY} - i) * 1000, 0 FROM n;
    UPDATE conversation SET last_message = ${MANY}, version = version + 1, lease_until_ms = ${Date.now() + 600_000} WHERE id = ${visitor.conversation}`);
  made.stack.serve();
  await made.stack.ready();
  const one = await seat(made, made.one);
  const begin = Date.now();
  await one.goto(`${made.stack.url}/desk/#/talk/${visitor.conversation}`);
  await messages(one, "staff").or(messages(one, "machine")).or(messages(one, "citizen")).filter({ hasText: `第${MANY}条` }).waitFor();
  const loaded = Date.now() - begin;
  const list = one.getByRole("region", { name: "会话记录" });
  // Up to the first message. Where one reads must not jump when earlier ones come above it.
  const jumps = await list.evaluate(async (box) => {
    const frame = () => new Promise((ok) => { requestAnimationFrame(() => setTimeout(ok)); }); // when it has been painted
    const place = () => [...box.querySelectorAll(".row")].map((row) => ({ key: row.dataset.key, top: row.getBoundingClientRect().top })).find((row) => row.top >= box.getBoundingClientRect().top);
    let worst = 0, still = 0;
    while (still < 60 && !/第20条，/.test(box.textContent)) {
      const before = box.scrollHeight;
      box.scrollTop = Math.max(0, box.scrollTop - 20_000);
      await frame();
      const at = place();
      await frame();
      await frame();
      const same = at && [...box.querySelectorAll(".row")].find((row) => row.dataset.key === at.key);
      if (same) worst = Math.max(worst, Math.abs(same.getBoundingClientRect().top - at.top));
      still = box.scrollHeight === before && box.scrollTop === 0 ? still + 1 : 0;
    }
    return worst;
  });
  await messages(one, "citizen").or(messages(one, "machine")).filter({ hasText: "第20条，" }).waitFor();
  const rows = await list.locator(".row").count();
  await one.getByRole("button", { name: /回到最新/ }).click();
  const typing = await composer(one).evaluate(async (field) => {
    const begin = performance.now();
    for (let n = 0; n < 50; n++) {
      field.value += "字";
      field.dispatchEvent(new Event("input", { bubbles: true }));
      await new Promise((ok) => { queueMicrotask(ok); });
      field.getBoundingClientRect();
    }
    return (performance.now() - begin) / 50;
  });
  await composer(one).fill("");
  await answer(one, "最后一句");
  await visitor.say("收到");
  await messages(one, "citizen").filter({ hasText: "收到" }).waitFor();
  t.diagnostic(`shown in ${loaded} ms, ${typing.toFixed(1)} ms a key with all of them loaded, ${rows} rows in the page, at most ${jumps.toFixed(0)} px moved while reading`);
  assert.ok(loaded < 5000, `shown in ${loaded} ms`);
  assert.ok(rows < 120, `${rows} rows in the page`);
  assert.ok(typing < 30, `${typing} ms a key`);
  assert.ok(jumps < 40, `moved by ${jumps} px`);
  assert.deepEqual(complaints(one), []);
  await one.context().close();
});
