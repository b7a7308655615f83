// What somebody may ask of what is held of them: a copy, a correction, that it is erased.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import fs from "node:fs/promises";
import path from "node:path";
import { Stack, until, yixian } from "./stack.mjs";
import { asking, onDuty } from "./talking.mjs";

const SECRET = "我叫孙某某，手机号是一三八零零";
let stack, li;
before(async () => {
  stack = await Stack.start();
  li = await onDuty(stack, "li", "agent,auditor,lead", { display: "坐席甲" });
});
after(() => stack.stop());

const person = (what, args, options) => yixian(["person", what, ...args, "--config", stack.config], options);
const file = (name) => path.join(stack.folder, name);
const acts = async (what) => (await li.must(`acts?what=${what}`)).acts;

/** CRC-32 as ZIP has it, bit by bit. */
function crc32(bytes) {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return ~crc >>> 0;
}

/** The files of an archive whose files are stored: by its directory, as programs read it. */
async function unzip(name) {
  const bytes = await fs.readFile(name), end = bytes.length - 22;
  assert.equal(bytes.readUInt32LE(end), 0x06054b50);
  const files = {};
  let at = bytes.readUInt32LE(end + 16);
  for (let n = bytes.readUInt16LE(end + 10); n > 0; n--) {
    assert.equal(bytes.readUInt32LE(at), 0x02014b50);
    const [size, nameLen, local] = [bytes.readUInt32LE(at + 24), bytes.readUInt16LE(at + 28), bytes.readUInt32LE(at + 42)];
    assert.equal(bytes.readUInt16LE(at + 10), 0, "stored");
    assert.equal(bytes.readUInt32LE(local), 0x04034b50);
    const from = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    const content = bytes.subarray(from, from + size);
    assert.equal(crc32(content), bytes.readUInt32LE(at + 16));
    files[bytes.toString("utf8", at + 46, at + 46 + nameLen)] = content;
    at += 46 + nameLen;
  }
  assert.equal(at, end);
  return files;
}

/** Somebody who told us something, was answered by a person, and left a file. */
async function somebody() {
  const visitor = await asking(stack);
  await visitor.insist(SECRET);
  assert.equal((await li.claim(visitor.conversation)).status, 200);
  await li.reply(visitor.conversation, "孙某某您好，<b>材料</b>收到了。");
  await li.note(visitor.conversation, "孙某某情绪激动");
  await visitor.transcript();
  return visitor;
}

test("a copy holds what they wrote and were told, in one archive, and is recorded", async () => {
  const visitor = await somebody();
  const id = visitor.conversation;
  const content = "a picture", hash = createHash("sha256").update(content).digest("hex"), picture = "7".repeat(32);
  await fs.mkdir(file(`files/${hash.slice(0, 2)}`), { recursive: true });
  await fs.writeFile(file(`files/${hash.slice(0, 2)}/${hash}`), content);
  await stack.change(`INSERT INTO file (id, who, form, name, size, have, state, kind, reason, bytes, hash, conversation, message, tries, next_ms, lease_until_ms, at_ms)
    VALUES ('${picture}', x'00', 'f', '照片.png', 9, 9, 2, 2, 0, 9, '${hash}', ${id}, 1, 0, 0, 0, ${Date.now()})`);
  const made = await person("copy", [id, file("copy.zip")]);
  assert.equal(made.code, 0, made.stderr);
  const files = await unzip(file("copy.zip"));
  assert.deepEqual(Object.keys(files).sort(), ["data.json", `files/${picture}`, "index.html"]);
  assert.equal(String(files[`files/${picture}`]), "a picture");
  const data = JSON.parse(files["data.json"]), page = String(files["index.html"]);
  const { sender } = (await stack.query(`SELECT sender FROM contact WHERE conversation = ${id}`))[0];
  assert.equal(data.contact[0].address, sender);
  const said = await visitor.transcript();
  assert.deepEqual(data.messages.map((m) => [m.number, m.author, m.text]), said.map((m) => [Number(m.id), m.author, m.text]));
  assert.equal(data.notes, undefined);
  assert.ok(!page.includes("情绪激动"));
  for (const words of [SECRET, "&#60;b&#62;材料&#60;/b&#62;", "坐席甲", "files/77", sender]) assert.ok(page.includes(words), words);
  assert.ok(!/<script|https?:\/\//.test(page), "it needs nothing else");
  assert.equal((await fs.stat(file("copy.zip"))).mode & 0o777, 0o600);

  const all = await person("copy", [`web:${sender}`, file("all.zip"), "--notes"]);
  assert.equal(all.code, 0, all.stderr);
  assert.ok(String((await unzip(file("all.zip")))["index.html"]).includes("情绪激动"));
  assert.equal((await acts("person.copy")).filter((a) => a.object === id && a.by === "command").length, 2);
  assert.match((await person("copy", [id, file("copy.zip")])).stderr, /it is there already/);
  assert.match((await person("copy", ["web:nobody", file("no.zip")])).stderr, /nobody of this name/);
  assert.equal((await person("copy", ["?", file("no.zip")])).code, 2);
  await assert.rejects(fs.stat(file("no.zip")));
});

test("a correction stands beside what was written, for staff and in the copy", async () => {
  const visitor = await somebody();
  const id = visitor.conversation, number = (await visitor.transcript()).find((m) => m.text === SECRET).id;
  assert.match((await person("correct", [id, "99", "--text", "x"])).stderr, /no message of theirs/);
  const machine = (await visitor.transcript()).find((m) => m.author === "machine").id;
  assert.match((await person("correct", [id, machine, "--text", "x"])).stderr, /no message of theirs/, "only their own");
  assert.equal((await person("correct", [id, "abc", "--text", "x"])).code, 2);
  assert.equal((await person("correct", [id, number, "--text", ""])).code, 2);
  assert.equal((await person("correct", [id, number, "--text", "手机号是一三九"])).code, 0);
  const second = await person("correct", [id, number], { input: "手机号是一三七\n" });
  assert.equal(second.code, 0, second.stderr);
  const seen = (await li.transcript(id)).find((m) => m.id === number);
  assert.deepEqual([seen.text, seen.correction], [SECRET, "手机号是一三七"]);
  await person("copy", [id, file("corrected.zip")]);
  const files = await unzip(file("corrected.zip"));
  assert.deepEqual(JSON.parse(files["data.json"]).messages[number - 1].corrections.map((c) => c.text), ["手机号是一三九", "手机号是一三七"]);
  assert.match(String(files["index.html"]), /更正为：手机号是一三七/);
  assert.equal((await acts("person.correct")).length, 2);
});

test("what is erased is nowhere any more, the rest holds together, and it is said what stays", async () => {
  const visitor = await somebody();
  const id = visitor.conversation;
  await fs.mkdir(file("media"), { recursive: true });
  await fs.writeFile(file("media/78"), "a picture");
  await stack.change(`INSERT INTO file (id, who, form, name, size, have, state, kind, reason, bytes, hash, conversation, message, tries, next_ms, lease_until_ms, at_ms)
    VALUES ('${"8".repeat(32)}', x'01', 'f', '孙某某.png', 9, 9, 3, 2, 1, 0, NULL, ${id}, 1, 0, 0, 0, ${Date.now()})`);
  await stack.change(`INSERT INTO media (id, conversation, message, channel, account, kind, platform_id, state, tries, next_ms, lease_until_ms, bytes, content_type, at_ms)
    VALUES (78, ${id}, 1, 'web', '', 'image', '孙某某', 1, 0, 0, 0, 9, 'image/png', 1)`);
  await until("what was fetched is taken over", async () => (await stack.query("SELECT file FROM media WHERE id = 78"))[0].file);
  assert.equal((await person("erase", [id])).code, 2, "not without --yes");
  assert.match((await person("erase", [id, "--yes"])).stderr, /speak with one: that ends first/);
  assert.equal((await li.close(id, "孙某某的事已答复")).status, 200);
  const { sender } = (await stack.query(`SELECT sender FROM contact WHERE conversation = ${id}`))[0];
  const count = (await visitor.transcript()).length;
  await until("all is sealed", async () => (await stack.query("SELECT count(*) n FROM audit WHERE position = 0"))[0].n === 0);

  const done = await person("erase", [id, "--yes", "--json"]);
  assert.equal(done.code, 0, done.stderr);
  const said = JSON.parse(done.stdout);
  assert.deepEqual([said.messages, said.notes, said.files], [count, 1, 3]);
  assert.ok(said.stays.length >= 4 && said.stays.every((reason) => /[\u4e00-\u9fff]/.test(reason)));
  await assert.rejects(fs.stat(file("media/78")));
  const of = { conversation: `id = ${id}`, audit_content: `entry IN (SELECT id FROM audit WHERE object = ${id})` };
  for (const name of ["message", "note", "service", "handover", "letter", "media", "contact", "conversation", "kept_state", "unanswered", "audit_content", "file"]) {
    const rows = JSON.stringify(await stack.query(`SELECT * FROM ${name} WHERE ${of[name] ?? `conversation = ${id}`}`));
    for (const secret of ["孙某某", sender]) assert.ok(!rows.includes(secret), `${name} holds ${secret}: ${rows}`);
  }
  assert.ok(!JSON.stringify(await stack.query("SELECT * FROM file")).includes("孙某某"));
  assert.equal((await stack.query(`SELECT count(*) n FROM dedupe WHERE conversation = ${id}`))[0].n, 0);
  assert.deepEqual((await stack.query(`SELECT DISTINCT body FROM message WHERE conversation = ${id}`)).map((r) => r.body), ["（内容已按本人要求删除）"]);
  for (const command of [["db", "check"], ["audit", "verify"]]) {
    const whole = await yixian([...command, "--config", stack.config]);
    assert.equal(whole.code, 0, `${command}: ${whole.stderr}`);
  }
  const closed = (await acts("close")).find((a) => a.object === id);
  assert.ok(closed.position > 0, "that it was done stays");
  assert.equal((await acts("person.erase")).filter((a) => a.object === id).length, 1);
  assert.match((await person("erase", [`web:${sender}`, "--yes"])).stderr, /nobody of this name/);

  const again = await visitor.insist("我想再问一件事");
  assert.equal(again.json.message.id, "1", "whoever writes next is somebody new");
});
