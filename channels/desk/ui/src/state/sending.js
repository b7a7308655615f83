// Replies on their way. Each keeps its id until the house has answered, through reloads too, so that however often it
// is sent it is said once. What the house refuses goes back to the one who wrote it.
import { reactive } from "vue";
import * as desk from "../api/desk.js";
import { newId } from "../words/id.js";
import { houseNow } from "../words/time.js";
import { read, remove, write } from "./stored.js";

const lists = new Map(); // "staff.conversation" → reactive list of { id, text, sources, at, failed }

export function sendingOf(staff, conversation) {
  const name = `${staff}.${conversation}`;
  if (!lists.has(name)) lists.set(name, reactive(read(`sending.${name}`, []).map((one) => ({ ...one, failed: true, busy: false }))));
  return lists.get(name);
}

function keep(staff, conversation) {
  const list = sendingOf(staff, conversation).filter((one) => !one.said);
  const key = `sending.${staff}.${conversation}`;
  if (list.length) write(key, list.map(({ id, text, sources, at }) => ({ id, text, sources, at })));
  else remove(key);
}

/** Put a reply on its way; the new entry, to be given to deliver. */
export function enqueue(staff, conversation, { text, sources }) {
  const list = sendingOf(staff, conversation);
  list.push({ id: newId(), text, sources, at: houseNow(), failed: false, busy: false });
  keep(staff, conversation);
  return list[list.length - 1];
}

export function drop(staff, conversation, entry) {
  const list = sendingOf(staff, conversation);
  const at = list.findIndex((one) => one.id === entry.id);
  if (at >= 0) list.splice(at, 1);
  keep(staff, conversation);
}

/** Send one. Returns whether it was said (the entry stays in sight until the transcript has it, forgetSaid), or not
 * (yet): it may be sent again. A refusal for good is thrown, and the entry is gone: the caller has its text. */
export async function deliver(staff, conversation, entry) {
  if (entry.busy || entry.said) return false;
  Object.assign(entry, { busy: true, failed: false });
  try {
    const { message } = await desk.reply(conversation, { id: entry.id, text: entry.text, sources: entry.sources });
    Object.assign(entry, { said: message.id, busy: false });
    keep(staff, conversation);
    return true;
  } catch (error) {
    if (error.passing || error.status === 401) {
      Object.assign(entry, { busy: false, failed: true });
      return false;
    }
    drop(staff, conversation, entry);
    throw error;
  }
}

/** Those that the transcript has are on their way no more. */
export function forgetSaid(staff, conversation, messages) {
  const there = new Set(messages.map((message) => message.id));
  for (const entry of sendingOf(staff, conversation).filter((one) => there.has(one.said))) drop(staff, conversation, entry);
}
