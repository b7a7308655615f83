// A conversation in a plain telephone's clothes: what is written goes through Debian's Kannel, and so does what comes back.
import { startSmsHouse } from "../../stack/kannel.mjs";
import { sleep } from "../../stack/stack.mjs";
import { onlyKnown, replyFaults } from "./expect.mjs";

const SILENCE_MS = 1500;

export const TALK_KEYS = ["sms"];
export const TURN_KEYS = ["say", "visitor", "expect"];
export const EXPECT_KEYS = ["reply", "not", "same_reply", "parts"];

export function judgeTurn(turn) {
  if (typeof turn.say !== "string") throw new Error("a turn needs `say`");
}

export async function open({ configuration, guests, sms }) {
  onlyKnown("sms", sms, ["parts", "join_s", "same_most", "signature"]);
  const house = await startSmsHouse({ configuration, guests, sms });
  let numbers = 0;
  return { stack: house.stack, stop: house.stop, person: () => house.telephone(`199000${String(++numbers).padStart(5, "0")}`) };
}

/** The message that came, or null after a silence. */
async function next(phone, from, expected) {
  if (expected) return phone.nth(from + 1);
  await sleep(SILENCE_MS);
  return phone.heard()[from] ?? null;
}

export async function play(turn, phone, last) {
  const expect = turn.expect ?? {};
  const from = phone.heard().length;
  await phone.say(turn.say);
  const message = await next(phone, from, expect.reply !== null);
  const text = message?.text ?? null;
  const found = replyFaults(expect, text, last?.text ?? null);
  if ("parts" in expect && message?.parts !== expect.parts) found.push(`${message?.parts} messages, not ${expect.parts}: ${text}`);
  if (phone.raw.some((m) => m.units > (m.part ? 67 : 70))) found.push("a message is longer than a telephone shows");
  return { last: { text }, found };
}
