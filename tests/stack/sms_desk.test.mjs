// People of the desk and citizens with a plain telephone: asked for, taken and answered through Debian's Kannel.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { startSmsHouse } from "./kannel.mjs";
import { onDuty } from "./talking.mjs";
import { until } from "./stack.mjs";
import { Centre, readLine } from "../stub/sms/centre.mjs";

const ALWAYS = { shifts: [{ name: "全天", days: "daily", from: "00:00", to: "24:00", breaks: [] }], closed: [] };
const SIGNATURE = "【示例热线】";
const LONG = `您好。${"请先把考勤、工资条和聊天记录保存好，再到劳动监察大队投诉。".repeat(9)}😀`;
let house, agent;

before(async () => {
  house = await startSmsHouse({ centre: false, sms: { parts: 2 } });
  agent = await onDuty(house.stack, "agent", "administrator,agent,auditor", { display: "坐席甲" });
  await agent.must("hours", { id: randomUUID(), ...ALWAYS });
}, { timeout: 120_000 });
after(() => house?.stop());

const utf16 = (text) => [...Buffer.from(text, "utf16le").swap16()].map((b) => `%${b.toString(16).padStart(2, "0")}`).join("");
const conversationOf = async (number) =>
  (await house.stack.query(`SELECT CAST(conversation AS TEXT) AS id FROM contact WHERE channel = 'sms' AND sender = '${number}'`))[0]?.id;
const headOf = async (conversation) => (await agent.look(conversation)).json.conversation;
const letterOf = async (conversation, text) => (await agent.transcript(conversation)).find((m) => m.text === text)?.letter;
/** In SQL beside the house. */
const change = (sql) => execFileSync("sqlite3", [house.stack.database, `PRAGMA busy_timeout = 5000; ${sql}`]);

/** Somebody asked for a person by text, and the agent has taken it. */
async function taken(phone) {
  await phone.say("转人工");
  await phone.nth(1);
  const conversation = await conversationOf(phone.number);
  assert.equal((await agent.claim(conversation)).status, 200);
  await phone.nth(2);
  return conversation;
}

test("asked for by text, answered from the desk, read out of fakesmsc", { timeout: 90_000 }, async () => {
  const number = "13800000101";
  const centre = house.kannel.fakesmsc(`${number} 12348 ucs2 ${utf16("转人工")}`);
  const arrived = () => [...centre.text.matchAll(/Got message \d+: <(.*)>\n/g)].map((found) => readLine(found[1]));
  const heard = () => arrived().map((m) => m.text).join("");
  await until("the queue is told of", () => /工作人员/.test(heard()));

  const { waiting } = await agent.queue();
  assert.deepEqual(waiting.map((w) => [w.channel, w.first]), [["sms", "转人工"]]);
  const conversation = waiting[0].id;
  assert.equal((await agent.claim(conversation)).status, 200);
  await until("who has it is told", () => heard().includes(`${SIGNATURE}工作人员坐席甲正在为您服务。`));

  assert.equal((await agent.reply(conversation, LONG)).status, 200);
  await until("all of it is there", () => heard().includes("😀"));
  const parts = arrived();
  assert.ok(parts.every((p) => p.units <= (p.part ? 67 : 70) && p.from === "12348" && p.to === number));
  const bare = (text) => text.replaceAll(SIGNATURE, "").replace(/\s/g, "");
  const byLetter = new Map(); // a letter's parts, as its telephone puts them together
  for (const p of parts) byLetter.set(p.part?.of ?? p, [...(byLetter.get(p.part?.of ?? p) ?? []), p]);
  const texts = [...byLetter.values()].map((l) => l.sort((a, b) => a.part?.number - b.part?.number).map((p) => p.text).join(""));
  assert.ok(texts.every((t) => t.startsWith(SIGNATURE)));
  assert.ok([...byLetter.values()].every((l) => l.length <= 2), "at most two messages a letter");
  assert.ok(bare(texts.join("")).endsWith(bare(LONG)), texts.join("|"));
  await until("it is delivered", async () => (await letterOf(conversation, LONG)).state === "delivered");
});

test("staff see what a text message allows, and no number until they ask for it", async () => {
  const conversation = await conversationOf("13800000101");
  const head = await headOf(conversation);
  assert.equal(head.who, "138****0101");
  assert.deepEqual(head.limits, { length: 0, units: { one: 70, part: 67, head: SIGNATURE.length, letter: 2 * 67 - 1 - SIGNATURE.length },
    window_until: null, window_left: null, opted_out: false, quiet_until: null, pushes: true });
  for (const target of ["queue", `conversations/${conversation}`, "colleagues", "acts"]) {
    const { status, body } = await agent.get(target);
    assert.equal(status, 200, target);
    assert.ok(!body.includes("13800000101"), target);
  }
  assert.equal((await agent.act(conversation, "reveal", {})).json.who, "13800000101");
  assert.deepEqual(await house.stack.query(`SELECT c.words FROM audit a LEFT JOIN audit_content c ON c.entry = a.id WHERE a.object = ${conversation} AND a.act = 'reveal'`), [{ words: null }]);
  assert.equal((await agent.close(conversation)).status, 200);
});

test("from here on a centre of ours plays the carrier", async () => {
  await house.kannel.end("fakesmsc", "SIGKILL");
  house.centre = await Centre.start(house.kannel.ports.FAKE_PORT);
});

test("what both write goes both ways, and the service is rated by a number", { timeout: 60_000 }, async () => {
  const phone = house.telephone("13800000102");
  const conversation = await taken(phone);
  await agent.reply(conversation, "请问单位在哪里？");
  assert.equal((await phone.nth(3)).text, `${SIGNATURE}请问单位在哪里？`);
  await phone.say("在城东。1");
  await until("it is there", async () => (await agent.transcript(conversation)).at(-1).text === "在城东。1");
  assert.equal(phone.heard().length, 3, "the machine keeps out of it");
  await agent.close(conversation);
  assert.match((await phone.nth(4)).text, /打个分[^]*\n5\. 非常满意$/);
  await phone.say("4");
  assert.match((await phone.nth(5)).text, /谢谢您的评价/);
  assert.equal((await headOf(conversation)).rating, 4);
});

test("who wants no texts gets none from the desk either, and staff see that", { timeout: 60_000 }, async () => {
  const phone = house.telephone("13800000103");
  const conversation = await taken(phone);
  await phone.say("TD");
  assert.match((await phone.nth(3)).text, /已退订/);
  assert.equal((await headOf(conversation)).limits.opted_out, true);
  assert.equal((await agent.reply(conversation, "退订以后的答复")).status, 200);
  await until("it is let go", async () => (await letterOf(conversation, "退订以后的答复")).state === "dead");
  assert.match((await letterOf(conversation, "退订以后的答复")).reason, /no letters/);
  await phone.say("恢复");
  assert.match((await phone.nth(4)).text, /已恢复/);
  assert.equal((await headOf(conversation)).limits.opted_out, false);
  await agent.reply(conversation, "恢复以后的答复");
  assert.match((await phone.nth(5)).text, /恢复以后的答复/);
  assert.deepEqual(phone.heard().filter((m) => /退订以后/.test(m.text)), []);
  await agent.close(conversation);
});

/** Three hours around now, in China. */
function quietNow() {
  const hour = (offset) => String((new Date().getUTCHours() + 8 + offset + 24) % 24).padStart(2, "0");
  return `${hour(-1)}:00-${hour(2)}:00`;
}

test("at night an answer reaches whoever wrote just now, and waits for the morning else", { timeout: 90_000 }, async () => {
  const phone = house.telephone("13800000104");
  const conversation = await taken(phone);
  await house.stack.end("yixian");
  await house.stack.configure((c) => { c.channels.sms.quiet = quietNow(); });
  house.stack.serve();
  await house.stack.ready();
  await agent.reply(conversation, "这么晚也在");
  assert.match((await phone.nth(3)).text, /这么晚也在/);
  assert.equal((await headOf(conversation)).limits.quiet_until, null);

  change(`UPDATE message SET at_ms = at_ms - 3600000 WHERE conversation = ${conversation}`);
  assert.ok((await headOf(conversation)).limits.quiet_until > Date.now());
  await agent.reply(conversation, "明早再看的话");
  await until("it is put off", async () => /morning/.test((await letterOf(conversation, "明早再看的话")).reason ?? ""));
  assert.equal((await letterOf(conversation, "明早再看的话")).state, "queued");

  await phone.say("您还在吗");
  await until("it is there", async () => (await agent.transcript(conversation)).at(-1).text === "您还在吗");
  await agent.reply(conversation, "在的");
  assert.match((await phone.nth(4)).text, /在的/);
  assert.deepEqual(phone.heard().filter((m) => /明早/.test(m.text)), []);
});
