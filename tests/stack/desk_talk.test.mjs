// Conversations that people own: taken, handed on, answered, closed, rated, while roles die and citizens keep writing.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import fs from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Stack, until, yixian } from "./stack.mjs";
import { onDuty, asking } from "./talking.mjs";
import { subscribe } from "./push.mjs";

const COUNTED = { citizen: 0, machine: 1, staff: 2 };
/** Somebody is always there, so that texts do not depend on the time of day. */
export const ALWAYS = { shifts: [{ name: "全天", days: "daily", from: "00:00", to: "24:00", breaks: [] }], closed: [] };

let stack, wang, li, lead, admin;
before(async () => {
  stack = await Stack.start({ guests: ["echo"], configuration: { desk: { lease_s: 600 } } });
  admin = await onDuty(stack, "admin", "administrator,agent,auditor", { display: "管理员" });
  await admin.must("hours", { id: "h1", ...ALWAYS });
  wang = await onDuty(stack, "wang", "agent", { display: "坐席甲", team: "一组" });
  li = await onDuty(stack, "li", "agent", { display: "坐席乙", team: "二组" });
  lead = await onDuty(stack, "lead", "lead", { display: "组长" });
});
after(async () => { await stack.stop(); });

function isError(answer, status, code) {
  assert.equal(answer.status, status, String(answer.body));
  assert.equal(answer.json?.error?.code, code, String(answer.body));
}
/** What the citizen has read and what the desk has is the same, and nothing is there twice. */
async function same(visitor, agent) {
  const [theirs, ours] = [await visitor.transcript(), await agent.transcript(visitor.conversation)];
  assert.deepEqual(theirs.map((m) => [m.id, m.author, m.text]), ours.map((m) => [m.id, m.author, m.text]));
  assert.deepEqual(theirs.map((m) => Number(m.id)), theirs.map((_, i) => i + 1), "ids count without a gap");
  return theirs;
}

test("a citizen is told at each step, and both sides read the same", async () => {
  const visitor = await asking(stack);
  assert.equal((await wang.claim(visitor.conversation)).status, 200);
  await wang.reply(visitor.conversation, "您好，<b>请讲</b>", { sources: [{ law: "劳动法", article: "第五十条", since: "2018-12-29" }] });
  assert.equal((await visitor.say("老板跑了")).json.reply, null);
  await wang.handover(visitor.conversation, { staff: li.id });
  await li.handover(visitor.conversation, { team: wang.me ?? (await wang.must("me")).me.team.id });
  await wang.claim(visitor.conversation);
  await wang.close(visitor.conversation);
  const rated = await visitor.say("5");
  assert.match(rated.json.reply.text, /谢谢您的评价/);
  const said = await same(visitor, lead);
  const told = said.filter((m) => m.author === "machine").map((m) => m.text);
  for (const words of ["工作人员坐席甲正在为您服务。", "已为您转给工作人员坐席乙，由坐席乙继续为您服务。", /^已为您转给一组/, /请为这次服务打个分/])
    assert.equal(told.filter((t) => (words instanceof RegExp ? words.test(t) : words === t)).length, String(words).includes("坐席甲") ? 2 : 1, String(words));
  assert.deepEqual(said.find((m) => m.text.startsWith("您好"))?.sources, [{ law: "劳动法", article: "第五十条", since: "2018-12-29" }]);
  assert.deepEqual(said.find((m) => m.text.includes("打个分")).choices.map((c) => c.label), ["很不满意", "不满意", "一般", "满意", "非常满意"]);
  assert.deepEqual(await stack.query(`SELECT stars, answers, handovers, ended FROM service WHERE conversation = ${visitor.conversation}`), [{ stars: 5, answers: 1, handovers: 2, ended: 1 }]);
  const { json } = await lead.look(visitor.conversation);
  assert.equal(json.conversation.rating, 5);
  assert.deepEqual(json.handovers.map((h) => h.kind), ["taken", "colleague", "team", "taken", "closed"]);
});

test("two who claim in the same moment: one has it, the other reads who", async () => {
  for (let n = 0; n < 10; n++) {
    const visitor = await asking(stack);
    const answers = await Promise.all([wang.claim(visitor.conversation), li.claim(visitor.conversation)]);
    assert.deepEqual(answers.map((a) => a.status).sort(), [200, 409]);
    const [row] = await stack.query(`SELECT display FROM staff WHERE id = (SELECT staff FROM conversation WHERE id = ${visitor.conversation})`);
    const loser = answers.find((a) => a.status === 409);
    assert.equal(loser.json.by, row.display);
    assert.equal(loser.json.error.message, "已被其他工作人员接入。");
    await (row.display === "坐席甲" ? wang : li).close(visitor.conversation);
  }
});

test("urgent words are answered while a person has it, and put first", async () => {
  const visitor = await asking(stack);
  await wang.claim(visitor.conversation);
  assert.equal((await visitor.say("怎么办")).json.reply, null);
  assert.match((await visitor.say("他正在打我，救命")).json.reply.text, /110/);
  assert.equal((await wang.queue()).mine.find((m) => m.id === visitor.conversation).urgent, true);
  await wang.close(visitor.conversation);
});

test("what is sent after the lease is refused, and goes out once it is taken again", async () => {
  const short = await Stack.start({ guests: ["echo"], configuration: { desk: { lease_s: 5 } } });
  try {
    const zhao = await onDuty(short, "zhao", "agent", { display: "赵" }), boss = await onDuty(short, "boss", "lead,auditor", { display: "组长" });
    const page = await boss.listen();
    const visitor = await asking(short);
    await zhao.claim(visitor.conversation);
    for (let n = 0; n < 4; n++) {
      await sleep(1500); // longer than the lease in all: the heartbeat keeps it
      assert.equal((await zhao.heartbeat(visitor.conversation)).json.leases.length, 1);
    }
    const form = { id: "late-1", text: "迟到的话" };
    await until("the lease has ended", async () => (await short.query("SELECT owner FROM conversation"))[0].owner === 1, 15_000);
    await page.hear((e) => e.what === "queue");
    const refused = await zhao.act(visitor.conversation, "reply", form);
    isError(refused, 409, "lease");
    assert.match(refused.json.error.message, /内容没有发出/);
    assert.equal((await zhao.heartbeat(visitor.conversation)).json.leases.length, 0);
    const [waiting] = (await boss.queue()).waiting;
    assert.equal(waiting.lost, "赵");
    assert.equal((await zhao.must("me")).me.present, false, "whose page is gone is not on duty");
    assert.equal((await short.query("SELECT count(*) AS n FROM message WHERE body = '迟到的话'"))[0].n, 0);
    assert.ok((await boss.must("acts?what=lost")).acts.length === 1);
    await zhao.claim(visitor.conversation);
    assert.equal((await zhao.act(visitor.conversation, "reply", form)).status, 200);
    const told = (await visitor.transcript()).filter((m) => m.author === "machine").map((m) => m.text);
    assert.ok(told.some((t) => /已为您重新排队|工作人员已经离开/.test(t)), told.join("\n"));
    page.close();
  } finally {
    await short.stop();
  }
});

test("through five people and two teams, while the citizen writes and roles are killed", { timeout: 240_000 }, async (t) => {
  const people = [wang, li, lead];
  people.push(await onDuty(stack, "chen", "agent", { display: "陈明", team: "一组" }), await onDuty(stack, "sun", "agent", { display: "孙芳", team: "二组" }));
  const teams = { one: (await wang.must("me")).me.team.id, two: (await li.must("me")).me.team.id };
  const visitor = await asking(stack);
  const id = visitor.conversation;
  const expected = [];
  let going = true, kills = 0;
  const refusals = [];
  const citizen = (async () => {
    for (let n = 0; going; n++) {
      const text = `市民第${n}句`;
      refusals.push(...(await visitor.insist(text, `kill-${n}`)).refusals);
      expected.push(text);
      await sleep(20);
    }
  })();
  const killer = (async () => {
    const roles = ["gate", "post", "clock"];
    while (going) {
      await sleep(250 + 90 * (kills % 4));
      for (const pid of stack.pids(roles[kills % 3])) try { process.kill(pid, "SIGKILL"); kills++; } catch { /* gone */ }
    }
  })();
  const spoken = [];
  let forms = 0;
  const speak = async (who, words) => {
    for (let n = 0; n < 4; n++) {
      const text = `${who.name}说${words}${n}`, form = `said-${forms++}`;
      const answer = await who.insist(() => who.reply(id, text, { id: form }));
      assert.equal(answer.status, 200, `${text}: ${answer.body}`);
      spoken.push(text);
      await sleep(120); // people take their time, and so do those who kill
    }
    assert.equal((await who.insist(() => who.note(id, `${who.name}的备注`, { id: `note-${forms}` }))).status, 200);
  };
  const claim = async (who) => assert.equal((await who.insist(() => who.claim(id))).status, 200);
  const hand = async (who, to, note) => assert.equal((await who.insist(() => who.handover(id, to, note, { id: `hand-${forms}` }))).status, 200);
  const [, , , chen, sun] = people;
  try {
    await claim(wang); await speak(wang, "一"); await hand(wang, { staff: chen.id }, "给陈明");
    await speak(chen, "二"); await hand(chen, { team: teams.two }, "给二组");
    await claim(li); await speak(li, "三"); await hand(li, { staff: sun.id }, "给孙芳");
    await speak(sun, "四"); await hand(sun, { shift: true }, "给下一班");
    await claim(lead); await speak(lead, "五"); await hand(lead, { team: teams.one }, "给一组");
    await claim(wang); await speak(wang, "六");
  } finally {
    going = false;
    await citizen;
    await killer;
  }
  await until("the house is whole again", async () => ["gate", "post", "clock"].every((role) => stack.pids(role).length === 1));
  t.diagnostic(`refused on the way: ${refusals}`);
  assert.equal((await wang.insist(() => wang.close(id, "六人接力完成", { id: "the-end" }))).status, 200);
  const said = await same(visitor, lead);
  assert.deepEqual(said.filter((m) => m.author === "citizen").slice(2).map((m) => m.text), expected, "nothing of the citizen's is lost, doubled or moved");
  assert.deepEqual(said.filter((m) => m.author === "staff").map((m) => m.text), spoken, "nor of the staff's");
  assert.equal(said.filter((m) => m.author === "machine" && m.text === "收到。").length, 1, "the machine was silent");
  const { json } = await lead.look(id);
  assert.deepEqual(json.handovers.map((h) => h.kind), ["taken", "colleague", "team", "taken", "colleague", "shift", "taken", "team", "taken", "closed"]);
  assert.equal(json.notes.length, 6);
  assert.deepEqual(await stack.query(`SELECT handovers, answers, ended FROM service WHERE conversation = ${id}`), [{ handovers: 5, answers: 24, ended: 1 }]);
  t.diagnostic(`${expected.length} messages of the citizen, ${spoken.length} of staff, ${kills} kills`);
  assert.ok(kills >= 6, `${kills} kills`);
});

test("a form sent twice is done once; with other words it is refused", async () => {
  const visitor = await asking(stack);
  const id = visitor.conversation;
  await wang.claim(id);
  const answers = await Promise.all(Array.from({ length: 6 }, () => wang.reply(id, "只说一次", { id: "once" })));
  assert.deepEqual([...new Set(answers.map((a) => a.json?.message?.id))].length, 1, JSON.stringify(answers.map((a) => a.json)));
  isError(await wang.reply(id, "另一句", { id: "once" }), 409, "mismatch");
  isError(await wang.note(id, "只说一次", { id: "once" }), 409, "mismatch");
  await Promise.all([wang.close(id, "完", { id: "end" }), wang.close(id, "完", { id: "end" })]);
  assert.equal((await stack.query(`SELECT count(*) AS n FROM message WHERE conversation = ${id} AND body = '只说一次'`))[0].n, 1);
  assert.equal((await stack.query(`SELECT count(*) AS n FROM message WHERE conversation = ${id} AND body LIKE '%打个分%'`))[0].n, 1);
});

test("other people's conversations: every route of each refuses", async () => {
  const visitor = await asking(stack);
  const id = visitor.conversation;
  await wang.claim(id);
  const forms = { reply: { text: "x" }, note: { text: "x" }, handover: { to: { machine: true }, note: "x" }, close: { summary: "x" }, typing: { on: true }, reveal: {} };
  isError(await li.look(id), 403, "forbidden");
  for (const [what, body] of Object.entries(forms)) isError(await li.act(id, what, { id: `other-${what}`, ...body }), 403, "forbidden");
  for (const what of ["reply", "close", "typing"]) isError(await lead.act(id, what, { id: `lead-${what}`, ...forms[what] }), 403, "forbidden");
  for (const wrong of ["1", "9223372036854775807", "383734465958330368"]) {
    isError(await li.look(wrong), 403, "forbidden");
    isError(await wang.act(wrong, "reply", { id: "nobody", text: "x" }), 403, "forbidden");
    isError(await lead.look(wrong), 404, "not_found");
    isError(await lead.act(wrong, "note", { id: "nobody", text: "x" }), 404, "not_found");
    isError(await wang.claim(wrong), 404, "not_found");
  }
  assert.equal((await stack.query(`SELECT count(*) AS n FROM message WHERE conversation = ${id} AND body = 'x'`))[0].n, 0);
  assert.equal((await wang.look(id)).status, 200);
  await wang.close(id);
  isError(await wang.reply(id, "还有一句"), 409, "lease");
});

test("who looks is seen, who writes too; pages hear of it", async () => {
  const visitor = await asking(stack);
  const id = visitor.conversation;
  assert.deepEqual((await li.look(id)).json.conversation.viewers, []);
  await until("the other is seen", async () => (await wang.look(id)).json.conversation.viewers.some((v) => v.display === "坐席乙"));
  await wang.claim(id);
  const owner = await wang.listen();
  await lead.look(id);
  await owner.hear((e) => e.what === "conversation" && e.conversation === id); // that somebody else looks
  owner.close();
  const page = await li.listen();
  await li.look(id);
  await wang.act(id, "typing", { on: true });
  await page.hear((e) => e.what === "conversation" && e.conversation === id);
  await until("writing is seen", async () => (await lead.look(id)).json.conversation.viewers.some((v) => v.display === "坐席甲" && v.writing));
  page.close();
  await wang.close(id);
});

test("news reaches the owner's page, the queue's pages and the citizen's", async () => {
  const [mine, others] = [await wang.listen(), await li.listen()];
  const visitor = await asking(stack);
  const id = visitor.conversation;
  const theirs = await subscribe(stack, visitor);
  await others.hear((e) => e.what === "queue" && e.conversation === id);
  await wang.claim(id);
  await mine.hear((e) => e.what === "conversation" && e.conversation === id);
  assert.match((await theirs.next()).data, /^\{"id":"\d+"\}$/);
  const { json } = await visitor.say("在吗");
  await mine.hear((e) => e.what === "conversation" && e.id === json.message.id);
  const { json: replied } = await wang.reply(id, "在的");
  await until("the citizen's page hears", async () => JSON.parse((await theirs.next()).data).id === replied.message.id);
  assert.equal((await wang.look(id)).json.messages.at(-1).letter.state, "offered");
  await visitor.transcript();
  await mine.hear((e) => e.what === "conversation");
  await until("it was fetched", async () => (await wang.look(id)).json.messages.at(-1).letter.state === "answered");
  for (const page of [mine, others, theirs]) page.close();
  await wang.close(id);
});

test("a transcript of 10,000 messages comes page by page", async () => {
  const visitor = await asking(stack);
  const id = visitor.conversation;
  await wang.claim(id);
  const last = Number((await stack.query(`SELECT last_message AS n FROM conversation WHERE id = ${id}`))[0].n);
  await stack.end("yixian");
  await stack.change(`WITH RECURSIVE n(i) AS (SELECT ${last + 1} UNION ALL SELECT i + 1 FROM n WHERE i < 10000)
    INSERT INTO message (conversation, id, author, reply_to, body, at_ms, staff) SELECT ${id}, i, 0, 0, '第' || i || '条', ${Date.now()}, 0 FROM n;
    UPDATE conversation SET last_message = 10000, version = version + 1, lease_until_ms = ${Date.now() + 600_000} WHERE id = ${id}`);
  stack.serve();
  await stack.ready();
  const begin = Date.now();
  const latest = (await wang.look(id)).json;
  assert.ok(Date.now() - begin < 500, "the last page does not read the others");
  assert.deepEqual([latest.messages.length, latest.messages.at(-1).id, latest.more], [50, "10000", true]);
  const earlier = (await wang.look(id, `?before=${latest.messages[0].id}`)).json;
  assert.deepEqual([earlier.messages[0].id, earlier.messages.at(-1).id, earlier.more], ["9901", "9950", true]);
  assert.equal((await wang.look(id, "?before=51")).json.more, false);
  const all = await wang.transcript(id);
  assert.deepEqual(all.map((m) => Number(m.id)), Array.from({ length: 10000 }, (_, i) => i + 1));
  isError(await wang.look(id, "?after=x"), 400, "invalid");
  isError(await wang.look(id, "?before=-1"), 400, "invalid");
  await wang.close(id);
});

test("the board counts what the database holds", async () => {
  const [from, to] = [Date.now() - 3600_000, Date.now() + 1000];
  const { json: board } = await lead.get(`board?from=${from}&to=${to}`);
  const one = async (sql) => Object.values((await stack.query(sql))[0])[0];
  const span = (column) => `${column} >= ${from} AND ${column} < ${to}`;
  assert.equal(board.answered.staff, await one(`SELECT count(*) FROM message WHERE author = ${COUNTED.staff} AND ${span("at_ms")}`));
  assert.equal(board.answered.machine, await one(`SELECT count(*) FROM message WHERE author = ${COUNTED.machine} AND reply_to > 0 AND ${span("at_ms")}`));
  assert.equal(board.waiting, await one("SELECT count(*) FROM conversation WHERE owner = 1"));
  assert.equal(board.open, await one("SELECT count(*) FROM conversation WHERE owner = 2"));
  assert.equal(board.handovers, await one(`SELECT sum(handovers) FROM service WHERE ${span("asked_ms")}`));
  assert.equal(board.services.asked, await one(`SELECT count(*) FROM service WHERE ${span("asked_ms")}`));
  assert.equal(board.satisfaction.count, await one(`SELECT count(*) FROM service WHERE stars > 0 AND ${span("asked_ms")}`));
  assert.equal(board.load.reduce((sum, l) => sum + l.count, 0), await one(`SELECT count(*) FROM message WHERE author = 0 AND ${span("at_ms")}`));
  const times = (await stack.query(`SELECT answered_ms - asked_ms AS t FROM service WHERE answered_ms > 0 AND ${span("asked_ms")} ORDER BY t`)).map((r) => r.t);
  assert.equal(board.first_answer.p50_ms, times[Math.floor(((times.length - 1) * 50) / 100)]);
  assert.equal(board.first_answer.p90_ms, times[Math.floor(((times.length - 1) * 90) / 100)]);
  const row = board.by_agent.find((a) => a.display === "坐席甲");
  assert.equal(row.answers, await one(`SELECT count(*) FROM message WHERE staff = ${row.id}`));
  for (const bad of ["from=5&to=4", `from=1&to=${to}`, "from=x"]) isError(await lead.get(`board?${bad}`), 400, "invalid");
});

test("the CSV cannot be a formula", async () => {
  const evil = "=cmd|' /C calc'!A0";
  const visitor = stack.visitor();
  await visitor.open();
  for (const text of [evil, "+1", "-1+2", "@SUM(A1)", "带\"引号\",逗号"]) await visitor.say(`${text}吗`);
  await stack.change(`INSERT INTO unanswered (conversation, message, decision, at_ms) SELECT conversation, id, 'none', ${Date.now()} FROM message m
    WHERE author = 0 AND body LIKE '%吗' AND (substr(body, 1, 1) IN ('=', '+', '-', '@') OR body LIKE '带%')
    AND NOT EXISTS (SELECT 1 FROM unanswered u WHERE u.conversation = m.conversation AND u.message = m.id)`);
  const answer = await lead.get("board.csv");
  assert.match(answer.headers["content-type"], /^text\/csv/);
  assert.deepEqual([...answer.body.subarray(0, 3)], [0xef, 0xbb, 0xbf]);
  const text = String(answer.body).slice(1);
  assert.ok(text.includes(`"'${evil}吗"`), text);
  assert.ok(text.includes(`"带""引号"",逗号吗"`), text);
  for (const line of text.split("\r\n")) for (const cell of line.match(/"(?:[^"]|"")*"/g) ?? []) assert.doesNotMatch(cell, /^"[=+\-@\t]/, line);
});

test("working hours set at the desk count at once; wrong ones are refused with their place", async () => {
  const wrong = await admin.post("hours", { id: "w1", shifts: [{ name: "白班", days: "working", from: "8:30", to: "17:30", breaks: [] }] });
  isError(wrong, 400, "invalid");
  assert.ok(wrong.json.faults.some((f) => /from/.test(f)), JSON.stringify(wrong.json.faults));
  const never = { shifts: [{ name: "夜班", days: "daily", from: "00:00", to: "00:01", breaks: [] }], closed: [] };
  await admin.must("hours", { id: "w2", ...never });
  const visitor = stack.visitor();
  await visitor.open();
  await until("citizens are told when somebody will be there", async () => {
    const { json } = await visitor.say("转人工");
    await visitor.say("退出");
    return /工作人员(今天|明天（周.）)0:00/.test(json.reply.text);
  });
  await admin.must("hours", { id: "w3", ...ALWAYS });
  const { json } = await lead.get("hours");
  assert.deepEqual([json.shifts, json.from_desk, json.open], [ALWAYS.shifts, true, true]);
  isError(await lead.post("hours", { id: "w4", ...ALWAYS }), 403, "forbidden");
});

test("replies are kept for everybody or a team; the knowledge base is searched", async () => {
  const team = (await wang.must("me")).me.team.id;
  const made = await lead.must("canned", { id: "k1", title: "一组用语", text: "请带材料", team });
  const titles = async (who) => (await who.must("canned")).items.map((i) => i.title);
  assert.ok((await titles(wang)).includes("一组用语"));
  assert.ok(!(await titles(li)).includes("一组用语"));
  assert.ok((await titles(li)).includes("问候"), "the house ships some");
  await lead.must("canned", { id: "k2", item: made.id, title: "一组用语", text: "不用了", gone: true });
  assert.ok(!(await titles(wang)).includes("一组用语"));
  isError(await lead.post("canned", { id: "k3", item: made.id, title: "x", text: "y" }), 404, "not_found");
  isError(await lead.post("canned", { id: "k4", title: "", text: "y" }), 400, "invalid");
  const { hits } = await wang.must(`kb?q=${encodeURIComponent("老板拖欠工资")}`);
  assert.equal(hits[0].article, "wages-unpaid");
  assert.ok(hits[0].sources.some((s) => s.law.includes("劳动")) && !hits[0].text.includes("**"));
  isError(await wang.get("kb?q="), 400, "invalid");
});

test("going off duty asks for what is open", async () => {
  const visitor = await asking(stack);
  await li.claim(visitor.conversation);
  const refused = await li.post("present", { present: false });
  isError(refused, 409, "conflict");
  assert.deepEqual(refused.json.open.map((c) => c.id), [visitor.conversation]);
  await li.handover(visitor.conversation, { shift: true }, "小结：等对方回电话");
  assert.equal((await li.post("present", { present: false })).status, 200);
  isError(await wang.handover(visitor.conversation, { staff: li.id }), 409, "lease");
  await wang.claim(visitor.conversation);
  isError(await wang.handover(visitor.conversation, { staff: li.id }), 409, "conflict");
  isError(await wang.handover(visitor.conversation, { machine: true }, " "), 400, "invalid");
  await wang.close(visitor.conversation);
  await li.post("present", { present: true });
});

test("a county's hours and calendars are checked before anything starts", async () => {
  const house = await Stack.start({ start: false });
  try {
    const county = path.join(house.folder, "county/core/schedule");
    await fs.mkdir(path.join(county, "calendars"), { recursive: true });
    await fs.writeFile(path.join(county, "hours.yaml"), "shifts:\n  - { name: 白班, days: monday, from: \"08:30\", to: \"17:30\" }\n");
    await fs.writeFile(path.join(county, "calendars/2026.yaml"), "year: 2026\noff:\n  - { name: 元旦, from: 2026-01-01, to: 2025-01-03 }\nworked: []\n");
    await house.configure((c) => { c.paths.county = path.join(house.folder, "county"); });
    const { code, stderr } = await yixian(["check", "--config", house.config]);
    assert.equal(code, 1);
    assert.match(stderr, /hours\.yaml:2:\d+: .*days: must be working, rest or daily/);
    assert.match(stderr, /2026\.yaml:3:\d+: /);
  } finally {
    await house.stop();
  }
});

test("the database proves whole", async () => {
  const checked = await yixian(["db", "check", "--config", stack.config]);
  assert.equal(checked.code, 0, checked.stderr);
});
