// The way out to WeChat: every answer of the platform acted on, in order, with one token, within the quotas.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import fs from "node:fs/promises";
import http from "node:http";
import path from "node:path";
import { promisify } from "node:util";
import { SAMPLE_AMR, SAMPLE_JPEG } from "../stub/wechat/media.mjs";
import { freePort, sleep, until, yixian } from "./stack.mjs";
import { startWechatHouse } from "./wechat_house.mjs";

const SEND = "/cgi-bin/message/custom/send";
const TOKEN = "/cgi-bin/stable_token";
const execute = promisify(execFile);

let house;
let alerts;
let alertServer;
before(async () => {
  alerts = [];
  alertServer = http.createServer((request, response) => {
    let body = "";
    request.on("data", (part) => { body += part; });
    request.on("end", () => { alerts.push(body); response.end(); });
  });
  const port = await freePort();
  await new Promise((done) => alertServer.listen(port, "127.0.0.1", done));
  house = await startWechatHouse({ guests: ["recite"], configuration: {
    outbox: { retry_first_ms: 100, retry_max: 3, media_max_mb: 1, alert_webhook: `http://127.0.0.1:${port}/alert` } } });
}, { timeout: 120_000 });
after(async () => {
  await house?.stop();
  alertServer?.close();
});

const run = async (...args) => {
  const got = await yixian([...args, "--config", house.stack.config]);
  assert.equal(got.code, 0, got.stderr);
  return got.stdout;
};
const outbox = async (state) => JSON.parse(await run("outbox", "list", "--state", state, "--json"));
/** Ids are more than a double holds. */
const letters = (phone) => house.stack.query(`SELECT l.*, CAST(l.id AS TEXT) AS number FROM letter l JOIN contact c ON c.id = l.contact WHERE c.sender = '${phone.openid}' ORDER BY l.id`);
const pushed = (phone) => phone.heard().filter((m) => m.way !== "passive");
const settled = (phone) => until(`letters of ${phone.person.name} are settled`, async () => {
  const all = await letters(phone);
  return all.length > 0 && all.every((l) => l.state !== 0 && l.state !== 2) && all;
}, 20_000);
/** The number of each sentence that was recited, in the order it was seen. */
const numbers = (messages) => messages.flatMap((m) => [...m.text.matchAll(/^(\d+)\. 这是/gm)].map((found) => Number(found[1])));
const upTo = (count) => Array.from({ length: count }, (_, n) => n + 1);

/** A new person whose first push meets the faults. */
async function meeting(name, ...faults) { return asking("背诵 20", name, ...faults); }
async function asking(words, name, ...faults) {
  const phone = house.phone(name);
  for (const fault of faults) house.wechat.fail(SEND, { ...fault, to: phone.openid });
  await phone.say(words);
  return phone;
}

test("twenty people at once, each in order, with one token", { timeout: 60_000 }, async () => {
  const people = upTo(20).map((n) => house.phone(`many ${n}`));
  await Promise.all(people.map((phone) => phone.say("背诵 50")));
  for (const phone of people) {
    await settled(phone);
    assert.deepEqual(numbers(phone.heard()), upTo(50), phone.person.name);
    assert.deepEqual(phone.heard().map((m) => m.way), ["passive", "custom", "custom"]);
  }
  assert.equal(house.wechat.calls(TOKEN), 1, "one refresh at a time, and shared");
});

test("a push that failed twice arrives, and the next one after it", { timeout: 60_000 }, async () => {
  const phone = house.phone("failed twice");
  house.wechat.fail(SEND, { errcode: -1, times: 2, to: phone.openid });
  await phone.say("背诵 50");
  await settled(phone);
  assert.deepEqual(numbers(phone.heard()), upTo(50));
});

// ---- every row of the table ----

for (const [what, fault] of [["-1", { errcode: -1 }], ["45011", { errcode: 45011 }], ["HTTP 502", { status: 502 }], ["garbage", { garbage: true }],
  ["an empty answer", { empty: true }], ["a cut connection", { cut: true }]])
  test(`${what}: tried again, and it arrives once`, { timeout: 60_000 }, async () => {
    const phone = await meeting(`again ${what}`, fault);
    const [, letter] = await settled(phone);
    assert.equal(letter.state, 3);
    assert.deepEqual(numbers(phone.heard()), upTo(20));
  });

for (const what of ["lost", "half"])
  test(`an answer that is ${what} after it was done: at least once, said plainly`, { timeout: 60_000 }, async () => {
    const phone = await meeting(`after ${what}`, { [what]: true });
    await settled(phone);
    assert.equal(pushed(phone).length, 2, "the platform cannot tell that it is the same");
    assert.equal(pushed(phone)[0].text, pushed(phone)[1].text);
  });

for (const errcode of [40001, 40014, 42001])
  test(`${errcode}: one new token, one more try`, { timeout: 60_000 }, async () => {
    house.wechat.advance(31_000);
    const before = house.wechat.calls(TOKEN);
    const phone = await meeting(`token ${errcode}`, { errcode });
    await settled(phone);
    assert.deepEqual(numbers(phone.heard()), upTo(20));
    assert.equal(house.wechat.calls(TOKEN), before + 1);
  });

test("a token that somebody else has replaced, with ten people waiting: renewed once", { timeout: 60_000 }, async () => {
  house.wechat.advance(31_000);
  house.wechat.tokens.forget();
  const before = house.wechat.calls(TOKEN);
  const people = upTo(10).map((n) => house.phone(`replaced ${n}`));
  await Promise.all(people.map((phone) => phone.say("背诵 20")));
  for (const phone of people) {
    await settled(phone);
    assert.deepEqual(numbers(phone.heard()), upTo(20));
  }
  assert.equal(house.wechat.calls(TOKEN), before + 1);
});

for (const errcode of [45015, 45047])
  test(`${errcode}: held, and it comes with the next message`, { timeout: 60_000 }, async () => {
    const phone = await meeting(`held ${errcode}`, { errcode });
    const [, letter] = await settled(phone);
    assert.equal(letter.state, 4);
    assert.equal((await outbox("held")).letters.filter((l) => l.reason?.startsWith(String(errcode))).length, 1);
    assert.equal(pushed(phone).length, 0);
    await phone.say("谢谢");
    await until("the rest is there", () => numbers(phone.heard()).includes(20), 15_000);
    assert.deepEqual(numbers(phone.heard()), upTo(20), "in order, once");
  });

test("the quota of a person is kept here, too: what is over it waits without asking WeChat", { timeout: 60_000 }, async () => {
  const phone = house.phone("quota");
  const calls = house.wechat.calls(SEND);
  house.wechat.fail(SEND, { delay: 800, to: phone.openid });
  await phone.say("背诵 70");
  await house.stack.change(`UPDATE conversation SET window_sends = 1 WHERE contact = (SELECT id FROM contact WHERE sender = '${phone.openid}')`);
  await settled(phone);
  assert.equal(pushed(phone).length, 1);
  assert.equal(house.wechat.calls(SEND) - calls, 1);
  await phone.say("谢谢");
  await until("the rest is there", () => numbers(phone.heard()).includes(70), 15_000);
  assert.deepEqual(numbers(phone.heard()), upTo(70));
});

test("45002: in two, and all of it", { timeout: 60_000 }, async () => {
  const phone = await asking("背诵 30", "split", { errcode: 45002 });
  await settled(phone);
  assert.ok(pushed(phone).length >= 2);
  assert.deepEqual(numbers(phone.heard()), upTo(30));
});

for (const errcode of [40003, 43004, 46004, 50005, 48002, 44004, 40033, 47001])
  test(`${errcode}: never tried again, listed with its reason`, { timeout: 60_000 }, async () => {
    const phone = await meeting(`dead ${errcode}`, { errcode });
    const [, letter] = await settled(phone);
    assert.equal(letter.state, 5);
    const listed = (await run("outbox", "list")).split("\n").find((line) => line.startsWith(letter.number));
    assert.match(listed, new RegExp(`dead  wechat demo .*  ${errcode}: `));
    assert.equal(pushed(phone).length, 0);
    assert.match(await run("outbox", "retry", letter.number), /tried again/);
    await settled(phone);
    assert.deepEqual(numbers(phone.heard()), upTo(20), "an administrator may still send it");
  });

for (const errcode of [45009, 48001, 48004, 50002, 40164])
  test(`${errcode}: the account rests and somebody is told; then everything goes on`, { timeout: 60_000 }, async () => {
    alerts.length = 0;
    const phone = await meeting(`rests ${errcode}`, { errcode });
    const resting = await until("the account rests", async () => (await outbox("queued")).resting.find((r) => r.reason.startsWith(`${errcode}`)), 10_000);
    assert.equal(resting.account, "demo");
    await until("somebody is told", () => alerts.some((a) => a.includes(String(errcode))), 10_000);
    assert.ok(!alerts.join().includes(phone.openid) && !alerts.join().includes("这是"), "and not whom it was for, nor what it said");
    const waits = house.phone(`waits ${errcode}`);
    await waits.say("背诵 20");
    await sleep(300);
    assert.equal(pushed(waits).length, 0, "nothing is pushed meanwhile");
    assert.match(await run("outbox", "retry", "all"), /work again/);
    for (const one of [phone, waits]) {
      await settled(one);
      assert.deepEqual(numbers(one.heard()), upTo(20));
    }
  });

test("given up after the last try, with an alert; retry brings it", { timeout: 60_000 }, async () => {
  alerts.length = 0;
  const phone = await meeting("given up", { errcode: -1, times: 4 });
  const [, letter] = await settled(phone);
  assert.equal(letter.state, 5);
  await until("somebody is told", () => alerts.some((a) => a.includes("given up")), 10_000);
  await run("outbox", "retry", letter.number);
  await settled(phone);
  assert.deepEqual(numbers(phone.heard()), upTo(20));
});

test("a held or dead letter of one person is nobody else's matter", { timeout: 60_000 }, async () => {
  const stuck = await meeting("stuck", { errcode: 45015 });
  const slow = await meeting("slow", { delay: 1500 });
  const other = house.phone("quick");
  await other.say("背诵 20");
  await settled(other);
  assert.equal(pushed(other).length, 1);
  assert.equal(pushed(stuck).length, 0);
  await settled(slow);
  assert.equal(pushed(slow).length, 1);
});

// ---- templates ----

test("a letter with a template goes as one outside the window, and its result is taken down", { timeout: 60_000 }, async () => {
  const phone = await meeting("template", { errcode: 45015 });
  const [, held] = await settled(phone);
  await house.stack.change(`UPDATE letter SET state = 2, template = 'notice', params = '{"subject":"咨询有新回复","time":"2026-01-01 10:00"}' WHERE id = ${held.number}`);
  await until("the template is there", () => pushed(phone).length > 0, 10_000);
  const [shown] = pushed(phone);
  assert.equal(shown.way, "template");
  assert.deepEqual(shown.fields.map((f) => f.value).sort(), ["2026-01-01 10:00", "咨询有新回复"]);
  await until("the platform's report is taken down", async () => (await letters(phone))[1].receipt > 1, 10_000);
});

// ---- what they send ----

const mediaOf = async (id) => (await house.stack.query(`SELECT *, CAST(id AS TEXT) AS number FROM media WHERE platform_id = '${id}'`))[0];
const fetchedOf = (id) => until("the file is judged", async () => {
  const row = await mediaOf(id);
  return row && row.state !== 0 && row;
}, 15_000);

test("pictures and voices are fetched, counted, and become files of their messages", { timeout: 60_000 }, async () => {
  const phone = house.phone("media");
  for (const [got, bytes, type, kind, name] of [[await phone.image(), SAMPLE_JPEG, "image/jpeg", 1, "图片"], [await phone.voice(), SAMPLE_AMR, "audio/amr", 6, "语音"]]) {
    const row = await fetchedOf(got.fields.MediaId);
    assert.deepEqual([row.state, row.bytes, row.content_type], [1, bytes.length, type]);
    const file = await until("it was looked into", async () => {
      const { file: id } = await mediaOf(got.fields.MediaId);
      return id && (await house.stack.query(`SELECT *, CAST(message AS TEXT) AS of FROM file WHERE id = '${id}' AND state = 2`))[0];
    });
    assert.deepEqual([file.kind, file.name, file.size, file.of], [kind, name, bytes.length, String(row.message)]);
    assert.deepEqual(await fs.readFile(path.join(house.stack.folder, "files", file.hash.slice(0, 2), file.hash)), bytes);
    assert.ok(!(await fs.readdir(path.join(house.stack.folder, "media"))).includes(row.number), "it is nowhere else");
  }
});

test("a file over the bound, one that is gone, one that comes with the second try", { timeout: 60_000 }, async () => {
  const phone = house.phone("media 2");
  const large = await fetchedOf((await phone.image({ bytes: Buffer.alloc(1_500_000, 7) })).fields.MediaId);
  assert.equal(large.state, 2);
  house.wechat.fail("/cgi-bin/media/get", { errcode: 40007 });
  const gone = await fetchedOf((await phone.image()).fields.MediaId);
  assert.equal(gone.state, 2);
  house.wechat.fail("/cgi-bin/media/get", { half: true });
  const second = await fetchedOf((await phone.image()).fields.MediaId);
  assert.equal(second.state, 1);
  const kept = await fs.readdir(path.join(house.stack.folder, "media"));
  assert.deepEqual(kept.filter((name) => name.endsWith(".part")), [], "nothing half is left");
});

test("that somebody writes is shown, as often as the platform allows", { timeout: 60_000 }, async () => {
  const phone = house.phone("typing");
  await phone.say("你好");
  const [{ id }] = await house.stack.query(`SELECT CAST(v.id AS TEXT) AS id FROM conversation v JOIN contact c ON c.id = v.contact WHERE c.sender = '${phone.openid}'`);
  await wake(3, id);
  await until("it is shown", () => phone.person.typingUntil > Date.now(), 10_000);
});

/** A datagram as the house's own processes send it (core/serve/wake.h): perl, since Node speaks no unix datagrams. */
async function wake(kind, conversation) {
  const send = 'socket(S, AF_UNIX, SOCK_DGRAM, 0) or die $!; send(S, pack("LLqqx16", 1, $ARGV[1], $ARGV[2], 0), 0, pack_sockaddr_un($ARGV[0])) or die $!';
  await execute("perl", ["-MSocket", "-e", send, path.join(house.stack.folder, "run/post.sock"), String(kind), conversation]);
}

// ---- the menu ----

test("the menu is shown, pushed, and refused in words", { timeout: 60_000 }, async () => {
  assert.match(await run("wechat", "menu", "show", "demo"), /no menu/i);
  await run("wechat", "menu", "push", "demo");
  assert.equal(house.wechat.menu.length, 3);
  assert.match(await run("wechat", "menu", "show", "demo"), /转人工/);
  house.wechat.fail("/cgi-bin/menu/create", { errcode: 48001 });
  const refused = await yixian(["wechat", "menu", "push", "demo", "--config", house.stack.config]);
  assert.equal(refused.code, 1);
  assert.match(refused.stderr + refused.stdout, /48001/);
});

test("nothing of anybody stands in a log, nor a token or secret", async () => {
  const log = house.stack.log("yixian.log");
  const { account, people, tokens } = house.wechat;
  for (const secret of ["照着念", account.secret, tokens.current.text, ...people.all.keys()]) assert.ok(!log.includes(secret), secret);
});
