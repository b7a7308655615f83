// Play the conversations of tests/talk/*.yaml against the real stack; README.md says how one is written.
//
//   node tests/talk/run.mjs [PART-OF-A-FILE-NAME…]
import fs from "node:fs/promises";
import path from "node:path";
import YAML from "yaml";
import { root, sharedIndex } from "../stack/stack.mjs";
import { onlyKnown } from "./ways/expect.mjs";
import * as sms from "./ways/sms.mjs";
import * as web from "./ways/web.mjs";
import * as wechat from "./ways/wechat.mjs";

const folder = path.join(root, "tests/talk");
const WAYS = { web, wechat, sms };
const wayOf = (talk) => WAYS[talk.channel ?? "web"];
const TALK_KEYS = ["talk", "channel", "configuration", "guests", "turns", "then"];

/** A misspelt expectation would pass for ever: everything in a talk must be known. */
function read(text) {
  const talk = YAML.parse(text);
  const way = wayOf(talk);
  if (!way) throw new Error(`channel ${talk.channel} is not among ${Object.keys(WAYS).join(", ")}`);
  onlyKnown("a talk", talk, [...TALK_KEYS, ...way.TALK_KEYS]);
  onlyKnown("then", talk.then, ["metric"]);
  if (!talk.talk || !Array.isArray(talk.turns) || talk.turns.length === 0) throw new Error("a talk needs `talk` and `turns`");
  for (const turn of talk.turns) {
    onlyKnown("a turn", turn, way.TURN_KEYS);
    onlyKnown("expect", turn.expect, way.EXPECT_KEYS);
    way.judgeTurn(turn);
  }
  return talk;
}

async function play(name, talk, house) {
  const people = new Map();
  const before = await house.stack.metrics();
  const found = [];
  let last = null;
  for (const [n, turn] of talk.turns.entries()) {
    const who = turn.visitor ?? "";
    if (!people.has(who)) people.set(who, house.person(name, who));
    const played = await wayOf(talk).play(turn, people.get(who), last);
    const { expect, ...said } = turn;
    for (const fault of played.found) found.push(`turn ${n + 1}, ${JSON.stringify(said)}: ${fault}`);
    last = played.last;
  }
  const after = await house.stack.metrics();
  for (const [metric, by] of Object.entries(talk.then?.metric ?? {})) {
    const grown = (after[metric] ?? NaN) - (before[metric] ?? NaN);
    if (grown !== by) found.push(`then: ${metric} grew by ${grown}, not ${by}`);
  }
  return found;
}

/** One stack per different house: starting one takes longer than a talk. */
const houseOf = (talk) => JSON.stringify([talk.channel ?? "web", talk.configuration ?? {}, talk.guests ?? [], talk.account ?? {}, talk.sms ?? {}]);

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
      const key = houseOf(talk);
      houses.set(key, [...(houses.get(key) ?? []), [name, talk]]);
    } catch (error) {
      say(name, [error.message]);
    }
  }
  for (const talks of houses.values()) {
    let house;
    try {
      house = await wayOf(talks[0][1]).open(talks[0][1]);
      for (const [name, talk] of talks) say(name, await play(name, talk, house).catch((error) => [error.message]));
    } catch (error) {
      say(talks.map(([name]) => name).join(", "), [error.message]);
    }
    await house?.stop().catch((error) => say("the house they were played in", [error.message]));
  }
  console.log(`${names.length} talks, ${failed} failed`);
  process.exitCode = failed || names.length === 0 ? 1 : 0;
}

await main();
