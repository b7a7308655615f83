// The registry of supervisors: at the desk, on the command line, and the reader of their texts beside it.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { Stack, yixian } from "./stack.mjs";
import { hire } from "./desk.mjs";

let stack, lead;
before(async () => {
  stack = await Stack.start();
  lead = await (await hire(stack, "lead", "lead")).enter();
});
after(async () => { await stack.stop(); });

async function tool(args, input = "") {
  const { code, stdout, stderr } = await yixian([...args, "--config", stack.config], { input });
  return { status: code, out: stdout, err: stderr };
}

test("a lead adds, changes and ends a term", async () => {
  const form = { number: "JD-9", name: "监督员甲", phones: ["138-1234-5678"], area: null, from: "2026-01-01", until: null, appointed_by: "县司法局" };
  const made = await lead.post("supervisors", { id: "s1", ...form });
  assert.equal(made.status, 200);
  const list = (await lead.get("supervisors")).json.supervisors;
  assert.equal(list.length, 1);
  assert.deepEqual({ number: list[0].number, phones: list[0].phones, until: list[0].until },
    { number: "jd-9", phones: [{ phone: "13812345678", proven: false }], until: null });
  assert.equal((await lead.post("supervisors", { id: "s2", ...form })).status, 409, "the number is taken");
  assert.equal((await lead.post("supervisors", { id: "s3", ...form, number: "10" })).status, 409, "the telephone is taken");
  for (const wrong of [{ phones: ["123"] }, { from: "soon" }, { until: "2025-01-01" }, { name: "" }, { area: "7" }])
    assert.equal((await lead.post("supervisors", { id: "s4", ...form, number: "11", ...wrong })).status, 400, JSON.stringify(wrong));
  assert.equal((await lead.post("supervisors", { id: "s5", ...form, item: made.json.id, name: "监督员乙" })).status, 200);
  assert.equal((await lead.post(`supervisors/${made.json.id}/end`, { id: "s6" })).status, 200);
  assert.equal((await lead.get("supervisors")).json.supervisors[0].term, "over");
});

test("a table is imported whole or not at all", async () => {
  const good = path.join(stack.folder, "good.csv"), bad = path.join(stack.folder, "bad.csv");
  writeFileSync(good, "\ufeff编号,姓名,手机,片区,任期开始,任期结束\r\n201,监督员丙,13700000001,城关,2026-01-01,\r\n202,监督员丁,13700000002/13700000003,,2026/1/1,2027-12-31\r\n");
  writeFileSync(bad, "编号,姓名,手机,任期开始\n203,监督员戊,13700000009,2026-01-01\n204,监督员己,1370,2026-01-01\n");
  const refused = await tool(["supervisor", "import", good]);
  assert.equal(refused.status, 1);
  assert.match(refused.out, /line 2: FAULT 201: there is no area 城关/);
  const dry = await tool(["supervisor", "import", good, "--add-areas", "--dry-run"]);
  assert.equal(dry.status, 0, dry.err);
  assert.match(dry.out, /2 to add.*a dry run, nothing was imported/);
  assert.doesNotMatch((await tool(["supervisor", "list"])).out, /201/);
  assert.equal((await tool(["supervisor", "import", good, "--add-areas"])).status, 0);
  assert.match((await tool(["supervisor", "import", good])).out, /2 unchanged/);
  const faulty = await tool(["supervisor", "import", bad]);
  assert.equal(faulty.status, 1);
  assert.match(faulty.out, /line 2: add 203\nline 3: FAULT 204: .*11 digits/);
  assert.doesNotMatch((await tool(["supervisor", "list"])).out, /203/);
  assert.equal((await tool(["supervisor", "add", "205", "--name", "监督员庚", "--phone", "13700000005"])).status, 0);
  assert.equal((await tool(["supervisor", "end", "205"])).status, 0);
  assert.equal((await tool(["supervisor", "end", "205"])).status, 1);
  const list = JSON.parse((await tool(["supervisor", "list", "--json"])).out).supervisors;
  assert.deepEqual(list.filter((s) => s.number > "2" && s.number < "3").map((s) => [s.number, s.term]), [["201", "holds"], ["202", "holds"], ["205", "over"]]);
});

test("texts are read on the command line, a line each", async () => {
  const read = await tool(["supervisor", "read", "--json", "--now", "2026-11-22T10:00"], "城管＃人民路＃今天９：３０＃罚款不给票\n有人管吗\n\n查　２６１１２０１７");
  assert.equal(read.status, 0, read.err);
  assert.deepEqual(read.out.trim().split("\n").map((line) => JSON.parse(line)), [
    { agency: "城管", place: "人民路", date: "2026-11-22", time: "09:30", issues: ["不开票"] },
    { unreadable: true }, { unreadable: true }, { command: "status", id: "SJ26112017" }]);
  const bare = await yixian(["supervisor", "read", "--json", "--now", "2026-11-22T10:00"], { input: "查　２６１１２０１７", cwd: path.join(stack.folder, "log") });
  assert.equal(bare.stdout, '{"command":"status","id":"SJ26112017"}\n', `it needs no house: ${bare.stderr}`);
  assert.equal((await tool(["supervisor", "read", "--now", "yesterday"])).status, 2);
  const family = await tool(["supervisor", "--help"]);
  assert.match(family.out, /supervisor import[^]*supervisor read/);
});
