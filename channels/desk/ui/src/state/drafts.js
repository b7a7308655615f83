// What is being written, by person and conversation: it outlives reloads, restarts and refusals, and is forgotten
// when it was sent, when the person signs out, and after a fortnight.
import { reactive, watch } from "vue";
import { keysBelow, read, remove, write } from "./stored.js";

const KEPT_MS = 14 * 86_400_000;
const drafts = new Map(); // by key

function keep(key, { text, sources }) {
  if (text || sources.length) write(key, { text, sources, at: Date.now() });
  else remove(key);
}

/** The draft, reactive: { text, sources }; what is changed in it is kept. */
export function draftOf(staff, conversation) {
  const key = `draft.${staff}.${conversation}`;
  if (!drafts.has(key)) {
    const { text, sources } = read(key, { text: "", sources: [] });
    const draft = reactive({ text, sources });
    watch(draft, () => keep(key, draft), { flush: "sync" });
    drafts.set(key, draft);
  }
  return drafts.get(key);
}

/** Before what is being written there: what was sent in vain. */
export function putBack(staff, conversation, { text, sources }) {
  const draft = draftOf(staff, conversation);
  draft.text = draft.text ? `${text}\n${draft.text}` : text;
  draft.sources = [...sources, ...draft.sources];
}

export function forgetDrafts(staff) {
  for (const key of [...keysBelow(`draft.${staff}.`), ...keysBelow(`sending.${staff}.`)]) remove(key);
}

export function forgetOldDrafts() {
  for (const key of keysBelow("draft."))
    if (!(read(key)?.at > Date.now() - KEPT_MS)) remove(key);
}
