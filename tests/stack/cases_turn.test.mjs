// What plugins do with cases, in the real stack: numbers under kills, codes that are said once, whose case it is.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { Stack, sleep, until, yixian } from "./stack.mjs";
import { VALUES, fileCase, readFiled } from "./cases.mjs";

let stack;
before(async () => { stack = await Stack.start({ guests: ["clerk"], configuration: { gate: { processes: 2 } } }); });
after(async () => { await stack.stop(); });

const said = async (visitor, words) => (await visitor.insist(words)).json.reply.text;

test("1,200 cases of one kind in a day, from eight writers while gates are killed, have no gap and no double", { timeout: 240_000 }, async () => {
  let filing = true, killed = 0;
  // one that dies before all have got ready ends the house: that is a start that failed
  await until("all have got ready", () => /role=serve event=ready/.test(stack.log("yixian.log")));
  const answers = async () => (await fetch(`${stack.url}/healthz`).catch(() => null))?.status === 200;
  const killer = (async () => { // the next one once the house has recovered: a busy machine takes its time
    for (; filing; await sleep(300)) {
      if (!(await answers()) || stack.pids("gate").length < 2) continue;
      const gates = stack.pids("gate");
      try { process.kill(gates[killed % gates.length], "SIGKILL"); killed++; } catch { /* gone */ }
    }
  })();
  const visitors = Array.from({ length: 8 }, () => stack.visitor());
  const numbers = (await Promise.all(visitors.map(async (visitor) => {
    const own = [];
    for (let n = 0; n < 150; n++) {
      const { json } = await visitor.insist(`file supervisor_report ${VALUES.supervisor_report}`, randomUUID(), 100);
      own.push(readFiled(json.reply.text).number);
    }
    return own;
  })).finally(async () => {
    filing = false;
    await killer;
  })).flat();
  assert.ok(killed >= 3, `gates were killed: ${killed}`);
  assert.equal(new Set(numbers).size, 1200);
  const rows = await stack.query("SELECT number FROM cases WHERE kind = 'supervisor_report'");
  assert.equal(rows.length, 1200, "what was acknowledged is there, and nothing else");
  const byDay = new Map();
  for (const row of rows) byDay.set(row.number.slice(0, 8), [...(byDay.get(row.number.slice(0, 8)) ?? []), row]);
  for (const [day, list] of byDay) { // midnight may have passed
    const counts = list.map((r) => Number(r.number.slice(8))).sort((a, b) => a - b);
    assert.deepEqual(counts, Array.from({ length: counts.length }, (_, i) => i + 1), day);
    assert.match(list[0].number, /^SJ\d{6}\d{2,}$/);
  }
  // every reply in the transcript holds the number that its case has
  const lost = await stack.query(`SELECT COUNT(*) AS n FROM cases c WHERE NOT EXISTS (SELECT 1 FROM message m WHERE m.conversation = c.conversation
    AND m.author = 1 AND m.body LIKE '%' || c.number || '%')`);
  assert.equal(lost[0].n, 0);
  assert.equal((await yixian(["db", "check", "--config", stack.config])).code, 0);
});

test("a code is said, said again to the same delivery and to its owner's page, and kept nowhere in clear", async () => {
  const visitor = stack.visitor();
  await visitor.open();
  const id = randomUUID();
  const first = readFiled((await visitor.say(`file complaint ${VALUES.complaint}`, id)).json.reply.text);
  assert.match(first.code, /^\d{4}-\d{4}-\d{4}-\d{4}$/);
  const again = await visitor.say(`file complaint ${VALUES.complaint}`, id);
  assert.equal(again.json.duplicate, true);
  assert.deepEqual(readFiled(again.json.reply.text), first);
  assert.ok(JSON.stringify(await visitor.transcript()).includes(first.code), "its owner's page may show it");
  const digits = first.code.replaceAll("-", "");
  for (const table of ["message", "cases", "case_event", "letter", "case_seal", "audit", "audit_content"])
    for (const row of await stack.query(`SELECT * FROM ${table}`))
      assert.ok(!JSON.stringify(row).includes(first.code) && !JSON.stringify(row).includes(digits), table);
  assert.match((await stack.query("SELECT body FROM message WHERE body LIKE '%查询码 ****%'"))[0].body, /\*{4}-\*{4}-\*{4}-\*{4}/);
  assert.match(await said(visitor, `status ${first.number} ${digits}`), new RegExp(`${first.number} 投诉 new`));
});

test("a number with another's code, a number that is not there and a case that is its reporter's alone look alike", async () => {
  const visitor = stack.visitor();
  await visitor.open();
  const a = await fileCase(stack, visitor, "complaint");
  const b = await fileCase(stack, visitor, "complaint");
  const report = await fileCase(stack, visitor, "supervisor_report");
  assert.equal(report.code, null);
  const answers = new Set();
  for (const [number, code] of [[a.number, b.code], ["TS26010199", a.code], [report.number, a.code], [a.number, ""], ["x", "y"]])
    answers.add(await said(stack.visitor(), `status ${number} ${code}`));
  assert.deepEqual([...answers], ["不行：not_found"]);
});

test("only the reporter acts on their case, and within its rules", async () => {
  const visitor = stack.visitor(), stranger = stack.visitor();
  await visitor.open();
  await stranger.open();
  const one = await fileCase(stack, visitor, "complaint");
  assert.equal(await said(stranger, `withdraw ${one.number}`), "不行：not_found");
  assert.equal(await said(stranger, `look ${one.number}`), "不行：not_found");
  assert.equal(await said(stranger, "own"), "没有。");
  assert.match(await said(visitor, `look ${one.number}`), new RegExp(`^${one.number} 投诉 new`));
  assert.equal(await said(visitor, `add ${one.number} 还有两个人`), "好的。");
  assert.equal(await said(visitor, `urge ${one.number}`), "好的。");
  assert.equal(await said(visitor, `urge ${one.number}`), "不行：rate");
  assert.equal(await said(visitor, `supply ${one.number} date=2026-11-20`), "不行：conflict");
  assert.equal(await said(visitor, `rate ${one.number} 2`), "不行：conflict");
  assert.equal(await said(visitor, `withdraw ${one.number}`), "好的。");
  assert.equal(await said(visitor, `withdraw ${one.number}`), "不行：conflict");
  assert.equal(await said(visitor, `rate ${one.number} 1`), "好的。");
  assert.equal(await said(visitor, `reopen ${one.number} 又发生了`), "好的。");
  const events = await stack.query(`SELECT event FROM case_event WHERE case_id = ${one.id} ORDER BY seq`);
  assert.equal(events.length, 6);
});

test("gaps are accepted and listed; a wrong value is refused and opens nothing", async () => {
  const visitor = stack.visitor();
  await visitor.open();
  const [{ n: before }] = await stack.query("SELECT COUNT(*) AS n FROM cases");
  assert.match(await said(visitor, "file complaint subject=wages what=工资一直没有发"), /还缺 被投诉的单位或个人、地点。/);
  assert.equal(await said(visitor, "file complaint subject=nonsense"), "不行：invalid");
  assert.equal(await said(visitor, "file nothing a=b"), "不行：not_found");
  const [{ n }] = await stack.query("SELECT COUNT(*) AS n FROM cases");
  assert.equal(n, before + 1);
});

test("nothing of a reporter stands in the logs", async () => {
  const visitor = stack.visitor();
  await visitor.open();
  const filed = await fileCase(stack, visitor, "legal_aid");
  for (const log of ["yixian.log", "nginx-access.log", "nginx-error.log"])
    for (const secret of [filed.code, "申请人甲", "13800000000"])
      assert.ok(!stack.log(log).includes(secret), `${log}: ${secret}`);
});
