// Text messages through Debian's Kannel, set up from the deployed template: in and out, reports, parts, outages, bad
// input, and what no log may hold.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import fs from "node:fs/promises";
import path from "node:path";
import { startSmsHouse } from "./kannel.mjs";
import { sleep, until } from "./stack.mjs";
import { readLine } from "../stub/sms/centre.mjs";

const QUESTION = "老板拖欠工资怎么办";
const SIGNATURE = "【示例热线】";
let house;
before(async () => { house = await startSmsHouse({ centre: false, sms: { join_s: 3, parts: 2 } }); }, { timeout: 120_000 });
after(() => house?.stop());

const utf16 = (text) => [...Buffer.from(text, "utf16le").swap16()].map((b) => `%${b.toString(16).padStart(2, "0")}`).join("");
const query = (sql) => house.stack.query(sql);
const one = async (sql) => (await query(sql))[0];
const ofSender = (number) => `conversation = (SELECT conversation FROM contact WHERE channel = 'sms' AND sender = '${number}')`;
const written = async (number) => (await query(`SELECT body FROM message WHERE author = 0 AND ${ofSender(number)} ORDER BY id`)).map((r) => r.body);
const lettersOf = (number) => query(`SELECT * FROM letter WHERE ${ofSender(number)} ORDER BY id`);

test("a Chinese question comes in through fakesmsc, and its answer goes out byte for byte", { timeout: 60_000 }, async () => {
  const number = "13800000001";
  const centre = house.kannel.fakesmsc(`${number} 12348 ucs2 ${utf16(QUESTION)}`);
  const arrived = () => [...centre.text.matchAll(/Got message \d+: <(.*)>\n/g)].map((found) => readLine(found[1]));
  await until("both parts have come", () => arrived().length >= 2);
  const parts = arrived().sort((a, b) => a.part.number - b.part.number);
  const got = Buffer.from(parts.map((p) => p.text).join(""), "utf16le");
  assert.deepEqual(await written(number), [QUESTION]);
  const said = await one(`SELECT body, extra FROM message WHERE author = 1 AND ${ofSender(number)}`);
  const { short, sources } = JSON.parse(said.extra);
  assert.match(short, /拖欠/);
  const [first, second] = sources;
  assert.notEqual(first.law, second.law, "the next line would read otherwise");
  const want = `${SIGNATURE}${short}\n依据：《${first.law}》${first.article}；《${second.law}》${second.article}等\n回复1看全文`;
  assert.equal(got.toString("hex"), Buffer.from(want, "utf16le").toString("hex"), got.toString("utf16le"));
  assert.ok(parts.every((p) => p.units <= 67 && p.from === "12348" && p.to === number));
  await until("it is reported as delivered", async () => (await lettersOf(number)).every((l) => l.state === 3 && l.receipt === 2));
});

test("from here on a centre of ours plays the carrier", async () => {
  await house.kannel.end("fakesmsc", "SIGKILL");
  const { Centre } = await import("../stub/sms/centre.mjs");
  house.centre = await Centre.start(house.kannel.ports.FAKE_PORT);
});

test("a long answer is asked for part by part, all of it once", { timeout: 60_000 }, async () => {
  const phone = house.telephone("13800000002");
  await phone.say(QUESTION);
  let message = await phone.nth(1);
  assert.match(message.text, /回复1看全文$/);
  const texts = [];
  for (let n = 2; n < 30; n++) {
    await phone.say("1");
    message = await phone.nth(n);
    assert.ok(message.parts <= 2, `${message.parts} parts`);
    assert.ok(message.text.startsWith(SIGNATURE));
    texts.push(message.text.slice(SIGNATURE.length).replace(/\n（还有下文，回复 1 接着看）$/, ""));
    if (!/接着看/.test(message.text)) break;
  }
  const said = await one(`SELECT body FROM message WHERE author = 1 AND ${ofSender("13800000002")}`);
  const bare = (text) => text.replace(/\s/g, "");
  assert.ok(bare(texts.join("")).startsWith(bare(said.body)), texts.join("|"));
  assert.ok(texts.length > 2);
  assert.ok(phone.raw.every((m) => m.units <= 70));
});

test("choices are numbers, and belong to the one open question", { timeout: 60_000 }, async () => {
  const phone = house.telephone("13800000003");
  await phone.say("工资");
  const offered = /\n1\. ([^]*)\n2\. ([^]*)\n3\. ([^]*)$/.exec((await phone.nth(1)).text);
  assert.ok(offered, phone.heard()[0].text);
  await phone.say("２");
  assert.ok((await phone.nth(2)).text.startsWith(`${SIGNATURE}【${offered[2]}】`), phone.heard()[1].text);
  assert.match(phone.heard()[1].text, /回复1看全文$/);
  await phone.say("1"); // belongs to the newer question
  assert.match((await phone.nth(3)).text, /接着看/);
  await phone.say("转人工");
  assert.match((await phone.nth(4)).text, /工作人员/);
  await phone.say("退出");
  assert.match((await phone.nth(5)).text, /已退出/);
  await phone.say("1"); // no question is open
  assert.doesNotMatch((await phone.nth(6)).text, /看全文|接着看/);
});

test("texts marked (1/2) are one message; one alone goes on by itself", { timeout: 60_000 }, async () => {
  const [both, half] = [house.telephone("13800000004"), house.telephone("13800000005")];
  await half.say("(1/2)老板拖欠工资");
  await both.say("(2/2)工资怎么办");
  await both.say("(1/2)老板拖欠");
  assert.match((await both.nth(1)).text, /拖欠/);
  assert.deepEqual(await written("13800000004"), [QUESTION]);
  assert.match((await half.nth(1)).text, /拖欠/); // after its three seconds
  assert.deepEqual(await written("13800000005"), ["(1/2)老板拖欠工资"]);
});

test("numbers in any writing are one person; services are kept and not answered", { timeout: 60_000 }, async () => {
  await house.centre.send("+8613800000006", "12348", "ucs2", utf16("转人工"));
  await until("the first is written down", async () => (await written("13800000006")).length === 1); // Kannel brings two at once in any order
  await house.centre.send("008613800000006", "12348", "ucs2", utf16("退出"));
  for (const sender of ["10690001234", "10086", "JUSTICE"]) await house.centre.send(sender, "12348", "ucs2", utf16("您的验证码是 1234，退订回T"));
  await until("all are written down", async () => (await one("SELECT count(*) AS n FROM message WHERE body LIKE '您的验证码%'")).n === 3);
  await until("both are answered", async () => (await lettersOf("13800000006")).filter((l) => l.state === 3).length === 2);
  assert.deepEqual(await written("13800000006"), ["转人工", "退出"]);
  for (const sender of ["10690001234", "10086", "JUSTICE"]) assert.deepEqual(await lettersOf(sender), []);
  assert.ok((await house.stack.metrics()).yx_turns_silent_total >= 3);
});

test("two machines do not talk for ever", { timeout: 60_000 }, async () => {
  const machine = house.telephone("13800000007");
  machine.on("screen", (m) => { if (m.from !== "me" && machine.heard().length < 20) machine.say("您好，我在开会"); });
  await machine.say("您好，我在开会");
  await machine.nth(3);
  await sleep(1500);
  assert.equal(machine.heard().length, 3);
  assert.equal((await written("13800000007")).length, 4, "kept all the same");
});

test("who says TD gets nothing more but what is urgent, and comes back with 恢复", { timeout: 60_000 }, async () => {
  const phone = house.telephone("13800000008");
  await phone.say("TD");
  assert.match((await phone.nth(1)).text, /已退订/);
  await phone.say(QUESTION);
  await until("its answer is let go", async () => (await lettersOf("13800000008")).some((l) => l.state === 6 && /no letters/.test(l.reason)));
  await phone.say("他拿刀要杀我");
  assert.match((await phone.nth(2)).text, /110/);
  await phone.say("恢复");
  assert.match((await phone.nth(3)).text, /已恢复/);
  await phone.say("转人工");
  assert.match((await phone.nth(4)).text, /工作人员/);
  assert.equal((await written("13800000008")).length, 5, "what they wrote is there");
});

test("what can wait waits for the morning, and keeps no answer waiting", { timeout: 90_000 }, async () => {
  const number = "13800000009";
  const phone = house.telephone(number);
  await phone.say("转人工");
  await phone.nth(1);
  await house.stack.end("yixian");
  // said unasked, as from the desk
  execFileSync("sqlite3", [house.stack.database, `UPDATE letter SET state = 2, tries = 0, answers_ms = 0 WHERE ${ofSender(number)}`]);
  await house.stack.configure((c) => { c.channels.sms.quiet = quietNow(); });
  house.stack.serve();
  await house.stack.ready();
  await until("it is put off", async () => (await lettersOf(number)).some((l) => l.quiet === 1 && l.next_ms > Date.now()));
  await phone.say("退出");
  assert.match((await phone.nth(2)).text, /已退出/);
  assert.equal((await lettersOf(number))[0].state, 2);
  await house.stack.configure((c) => { c.channels.sms.quiet = ""; });
  house.stack.signal("serve", "SIGHUP");
  await until("it has taken it", () => (house.stack.log("yixian.log").match(/post ready/g) ?? []).length >= 3);
});

/** Three hours around now, in China. */
function quietNow() {
  const hour = (offset) => String((new Date().getUTCHours() + 8 + offset + 24) % 24).padStart(2, "0");
  return `${hour(-1)}:00-${hour(2)}:00`;
}

test("Kannel stopped and started: what came meanwhile comes once, what was to go goes once", { timeout: 90_000 }, async () => {
  const phone = house.telephone("13800000010");
  await house.kannel.end("smsbox");
  await phone.say(`${QUESTION}甲`);
  await until("bearerbox has it", () => house.kannel.logs().then((l) => /Receive SMS/.test(l["kannel-access.log"])));
  await sleep(300);
  await house.kannel.end("bearerbox");
  await house.kannel.bearerbox();
  await house.kannel.smsbox();
  assert.match((await phone.nth(1, 40_000)).text, /看全文/);
  assert.deepEqual(await written("13800000010"), [`${QUESTION}甲`]);
  // the other way: a letter while smsbox is away waits in the outbox
  await house.kannel.end("smsbox");
  assert.equal((await bring({ from: "13800000010", id: "box-1", text: "退出" })).status, 200);
  await until("it was tried in vain", async () => (await lettersOf("13800000010")).some((l) => l.state === 2 && l.tries > 0 && /does not answer/.test(l.reason)));
  await house.kannel.smsbox();
  assert.match((await phone.nth(2, 40_000)).text, /已退出/);
  await sleep(500);
  assert.equal(phone.heard().length, 2);
});

test("a centre that is away gets its letters when it is back", { timeout: 90_000 }, async () => {
  const phone = house.telephone("13800000011");
  await phone.say("转人工");
  await phone.nth(1);
  house.centre.hangUp();
  await sleep(200);
  // Kannel is asked as the carrier would: the question itself comes by the endpoint
  const answer = await bring({ from: "13800000011", id: "away-1", text: "退出" });
  assert.equal(answer.status, 200);
  await until("Kannel has taken the letter", async () => (await lettersOf("13800000011")).every((l) => l.state === 3));
  await house.centre.callAgain();
  assert.match((await phone.nth(2, 40_000)).text, /已退出/);
});

test("the house away for a while: nothing is lost, nothing comes twice", { timeout: 120_000 }, async () => {
  const phones = Array.from({ length: 12 }, (_, n) => house.telephone(`139000000${String(n).padStart(2, "0")}`));
  await house.stack.end("yixian");
  await Promise.all(phones.slice(0, 6).map((p) => p.say("退出")));
  await sleep(1500);
  await house.stack.end("nginx", "SIGQUIT");
  await Promise.all(phones.slice(6).map((p) => p.say("退出")));
  await sleep(1500);
  house.stack.serve();
  house.stack.nginx();
  await house.stack.ready();
  for (const phone of phones) assert.match((await phone.nth(1, 60_000)).text, /已退出/);
  await sleep(1500);
  for (const phone of phones) {
    assert.equal(phone.heard().length, 1);
    assert.deepEqual(await written(phone.number), ["退出"]);
  }
});

test("the same text brought again is recorded once and answered once", { timeout: 60_000 }, async () => {
  const phone = house.telephone("13800000012");
  const got = await Promise.all(Array.from({ length: 5 }, () => bring({ from: "13800000012", id: "twice-1", text: "退出" })));
  assert.deepEqual(got.map((a) => a.status), [200, 200, 200, 200, 200]);
  await phone.nth(1);
  await sleep(500);
  assert.equal(phone.heard().length, 1);
  assert.deepEqual(await written("13800000012"), ["退出"]);
});

// ---- bad input ----

const secret = (name) => readFileSync(path.join(house.stack.folder, "secrets", `sms_demo.${name}`), "utf8").trim();
const basic = (user, password) => `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;

async function ask(target, headers = {}) {
  const answer = await fetch(house.stack.url + target, { headers });
  return { status: answer.status, body: await answer.text() };
}

const bring = (fields, { authorization = basic(secret("user"), secret("password")), gateway = "demo" } = {}) =>
  ask(`/sms/${gateway}?${typeof fields === "string" ? fields : new URLSearchParams({ to: "12348", coding: "0", cs: "UTF-8", ...fields })}`, authorization ? { authorization } : {});

test("no or wrong authentication, missing fields, an unknown gateway: refused, clear, counted", async () => {
  const good = { from: "13800000013", id: "bad-1", text: "坏的" };
  const before = (await house.stack.metrics()).yx_messages_refused_total;
  assert.equal((await bring(good, { authorization: null })).status, 401);
  assert.equal((await bring(good, { authorization: basic("demo", "wrong-password") })).status, 401);
  assert.equal((await bring(good, { authorization: "Basic %%%" })).status, 401);
  assert.equal((await bring(good, { gateway: "nobody" })).status, 404);
  for (const lacking of ["from", "id", "text"]) {
    const { [lacking]: _, ...rest } = good;
    const answer = await bring(rest);
    assert.deepEqual([answer.status, answer.body], [400, ""], lacking);
  }
  assert.equal((await house.stack.metrics()).yx_messages_refused_total - before, 7);
  assert.equal((await fetch(`${house.stack.url}/sms/demo`, { method: "POST", body: "x" })).status, 405);
  assert.deepEqual(await written("13800000013"), []);
});

test("10,000 characters, bytes that are no text, emoji: kept or refused, never a crash", async () => {
  assert.equal((await bring({ from: "13800000014", id: "long-1", text: "x".repeat(10_000) })).status, 200);
  assert.deepEqual((await written("13800000014")).map((b) => b.length), [4000]);
  assert.equal((await bring({ from: "13800000014", id: "long-2", text: "字".repeat(10_000) })).status, 414);
  assert.equal((await bring("from=13800000015&to=12348&id=bytes-1&text=%FF%FE%80&coding=0&cs=UTF-8")).status, 200);
  assert.match((await written("13800000015"))[0], /无法辨认/);
  assert.equal((await bring("from=13800000016&to=12348&id=ucs-1&text=%52%b3%52%a8%D8%3D%DE%00&coding=2")).status, 200);
  assert.deepEqual(await written("13800000016"), ["劳动😀"]);
  assert.equal((await bring({ from: "不是号码", id: "name-1", text: "来自一个名字" })).status, 200);
  assert.deepEqual(await written("不是号码"), ["来自一个名字"]);
  assert.equal((await bring({ from: "13800000017", to: "99999", id: "code-1", text: "退出" })).status, 200);
  assert.deepEqual(await written("13800000017"), ["退出"]);
});

test("a report cannot be forged, and a status only moves forward", async () => {
  const [letter] = await lettersOf("13800000012");
  const headers = { authorization: basic(secret("user"), secret("password")) };
  await until("it is reported as delivered", async () => (await lettersOf("13800000012"))[0].receipt === 2);
  for (const mark of ["0".repeat(32), "", "x"]) assert.equal((await ask(`/sms/demo/report?letter=${letter.id}&mark=${mark}&status=2`, headers)).status, 401);
  assert.equal((await ask(`/sms/demo/report?letter=${letter.id}&status=2`)).status, 401);
  assert.equal((await lettersOf("13800000012"))[0].receipt, 2);
});

test("nobody who is not the gateway reaches the endpoint", async () => {
  const conf = readFileSync(path.join(house.stack.folder, "nginx.conf"), "utf8");
  const location = /location \/sms\/ \{([^}]*)\}/.exec(conf)[1];
  assert.match(location, /allow 127\.0\.0\.1;\s+allow ::1;\s+deny all;/);
});

// ---- last: what is left behind ----

test("no log of the house's or of Kannel's holds a number, a word or a password", async () => {
  const logs = await house.kannel.logs();
  for (const name of await fs.readdir(path.join(house.stack.folder, "log"))) logs[`house ${name}`] = house.stack.log(name);
  assert.ok(Object.values(logs).join("").length > 1000, "they hold something");
  for (const [name, text] of Object.entries(logs)) {
    for (const number of [...house.centre.telephones.keys(), "10690001234"]) assert.ok(!text.includes(number), `${name} holds a number`);
    for (const words of ["老板", "拖欠", "退出", "%E8", "%e8", secret("password")]) assert.ok(!text.includes(words), `${name} holds ${words}`);
  }
});
