// The way in from WeChat: signed and sealed deliveries, tries again, two gates, bad input, a slow disk.
import { once } from "node:events";
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { encrypt, frame, pad, seal, sign } from "../stub/wechat/crypto.mjs";
import { event, message } from "../stub/wechat/messages.mjs";
import { writeXml } from "../stub/wechat/xml.mjs";
import { sleep, until } from "./stack.mjs";
import { startWechatHouse } from "./wechat_house.mjs";

let house;
before(async () => { house = await startWechatHouse({ guests: ["recite"], configuration: { gate: { processes: 2 } } }); }, { timeout: 120_000 });
after(() => house?.stop());

const text = (openid, words) => message(house.wechat.account, openid, "text", { text: words });
const shown = (got) => got.reply?.shown.text ?? null;
const written = async (words) => (await house.stack.query(`SELECT count(*) AS n FROM message WHERE body = '${words}'`))[0].n;

test("there are two gates behind one address", () => assert.equal(house.stack.pids("gate").length, 2));

test("the address is verified, and not for a stranger", async () => {
  assert.equal((await house.wechat.caller.verify()).verified, true);
  for (const own of [{ signature: "0".repeat(40) }, { timestamp: "1400000000" }, { signature: "" }]) {
    const got = await house.wechat.caller.verify("4712", own);
    assert.ok(got.status >= 400 && got.status < 500, String(got.status));
    assert.ok(!got.body.includes("4712"));
  }
});

test("the same message in flight and afterwards gets the recorded reply, whatever its nonce", { timeout: 60_000 }, async () => {
  const people = Array.from({ length: 20 }, (_, n) => house.phone(`again ${n}`));
  const before = (await house.stack.metrics()).yx_turns_duplicate_total;
  await Promise.all(people.map(async (phone, n) => {
    const fields = text(phone.openid, `背诵 ${n + 1}`);
    const got = await Promise.all(Array.from({ length: 5 }, () => house.wechat.caller.once(fields)));
    got.push(await house.wechat.caller.once(fields));
    const replies = new Set(got.map(shown));
    assert.equal(replies.size, 1, "all of them alike");
    assert.ok([...replies][0].includes(`${Math.min(n + 1, 17)}. 这是`), [...replies][0]);
  }));
  for (let n = 1; n <= people.length; n++) assert.equal(await written(`背诵 ${n}`), 1);
  assert.equal((await house.stack.metrics()).yx_turns_duplicate_total - before, people.length * 5);
});

test("an event has no id, and is still answered once", async () => {
  const phone = house.phone("events");
  const fields = event(house.wechat.account, phone.openid, "subscribe", { scene: 1, ticket: "t" });
  const got = await Promise.all(Array.from({ length: 4 }, () => house.wechat.caller.once(fields)));
  assert.equal(new Set(got.map(shown)).size, 1);
  assert.match(shown(got[0]), /您好/);
  const rows = await house.stack.query(`SELECT count(*) AS n FROM message m JOIN conversation v ON v.id = m.conversation
    JOIN contact c ON c.id = v.contact WHERE c.sender = '${phone.openid}' AND m.author = 0`);
  assert.equal(rows[0].n, 1);
});

test("a reply that was lost twice on its way arrives with the third try", async () => {
  const phone = house.phone("lossy");
  house.wechat.caller.lose(2);
  const got = await phone.say("离婚冷静期是多少天");
  assert.equal(got.tries.length, 3);
  assert.match(phone.heard().at(-1).text, /三十天/);
  assert.equal(phone.heard().length, 1);
});

for (const mode of ["compatible", "plain"])
  test(`${mode} mode is spoken, too`, async () => {
    house.wechat.account.mode = mode;
    const phone = house.phone(mode);
    await phone.say("离婚冷静期是多少天 😀");
    house.wechat.account.mode = "safe";
    assert.match(phone.heard().at(-1)?.text ?? "", /三十天/);
  });

// ---- bad input ----

const MARK = "绝密内容";
const now = () => String(Math.floor(Date.now() / 1000));

/** The query and body of a delivery around an Encrypt of our own making. */
function enveloped(encrypted, { timestamp = now(), nonce = "4711", account = house.wechat.account } = {}) {
  const own = { timestamp, nonce, encrypt_type: "aes", signature: sign(account.token, timestamp, nonce),
    msg_signature: sign(account.token, timestamp, nonce, encrypted) };
  return { own, body: writeXml({ ToUserName: account.original, Encrypt: encrypted }) };
}
const sealed = (xml) => enveloped(seal(house.wechat.account.key, house.wechat.account.appid, xml));
const crafted = (bytes) => enveloped(encrypt(house.wechat.account.key, bytes));

/** Fields that are fine, as XML, with some replaced. */
const xmlOf = (fields, own = {}) => writeXml({ ...fields, ...own });
const filledWith = (value) => (bytes) => Buffer.concat([bytes, Buffer.alloc(32 - (bytes.length % 32), value)]);

const BAD = {
  "a wrong signature": () => ({ own: { signature: "f".repeat(40) } }),
  "no signature": () => ({ own: { signature: "" } }),
  "a signature in capitals and longer": (f) => ({ own: { signature: "F".repeat(400) } }),
  "a timestamp of an hour ago": (f) => enveloped(seal(house.wechat.account.key, house.wechat.account.appid, xmlOf(f)), { timestamp: String(now() - 3600) }),
  "a timestamp of tomorrow": (f) => enveloped(seal(house.wechat.account.key, house.wechat.account.appid, xmlOf(f)), { timestamp: String(Number(now()) + 86400) }),
  "a timestamp in words": (f) => enveloped(seal(house.wechat.account.key, house.wechat.account.appid, xmlOf(f)), { timestamp: "yesterday" }),
  "a wrong msg_signature": () => ({ own: { msg_signature: "0".repeat(40) } }),
  "a DOCTYPE": (f) => sealed(`<!DOCTYPE xml [<!ENTITY a "${MARK}">]>${xmlOf(f)}`),
  "a bomb of entities": (f) => sealed(`<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>${xmlOf(f).replace(MARK, "&b;")}`),
  "a DOCTYPE outside": (f) => { const e = sealed(xmlOf(f)); return { ...e, body: `<!DOCTYPE xml>${e.body}` }; },
  "10,000 elements inside each other": (f) => sealed(`<xml>${"<a>".repeat(10_000)}${"</a>".repeat(10_000)}</xml>`),
  "half an XML": (f) => sealed(xmlOf(f).slice(0, 80)),
  "no XML": () => sealed(MARK),
  "a NUL in it": (f) => sealed(xmlOf(f).replace(MARK, `${MARK}\0`)),
  "bytes that are no UTF-8": () => sealed(Buffer.concat([Buffer.from("<xml><Content>"), Buffer.from([0xff, 0xfe]), Buffer.from("</Content></xml>")])),
  "half a ciphertext": (f) => { const c = seal(house.wechat.account.key, house.wechat.account.appid, xmlOf(f)); return enveloped(c.slice(0, c.length >> 1)); },
  "a ciphertext that is no base64": () => enveloped("!!!!"),
  "an empty ciphertext": () => enveloped(""),
  "random bytes as ciphertext": () => enveloped(randomBytes(320).toString("base64")),
  "another AppID": (f) => enveloped(seal(house.wechat.account.key, "wx0000000000000000", xmlOf(f))),
  "a padding of 0": (f) => crafted(filledWith(0)(frame(xmlOf(f), house.wechat.account.appid))),
  "a padding of 33": (f) => crafted(filledWith(33)(frame(xmlOf(f), house.wechat.account.appid))),
  "one wrong byte of padding": (f) => { const p = pad(frame(`${xmlOf(f)}   `, house.wechat.account.appid)); if (p.at(-1) > 1) p[p.length - 2] ^= 1; else p[p.length - 1] = 2; return crafted(p); },
  "a length past the end": (f) => { const b = frame(xmlOf(f), house.wechat.account.appid); b.writeUInt32BE(0x7fffffff, 16); return crafted(pad(b)); },
  "a length of -1": (f) => { const b = frame(xmlOf(f), house.wechat.account.appid); b.writeUInt32BE(0xffffffff, 16); return crafted(pad(b)); },
  "no MsgId": (f) => sealed(xmlOf(f, { MsgId: undefined })),
  "no FromUserName": (f) => sealed(xmlOf(f, { FromUserName: undefined })),
  "a CreateTime of 0": (f) => sealed(xmlOf(f, { CreateTime: 0 })),
  "a CreateTime in milliseconds": (f) => sealed(xmlOf(f, { CreateTime: Date.now() })),
  "no body": () => ({ body: "" }),
  "a body of 200 KB": (f) => ({ body: `<xml>${"<a>x</a>".repeat(25_000)}</xml>` }),
  "a body of 70 KB": (f) => ({ body: `<xml>${"<a>x</a>".repeat(9_000)}</xml>` }),
};

for (const [what, make] of Object.entries(BAD))
  test(`${what} is refused with 4xx, and nothing of it is said or kept`, async () => {
    const phone = house.phone(`bad ${what}`);
    const fields = text(phone.openid, MARK);
    const got = await house.wechat.caller.once(fields, make(fields));
    assert.ok(got.status >= 400 && got.status < 500, `${got.status} ${got.failure} ${got.body}`);
    const { account } = house.wechat;
    for (const secret of [MARK, phone.openid, account.token, account.appid, account.aeskey, account.secret])
      assert.ok(!got.body.includes(secret), `${got.body}`);
    assert.equal((await house.stack.query(`SELECT count(*) AS n FROM contact WHERE sender = '${phone.openid}'`))[0].n, 0);
  });

test("an account that does not exist is not there", async () => {
  const gate = house.wechat.caller.gate;
  house.wechat.gate = `${house.stack.url}/wechat/nobody`;
  const got = await house.wechat.caller.once(text("o".repeat(28), MARK));
  house.wechat.gate = gate;
  assert.equal(got.status, 404);
});

test("no log holds what was written, who wrote it, or a secret", async () => {
  const phone = house.phone("logged");
  await phone.say(`${MARK}：工资`);
  const logs = ["yixian.log", "nginx-access.log", "nginx-error.log"].map((name) => house.stack.log(name)).join("\n");
  const { account } = house.wechat;
  const people = [...house.wechat.people.all.keys()];
  for (const secret of [MARK, "signature=", "echostr", account.token, account.aeskey, account.secret, ...people]) assert.ok(!logs.includes(secret), secret);
  const refused = logs.split("\n").filter((line) => line.includes("message refused"));
  assert.ok(refused.length > 0 && refused.length <= Object.keys(BAD).length, `${refused.length} lines for ${Object.keys(BAD).length} refusals`);
});

test("one sender's flood is slowed down, and the others' messages go on", { timeout: 60_000 }, async () => {
  const slow = await startWechatHouse({ configuration: { gate: { rate_per_minute: 6, rate_burst: 3 } } });
  try {
    const flood = slow.phone("flood");
    for (let n = 0; n < 6; n++) await flood.say("工资");
    assert.match(flood.heard().at(-1).text, /太快/);
    assert.match(flood.heard()[0].text, /1\. /);
    for (let n = 0; n < 6; n++) {
      const other = slow.phone(`other ${n}`);
      await other.say("工资");
      assert.match(other.heard()[0].text, /1\. /);
    }
  } finally {
    await slow.stop();
  }
});

// ---- the deadline ----

/** Nobody else may write to the database for so long: resolves once that is so, to the promise of its end. */
async function holdDatabase(ms) {
  const shell = spawn("sqlite3", [house.stack.database], { stdio: ["pipe", "pipe", "inherit"] });
  const ended = new Promise((done) => shell.on("exit", done));
  shell.stdin.write(".timeout 10000\nBEGIN IMMEDIATE;\nSELECT 'held';\n");
  await Promise.race([once(shell.stdout, "data"), ended.then(() => { throw new Error("the database could not be held"); })]);
  setTimeout(() => shell.stdin.end("COMMIT;\n"), ms);
  return { ended };
}

const ways = (phone) => phone.heard().map((m) => m.way);

test("a commit that comes after the deadline and before WeChat hangs up: the reply is pushed", { timeout: 60_000 }, async () => {
  const phone = house.phone("slow 1");
  const hold = await holdDatabase(4_750);
  const got = await phone.say("背诵 3，慢一点");
  await hold.ended;
  assert.equal(got.tries.length, 1);
  await until("the reply is there", () => phone.heard().length > 0, 15_000);
  await sleep(1_500);
  assert.deepEqual(ways(phone), ["custom"]);
  assert.match(phone.heard()[0].text, /^3\. 这是/m);
  assert.equal(phone.screen().filter((m) => m.kind === "unavailable").length, 0);
});

test("a commit that outlasts a whole try: the reply comes once", { timeout: 60_000 }, async () => {
  const phone = house.phone("slow 2");
  const hold = await holdDatabase(7_000);
  const got = await phone.say("背诵 3，再慢一点");
  await hold.ended;
  assert.ok(got.tries.length > 1);
  await until("the reply is there", () => phone.heard().length > 0, 15_000);
  await sleep(1_500);
  assert.equal(phone.heard().length, 1, JSON.stringify(phone.screen()));
  assert.equal(await written("背诵 3，再慢一点"), 1);
});
