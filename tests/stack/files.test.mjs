// Files through the real stack: what is taken, what is refused, who sees it, and what breaks on the way.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import net from "node:net";
import path from "node:path";
import { Stack, until, yixian } from "./stack.mjs";
import { request } from "./visitor.mjs";
import { announce, bring, docx, fetchFile, judged, pdf, piece, png, sayWith, state, zip } from "./files.mjs";
import { hire } from "./desk.mjs";

let stack;
before(async () => { stack = await Stack.start(); });
after(async () => { await stack.stop(); });

const files = (...names) => path.join(stack.folder, "files", ...names);
const waiting = () => readdirSync(files("new"));
const hex = (bytes) => createHash("sha256").update(bytes).digest("hex");

test("a picture comes back without what it told, as something to be saved", async () => {
  const visitor = stack.visitor();
  const made = png({ more: [["tEXt", "Comment\0SECRET"], ["eXIf", "II*\0\x08\0\0\0\0\0GPS SECRET"]] });
  const file = await bring(visitor, made, "我家的门.PNG");
  assert.equal(file.state, "checking");
  assert.equal(file.words, "正在检查");
  const clean = await judged(visitor, file.id);
  assert.deepEqual([clean.state, clean.type, clean.name, clean.words], ["clean", "png", "我家的门.PNG", "已收到"]);
  const got = await fetchFile(visitor, file.id);
  assert.equal(got.status, 200);
  assert.equal(got.headers["content-type"], "image/png");
  assert.equal(got.headers["x-content-type-options"], "nosniff");
  assert.equal(got.headers["cache-control"], "no-store");
  assert.equal(got.headers["content-disposition"], `attachment; filename="file.png"; filename*=UTF-8''${encodeURIComponent("我家的门.PNG")}`);
  assert.match(got.headers["content-security-policy"], /default-src 'none'/);
  assert.ok(!got.headers["x-accel-redirect"]);
  assert.ok(!got.body.includes("SECRET"));
  assert.deepEqual(got.body, png());
  const hash = hex(got.body);
  assert.ok(existsSync(files(hash.slice(0, 2), hash)));
  assert.deepEqual(waiting(), []);
});

test("the content decides, whatever the name says", async () => {
  const visitor = stack.visitor();
  const rows = [
    ["发票.jpg", Buffer.from("MZ\x90\0\x03 this is a program"), "refused", "type", ""],
    ["x.png", Buffer.from("<html><script>alert(1)</script></html>"), "refused", "type", ""],
    ["x.svg", Buffer.from("<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"), "refused", "type", ""],
    ["x.docx", zip({ "readme.txt": "no document" }), "refused", "type", ""],
    ["x.exe", pdf, "clean", "", "pdf"],
    ["合同.docx", docx(), "clean", "", "docx"],
    ["宏.docx", docx({ "word/vbaProject.bin": "x" }), "refused", "macro", ""],
    ["大.png", png({ says: [60000, 60000] }), "refused", "pixels", ""],
    ["半.png", png({ width: 99, height: 99 }).subarray(0, 120), "refused", "broken", ""],
    ["弹.docx", docx({ "word/a.xml": Buffer.alloc(160 << 20) }), "refused", "bomb", ""],
  ];
  for (const [name, bytes, ...wanted] of rows) {
    const file = await judged(visitor, (await bring(visitor, bytes, name)).id);
    assert.deepEqual([file.state, file.reason, file.state === "clean" ? file.type : ""], wanted, name);
    const got = await fetchFile(visitor, file.id);
    assert.equal(got.status, wanted[0] === "clean" ? 200 : 404, name);
    if (got.status === 404) assert.equal(got.json.error.message, file.words);
    else if (name === "x.exe") assert.match(got.headers["content-disposition"], /x\.exe\.pdf$/);
  }
  assert.deepEqual(waiting(), [], "nothing is left of what was refused");
});

test("a name is a name, never a path", async () => {
  const visitor = stack.visitor();
  for (const [given, kept] of [["../../etc/cron.d/x.pdf", "x.pdf"], ["C:\\Users\\x\\a.pdf", "a.pdf"], ["..", "文件"], ["a\u202efdp.exe", "afdp.exe"],
    ["a\r\nSet-Cookie: x=1.pdf", "aSet-Cookie x=1.pdf"], ["\"><script>.pdf", "script.pdf"], ["甲".repeat(300), "甲".repeat(100)], ["", "文件"], ["   ", "文件"]]) {
    const file = await bring(visitor, pdf, given);
    assert.equal(file.name, kept);
    await judged(visitor, file.id);
    const got = await fetchFile(visitor, file.id);
    assert.equal(got.status, 200);
    assert.equal(got.headers["set-cookie"], undefined);
  }
  const outside = readdirSync(stack.folder, { recursive: true }).map(String).filter((name) => /cron\.d|x\.pdf|a\.pdf/.test(name));
  assert.deepEqual(outside, []);
});

test("what is wrong is said, and changes nothing", async () => {
  const visitor = stack.visitor();
  const post = async (body) => (await request(`${stack.url}/api/files`, { method: "POST", body, headers: { ...visitor.headers, "content-length": Buffer.byteLength(body) } }));
  const { file } = (await announce(visitor, "x.pdf", pdf.length, "f1")).json;
  for (const body of ["", "[]", "{}", '{"id":"x","name":"x"}', '{"id":"x","name":1,"size":1}', '{"id":"x/y","name":"x","size":1}', '{"id":"x","name":"x","size":0}',
    '{"id":"x","name":"x","size":-1}', '{"id":"x","name":"x","size":1.5}'])
    assert.equal((await post(body)).status, 400, body);
  const large = await post(JSON.stringify({ id: "x", name: "x", size: (20 << 20) + 1 }));
  assert.equal(large.status, 413);
  assert.match(large.json.error.message, /文件太大/);
  assert.equal((await announce(visitor, "x.pdf", 5, "f1")).status, 409, "the same id, another size");
  assert.equal((await announce(visitor, "x.pdf", pdf.length, "f1")).json.file.id, file.id);
  for (const [target, status] of [[`${file.id}?from=x`, 400], [file.id, 400], [`${file.id}?from=0`, 400], [`${"0".repeat(32)}?from=0`, 404], ["..%2f..?from=0", 404]])
    assert.equal((await request(`${stack.url}/api/files/${target}`, { method: "PUT", headers: { ...visitor.headers, "content-length": 0 } })).status, status, target);
  assert.equal((await piece(visitor, file.id, 0, Buffer.concat([pdf, pdf]))).status, 400, "more than announced");
  assert.equal((await piece(visitor, file.id, 0, Buffer.alloc((1 << 20) + 1))).status, 413);
  assert.equal((await piece(stack.visitor(), file.id, 0, pdf)).status, 401);
  const ahead = await piece(visitor, file.id, 7, pdf.subarray(7));
  assert.deepEqual([ahead.status, ahead.json.file.have], [409, 0]);
  assert.equal((await fetchFile(visitor, file.id)).json.error.message, "正在上传");
  assert.equal((await piece(visitor, file.id, 0, pdf)).json.file.state, "checking");
  assert.equal((await judged(visitor, file.id)).state, "clean");
  assert.equal((await piece(visitor, file.id, 0, pdf)).status, 409, "it is complete");
  assert.equal((await request(`${stack.url}/_files/${"ab/"}${"ab".repeat(32)}`)).status, 404, "nginx's own way to files is its own");
  assert.equal((await request(`${stack.url}/files/new`)).status, 404);
});

test("a connection that is cut at nine tenths loses that piece alone", async () => {
  const visitor = stack.visitor();
  const made = png({ width: 700, height: 700, more: [["tEXt", Buffer.concat([Buffer.from("x\0"), Buffer.from(Array.from({ length: 700_000 }, (_, i) => (i * 7919) & 255))])]] });
  const { file } = (await announce(visitor, "p.png", made.length)).json;
  const half = made.length >> 1, rest = made.subarray(half);
  assert.equal((await piece(visitor, file.id, 0, made.subarray(0, half))).json.file.have, half);
  await new Promise((done) => { // the second piece: nine tenths of it, then nothing
    const socket = net.connect(stack.port, "127.0.0.1", () => {
      socket.write(`PUT /api/files/${file.id}?from=${half} HTTP/1.1\r\nHost: localhost\r\nCookie: ${visitor.cookie}\r\nContent-Length: ${rest.length}\r\n\r\n`);
      socket.write(rest.subarray(0, Math.floor(rest.length * 0.9)), () => { socket.destroy(); done(); });
    });
  });
  const now = await state(visitor, file.id);
  assert.deepEqual([now.state, now.have], ["coming", half], "and says so");
  assert.equal((await piece(visitor, file.id, half, rest)).json.file.state, "checking");
  assert.equal((await judged(visitor, file.id)).state, "clean");
  assert.deepEqual((await fetchFile(visitor, file.id)).body, png({ width: 700, height: 700 }));
});

test("of the same piece sent five times at once one counts", async () => {
  const visitor = stack.visitor();
  const { file } = (await announce(visitor, "x.pdf", pdf.length)).json;
  const answers = await Promise.all(Array.from({ length: 5 }, () => piece(visitor, file.id, 0, pdf)));
  assert.deepEqual(answers.filter((a) => a.status === 200).length, 1, answers.map((a) => a.status).join(" "));
  assert.ok(answers.every((a) => [200, 409, 503].includes(a.status)));
  assert.equal((await judged(visitor, file.id)).state, "clean");
});

test("files belong to a message, and both sides see them there", async () => {
  const visitor = stack.visitor();
  const [one, two] = [await bring(visitor, png(), "一.png"), await bring(visitor, pdf, "二.pdf")];
  const said = await sayWith(visitor, "这是照片和合同", [one.id, two.id], "m1");
  assert.equal(said.status, 200);
  assert.equal((await sayWith(visitor, "这是照片和合同", [one.id, two.id], "m1")).json.duplicate, true);
  assert.equal((await sayWith(visitor, "这是照片和合同", [one.id], "m1")).status, 409, "the same id, other files");
  assert.equal((await sayWith(visitor, "又发一次", [one.id])).status, 404, "it is a message's already");
  assert.equal((await sayWith(visitor, "太多", Array(10).fill(one.id))).status, 400);
  await judged(visitor, one.id);
  await judged(visitor, two.id);
  const alone = await bring(visitor, png({ width: 9 }), "三.png");
  const told = await sayWith(visitor, "", [alone.id]);
  assert.match(told.json.reply.text, /文件已收到/);
  assert.equal((await sayWith(visitor, "", [])).status, 400);
  const { messages } = (await request(`${stack.url}/api/chat`, { headers: visitor.headers })).json;
  assert.deepEqual(messages.filter((m) => m.author === "citizen").map((m) => [m.text, m.files.map((f) => f.name)]),
    [["这是照片和合同", ["一.png", "二.pdf"]], ["（发来文件）", ["三.png"]]]);
  assert.deepEqual(messages[0].files.map((f) => [f.type, f.state]), [["png", "clean"], ["pdf", "clean"]]);

  await sayWith(visitor, "转人工", []);
  const agent = await (await hire(stack, "a", "agent", { display: "坐席甲" })).enter();
  assert.equal((await agent.post("present", { present: true })).status, 200);
  const { conversation } = (await agent.post("claim", { next: true })).json;
  const seen = (await agent.get(`conversations/${conversation}`)).json.messages.filter((m) => m.files.length);
  assert.deepEqual(seen.map((m) => m.files.map((f) => f.id)), [[one.id, two.id], [alone.id]]);
  const got = await agent.get(`conversations/${conversation}/file?file=${one.id}`);
  assert.deepEqual([got.status, got.headers["content-type"]], [200, "image/png"]);

  // and the other way round
  const begun = await agent.post(`conversations/${conversation}/files`, { id: "s1", name: "回执.pdf", size: pdf.length });
  assert.equal(begun.status, 200);
  const id = begun.json.file.id;
  assert.equal((await agent.post(`conversations/${conversation}/reply`, { id: "r0", text: "还没传完", files: [id] })).status, 404);
  assert.equal((await fetchFile(visitor, id)).status, 404, "not sent yet");
  assert.equal((await agent.put(`conversations/${conversation}/file?file=${id}&from=0`, pdf)).status, 200);
  assert.equal((await agent.post(`conversations/${conversation}/reply`, { id: "r1", text: "", files: [id] })).status, 200);
  await until("the agent's file is clean", async () => (await agent.get(`conversations/${conversation}/file-state?file=${id}`)).json.file.state === "clean");
  const last = (await request(`${stack.url}/api/chat`, { headers: visitor.headers })).json.messages.at(-1);
  assert.deepEqual([last.author, last.files.map((f) => f.name)], ["staff", ["回执.pdf"]]);
  assert.deepEqual((await fetchFile(visitor, id)).body, pdf);
});

test("somebody else's file is not there", async () => {
  const owner = stack.visitor(), other = stack.visitor();
  const file = await bring(owner, pdf, "x.pdf");
  await judged(owner, file.id);
  await sayWith(owner, "合同", [file.id]);
  await other.say("你好");
  for (const answer of [await fetchFile(other, file.id), await request(`${stack.url}/api/files/${file.id}/state`, { headers: other.headers }), await piece(other, file.id, 0, pdf),
    await sayWith(other, "我的", [file.id])])
    assert.equal(answer.status, 404);
  assert.equal((await request(`${stack.url}/api/files/${file.id}`)).status, 401);
  const agent = await (await hire(stack, "b", "agent")).enter(), lead = await (await hire(stack, "l", "lead")).enter();
  const mine = (await stack.query(`SELECT CAST(conversation AS TEXT) AS conversation FROM file WHERE id = '${file.id}'`))[0].conversation;
  const others = (await stack.query(`SELECT CAST(id AS TEXT) AS id FROM conversation WHERE id <> ${mine} LIMIT 1`))[0].id;
  assert.equal((await agent.get(`conversations/${mine}/file?file=${file.id}`)).status, 403, "the machine has it");
  assert.equal((await lead.get(`conversations/${others}/file?file=${file.id}`)).status, 404, "of another conversation");
  assert.equal((await lead.get(`conversations/${mine}/file?file=${file.id}`)).status, 200);
});

test("a hundred files, and not one more that day", { timeout: 180_000 }, async () => {
  const visitor = stack.visitor();
  await visitor.open();
  const brought = await Promise.all(Array.from({ length: 10 }, async (_, lane) => {
    const ids = [];
    for (let i = 0; i < 10; i++) ids.push((await bring(visitor, png({ width: 1 + lane, height: 1 + i }), `${lane}-${i}.png`)).id);
    return ids;
  }));
  const refused = await announce(visitor, "101.png", 10);
  assert.equal(refused.status, 429);
  assert.match(refused.json.error.message, /明天/);
  for (const id of brought.flat()) assert.equal((await judged(visitor, id)).state, "clean");
});

test("the sieve is sealed: it reaches nothing and knows nothing", async () => {
  const [pid] = stack.pids("sieve");
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  assert.match(status, /^NoNewPrivs:\s+1$/m);
  assert.match(status, /^Seccomp:\s+2$/m);
  const environment = readFileSync(`/proc/${pid}/environ`, "utf8").split("\0").filter(Boolean).map((e) => e.split("=")[0]);
  assert.deepEqual(environment.filter((name) => !/^(YX_CONFIG|YX_HATCH_FD|YX_READY_FD|\w+SAN_OPTIONS)$/.test(name)), []);
  const fds = readdirSync(`/proc/${pid}/fd`).map(Number);
  assert.ok(fds.length <= 5, `0, 1, 2, the hatch: ${fds}`);
  // what it tried at its start, connect() among it, was refused; else it would not have said so
  assert.match(stack.log("yixian.log"), /role=sieve event="sieve sealed"/);
});

test("a sieve that is killed over a file is started anew, and the file is checked again", async () => {
  const visitor = stack.visitor();
  await visitor.open();
  const [first] = stack.pids("sieve");
  stack.signal("sieve", "SIGSTOP");
  const file = await bring(visitor, pdf, "x.pdf");
  await until("the porter has it in hand", async () => (await stack.query(`SELECT tries FROM file WHERE id = '${file.id}'`))[0].tries === 1);
  assert.equal((await state(visitor, file.id)).state, "checking");
  stack.signal("sieve", "SIGKILL");
  assert.equal((await judged(visitor, file.id)).state, "clean");
  assert.notEqual(stack.pids("sieve")[0], first);
  // in the middle of it: a document that takes its time
  const heavy = docx({ "word/a.xml": Buffer.alloc(60 << 20), "word/b.xml": Buffer.alloc(60 << 20) });
  const ids = [];
  for (let i = 0; i < 3; i++) ids.push((await bring(visitor, heavy, `${i}.docx`)).id);
  stack.signal("sieve", "SIGKILL");
  for (const id of ids) assert.equal((await judged(visitor, id)).state, "clean");
});

test("the house is killed with files on the way, and none is lost or half kept", async () => {
  const visitor = stack.visitor();
  await visitor.open();
  const made = png({ width: 300, height: 300 }), { file } = (await announce(visitor, "x.png", made.length)).json;
  await piece(visitor, file.id, 0, made.subarray(0, 100));
  const whole = await bring(visitor, pdf, "y.pdf");
  for (const role of ["gate", "post", "sieve"]) stack.signal(role, "SIGKILL");
  await until("it is back", async () => (await request(`${stack.url}/healthz`).catch(() => null))?.status === 200);
  assert.equal((await until("the state", () => state(visitor, file.id))).have, 100);
  await until("the rest is taken", async () => (await piece(visitor, file.id, 100, made.subarray(100)).catch(() => null))?.status === 200);
  assert.equal((await judged(visitor, file.id)).state, "clean");
  assert.equal((await judged(visitor, whole.id)).state, "clean");
  assert.deepEqual((await fetchFile(visitor, file.id)).body, made);
});

test("what nobody sent on is removed after a day, unless somebody needs the same", async () => {
  const visitor = stack.visitor();
  const both = png({ width: 33 }), alone = png({ width: 34 });
  const sent = await bring(visitor, both, "a.png"), unsent = await bring(visitor, both, "b.png"), other = await bring(visitor, alone, "c.png");
  for (const f of [sent, unsent, other]) await judged(visitor, f.id);
  await sayWith(visitor, "一张", [sent.id]);
  const day = Date.now() - 25 * 3600_000;
  await stack.change(`UPDATE file SET at_ms = ${day} WHERE id IN ('${sent.id}', '${unsent.id}', '${other.id}')`);
  stack.signal("clock", "SIGKILL"); // it looks at its start, then each minute
  await until("it is gone", async () => (await state(visitor, other.id)) === undefined);
  assert.equal(await state(visitor, unsent.id), undefined);
  assert.equal((await fetchFile(visitor, sent.id)).status, 200);
  await until("its content is gone", () => !existsSync(files(hex(alone).slice(0, 2), hex(alone))));
  assert.ok(existsSync(files(hex(both).slice(0, 2), hex(both))));
});

test("nobody but the house's group reads what people sent", async () => {
  const visitor = stack.visitor();
  const { id } = await bring(visitor, pdf, "x.pdf");
  await judged(visitor, id);
  const hash = hex(pdf);
  assert.equal(statSync(files(hash.slice(0, 2), hash)).mode & 0o777, 0o640);
  assert.equal(statSync(files("new")).mode & 0o777, 0o700);
  assert.equal(statSync(files()).mode & 0o777, 0o750);
});

test("no name and no content of a file is in a log", async () => {
  const visitor = stack.visitor();
  await judged(visitor, (await bring(visitor, Buffer.from("LOGSECRET"), "LOGSECRET.exe")).id);
  for (const name of readdirSync(path.join(stack.folder, "log"))) assert.ok(!stack.log(name).includes("LOGSECRET"), name);
});

test("options that are none are said at the start", async () => {
  const bad = await Stack.start({ configuration: { files: { types: ["jpg", "exe"] } }, start: false });
  const checked = await yixian(["check", "--config", bad.config]);
  assert.equal(checked.code, 1);
  assert.match(checked.stdout + checked.stderr, /files\.types: a type is jpg/);
  const { code, stderr } = await yixian(["serve", "--config", bad.config]);
  await bad.stop();
  assert.equal(code, 1);
  assert.match(stderr, /files\.types: a type is jpg/);
});
