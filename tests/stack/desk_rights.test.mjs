// The desk's table of rights, walked over HTTP: each route as a stranger, half signed in, and as each role alone.
// What the table says is read from it; what it ought to say stands in tests/unit/desk/rights_test.c.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { Stack, root } from "./stack.mjs";
import { Colleague, ROLES, hire } from "./desk.mjs";
import { subscribe } from "./push.mjs";

const bits = Object.fromEntries(ROLES.map((role, i) => [`YX_${role.toUpperCase()}`, 1 << i]));

/** Rows of channels/desk/rights.h: { method, target, least, any, own }, roles as bits. */
function readTable() {
  const text = readFileSync(path.join(root, "channels/desk/rights.h"), "utf8");
  const words = { ...bits, YX_ROLES_OF_DESK: 127 };
  const value = (said) => said.split("|").reduce((sum, word) => {
    const known = words[word.trim()] ?? Number(word);
    assert.ok(Number.isInteger(known), `roles are said in words that are known: ${word}`);
    return sum | known;
  }, 0);
  for (const [, name, said] of text.matchAll(/\b(DESK_[A-Z]+) = ([A-Z_| ]+?)(?=[,\s]*(?:DESK_[A-Z]+ =|\}))/g)) words[name] = value(said);
  return [...text.matchAll(/X\("([^"]+)", YX_(GET|POST|PUT), \w+, (?:true|false), DESK_(\w+), ([^,]+), ([^,]+), DESK_\w+, \w+\)/g)]
    .map(([, target, method, least, any, own]) => ({ method, target, least, any: value(any), own: value(own) }));
}
const table = readTable();
let stack;
before(async () => { stack = await Stack.start(); });
after(async () => { await stack.stop(); });

/** The status of a row as somebody; forms are empty, so that nothing is done. */
async function call(row, colleague, object) {
  const target = row.target.replace("/api/desk/", "").replace(/\{\w+\}/, object);
  if (row.target.endsWith("/events")) {
    const page = await subscribe(stack, colleague, {}, row.target);
    page.close();
    return page.status;
  }
  return (await (row.method === "GET" ? colleague.get(target) : row.method === "PUT" ? colleague.put(target) : colleague.post(target))).status;
}
const copy = (colleague) => Object.assign(new Colleague(stack.url, colleague.name, colleague.password), { cookie: colleague.cookie });
const refused = (status) => status === 401 || status === 403;

test("the table was read whole", () => {
  const rows = readFileSync(path.join(root, "channels/desk/rights.h"), "utf8").match(/^ {4}X\("/gm).length;
  assert.equal(table.length, rows);
  assert.ok(rows >= 15);
});

test("a stranger may sign in and no more", async () => {
  for (const row of table) {
    const status = await call(row, new Colleague(stack.url, "x", "y"), "1");
    assert.equal(status === 401, row.least !== "STRANGER", `${row.method} ${row.target} → ${status}`);
  }
});

test("each role may what the table says, on another's object", { timeout: 120_000 }, async (t) => {
  for (const role of ROLES)
    await t.test(role, async () => {
      const somebody = await hire(stack, role, role);
      for (const row of table) {
        if (row.target === "/api/desk/logout") continue;
        await (somebody.cookie && (await somebody.get("me")).status === 200 ? null : somebody.enter());
        const status = await call(row, copy(somebody), "1");
        const may = row.least === "STRANGER" || (row.any & bits[`YX_${role.toUpperCase()}`]) !== 0;
        assert.equal(!refused(status), may, `${row.method} ${row.target} as ${role} → ${status}`);
        assert.ok(status < 500, `${row.method} ${row.target} as ${role} → ${status}`);
      }
    });
});

test("who must choose a password first may nothing else", async () => {
  const admin = await (await hire(stack, "root", "administrator")).enter();
  const made = await admin.post("staff", { id: "f1", name: "fresh", display: "新", roles: ROLES });
  const fresh = new Colleague(stack.url, "fresh", made.json.password);
  await fresh.enter();
  for (const row of table.filter((r) => r.least === "SIGNED_IN"))
    assert.equal(await call(row, fresh, "1"), 403, `${row.method} ${row.target}`);
});

test("there is nothing beside the table", async () => {
  const all = await (await hire(stack, "all", ROLES)).enter();
  for (const target of ["", "x", "staff/", "staff/1/x", "me/", "ME", "teams/1", "conversations/x%2f/reply"])
    assert.equal((await all.get(target)).status === 200, false, target);
  for (const row of table) {
    const has = (method) => table.some((r) => r.target === row.target && r.method === method);
    const target = row.target.replace("/api/desk/", "").replace(/\{\w+\}/, "1");
    if (!has("GET")) assert.equal((await all.get(target)).status, 405, `GET ${target}`);
    if (!has("POST")) assert.equal((await all.post(target)).status, 405, `POST ${target}`);
  }
});
