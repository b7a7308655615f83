// Replies on their way. Each keeps its id until the house has answered, through reloads too, so that however often it
// is sent it is said once; those of one conversation go one after the other, in their order. What the house refuses goes
// back to the one who wrote it.
import { reactive } from "vue";
import * as desk from "../api/desk.js";
import { coalesce } from "../live/coalesce.js";
import { newId } from "../words/id.js";
import { houseNow } from "../words/time.js";
import { putBack } from "./drafts.js";
import { keysBelow, read, remove, write } from "./stored.js";

const lists = new Map(); // "staff.conversation" → { entries: reactive list of { id, text, sources, at, failed, said }, send }

let tellRefused = () => {};
/** then(error), when the house refused one and its text was put back. */
export const whenRefused = (then) => { tellRefused = then; };

function listOf(staff, conversation) {
  const name = `${staff}.${conversation}`;
  if (!lists.has(name)) {
    const entries = reactive(read(`sending.${name}`, []).map((one) => ({ ...one, failed: true, said: null })));
    lists.set(name, { entries, send: coalesce(() => sendAll(staff, conversation)) });
  }
  return lists.get(name);
}
export const sendingOf = (staff, conversation) => listOf(staff, conversation).entries;

const open = (entries) => entries.filter((one) => !one.said);

function keep(staff, conversation) {
  const key = `sending.${staff}.${conversation}`, left = open(sendingOf(staff, conversation));
  if (left.length) write(key, left.map(({ id, text, sources, at }) => ({ id, text, sources, at })));
  else remove(key);
}

export function drop(staff, conversation, entry) {
  const entries = sendingOf(staff, conversation);
  const at = entries.findIndex((one) => one.id === entry.id);
  if (at >= 0) entries.splice(at, 1);
  keep(staff, conversation);
}

/** Said again by their writer or refused: back into the draft, all that was not said, in its order. */
export function takeBack(staff, conversation, entries) {
  putBack(staff, conversation, { text: entries.map((one) => one.text).join("\n"), sources: entries.flatMap((one) => one.sources) });
  for (const entry of entries) drop(staff, conversation, entry);
}

async function sendAll(staff, conversation) {
  const entries = sendingOf(staff, conversation);
  for (const entry of open(entries)) entry.failed = false;
  for (let entry; (entry = open(entries)[0]);) {
    try {
      const { message } = await desk.reply(conversation, { id: entry.id, text: entry.text, sources: entry.sources });
      entry.said = message.id;
      keep(staff, conversation);
    } catch (error) {
      if (!("status" in error)) throw error;
      // nobody answered, or not me any more: it may go later
      if (error.passing || error.status === 401) {
        for (const left of open(entries)) left.failed = true;
        return;
      }
      takeBack(staff, conversation, open(entries));
      tellRefused(error);
    }
  }
}

/** Send what is there, one after the other. */
export const send = (staff, conversation) => listOf(staff, conversation).send();

/** Put a reply on its way. */
export function say(staff, conversation, { text, sources }) {
  sendingOf(staff, conversation).push({ id: newId(), text, sources, at: houseNow(), failed: false, said: null });
  keep(staff, conversation);
  return send(staff, conversation);
}

/** Whatever could not be sent before, of all conversations, those of before a reload too. */
export function sendAgain(staff) {
  const before = `sending.${staff}.`;
  for (const key of keysBelow(before)) {
    const conversation = key.slice(before.length);
    if (sendingOf(staff, conversation).some((one) => one.failed)) send(staff, conversation);
  }
}

/** Those that the transcript has are on their way no more. */
export function forgetSaid(staff, conversation, messages) {
  const there = new Set(messages.map((message) => message.id));
  for (const entry of sendingOf(staff, conversation).filter((one) => there.has(one.said))) drop(staff, conversation, entry);
}
