// The platform's API: tokens, what may be sent to whom, menus, media, and everything that goes wrong on demand.
import test, { afterEach, beforeEach } from "node:test";
import assert from "node:assert/strict";
import { drawAccount } from "../account.mjs";
import { WORDS } from "../errors.mjs";
import { SAMPLE_JPEG } from "../media.mjs";
import { Wechat } from "../wechat.mjs";
import { startGateway } from "./gateway.mjs";

let wechat, gateway, account, phone;
beforeEach(async () => {
  account = drawAccount();
  gateway = await startGateway(account, () => null);
  wechat = await Wechat.start({ account, gate: gateway.url, templates: { T1: "进度通知" } });
  phone = wechat.phone();
});
afterEach(async () => {
  await wechat.stop();
  await gateway.stop();
});

const post = async (path, body, token) => (await fetch(`${wechat.url}/cgi-bin/${path}${token ? `?access_token=${token}` : ""}`,
  { method: "POST", body: typeof body === "string" ? body : JSON.stringify(body) })).json();
const stable = (more = {}) => post("stable_token", { grant_type: "client_credential", appid: account.appid, secret: account.secret, ...more });
const token = async () => (await stable()).access_token;
const text = (content, touser = phone.openid) => ({ touser, msgtype: "text", text: { content } });
const send = async (body) => (await post("message/custom/send", body, await token())).errcode;

test("the token stays the same until its last five minutes, and the old one lives five more", async () => {
  const first = await stable();
  assert.equal(first.expires_in, 7200);
  wechat.advance(6800_000);
  assert.equal((await stable()).access_token, first.access_token);
  wechat.advance(200_000);
  const second = await stable();
  assert.notEqual(second.access_token, first.access_token);
  const call = (t) => post("message/custom/typing", { touser: "nobody", command: "Typing" }, t);
  assert.equal((await call(first.access_token)).errcode, 40003, "the old one is still taken");
  wechat.advance(300_000);
  assert.equal((await call(first.access_token)).errcode, 42001);
  assert.equal((await call(second.access_token)).errcode, 40003);
});

test("a forced renewal ends the old token at once; twenty a day, half a minute apart", async () => {
  const first = await token();
  const forced = await stable({ force_refresh: true });
  assert.notEqual(forced.access_token, first);
  assert.equal((await post("message/custom/send", text("x"), first)).errcode, 40001);
  assert.equal((await stable({ force_refresh: true })).errcode, 45011);
  for (let n = 1; n < 20; n++) {
    wechat.advance(30_000);
    assert.ok((await stable({ force_refresh: true })).access_token);
  }
  wechat.advance(30_000);
  assert.equal((await stable({ force_refresh: true })).errcode, 45009);
  wechat.advance(86400_000);
  assert.ok((await stable({ force_refresh: true })).access_token);
});

test("tokens that are missing, strange, over or forgotten; a wrong secret", async () => {
  assert.equal((await post("message/custom/send", text("x"))).errcode, 41001);
  assert.equal((await post("message/custom/send", text("x"), "strange")).errcode, 40001);
  const good = await token();
  wechat.tokens.expire();
  assert.equal((await post("message/custom/send", text("x"), good)).errcode, 42001);
  const next = await token();
  wechat.tokens.forget();
  assert.equal((await post("message/custom/send", text("x"), next)).errcode, 40001);
  assert.equal((await stable({ secret: "wrong" })).errcode, 40125);
  assert.equal((await stable({ appid: "wrong" })).errcode, 40013);
});

test("five sends in 48 hours after a message, three in a minute after a click", async () => {
  assert.equal(await send(text("x", "stranger")), 40003, "who never met the account is nobody");
  await phone.event("CLICK", { key: "k" });
  for (const expected of [0, 0, 0, 45047]) assert.equal(await send(text("x")), expected);
  await phone.event("CLICK", { key: "k" });
  wechat.advance(60_000);
  assert.equal(await send(text("x")), 45015);
  await phone.say("你好");
  for (const expected of [0, 0, 0, 0, 0, 45047]) assert.equal(await send(text("x")), expected);
  await phone.say("还在");
  assert.equal(await send(text("x")), 0);
  wechat.advance(48 * 3600_000);
  assert.equal(await send(text("x")), 45015);
  assert.equal(phone.heard().filter((m) => m.way === "custom").length, 3 + 5 + 1);
});

test("who left, who blocks, and an account without the right", async () => {
  await phone.say("你好");
  phone.person.blocks = true;
  assert.equal(await send(text("x")), 48002);
  phone.person.blocks = false;
  await phone.event("unsubscribe");
  assert.equal(await send(text("x")), 43004);
  account.certified = false;
  assert.equal(await send(text("x")), 48001);
});

test("contents: too long, empty, escaped, broken; what is refused costs nothing", async () => {
  await phone.say("你好");
  assert.equal(await send(text("长".repeat(683))), 45002);
  assert.equal(await send(text("")), 44004);
  assert.equal(await send({ touser: phone.openid, msgtype: "song" }), 40008);
  const t = await token();
  assert.equal((await post("message/custom/send", "{", t)).errcode, 47001);
  assert.equal((await post("message/custom/send", "", t)).errcode, 44002);
  const bytes = await fetch(`${wechat.url}/cgi-bin/message/custom/send?access_token=${t}`, { method: "POST", body: Buffer.from([0x7b, 0xff, 0x7d]) });
  assert.equal((await bytes.json()).errcode, 40033);
  assert.equal(await send(`{"touser":"${phone.openid}","msgtype":"text","text":{"content":"\\u4f60\\n\\"好\\""}}`), 0);
  assert.equal(phone.heard().at(-1).text, '\\u4f60\n"好"', "an escape is shown as it stands");
  for (let n = 0; n < 4; n++) assert.equal(await send(text("x")), 0);
});

test("a menu of choices in a message", async () => {
  await phone.say("你好");
  const list = [{ id: "1", content: "工资" }, { id: "2", content: "工伤" }];
  assert.equal(await send({ touser: phone.openid, msgtype: "msgmenu", msgmenu: { head_content: "是哪一个？", list, tail_content: "" } }), 0);
  assert.deepEqual(phone.heard().at(-1).items.map((i) => i.text), ["工资", "工伤"]);
});

test("typing, for half a minute after the person was there", async () => {
  const mark = async (command) => (await post("message/custom/typing", { touser: phone.openid, command }, await token())).errcode;
  await phone.say("你好");
  assert.equal(await mark("Typing"), 0);
  assert.equal(await mark("Typing"), 45081);
  assert.equal(await mark("CancelTyping"), 0);
  assert.equal(await mark("Stop"), 45072);
  wechat.advance(31_000);
  assert.equal(await mark("Typing"), 45080);
});

test("a template message once for the same client_msg_id, and its result is called back", async () => {
  await phone.say("你好");
  const template = { touser: phone.openid, template_id: "T1", data: { thing1: { value: "已受理" } }, client_msg_id: "42" };
  const first = await post("message/template/send", template, await token());
  assert.equal(first.errcode, 0);
  assert.equal((await post("message/template/send", template, await token())).msgid, first.msgid);
  assert.deepEqual(phone.heard().map((m) => [m.way, m.title, m.fields[0].value]), [["template", "进度通知", "已受理"]]);
  wechat.advance(600_000);
  assert.notEqual((await post("message/template/send", template, await token())).msgid, first.msgid);
  assert.equal((await post("message/template/send", { ...template, template_id: "T2" }, await token())).errcode, 40037);
  while (!gateway.seen.some((s) => s.fields.MsgID === String(first.msgid))) await new Promise((ok) => setTimeout(ok, 5));
});

test("a subscription message only as often as it was allowed", async () => {
  const one = { touser: phone.openid, template_id: "T1", data: { thing1: { value: "已受理" } } };
  assert.equal((await post("message/subscribe/bizsend", one, await token())).errcode, 43101);
  await phone.event("subscribe_msg_popup_event", { template: "T1" });
  assert.equal((await post("message/subscribe/bizsend", one, await token())).errcode, 0);
  assert.equal((await post("message/subscribe/bizsend", one, await token())).errcode, 43101);
});

test("menus are judged, kept and shown", async () => {
  const get = async () => (await fetch(`${wechat.url}/cgi-bin/menu/get?access_token=${await token()}`)).json();
  const create = async (button) => (await post("menu/create", { button }, await token())).errcode;
  const leaf = (more) => ({ type: "click", name: "问法律", key: "ask", ...more });
  assert.equal((await get()).errcode, 46003);
  assert.equal(await create([]), 40016);
  assert.equal(await create(Array(4).fill(leaf())), 40016);
  assert.equal(await create([{ name: "更多", sub_button: Array(6).fill(leaf()) }]), 40023);
  assert.equal(await create([leaf({ key: "k".repeat(129) })]), 40019);
  assert.equal(await create([leaf({ name: "名字太长了吧" })]), 40018);
  assert.equal(await create([leaf({ type: "view" })]), 40020);
  assert.equal(await create([leaf({ type: "song" })]), 40017);
  assert.equal(await create([leaf(), { name: "更多", sub_button: [{ type: "view", name: "网页", url: "https://example.test/" }] }]), 0);
  assert.equal((await get()).menu.button.length, 2);
});

test("a picture is there for three days, and then an error in JSON", async () => {
  const { fields } = await phone.image();
  const get = async () => fetch(`${wechat.url}/cgi-bin/media/get?access_token=${await token()}&media_id=${fields.MediaId}`);
  const there = await get();
  assert.equal(there.headers.get("content-type"), "image/jpeg");
  assert.deepEqual(Buffer.from(await there.arrayBuffer()), SAMPLE_JPEG);
  wechat.advance(3 * 86400_000);
  assert.equal((await (await get()).json()).errcode, 40007);
});

test("every error on demand, in order, for one person or for all", async () => {
  await phone.say("你好");
  const path = "/cgi-bin/message/custom/send";
  for (const code of Object.keys(WORDS)) {
    wechat.fail(path, { errcode: Number(code) });
    assert.equal(await send(text("x")), Number(code));
  }
  wechat.fail(path, { errcode: -1, times: 2 }, { errcode: 45009, to: "somebody else" });
  assert.deepEqual([await send(text("a")), await send(text("b")), await send(text("c"))], [-1, -1, 0]);
  assert.equal(phone.heard().at(-1).text, "c");
  assert.throws(() => wechat.fail(path, { errcod: 1 }), /a fault is of/);
});

test("broken answers: an HTTP error, garbage, nothing, cut, half, lost, late", async () => {
  await phone.say("你好");
  const path = "/cgi-bin/message/custom/send";
  const t = await token();
  const raw = (signal) => fetch(`${wechat.url}${path}?access_token=${t}`, { method: "POST", body: JSON.stringify(text("x")), signal });
  wechat.fail(path, { status: 502 }, { garbage: true }, { empty: true }, { cut: true }, { half: true }, { lost: true }, { silent: true }, { delay: 120 });
  assert.equal((await raw()).status, 502);
  await assert.rejects(async () => (await raw()).json());
  assert.equal(await (await raw()).text(), "");
  await assert.rejects(raw());
  await assert.rejects(async () => (await raw()).text());
  await assert.rejects(raw());
  await assert.rejects(raw(AbortSignal.timeout(100)));
  assert.equal(phone.heard().length, 2, "half and lost were done, the others not");
  const begin = Date.now();
  assert.equal((await (await raw()).json()).errcode, 0);
  assert.ok(Date.now() - begin >= 115);
});

test("a quota that is used up", async () => {
  await phone.say("你好");
  wechat.quota("/cgi-bin/message/custom/send", 1);
  assert.deepEqual([await send(text("x")), await send(text("x"))], [0, 45009]);
});

test("the control API does what the page asks, refuses what it does not know, and other sites", async () => {
  const ask = (path, body, headers = {}) => fetch(`${wechat.url}/_stub/${path}`, { method: "POST", body: JSON.stringify(body), headers: { "content-type": "application/json", ...headers } });
  assert.equal((await ask("do", { do: "say", text: "在吗", person: "me" })).status, 202);
  const state = async () => (await fetch(`${wechat.url}/_stub/state?person=me`)).json();
  while ((await state()).wire.length === 0) await new Promise((ok) => setTimeout(ok, 5));
  assert.equal((await state()).screen[0].text, "在吗");
  assert.equal((await ask("do", { do: "sing" })).status, 400);
  assert.equal((await ask("fail", { path: "/cgi-bin/stable_token", faults: { errcode: 40164 } })).status, 200);
  assert.equal((await stable()).errcode, 40164);
  assert.equal((await ask("set", { certified: false })).status, 200);
  assert.equal(account.certified, false);
  assert.equal((await ask("set", { weather: "fine" })).status, 400);
  assert.equal((await ask("do", { do: "say", text: "x" }, { origin: "http://evil.test" })).status, 403);
  assert.equal((await ask("do", { do: "say", text: "x" }, { "content-type": "text/plain" })).status, 400);
  assert.ok(!JSON.stringify((await state()).wire).includes(account.secret), "no secret on the page");
});
