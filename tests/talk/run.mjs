// Play the conversations of tests/talk/*.yaml against the real stack; README.md says how one is written.
//
//   node tests/talk/run.mjs [PART-OF-A-FILE-NAME…]
import fs from "node:fs/promises";
import path from "node:path";
import YAML from "yaml";
import { Stack, root, sharedIndex } from "../stack/stack.mjs";

const folder = path.join(root, "tests/talk");
const TALK_KEYS = ["talk", "channel", "configuration", "guests", "turns", "then"];
const TURN_KEYS = ["say", "id", "visitor", "expect"];
const EXPECT_KEYS = ["reply", "source", "same_reply", "choices", "owner", "status", "not", "duplicate"];

function onlyKnown(what, map, keys) {
  for (const key of Object.keys(map ?? {}))
    if (!keys.includes(key)) throw new Error(`${what}: '${key}' is not among ${keys.join(", ")}`);
}

/** A misspelt expectation would pass for ever: everything in a talk must be known. */
function read(text) {
  const talk = YAML.parse(text);
  onlyKnown("a talk", talk, TALK_KEYS);
  onlyKnown("then", talk.then, ["metric"]);
  if (!talk.talk || !Array.isArray(talk.turns) || talk.turns.length === 0) throw new Error("a talk needs `talk` and `turns`");
  for (const turn of talk.turns) {
    onlyKnown("a turn", turn, TURN_KEYS);
    onlyKnown("expect", turn.expect, EXPECT_KEYS);
    if (typeof turn.say !== "string") throw new Error("a turn needs `say`");
  }
  return talk;
}

const list = (value) => (Array.isArray(value) ? value : [value]).map(String);

/** What is wrong with an answer, as lines; none when it is as expected. */
function faults(expect, answer, before) {
  const found = [];
  const want = (condition, words) => { if (!condition) found.push(words); };
  const status = expect.status ?? 200;
  want(answer.status === status, `status ${answer.status}, not ${status}: ${answer.body}`);
  if (answer.status !== 200) return found;
  const { reply, owner, duplicate } = answer.json;
  const text = reply?.text ?? "";
  const sources = (reply?.sources ?? []).map((s) => `${s.law}${s.article ?? ""}`);
  if ("reply" in expect) {
    if (expect.reply === null) want(reply === null, `a reply where none was expected: ${text}`);
    else for (const part of list(expect.reply)) want(text.includes(part), `no “${part}” in the reply: ${text}`);
  }
  if ("source" in expect)
    for (const part of list(expect.source)) want(sources.some((s) => s.includes(part)), `no source “${part}” in: ${sources} (${text.slice(0, 80)})`);
  for (const part of list(expect.not ?? [])) want(!text.includes(part), `“${part}” in the reply: ${text}`);
  if ("same_reply" in expect)
    want((JSON.stringify(reply) === JSON.stringify(before?.json?.reply)) === expect.same_reply, `the reply is ${expect.same_reply ? "another" : "the same"}: ${text}`);
  if ("choices" in expect) {
    const labels = (reply?.choices ?? []).map((c) => c.label);
    if (typeof expect.choices === "number") want(labels.length === expect.choices, `${labels.length} choices: ${labels}`);
    else for (const part of list(expect.choices)) want(labels.some((l) => l.includes(part)), `no choice “${part}” in: ${labels}`);
  }
  if ("owner" in expect) want(owner === expect.owner, `owner ${owner}, not ${expect.owner}`);
  if ("duplicate" in expect) want(duplicate === expect.duplicate, `duplicate ${duplicate}, not ${expect.duplicate}`);
  return found;
}

async function play(talk, stack) {
  const people = new Map();
  const before = await stack.metrics();
  const found = [];
  let last = null;
  for (const [n, turn] of talk.turns.entries()) {
    const name = turn.visitor ?? "";
    if (!people.has(name)) people.set(name, stack.visitor());
    const answer = await people.get(name).say(turn.say, turn.id === undefined ? undefined : String(turn.id));
    for (const fault of faults(turn.expect ?? {}, answer, last)) found.push(`turn ${n + 1}, ${JSON.stringify(turn.say)}: ${fault}`);
    last = answer;
  }
  const after = await stack.metrics();
  for (const [name, by] of Object.entries(talk.then?.metric ?? {})) {
    const grown = (after[name] ?? NaN) - (before[name] ?? NaN);
    if (grown !== by) found.push(`then: ${name} grew by ${grown}, not ${by}`);
  }
  return found;
}

/** One stack per different house: starting one takes longer than a talk. */
const houseOf = (talk) => JSON.stringify([talk.configuration ?? {}, talk.guests ?? []]);

async function main() {
  await fs.rm(sharedIndex, { force: true });
  const wanted = process.argv.slice(2);
  const names = (await fs.readdir(folder)).filter((f) => f.endsWith(".yaml") && (wanted.length === 0 || wanted.some((w) => f.includes(w)))).sort();
  const houses = new Map();
  let failed = 0;
  const say = (name, found) => {
    console.log(`${found.length ? "not ok" : "ok"} - talk ${name}${found.map((f) => `\n    ${f}`).join("")}`);
    failed += found.length > 0;
  };
  for (const name of names) {
    try {
      const talk = read(await fs.readFile(path.join(folder, name), "utf8"));
      if ((talk.channel ?? "web") !== "web") throw new Error(`channel ${talk.channel} cannot be spoken to yet`);
      const key = houseOf(talk);
      houses.set(key, [...(houses.get(key) ?? []), [name, talk]]);
    } catch (error) {
      say(name, [error.message]);
    }
  }
  for (const talks of houses.values()) {
    const { configuration, guests } = talks[0][1];
    let stack;
    try {
      stack = await Stack.start({ configuration, guests });
      for (const [name, talk] of talks) say(name, await play(talk, stack).catch((error) => [error.message]));
    } catch (error) {
      say(talks.map(([name]) => name).join(", "), [error.message]);
    }
    await stack?.stop().catch((error) => say("the house they were played in", [error.message]));
  }
  console.log(`${names.length} talks, ${failed} failed`);
  process.exitCode = failed || names.length === 0 ? 1 : 0;
}

await main();
