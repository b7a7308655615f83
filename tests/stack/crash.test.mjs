// Processes that die, restart and leave under load: nothing acknowledged is lost, nothing is there twice.
import test from "node:test";
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { Stack, until, yixian } from "./stack.mjs";

const CLIENTS = 8;
const KILLS = 20;

/** Clients that write until `going()` says no; each message is insisted on. What they were promised. */
async function load(stack, going, send = (visitor, text, id) => visitor.insist(text, id)) {
  const people = Array.from({ length: CLIENTS }, () => ({ visitor: stack.visitor(), sent: [], refusals: [] }));
  await Promise.all(people.map(async (person, c) => {
    for (let n = 0; going(); n++) {
      const text = `第${c}位的第${n}句`;
      const answer = await send(person.visitor, text, `${c}-${n}`);
      person.refusals.push(...(answer.refusals ?? []));
      person.sent.push({ text, id: answer.json.message.id, reply: answer.json.reply });
    }
  }));
  return people;
}

/** Every acknowledged message once in the transcript its writer reads, with its reply, and once in the database. */
async function account(stack, people) {
  for (const person of people) {
    const transcript = await person.visitor.transcript();
    const said = transcript.filter((m) => m.author === "citizen");
    assert.deepEqual(said.map((m) => m.text), person.sent.map((m) => m.text), "the transcript is what was acknowledged, in order");
    for (const message of person.sent) {
      assert.equal(said.find((m) => m.id === message.id)?.text, message.text);
      assert.equal(transcript.filter((m) => m.id === message.reply?.id).length, 1, "the reply that was given is kept");
    }
    assert.equal(transcript.length, 2 * said.length, "one reply to each");
  }
  const rows = await stack.query("SELECT body, count(*) AS n FROM message WHERE author = 0 GROUP BY body");
  assert.deepEqual(rows.filter((row) => row.n !== 1), [], "none is there twice");
  assert.equal(rows.length, people.reduce((sum, p) => sum + p.sent.length, 0));
}

test(`kill -9 of the gate under load, ${KILLS} times: every acknowledged message is there once`, { timeout: 300_000 }, async (t) => {
  const stack = await Stack.start({ guests: ["echo"] });
  let kills = 0;
  let going = true;
  try {
    const loaded = load(stack, () => going);
    while (kills < KILLS) {
      // let it serve for a moment that differs, so that it dies in another place each time
      const before = (await stack.metrics().catch(() => ({}))).yx_turns_total ?? 0;
      await until("it serves", async () => ((await stack.metrics().catch(() => ({}))).yx_turns_total ?? 0) > before, 20_000);
      await sleep(7 * (kills % 10));
      const [pid] = stack.pids("gate");
      if (!pid) continue;
      process.kill(pid, "SIGKILL");
      kills++;
    }
    going = false;
    const people = await loaded;
    await account(stack, people);
    const metrics = await stack.metrics();
    assert.equal(metrics.yx_role_crashes_total, KILLS);
    assert.equal(metrics.yx_turns_poison_total, 0, "a kill from outside blames no message");
    const refusals = people.flatMap((p) => p.refusals);
    t.diagnostic(`${people.reduce((sum, p) => sum + p.sent.length, 0)} messages, ${kills} kills, ${refusals.length} tries refused ${[...new Set(refusals)]}, ` +
      `${metrics.yx_turns_duplicate_total} seen before`);
  } finally {
    going = false;
    await stack.stop();
  }
  assert.equal(kills, KILLS);
});

test("SIGHUP under load takes new configuration without a failed request", { timeout: 120_000 }, async (t) => {
  const stack = await Stack.start({ guests: ["echo"] });
  let going = true;
  try {
    // no second try by the client here: each request must be answered
    const loaded = load(stack, () => going, async (visitor, text, id) => {
      const answer = await visitor.say(text, id);
      assert.equal(answer.status, 200, String(answer.body));
      return answer;
    });
    for (let n = 0; n < 5; n++) {
      await sleep(300);
      const old = stack.pids("gate");
      if (n === 4) await stack.configure((c) => { c.house.name = "改名后的热线"; });
      stack.signal("serve", "SIGHUP");
      await until("the old gate has left", () => old.every((pid) => !stack.pids("gate").includes(pid)) && stack.pids("gate").length === 1);
    }
    await sleep(200);
    going = false;
    const people = await loaded;
    await account(stack, people);
    const page = await fetch(stack.url);
    assert.match(await page.text(), /改名后的热线/);
    t.diagnostic(`${people.reduce((sum, p) => sum + p.sent.length, 0)} messages over 5 reloads`);
  } finally {
    going = false;
    await stack.stop();
  }
});

test("SIGHUP with a configuration that is wrong keeps the old gates", async () => {
  const stack = await Stack.start({ guests: ["echo"] });
  try {
    const [old] = stack.pids("gate");
    await stack.configure((c) => { c.gate.treads = 4; });
    stack.signal("serve", "SIGHUP");
    await until("the fault is logged with its place", () => /yixian\.yaml:\d+.*treads/.test(stack.log("yixian.log")));
    await sleep(300);
    assert.deepEqual(stack.pids("gate"), [old]);
    assert.equal((await stack.visitor().say("还在吗")).status, 200);
  } finally {
    await stack.stop();
  }
});

test("SIGTERM under load drains within ten seconds and loses nothing acknowledged", { timeout: 60_000 }, async (t) => {
  const stack = await Stack.start({ guests: ["echo"] });
  const child = stack.children.get("yixian");
  let going = true;
  try {
    const acknowledged = [];
    const clients = Array.from({ length: CLIENTS }, async (_, c) => {
      const visitor = stack.visitor();
      for (let n = 0; going; n++) {
        const text = `第${c}位的第${n}句`;
        const answer = await visitor.say(text).catch(() => null);
        if (answer?.status === 200) acknowledged.push(text);
        else if (answer && ![502, 503, 504].includes(answer.status)) throw new Error(`status ${answer.status}`);
        if (answer?.status !== 200) await sleep(20);
      }
    });
    await sleep(1000);
    const ms = await stack.end("yixian");
    going = false;
    await Promise.all(clients);
    t.diagnostic(`drained in ${ms} ms`);
    assert.ok(ms <= 10_000, `${ms} ms`);
    assert.deepEqual(child.end, { code: 0, signal: null });
    const kept = new Set((await stack.query("SELECT body FROM message WHERE author = 0")).map((row) => row.body));
    assert.ok(acknowledged.length > 0);
    assert.deepEqual(acknowledged.filter((text) => !kept.has(text)), []);
  } finally {
    going = false;
    await stack.stop();
  }
});

test("a plugin that crashes in the middle of a turn: after two crashes the message goes to staff, others go on", { timeout: 120_000 }, async () => {
  const stack = await Stack.start({ guests: ["crash"] });
  try {
    let going = true;
    const others = (async () => {
      const visitor = stack.visitor();
      let answered = 0;
      for (let n = 0; going; n++) {
        await visitor.insist(`你好`, `other-${n}`);
        answered++;
        await sleep(10);
      }
      return answered;
    })();
    const unlucky = stack.visitor();
    const answer = await unlucky.insist("请让进程崩溃", "poison");
    assert.equal(answer.json.owner, "queue");
    assert.match(answer.json.reply.text, /转给工作人员/);
    const transcript = await unlucky.transcript();
    assert.deepEqual(transcript.map((m) => m.author), ["citizen", "machine"], "no half of an answer is left behind");
    const metrics = await stack.metrics();
    assert.equal(metrics.yx_role_crashes_total, 2);
    assert.equal(metrics.yx_turns_poison_total, 1);
    await sleep(200);
    going = false;
    assert.ok(await others > 3);
    // said again by somebody else it is another message: it may crash again, and again goes to staff
    const next = await stack.visitor().insist("请让进程崩溃", "poison");
    assert.equal(next.json.owner, "queue");
  } catch (error) {
    console.error(stack.logs());
    throw error;
  } finally {
    await stack.stop();
  }
});

test("a supervisor that is killed takes its gates with it, and the next one starts at once", async () => {
  const stack = await Stack.start({ guests: ["echo"] });
  try {
    const visitor = stack.visitor();
    await visitor.say("第一句");
    await stack.end("yixian", "SIGKILL");
    await until("its gates end", () => stack.pids("gate").length === 0, 15_000);
    stack.serve();
    await stack.ready();
    assert.equal((await visitor.insist("第二句")).status, 200);
    assert.equal((await visitor.transcript()).length, 4);
  } finally {
    await stack.stop();
  }
});

test("what remains after all of it passes db check", async (t) => {
  const stack = await Stack.start({ guests: ["crash"] });
  try {
    const visitor = stack.visitor();
    for (let n = 0; n < 5; n++) await visitor.insist(`第${n}句`);
    stack.signal("gate", "SIGKILL");
    await visitor.insist("最后一句");
    const checked = await yixian(["db", "check", "--config", stack.config]);
    assert.equal(checked.code, 0, checked.stderr);
  } catch (error) {
    console.error(stack.logs());
    throw error;
  } finally {
    await stack.stop();
  }
});
