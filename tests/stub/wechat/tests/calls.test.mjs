// How the account's URL is called and what its answers mean.
import test from "node:test";
import assert from "node:assert/strict";
import { drawAccount } from "../account.mjs";
import { events, kinds } from "../messages.mjs";
import { Wechat } from "../wechat.mjs";
import { sealReply, replyXml, startGateway } from "./gateway.mjs";

async function playing(answer, body, { mode = "safe", limits } = {}) {
  const account = drawAccount("demo", { mode });
  const gateway = await startGateway(account, answer);
  const wechat = await Wechat.start({ account, gate: gateway.url, limits });
  try { await body({ wechat, gateway, account, phone: wechat.phone() }); } finally {
    await wechat.stop();
    await gateway.stop();
  }
}
const last = (phone) => phone.screen().at(-1);

test("the address is verified with an echostr, and a lie is not", () => playing(() => null, async ({ wechat }) => {
  assert.equal((await wechat.caller.verify("4712")).verified, true);
  assert.equal((await wechat.caller.verify("4712", { signature: "0".repeat(40) })).verified, false);
}));

for (const mode of ["safe", "compatible", "plain"])
  test(`a text and its reply in ${mode} mode`, () => playing((fields) => `你说：${fields.Content}`, async ({ phone, gateway }) => {
    const got = await phone.say("你好😀 ]]>");
    assert.equal(got.tries.length, 1);
    assert.deepEqual([last(phone).way, last(phone).text], ["passive", "你说：你好😀 ]]>"]);
    assert.equal(gateway.seen[0].query.get("openid"), phone.openid);
  }, { mode }));

test("every kind of message arrives with its fields", () => playing(() => null, async ({ phone, gateway }) => {
  await phone.image();
  await phone.voice({ recognition: "工资没发" });
  await phone.video();
  await phone.location({ latitude: 30.5, longitude: 104.25, label: "县政府" });
  await phone.link({ title: "t", url: "http://example.test/" });
  await phone.say("一", { menu: "101" });
  await phone.send("shortvideo", { media: "m", thumb: "t" }, {});
  const seen = gateway.seen.map((s) => s.fields);
  assert.deepEqual(new Set(seen.map((f) => f.MsgType)), new Set(Object.keys(kinds)));
  assert.equal(seen[1].Recognition, "工资没发");
  assert.equal(seen[3].Location_X, "30.5");
  assert.equal(seen[5].bizmsgmenuid, "101");
  assert.equal(new Set(seen.map((f) => f.MsgId)).size, seen.length, "ids of their own");
  assert.ok(seen.every((f) => /^\d{17}$/.test(f.MsgId)));
}));

test("every event arrives under its name, without MsgId", () => playing(() => null, async ({ phone, gateway }) => {
  const what = { scene: 7, ticket: "t", key: "k", url: "http://example.test/", latitude: 1, longitude: 2, result: "r", id: 9, template: "T", worker: "a@b", from: "a", to: "b" };
  for (const name of Object.keys(events)) await phone.event(name, what);
  const seen = Object.fromEntries(gateway.seen.map((s) => [s.fields.Event, s.fields]));
  assert.deepEqual(Object.keys(seen), Object.keys(events));
  assert.ok(gateway.seen.every((s) => s.fields.MsgId === undefined));
  assert.equal(seen.subscribe.EventKey, "qrscene_7");
  assert.equal(seen.TEMPLATESENDJOBFINISH.MsgID, "9");
  assert.equal(seen.subscribe_msg_popup_event.SubscribeMsgPopupEvent.List.SubscribeStatusString, "accept");
}));

test("a slow account is asked three times, the same message under another nonce; the citizen then reads so", () =>
  playing(() => ({ silent: true }), async ({ phone, gateway }) => {
    const got = await phone.say("在吗");
    assert.equal(got.tries.length, 3);
    assert.equal(new Set(gateway.seen.map((s) => s.fields.MsgId)).size, 1);
    assert.equal(new Set(gateway.seen.map((s) => s.query.get("nonce"))).size, 3);
    assert.match(last(phone).text, /暂时无法提供服务/);
  }, { limits: { answerMs: 100 } }));

test("the second try is answered", () => playing((_, n) => (n === 1 ? { silent: true } : "来了"), async ({ phone }) => {
  assert.equal((await phone.say("在吗")).tries.length, 2);
  assert.equal(last(phone).text, "来了");
}, { limits: { answerMs: 100 } }));

test("an answer lost on its way is asked for again", () => playing((f, n) => `第${n}次`, async ({ wechat, phone, gateway }) => {
  wechat.caller.lose(2);
  assert.equal((await phone.say("在吗")).tries.length, 3);
  assert.equal(gateway.seen.length, 3);
  assert.equal(last(phone).text, "第3次");
}));

test("success and an empty body say nothing", () => playing((_, n) => ({ raw: n === 1 ? "success" : "" }), async ({ phone }) => {
  await phone.say("一");
  await phone.say("二");
  assert.deepEqual(phone.screen().map((m) => m.from), ["citizen", "citizen"]);
}));

const text = (Content) => ({ MsgType: "text", Content });
for (const [what, make] of Object.entries({
  "plain in safe mode": (a, f) => replyXml(a, f, text("x")),
  "no XML": () => "ok",
  "HTTP 500": () => ({ status: 500, raw: "oops" }),
  "too long": (a, f) => sealReply(a, replyXml(a, f, text("长".repeat(683)))),
  "empty": (a, f) => sealReply(a, replyXml(a, f, text(""))),
  "not swapped": (a, f) => sealReply(a, replyXml(a, f, { ...text("x"), ToUserName: f.ToUserName })),
  "of no known kind": (a, f) => sealReply(a, replyXml(a, f, { MsgType: "music" })),
  "wrongly signed": (a, f) => sealReply(a, replyXml(a, f, text("x"))).replace(/<MsgSignature><!\[CDATA\[./, "$&0"),
})) test(`a reply that is ${what} makes the account unavailable, at once`, () => {
  let account;
  return playing((fields) => {
    const made = make(account, fields);
    return typeof made === "string" ? { raw: made } : made;
  }, async ({ phone, account: own }) => {
    account = own;
    const got = await phone.say("你好");
    assert.equal(got.tries.length, 1);
    assert.equal(last(phone).kind, "unavailable", got.failure);
  });
});

test("a reply of 2,047 bytes is shown, and kinds beside text", () => playing((f, n) => [
  { MsgType: "text", Content: `${"长".repeat(682)}a` },
  { MsgType: "image", Image: { MediaId: "m" } },
  { MsgType: "news", ArticleCount: 1, Articles: { item: [{ Title: "t", Description: "d", PicUrl: "", Url: "http://example.test/" }] } },
  { MsgType: "transfer_customer_service" },
  { MsgType: "transfer_customer_service" },
][n - 1], async ({ phone }) => {
  for (let n = 0; n < 4; n++) await phone.say("x");
  assert.deepEqual(phone.heard().map((m) => m.kind), ["text", "image", "news", "transfer"]);
  await phone.event("CLICK", { key: "k" });
  assert.equal(last(phone).kind, "unavailable", "an event cannot be transferred");
}));
