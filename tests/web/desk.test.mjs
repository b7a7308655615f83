// A day at the desk: citizens on the web page and on WeChat ask for a person; two staff of two teams take over, answer
// with a basis, hand over, close and are rated, while a lead watches the board.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { until } from "../stack/stack.mjs";
import { open, phone as mobile, say, shot } from "./browser.mjs";
import { answer, claim, close, complaints, composer, fillIn, handOver, messages, mine, openDesk, pressPresence, seat, startDeskHouse, waiting } from "./desk_house.mjs";
import { totp } from "../stack/desk.mjs";

let made;
before(async () => { made = await startDeskHouse({ configuration: { channels: { desk: { totp_roles: ["administrator"] } } } }); }, { timeout: 120_000 });
after(async () => { await made?.stop(); });

const seen = (page, text) => page.getByText(text).first().waitFor();

test("an administrator sets up a second factor, and is asked for it from then on", { timeout: 90_000 }, async () => {
  const page = await openDesk(made);
  await fillIn(page, { name: "guan", password: "not the password" });
  await page.getByRole("alert").filter({ hasText: "不正确" }).waitFor();
  await page.getByLabel("密码", { exact: true }).fill(made.admin.password);
  await page.getByRole("button", { name: "登录" }).click();
  await page.getByRole("img", { name: /二维码/ }).waitFor();
  await shot(page, "desk-enrol");
  const secret = (await page.locator("code").innerText()).replace(/\s/g, "");
  await page.getByLabel("动态验证码").fill("000000");
  await page.getByRole("button", { name: /完成绑定/ }).click();
  await page.getByRole("alert").waitFor();
  await page.getByLabel("动态验证码").fill(totp(secret));
  await page.getByRole("button", { name: /完成绑定/ }).click();
  await page.getByRole("navigation").waitFor();
  assert.equal(await page.getByRole("link", { name: "看板" }).count(), 0, "an administrator does not lead");
  await page.getByRole("button", { name: "管理员" }).click();
  await page.getByRole("menuitem", { name: "退出登录" }).click();
  await fillIn(page, made.admin);
  await page.getByLabel("动态验证码").fill(totp(secret, Date.now() + 30_000)); // the one before was used
  await page.getByRole("button", { name: "确定" }).click();
  await page.getByRole("link", { name: "操作记录" }).click();
  await page.getByRole("cell", { name: "绑定验证器" }).waitFor();
  await shot(page, "desk-acts");
  assert.deepEqual(complaints(page), []);
  await page.context().close();
});

test("from a citizen's page through two teams to the stars", { timeout: 180_000 }, async () => {
  const lead = await seat(made, made.lead), one = await seat(made, made.one), two = await seat(made, made.two);
  await lead.getByRole("link", { name: "看板" }).click();
  await lead.getByRole("heading", { name: "看板" }).waitFor();

  const citizen = await open(await mobile(made.browser), made.stack.url);
  await say(citizen, "我在工地干了三个月，老板跑了没给工资");
  await citizen.locator("#talk article.machine[data-id]").first().waitFor();
  await citizen.getByRole("button", { name: "转人工" }).click();
  await waiting(one).getByText("我在工地干了三个月").waitFor();
  assert.match(await one.title(), /^\(1\)/, "the tab says that somebody waits");
  await until("the lead's board counts who waits", async () => /^1$/.test(await lead.locator(".figure").filter({ hasText: "正在等待" }).locator("b").innerText()));

  await claim(one, "我在工地干了三个月");
  await seen(citizen, "工作人员甲正在为您服务");
  assert.ok(await messages(one, "machine").count() > 0, "the machine's turns stand in the transcript");
  await until("it waits for nobody else", async () => (await waiting(two).getByRole("listitem").count()) === 0);

  await one.getByLabel("查知识库").fill("拖欠工资");
  await one.getByRole("button", { name: "放进回复（带依据）" }).first().click();
  await shot(one, "desk-knowledge");
  assert.ok((await composer(one).inputValue()).length > 10);
  await one.getByRole("button", { name: "发送", exact: true }).click();
  await citizen.locator("#talk article.staff").filter({ hasText: "《" }).waitFor();
  await one.getByText("对方已收到").first().waitFor();

  await one.getByRole("tab", { name: /备注/ }).click();
  await one.getByLabel("新备注").fill("有考勤照片，没有合同");
  await one.getByRole("button", { name: "保存备注" }).click();
  await one.locator("article.note").filter({ hasText: "有考勤照片" }).first().waitFor();
  await one.getByRole("tab", { name: "常用语" }).click();
  await one.getByRole("button", { name: /问候/ }).click();
  assert.match(await composer(one).inputValue(), /工作人员甲/, "the placeholder is filled in");
  await composer(one).press("Enter");
  await seen(citizen, "我是工作人员甲");
  assert.equal(await citizen.getByText("有考勤照片").count(), 0, "a note is not for citizens");

  await handOver(one, "班组", /咨询二组/, "请接着讲仲裁怎么申请");
  await seen(citizen, "咨询二组");
  await say(citizen, "那我先等着");
  await claim(two, "我在工地干了三个月");
  await two.getByRole("region", { name: "交接说明" }).getByText("请接着讲仲裁怎么申请").waitFor();
  await seen(citizen, "工作人员乙");
  await shot(two, "desk-received");
  await messages(two, "citizen").filter({ hasText: "那我先等着" }).waitFor();
  await answer(two, "带身份证和考勤照片到仲裁委立案窗口");
  await seen(citizen, "仲裁委立案窗口");
  await say(citizen, "明白了，谢谢");
  await messages(two, "citizen").filter({ hasText: "明白了" }).waitFor();

  await close(two, "欠薪，已告知监察和仲裁");
  await seen(two, "手上没有会话");
  await say(citizen, "5");
  await until("the stars are on the lead's board", async () => /5\.0/.test(await lead.locator(".figure").filter({ hasText: "满意度" }).innerText()), 25_000);
  await lead.getByRole("img", { name: /谁在答复/ }).waitFor();
  const [table] = await Promise.all([lead.waitForEvent("download"), lead.getByRole("button", { name: "导出 CSV" }).or(lead.getByRole("link", { name: "导出 CSV" })).click()]);
  assert.match(table.suggestedFilename(), /\.csv$/);
  await shot(lead, "desk-board");
  for (const page of [lead, one, two, citizen]) {
    assert.deepEqual(complaints(page), []);
    await page.context().close();
  }
});

test("from WeChat, with what the channel allows while one types, to the end of a shift", { timeout: 120_000 }, async () => {
  const one = await seat(made, made.one), phone = made.house.phone("阿莲");
  await phone.say("村里征地补偿款没发，找谁");
  await phone.say("转人工");
  await claim(one, "村里征地补偿款");
  await composer(one).fill("是".repeat(900));
  await one.getByText(/将分 2 条送达/).waitFor();
  await one.getByText(/可发送的时间还剩/).waitFor();
  await shot(one, "desk-wechat");
  await composer(one).fill("");
  await answer(one, "请先到镇里的征收办问拨付的日子");
  await until("it is on the phone", () => phone.screen().some((m) => m.from === "account" && m.text?.includes("征收办")));
  await one.getByText("已发出").first().waitFor();
  await phone.say("去过了，说还没批");
  await messages(one, "citizen").filter({ hasText: "还没批" }).waitFor();

  await phone.say("那我明天再去一次");
  await phone.say("还想问问青苗费");
  await pressPresence(one);
  const dialog = one.getByRole("dialog", { name: /离岗前/ });
  await dialog.waitFor();
  assert.ok(await dialog.getByRole("button", { name: /交代完毕/ }).isDisabled(), "not without a summary");
  await shot(one, "desk-offduty");
  await dialog.getByRole("textbox").first().fill("征收补偿未拨付，下一班接着查审批");
  await dialog.getByRole("button", { name: /交代完毕/ }).click();
  await one.locator(".presence [role=switch][aria-checked=false]").waitFor({ state: "attached" });
  await until("nothing is left in their hands", async () => (await mine(one).getByRole("listitem").count()) === 0);

  const two = await seat(made, made.two);
  await claim(two, "村里征地补偿款");
  await two.getByRole("region", { name: "交接说明" }).getByText("下一班接着查审批").waitFor();
  await answer(two, "青苗费归种地的人，也由征收办发");
  await close(two, "征收补偿待拨付，已告知青苗费归属");
  await phone.say("4");
  await until("the phone is thanked for its stars", () => phone.screen().some((m) => m.text?.includes("谢谢您的评价")));
  for (const page of [one, two]) {
    assert.deepEqual(complaints(page), []);
    await page.context().close();
  }
});

test("a text message says how it is counted, while one writes", { timeout: 60_000 }, async () => {
  const secret = (name) => readFileSync(path.join(made.stack.folder, "secrets", `sms_demo.${name}`), "utf8").trim();
  const authorization = `Basic ${Buffer.from(`${secret("user")}:${secret("password")}`).toString("base64")}`;
  for (const [n, text] of ["村里的路灯坏了归谁管", "转人工"].entries()) {
    const fields = new URLSearchParams({ from: "13800000109", to: "12348", text, id: `desk-${n}`, coding: "2", cs: "UTF-8" });
    assert.ok((await fetch(`${made.stack.url}/sms/demo?${fields}`, { headers: { authorization } })).ok);
  }
  const one = await seat(made, made.one);
  await claim(one, "村里的路灯坏了归谁管");
  await one.getByText("短信每条 70 字，超出后每条 67 字", { exact: false }).waitFor();
  await composer(one).fill("请");
  const [, head] = (await one.locator(".limits").innerText()).match(/连签名 (\d+) 字，按 1 条短信计/);
  await composer(one).fill("请".repeat(71 - (head - 1)));
  await one.locator(".limits").getByText("连签名 71 字，按 2 条短信计").waitFor();
  await shot(one, "desk-sms");
  assert.equal((await one.getByRole("main").innerText()).includes("13800000109"), false, "the number is masked");
  await one.context().close();
});
