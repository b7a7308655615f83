// A conversation at the web's API.
import { Stack } from "../../stack/stack.mjs";
import { list, replyFaults } from "./expect.mjs";

export const TALK_KEYS = [];
export const TURN_KEYS = ["say", "id", "visitor", "expect"];
export const EXPECT_KEYS = ["reply", "source", "same_reply", "choices", "owner", "status", "not", "duplicate"];

export function judgeTurn(turn) {
  if (typeof turn.say !== "string") throw new Error("a turn needs `say`");
}

export async function open({ configuration, guests }) {
  const stack = await Stack.start({ configuration, guests });
  return { stack, stop: () => stack.stop(), person: () => stack.visitor() };
}

/** What is wrong with an answer, as lines; none when it is as expected. */
function faults(expect, answer, before) {
  const status = expect.status ?? 200;
  if (answer.status !== status) return [`status ${answer.status}, not ${status}: ${answer.body}`];
  if (answer.status !== 200) return [];
  const { reply, owner, duplicate } = answer.json;
  const found = replyFaults(expect, reply === null ? null : reply.text, before?.json?.reply?.text ?? null);
  if (expect.same_reply && JSON.stringify(reply) !== JSON.stringify(before?.json?.reply)) found.push("the reply has other sources or choices");
  const sources = (reply?.sources ?? []).map((s) => `${s.law}${s.article ?? ""}`);
  if ("source" in expect)
    for (const part of list(expect.source)) if (!sources.some((s) => s.includes(part))) found.push(`no source “${part}” in: ${sources} (${reply?.text.slice(0, 80)})`);
  if ("choices" in expect) found.push(...choiceFaults(expect.choices, (reply?.choices ?? []).map((c) => c.label)));
  if ("owner" in expect && owner !== expect.owner) found.push(`owner ${owner}, not ${expect.owner}`);
  if ("duplicate" in expect && duplicate !== expect.duplicate) found.push(`duplicate ${duplicate}, not ${expect.duplicate}`);
  return found;
}

function choiceFaults(expected, labels) {
  if (typeof expected === "number") return labels.length === expected ? [] : [`${labels.length} choices: ${labels}`];
  return list(expected).filter((part) => !labels.some((l) => l.includes(part))).map((part) => `no choice “${part}” in: ${labels}`);
}

export async function play(turn, visitor, last) {
  const answer = await visitor.say(turn.say, turn.id === undefined ? undefined : String(turn.id));
  return { last: answer, found: faults(turn.expect ?? {}, answer, last) };
}
