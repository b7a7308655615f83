// The record of what people did: sealed as it happens, verified by others than ourselves, and missed where it is cut.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { createHash, createPublicKey, verify } from "node:crypto";
import fs from "node:fs/promises";
import path from "node:path";
import { Stack, until, yixian } from "./stack.mjs";
import { hire } from "./desk.mjs";

let stack, chief;
before(async () => {
  stack = await Stack.start();
  chief = await (await hire(stack, "chief", ["auditor", "administrator"], { display: "审计甲" })).enter();
});
after(() => stack.stop());

const audit = (...args) => yixian(["audit", ...args, "--config", stack.config]);
const file = (name) => path.join(stack.folder, name);
const sealed = () => until("all is sealed", async () =>
  (await stack.query("SELECT count(*) n FROM audit WHERE position = 0"))[0].n === 0);
const lines = (text) => text.trim().split("\n").map((line) => JSON.parse(line));

test("what people do is sealed within seconds, and the auditor sees that it is whole", async () => {
  const li = await (await hire(stack, "li", "agent")).enter();
  await li.post("logout");
  await sealed();
  const chain = await until("the clock has looked through it", async () => {
    const { json } = await chief.get("acts");
    return json.chain.checked_at && json.chain.waiting === 0 ? json : null;
  });
  assert.equal(chain.chain.whole, true);
  assert.equal(chain.chain.finding, null);
  assert.ok(chain.chain.position >= 5 && chain.chain.sealed_at > Date.now() - 60_000);
  const out = chain.acts.find((a) => a.what === "logout");
  assert.deepEqual([out.by, out.who.id, out.object, out.erased], ["staff", li.id, li.id, false]);
  assert.deepEqual(chain.acts.find((a) => a.what === "staff_add").by, "command");
});

/** Nothing of ours: the format as core/audit/README.md states it, in a few lines. */
function recompute(exported) {
  const entries = exported.filter((l) => l.position && !l.head), heads = exported.filter((l) => l.head);
  let before = "0".repeat(64);
  const hashes = entries.map((e, i) => {
    assert.equal(e.position, i + 1);
    const text = ["yixian audit 1", e.position, e.id, e.at, e.by, e.who, e.act, e.object, e.content ?? "-", e.sealed, before, ""].join("\n");
    before = createHash("sha256").update(text).digest("hex");
    assert.equal(before, e.hash, `entry ${e.position}`);
    if (e.words !== undefined)
      assert.equal(createHash("sha256").update(Buffer.from(e.salt, "hex")).update(e.words).digest("hex"), e.content);
    return before;
  });
  for (const h of heads) {
    assert.equal(hashes[h.position - 1], h.hash);
    const text = ["yixian audit head 1", h.head, h.day, h.position, h.hash, h.at, ""].join("\n");
    const key = createPublicKey({ format: "jwk", key: { kty: "OKP", crv: "Ed25519", x: Buffer.from(h.public, "hex").toString("base64url") } });
    assert.ok(verify(null, Buffer.from(text), key, Buffer.from(h.signature, "hex")), `head ${h.head}`);
  }
  return { entries, heads };
}

test("the export is verified by a program of somebody else, and by ours with nothing but the file and the key", async () => {
  await sealed();
  const plain = await audit("export");
  assert.equal(plain.code, 0, plain.stderr);
  const { entries, heads } = recompute(lines(plain.stdout));
  assert.ok(entries.length >= 5 && heads.length >= 1);
  assert.ok(!plain.stdout.includes("127.0.0.1"), "no address in it");
  const whole = await audit("export", "--personal", "--out", file("personal.jsonl"));
  assert.equal(whole.code, 0, whole.stderr);
  const personal = await fs.readFile(file("personal.jsonl"), "utf8");
  assert.ok(personal.includes("127.0.0.1"));
  recompute(lines(personal));
  assert.equal((await audit("export", "--out", file("personal.jsonl"))).code, 1, "nothing is written over");
  await until("that it was exported is recorded", async () => (await chief.get("acts?what=audit.export")).json.acts.length === 1);

  const key = heads.at(-1).public;
  const elsewhere = (...args) => yixian(["audit", "verify", "--file", file("personal.jsonl"), ...args], { cwd: "/" });
  assert.match((await elsewhere("--public", key)).stdout, /^whole: \d+ entries/);
  assert.match((await elsewhere("--public", "a".repeat(64))).stderr, /signed with another key/);
  assert.equal((await elsewhere("--public", "abc")).code, 2);
  await fs.writeFile(file("personal.jsonl"), personal.replace('"act":"login"', '"act":"login_failed"'));
  assert.match((await elsewhere("--public", key)).stderr, /entry \d+: it was changed/);
  await fs.writeFile(file("personal.jsonl"), `${personal}nonsense\n`);
  assert.match((await elsewhere("--public", key)).stderr, /line \d+ is none of/);
});

test("the backup carries the key, and what was kept elsewhere is found in it", async () => {
  await sealed();
  const kept = await audit("head", "--json");
  await fs.writeFile(file("kept.jsonl"), kept.stdout);
  assert.match((await audit("head")).stdout, /^head 1 of 20\d\d-\d\d-\d\d: entries to \d+\n {2}hash/);
  assert.equal((await audit("verify", "--against", file("kept.jsonl"))).code, 0);
  assert.equal((await yixian(["backup", file("copy"), "--config", stack.config])).code, 0);
  assert.equal(await fs.readFile(file("copy/secrets/audit_key"), "utf8"), await fs.readFile(file("secrets/audit_key"), "utf8"));
});

test("what is changed, taken away or cut off behind the house's back is named", async () => {
  await sealed();
  assert.match((await audit("verify")).stdout, /^whole: /);
  const n = (await stack.query("SELECT max(position) n FROM audit"))[0].n;
  const kept = await audit("head", "--json");
  await fs.writeFile(file("kept.jsonl"), kept.stdout);

  await stack.change("UPDATE audit SET act = 'logout' WHERE position = 3");
  const changed = await audit("verify");
  assert.equal(changed.code, 1);
  assert.match(changed.stderr, /^yixian audit verify: entry 3: it was changed, or it does not follow on the one before\n$/);
  const json = JSON.parse((await audit("verify", "--json")).stdout);
  assert.deepEqual([json.whole, json.bad], [false, 3]);
  assert.match((await yixian(["db", "check", "--config", stack.config])).stderr, /audit entry 3: it was changed/);
  await stack.signal("clock", "SIGKILL");
  const seen = await until("the auditor sees it at the desk", async () => {
    const { json: got } = await chief.get("acts");
    return got.chain.whole === false ? got.chain : null;
  });
  assert.match(seen.finding, /^it was changed/);

  await stack.end("yixian");
  await stack.change(`DELETE FROM audit_content WHERE entry IN (SELECT id FROM audit WHERE position >= 3);
    DELETE FROM audit WHERE position >= 3; UPDATE audit SET position = 0, hash = NULL, content = NULL; DELETE FROM audit_head`);
  assert.match((await audit("verify", "--against", file("kept.jsonl"))).stderr,
    new RegExp(`entry 1: it is missing: the end was cut off, .*kept.jsonl, line 1, knows entries to ${n}`));
});

test("a house without a key seals all the same, and says that nothing is signed", async () => {
  const own = await Stack.start({ configuration: { audit: { key: undefined } } });
  try {
    await hire(own, "li", "agent");
    await until("it is sealed", async () => (await own.query("SELECT count(*) n FROM audit WHERE position = 1"))[0].n === 1);
    const found = await yixian(["audit", "verify", "--config", own.config]);
    assert.match(found.stdout, /^whole: 1 entries, 0 of them signed by 0 heads\nnote: nothing is signed/);
    assert.match((await yixian(["audit", "head", "--config", own.config])).stderr, /names no audit.key/);
    assert.match(own.log("yixian.log"), /no audit.key/);
    await fs.writeFile(path.join(own.folder, "secrets/audit_key"), "too short", { mode: 0o600 });
    await own.configure((c) => { c.audit = { key: "secrets/audit_key", former_keys: ["xyz"] }; });
    const checked = await yixian(["check", "--config", own.config]);
    assert.match(checked.stdout + checked.stderr, /audit\.key.*64/);
    assert.match(checked.stdout + checked.stderr, /audit\.former_keys.*64 hex digits/);
  } finally {
    await own.stop();
  }
});
