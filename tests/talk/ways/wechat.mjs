// A conversation in WeChat's clothes: what a phone sends and shows, with WeChat's servers played by tests/stub/wechat.
import { sleep } from "../../stack/stack.mjs";
import { startWechatHouse } from "../../stack/wechat_house.mjs";
import { list, onlyKnown, replyFaults } from "./expect.mjs";

/** What a person does: exactly one of these in a turn. */
const DOINGS = {
  say: (phone, turn) => phone.say(String(turn.say)),
  image: (phone) => phone.image(),
  voice: (phone, turn) => phone.voice({ recognition: turn.voice || undefined }),
  video: (phone) => phone.video(),
  location: (phone, turn) => phone.location({ latitude: 30.65, longitude: 104.06, label: turn.location }),
  link: (phone, turn) => phone.link({ title: turn.link, url: "https://example.test/" }),
  event: (phone, turn) => phone.event(turn.event, turn.what),
  again: (phone, turn, last) => phone.deliver(last.fields),
};
const PUSH_MS = 15_000;

export const TALK_KEYS = ["account"];
export const TURN_KEYS = [...Object.keys(DOINGS), "what", "fail", "visitor", "expect"];
export const EXPECT_KEYS = ["reply", "not", "same_reply", "pushed", "kinds", "unavailable"];

export function judgeTurn(turn) {
  const does = Object.keys(turn).filter((key) => key in DOINGS);
  if (does.length !== 1) throw new Error(`a turn needs one of ${Object.keys(DOINGS).join(", ")}`);
  if ("what" in turn && !("event" in turn)) throw new Error("`what` goes with `event`");
}

export async function open({ configuration, guests, account }) {
  onlyKnown("account", account, ["mode", "certified"]);
  const house = await startWechatHouse({ configuration, guests, account });
  return {
    stack: house.stack,
    stop: house.stop,
    // one house plays many talks: everybody is somebody else in each
    person: (talk, name) => Object.assign(house.phone(`${talk}/${name}`), { fail: (...faults) => house.wechat.fail("/cgi-bin/message/custom/send", ...faults) }),
  };
}

/** Pushes that came after screen entry `from`, once there are as many as expected, or time is up. */
async function pushes(phone, from, count) {
  const end = Date.now() + PUSH_MS;
  for (;;) {
    const got = phone.heard(from).filter((m) => m.way !== "passive");
    if (got.length >= count || Date.now() > end) return got;
    await sleep(20);
  }
}

const wordsOf = (m) => [m.text, ...(m.fields ?? []).map((f) => f.value), m.title].filter(Boolean).join("\n");

/** One push after the other must hold one part after the other. */
function pushFaults(expected, got) {
  const parts = list(expected);
  const found = got.length === parts.length ? [] : [`${got.length} pushes, not ${parts.length}: ${got.map(wordsOf).join(" | ")}`];
  parts.forEach((part, i) => { if (got[i] && !wordsOf(got[i]).includes(part)) found.push(`no “${part}” in push ${i + 1}: ${wordsOf(got[i])}`); });
  return found;
}

export async function play(turn, phone, last) {
  const from = phone.screen().length;
  const expect = turn.expect ?? {};
  if (turn.fail) phone.fail(...[turn.fail].flat());
  const does = Object.keys(turn).find((key) => key in DOINGS);
  const got = await DOINGS[does](phone, turn, last);
  const passive = phone.heard(from).find((m) => m.way === "passive") ?? null;
  const text = passive === null ? null : wordsOf(passive);
  const found = replyFaults(expect, text, last?.text ?? null);
  const down = got.reply === null && Boolean(got.failure);
  if (down !== (expect.unavailable ?? false)) found.push(down ? `unavailable: ${got.failure}` : "answered, where the account should be unavailable");
  if ("pushed" in expect) found.push(...pushFaults(expect.pushed, await pushes(phone, from, list(expect.pushed).length)));
  if ("kinds" in expect) {
    const kinds = phone.heard(from).map((m) => m.kind);
    if (kinds.join() !== list(expect.kinds).join()) found.push(`kinds ${kinds}, not ${list(expect.kinds)}`);
  }
  return { last: { fields: got.fields, text }, found };
}
