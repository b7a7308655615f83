// Cases at the desk over HTTP: each of the five kinds through its whole life, and what people may and may not do on the way.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { Stack, until, yixian } from "./stack.mjs";
import { hire } from "./desk.mjs";
import { Agent, asking, onDuty } from "./talking.mjs";
import { VALUES, fileCase } from "./cases.mjs";

let stack, intake, handler, second, reviewer, lead, outside, auditor, root, bureau;

async function somebody(name, roles) {
  const agent = new Agent(stack, await hire(stack, name, roles));
  await agent.enter();
  return agent;
}

before(async () => {
  stack = await Stack.start({ guests: ["clerk"] });
  root = await somebody("root", "administrator");
  intake = await somebody("intake", "agent");
  handler = await somebody("handler", "handler");
  second = await somebody("second", ["handler", "reviewer"]);
  reviewer = await somebody("reviewer", "reviewer");
  lead = await somebody("lead", "lead");
  auditor = await somebody("auditor", "auditor");
  outside = await somebody("outside", "handler");
  const { json } = await root.post("bodies", { form: randomUUID(), id: randomUUID(), name: "县住建局" });
  bureau = json.made?.id ?? json.id ?? (await stack.query("SELECT CAST(id AS TEXT) AS id FROM body"))[0].id;
  await root.must(`staff/${outside.id}`, { id: randomUUID(), body: bureau });
  await outside.enter();
});
after(async () => { await stack.stop(); });

const look = async (who, id) => (await who.must(`cases/${id}`));
/** Do it with the version that the page shows. */
async function act(who, id, event, more = {}) {
  const seen = await who.get(`cases/${id}`);
  return who.post(`cases/${id}/act`, { id: randomUUID(), event, ...(seen.json.case ? { version: seen.json.case.version } : {}), ...more });
}
async function must(who, id, event, more = {}) {
  const answer = await act(who, id, event, more);
  assert.equal(answer.status, 200, `${event}: ${answer.body}`);
  return look(lead, id);
}
async function refused(who, id, event, status, why, more = {}) {
  const answer = await act(who, id, event, more);
  assert.equal(answer.status, status, `${event}: ${answer.body}`);
  if (why) assert.equal(answer.json.why, why);
}
const told = async (visitor, words) => {
  await until(`told “${words}”`, async () => (await visitor.transcript()).some((m) => m.author !== "citizen" && m.text.includes(words)));
};
async function citizen() {
  const visitor = stack.visitor();
  await visitor.open();
  return visitor;
}

const LIVES = {
  complaint: { outcome: "solved", extend: true },
  supervisor_report: { outcome: "rectified", extend: true },
  consultation: { outcome: "answered" },
  legal_aid: { outcome: "assigned" },
  mediation: { outcome: "agreed", extend: true },
};

for (const [kind, life] of Object.entries(LIVES))
  test(`${kind}: filed, asked, supplied, accepted, joined, extended, proposed, returned, closed, reopened, closed again`, async () => {
    const visitor = await citizen();
    const { id, number } = await fileCase(stack, visitor, kind);
    assert.equal((await look(intake, id)).case.state, "new");
    await refused(handler, id, "accept", 403, "who");

    let seen = await must(intake, id, "ask", { missing: ["phone", "身份证照片"], note: "电话核实" });
    assert.equal(seen.case.state, "info");
    await told(visitor, "还需要补充");
    assert.ok((await visitor.insist(`look ${number}`)).json.reply.text.includes("身份证照片"), "the reporter sees what is missing");
    assert.equal((await visitor.insist(`supply ${number} 材料已经发了`)).json.reply.text, "好的。");
    seen = await look(lead, id);
    assert.equal(seen.case.state, "new");

    seen = await must(intake, id, "accept", { staff: handler.id });
    assert.deepEqual([seen.case.state, seen.case.handler.display], ["open", "handler"]);
    assert.ok(seen.limits.some((l) => l.state === "runs"), "a clock of handling runs");
    await told(visitor, "已受理");
    await must(handler, id, "join", { staff: second.id, note: "请协办" });
    await must(second, id, "note", { note: "已核实" });

    if (life.extend) {
      await refused(second, id, "extend", 403, "own", { reason: "复杂" });
      const before = seen.limits.find((l) => l.state === "runs").due;
      seen = await must(reviewer, id, "extend", { reason: "情况复杂" });
      assert.ok(seen.limits.find((l) => l.state === "runs").due > before);
      await told(visitor, "延长办理期限");
      await refused(reviewer, id, "extend", 409, "extended", { reason: "再延" });
    } else {
      await refused(reviewer, id, "extend", 403, "who", { reason: "复杂" });
    }

    await refused(handler, id, "propose", 400, "need_text", { outcome: life.outcome });
    await refused(handler, id, "propose", 400, "need_outcome", { outcome: "nonsense", text: "x" });
    await must(handler, id, "propose", { outcome: life.outcome, text: "办理情况说明" });
    await refused(second, id, "approve", 403, "own");
    await must(reviewer, id, "return", { note: "请补充依据" });
    await must(handler, id, "propose", { outcome: life.outcome, text: "办理情况说明，附依据" });
    seen = await must(reviewer, id, "approve");
    assert.deepEqual([seen.case.state, seen.case.outcome], ["closed", life.outcome]);
    assert.ok(seen.limits.every((l) => l.state === "over"));
    await told(visitor, "附依据");

    assert.equal((await visitor.insist(`rate ${number} 1`)).json.reply.text, "好的。");
    assert.equal((await visitor.insist(`reopen ${number} 没有办好`)).json.reply.text, "好的。");
    assert.ok((await lead.must("cases?view=reopen")).cases.some((c) => c.number === number));
    seen = await must(lead, id, "reopen");
    assert.deepEqual([seen.case.state, seen.case.reopened, seen.case.outcome], ["open", 1, null]);
    await must(handler, id, "propose", { outcome: life.outcome, text: "已重新办理" });
    seen = await must(reviewer, id, "approve");
    assert.equal(seen.events.length, seen.events.at(-1).seq);
    assert.equal(seen.events[0].event, "submit");
    assert.ok((await lead.must("cases?view=closed")).cases.some((c) => c.number === number));
  });

test("a case is opened from a conversation; the reporter is told number and code there, staff see no code", async () => {
  const agent = await onDuty(stack, "talker");
  // the clerk answers everything, so the desk's queue is filled by asking for a person
  const visitor = await asking(stack);
  await agent.claim(visitor.conversation);
  const draft = { id: randomUUID(), conversation: visitor.conversation, kind: "complaint", proxy: "本人来电，代为登记",
    fields: { subject: "wages", respondent: "某某建筑公司", place: "城关镇人民路", what: "三个月工资没有发" } };
  const made = await agent.post("cases", draft);
  assert.equal(made.status, 200, String(made.body));
  const again = await agent.post("cases", draft);
  assert.deepEqual(again.json, made.json, "the same form is the same case");
  assert.equal((await agent.post("cases", { ...draft, kind: "mediation" })).status, 409, "the same form with other content");
  const { number, id } = made.json.case;
  const seenByCitizen = (await visitor.transcript()).find((m) => m.text.includes(number));
  assert.match(seenByCitizen.text, /查询码 \d{4}-\d{4}-\d{4}-\d{4}/);
  const seenByStaff = (await agent.transcript(visitor.conversation)).find((m) => m.text.includes(number));
  assert.match(seenByStaff.text, /查询码 \*{4}-/);
  const whole = await look(agent, id);
  assert.equal(whole.case.proxy, "本人来电，代为登记");
  assert.equal(whole.fields.find((f) => f.name === "subject").shown, "拖欠工资");
  for (const [fields, field, why] of [[{ subject: "x" }, "subject", "choice"], [{ date: "昨天" }, "date", "date"], [{ nonsense: "x" }, "nonsense", "unknown"]]) {
    const bad = await agent.post("cases", { ...draft, id: randomUUID(), fields });
    assert.deepEqual([bad.status, bad.json.field, bad.json.why], [400, field, why]);
  }
  assert.equal((await intake.post("cases", { ...draft, id: randomUUID() })).status, 403, "not from a colleague's conversation");
});

test("two who act on one case at once: one wins, the other is told", async () => {
  const { id } = await fileCase(stack, await citizen(), "complaint");
  const { version } = (await look(lead, id)).case;
  const answers = await Promise.all([intake, lead].map((who) =>
    who.post(`cases/${id}/act`, { id: randomUUID(), event: "accept", version })));
  assert.deepEqual(answers.map((a) => a.status).sort(), [200, 409]);
  assert.equal(answers.find((a) => a.status === 409).json.why, "version");
  const form = { id: randomUUID(), event: "note", note: "只记一次" };
  for (let n = 0; n < 3; n++) assert.equal((await lead.post(`cases/${id}/act`, form)).status, 200);
  assert.equal((await look(lead, id)).events.filter((e) => e.note === "只记一次").length, 1);
});

test("a handler of another body sees what was sent to it, and may send it back", async () => {
  const visitor = await citizen();
  const { id, number } = await fileCase(stack, visitor, "complaint");
  await must(intake, id, "accept", { staff: handler.id });
  assert.equal((await outside.get(`cases/${id}`)).status, 403);
  assert.equal((await outside.must("cases")).cases.length, 0);
  assert.equal((await outside.must(`cases?number=${number}`)).cases.length, 0);
  await must(handler, id, "transfer", { body: bureau, note: "属住建部门职责" });
  await told(visitor, "已转县住建局办理");
  assert.deepEqual((await outside.must("cases")).cases.map((c) => c.number), [number]);
  assert.equal((await handler.get(`cases/${id}`)).status, 403, "it is not the house's any more");
  assert.ok((await look(outside, id)).acts.includes("send_back"));
  await must(outside, id, "send_back", { note: "不属我单位职责" });
  assert.equal((await outside.get(`cases/${id}`)).status, 403);
  assert.equal((await look(handler, id)).case.handler.display, "handler");
});

test("merged cases keep number and notices; what is unmerged goes on by itself", async () => {
  const first = await citizen(), other = await citizen();
  const a = await fileCase(stack, first, "complaint"), b = await fileCase(stack, other, "complaint");
  await must(intake, a.id, "accept", { staff: handler.id });
  await refused(lead, b.id, "merge", 400, "need_target", { target: "TS00000000", note: "x" });
  await must(lead, b.id, "merge", { target: a.number, note: "同一工地" });
  await told(other, "编号和查询方式不变");
  assert.deepEqual((await look(lead, a.id)).case.merged.map((m) => m.number), [b.number]);
  assert.equal((await other.insist(`add ${b.number} 还有五个人`)).json.reply.text, "好的。");
  assert.ok((await look(handler, a.id)).events.some((e) => e.note === "还有五个人" && e.detail.from === b.number));
  await must(handler, a.id, "propose", { outcome: "solved", text: "已付清" });
  await must(reviewer, a.id, "approve");
  await told(other, `${b.number}）已办结`);
  assert.match((await stack.visitor().insist(`status ${b.number} ${b.code.replaceAll("-", "")}`)).json.reply.text, /closed 已解决 - - 已付清/);
  await must(lead, b.id, "unmerge", { note: "另有一笔" });
  assert.equal((await look(lead, b.id)).case.state, "new");
});

test("withdrawn, gone on with; urged; declined; referred and returned; held", async () => {
  const visitor = await citizen();
  const { id, number } = await fileCase(stack, visitor, "complaint");
  await visitor.insist(`urge ${number}`);
  assert.equal((await look(lead, id)).case.urges, 1);
  await visitor.insist(`withdraw ${number}`);
  let seen = await must(lead, id, "continue", { reason: "涉及公共安全" });
  assert.equal(seen.case.state, "open");
  seen = await must(lead, id, "hold", { reason: "等待鉴定" });
  assert.ok(seen.limits.some((l) => l.state === "stands"));
  await must(lead, id, "resume");
  await must(lead, id, "refer", { reason: "应由市里办理", text: "已转市局", refer_to: "市住建局" });
  seen = await must(reviewer, id, "approve");
  assert.deepEqual([seen.case.outcome, seen.case.refer_to], ["referred", "市住建局"]);
  await must(lead, id, "returned", { note: "市局退回" });
  await must(lead, id, "decline", { reason: "不属受理范围", text: "请向法院起诉" });
  seen = await must(reviewer, id, "approve");
  assert.equal(seen.case.outcome, "declined");
});

test("the clock marks what is late and tells pages; lists show it first", async () => {
  const { id, number } = await fileCase(stack, await citizen(), "mediation");
  const news = await lead.listen();
  await stack.change(`UPDATE case_limit SET due_ms = 1, bare_ms = 1, began_ms = 0 WHERE case_id = ${id}; UPDATE cases SET due_ms = 1, red_ms = 1, look_ms = 1 WHERE id = ${id}`);
  await until("the case is red", async () => (await look(lead, id)).events.some((e) => e.event === "escalate" && e.detail.mark === "red"));
  const list = (await lead.must("cases?mark=red")).cases;
  assert.equal(list[0].number, number);
  assert.deepEqual((await look(lead, id)).events.at(-1).detail.to, ["handler", "lead"]);
  assert.ok(await news.hear((e) => e.what === "case" && e.case === id));
  news.close();
});

test("lists have filters and pages; an auditor reads all and does nothing", async () => {
  assert.ok((await auditor.must("cases?view=closed")).cases.length >= 5);
  assert.ok((await auditor.must("cases?kind=consultation&view=closed")).cases.every((c) => c.kind === "consultation"));
  assert.ok((await handler.must("cases?mine=1")).cases.every((c) => c.handler?.display === "handler"));
  for (const bad of ["view=x", "state=x", "mark=blue", "after=x", "after=1.", "after=-1.5"])
    assert.equal((await lead.get(`cases?${bad}`)).status, 400, bad);
  const open = (await lead.must("cases")).cases;
  const due = open.map((c) => c.due ?? Infinity);
  assert.deepEqual(due, [...due].sort((a, b) => a - b));
  const [{ id }] = open;
  assert.deepEqual((await look(auditor, id)).acts, []);
  assert.equal((await auditor.post(`cases/${id}/act`, { id: randomUUID(), event: "note", note: "x" })).status, 403);
  const visitor = await citizen();
  for (let n = 0; n < 55; n++) await visitor.insist(`file consultation ${VALUES.consultation}`);
  const first = await intake.must("cases?kind=consultation&state=new");
  assert.equal(first.cases.length, 50);
  const rest = await intake.must(`cases?kind=consultation&state=new&after=${first.next}`);
  assert.equal(rest.next, null);
  assert.equal(new Set([...first.cases, ...rest.cases].map((c) => c.id)).size, first.cases.length + rest.cases.length);
  assert.ok(rest.cases.length >= 5);
});

test("a case with more words than a page holds is shown in pages, and harms nobody", { timeout: 120_000 }, async () => {
  const visitor = await citizen();
  const { id, number } = await fileCase(stack, visitor, "consultation");
  const words = "长".repeat(3000);
  for (let n = 0; n < 90; n++) assert.equal((await visitor.insist(`add ${number} ${n}${words}`)).json.reply.text, "好的。");
  const seen = await look(lead, id);
  assert.ok(seen.events.length < 91 && seen.events.at(-1).seq === 91);
  const earlier = await lead.must(`cases/${id}?before=${seen.events[0].seq}`);
  assert.equal(earlier.events.at(-1).seq, seen.events[0].seq - 1);
  assert.equal((await lead.get(`cases/${id}?before=x`)).status, 400);
});

test("kinds are shown for forms; bad bodies are refused; the database is sound", async () => {
  const { staff, bodies } = await handler.must("handlers");
  assert.deepEqual(staff.map((s) => s.display).sort(), ["handler", "lead", "outside", "second"]);
  assert.equal(staff.find((s) => s.display === "outside").body.name, "县住建局");
  assert.deepEqual(bodies, [{ id: bureau, name: "县住建局" }]);
  const { kinds } = await intake.must("kinds");
  assert.deepEqual(kinds.map((k) => k.prefix).sort(), ["FY", "SJ", "TJ", "TS", "ZX"]);
  const { id } = await fileCase(stack, await citizen(), "complaint");
  for (const body of [{}, { id: "f" }, { id: "f", event: "nonsense" }, { id: "f", event: "submit" }, { id: "f", event: "ask", missing: "x" },
    { id: "f", event: "ask", missing: [1] }, { id: "f", event: "note", version: "1" }, { id: "f", event: "supply", fields: { a: 1 } }])
    assert.equal((await lead.post(`cases/${id}/act`, body)).status, 400, JSON.stringify(body));
  assert.equal((await lead.post("cases/999/act", { id: "f", event: "note", note: "x" })).status, 404);
  const check = await yixian(["db", "check", "--config", stack.config]);
  assert.equal(check.code, 0, check.stderr);
});
