// A transcript as lines to show: days, messages, notes and hand-overs by their time, and what is still on its way.
import { midnight } from "../words/time.js";

/** Notes and hand-overs of a time before the first loaded message wait until that is loaded. */
function between(talk, items, kind) {
  const from = talk.earlierLeft ? talk.list.messages[0]?.at ?? Infinity : -Infinity;
  return items.filter((item) => item.at >= from).map((item) => ({ kind, key: `${kind}${item.id}`, at: item.at, item }));
}

function withDays(lines) {
  const result = [];
  let day = null;
  for (const line of lines) {
    if (midnight(line.at) !== day) {
      day = midnight(line.at);
      result.push({ kind: "day", key: `day${day}`, at: line.at, floats: true });
    }
    result.push(line);
  }
  return result;
}

export function linesOf(talk, sending) {
  const messages = talk.list.messages.map((item) => ({ kind: "message", key: `m${item.id}`, at: item.at, item }));
  const asides = [...between(talk, talk.notes, "note"), ...between(talk, talk.handovers, "handover")];
  const lines = asides.length ? [...messages, ...asides].sort((a, b) => a.at - b.at) : messages;
  const there = new Set(talk.list.messages.slice(-60).map((message) => message.id));
  return withDays([...lines, ...sending.filter((item) => !there.has(item.said)).map((item) => ({ kind: "sending", key: `s${item.id}`, at: item.at, item }))]);
}
