// Cases on the command line: lists, archives that can be verified anywhere, legal holds; kinds and calendars as files.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import fs from "node:fs/promises";
import path from "node:path";
import { Stack, until, yixian } from "./stack.mjs";
import { VALUES, fileCase } from "./cases.mjs";

const execute = promisify(execFile);
let stack, county, visitor;
before(async () => {
  stack = await Stack.start({ guests: ["clerk"], start: false });
  county = path.join(stack.folder, "county");
  await fs.mkdir(path.join(county, "core/cases/kinds"), { recursive: true });
  await stack.configure((c) => { c.paths.county = county; });
  stack.serve();
  stack.nginx();
  await stack.ready();
  visitor = stack.visitor();
  await visitor.open();
});
after(async () => { await stack.stop(); });

const run = (...args) => yixian([...args, "--config", stack.config]);
const kindFile = (name) => path.join(county, "core/cases/kinds", name);

test("an archive holds the record, and the hash of every part verifies with the tools of any machine", async () => {
  const filed = await fileCase(stack, visitor, "complaint", `${VALUES.complaint} wish=<script>&"要工资"`);
  const made = await run("case", "export", filed.number, "--out", path.join(stack.folder, "one.tar"));
  assert.equal(made.code, 0, made.stderr);
  const folder = await fs.mkdtemp(path.join(stack.folder, "out-"));
  await execute("tar", ["xf", path.join(stack.folder, "one.tar"), "-C", folder]);
  const inside = path.join(folder, filed.number);
  assert.deepEqual((await fs.readdir(inside)).sort(), ["kind.yaml", "manifest.txt", "record.html", "record.json"]);
  const { stdout } = await execute("sha256sum", ["-c", "manifest.txt"], { cwd: inside });
  assert.equal(stdout.match(/: OK/g).length, 3);
  const html = await fs.readFile(path.join(inside, "record.html"), "utf8");
  assert.ok(html.includes("三个月工资没有发") && html.includes("拖欠工资") && html.includes("登记"));
  assert.ok(html.includes("&lt;script&gt;&amp;&quot;要工资&quot;") && !html.includes("<script"), "words are escaped");
  const record = JSON.parse(await fs.readFile(path.join(inside, "record.json"), "utf8"));
  assert.equal(record.events.length, 1);
  await fs.appendFile(path.join(inside, "record.html"), " ");
  await assert.rejects(execute("sha256sum", ["-c", "manifest.txt"], { cwd: inside }), "what was changed is found");
  const again = await run("case", "export", filed.number, "--out", path.join(stack.folder, "two.tar"));
  assert.equal(again.code, 0);
  assert.deepEqual(await fs.readFile(path.join(stack.folder, "one.tar")), await fs.readFile(path.join(stack.folder, "two.tar")));
  assert.equal((await run("case", "export", filed.number, "--out", path.join(stack.folder, "two.tar"))).code, 1, "never over a file");
  assert.equal((await stack.query("SELECT COUNT(*) AS n FROM act WHERE what = 'case.export'"))[0].n, 3, "who exported is recorded");
});

test("list and show", async () => {
  const filed = await fileCase(stack, visitor, "mediation");
  const rows = JSON.parse((await run("case", "list", "--json")).stdout);
  assert.ok(rows.some((c) => c.number === filed.number));
  assert.match((await run("case", "list")).stdout, new RegExp(`^${filed.number}  new  green  \\d{4}-`, "m"));
  assert.match((await run("case", "show", filed.number)).stdout, /^1 {2}.* submit {2}reporter/m);
  assert.equal(JSON.parse((await run("case", "show", filed.number.toLowerCase(), "--json")).stdout).case.number, filed.number);
  for (const command of ["show", "export"]) {
    const none = await run("case", command, "TS26010199");
    assert.deepEqual([none.code, /there is no case TS26010199/.test(none.stderr)], [1, true]);
  }
});

test("a legal hold keeps a case behind its time", async () => {
  const filed = await fileCase(stack, visitor, "consultation");
  const other = await fileCase(stack, visitor, "consultation");
  for (const one of [filed, other]) await visitor.insist(`withdraw ${one.number}`);
  assert.equal((await run("case", "keep", filed.number)).code, 2, "without a reason");
  assert.equal((await run("case", "keep", filed.number, "--reason", "诉讼中")).code, 0);
  assert.equal((await run("case", "keep", filed.number, "--reason", "诉讼中")).code, 1);
  await stack.change(`UPDATE cases SET erase_ms = 1 WHERE id IN (${filed.id}, ${other.id})`);
  const state = async (id) => (await stack.query(`SELECT state FROM cases WHERE id = ${id}`))[0].state;
  await until("the other is erased", async () => (await state(other.id)) === 7);
  assert.equal(await state(filed.id), 5);
  assert.equal((await run("case", "release", filed.number, "--reason", "已结案")).code, 0);
  await until("it is erased, too", async () => (await state(filed.id)) === 7);
  const rows = await stack.query(`SELECT * FROM cases WHERE id = ${filed.id}`);
  assert.ok(!JSON.stringify(rows).includes("双倍工资"));
  assert.equal((await run("db", "check")).code, 0);
});

test("a broken kind is said with file and line, and does not replace a good one; a good one counts for new cases alone", async () => {
  const before = await fileCase(stack, visitor, "complaint");
  const good = await fs.readFile(path.join(stack.folder, "data/core/cases/kinds/complaint.yaml"), "utf8");
  await fs.writeFile(kindFile("complaint.yaml"), good.replace("    n: 60\n", "    n: many\n"));
  const check = await run("check");
  const line = good.split("\n").findIndex((l) => l === "    n: 60") + 1;
  assert.equal(check.code, 1);
  assert.match(check.stderr, new RegExp(`complaint.yaml:${line}:\\d+: .*whole number`));
  stack.signal("serve", "SIGHUP");
  await until("it is said in the log", () => stack.log("yixian.log").includes("whole number from"));
  assert.ok((await fileCase(stack, visitor, "complaint")).number, "the old processes go on");

  await fs.writeFile(kindFile("complaint.yaml"), good.replace("title: 投诉\n", "title: 诉求\n").replace("closed: 已办结", "closed: 办完了"));
  await fs.writeFile(kindFile("enquiry.yaml"), good.replace("kind: complaint", "kind: enquiry").replace("prefix: TS", "prefix: QZ").replace("title: 投诉\n", "title: 求助\n"));
  assert.equal((await run("check")).code, 0);
  const old = stack.pids("gate");
  stack.signal("serve", "SIGHUP");
  await until("new gates serve alone", () => stack.pids("gate").length > 0 && stack.pids("gate").every((pid) => !old.includes(pid)));
  const said = async (words) => (await visitor.insist(words)).json.reply.text;
  await until("the new kind is there", async () => /^已登记，编号 QZ/.test(await said(`file enquiry ${VALUES.complaint}`)));
  assert.match(await said(`look ${before.number}`), / 投诉 new/, "an old case keeps its kind");
  const fresh = await fileCase(stack, visitor, "complaint");
  assert.match(await said(`look ${fresh.number}`), / 诉求 new/);
  await visitor.insist(`withdraw ${before.number}`);
  assert.match((await run("case", "show", before.number)).stdout, /投诉 {2}已办结/);
  await fs.writeFile(kindFile("twin.yaml"), good.replace("kind: complaint", "kind: twin"));
  assert.match((await run("check")).stderr, /the same prefix TS/);
  await fs.rm(kindFile("twin.yaml"));
});

test("a year is imported once it is whole, and replaced only when that is said", async () => {
  const file = path.join(stack.folder, "2027.yaml");
  await fs.writeFile(file, "year: 2027\nsource: test\noff: [{ name: 元旦, from: 2027-01-01, to: 2027-01-03 }]\nworked: [{ name: 元旦, day: 2027-02-30 }]\n");
  const bad = await run("calendar", "import", file);
  assert.equal(bad.code, 1);
  assert.match(bad.stderr, /2027.yaml:4:.*a day is written/);
  await fs.writeFile(file, "year: 2027\nsource: test\noff: [{ name: 元旦, from: 2027-01-01, to: 2027-01-03 }]\nworked: [{ name: 元旦, day: 2027-01-09 }]\n");
  assert.equal((await run("calendar", "import", file)).code, 0);
  assert.equal((await run("check")).code, 0);
  assert.match((await run("calendar", "import", file)).stderr, /2027 is there already/);
  assert.equal((await run("calendar", "import", file, "--replace")).code, 0);
  await fs.rm(path.join(county, "core/schedule"), { recursive: true });
});
