// What is being written, by person and conversation: it outlives reloads, restarts and refusals, and is forgotten
// when it was sent, when the person signs out, and after a fortnight.
import { keysBelow, read, remove, write } from "./stored.js";

const KEPT_MS = 14 * 86_400_000;
const keyOf = (staff, conversation) => `draft.${staff}.${conversation}`;

/** { text, sources } */
export const readDraft = (staff, conversation) => read(keyOf(staff, conversation), { text: "", sources: [] });

export function writeDraft(staff, conversation, { text, sources }) {
  if (text || sources.length) write(keyOf(staff, conversation), { text, sources, at: Date.now() });
  else remove(keyOf(staff, conversation));
}

export function forgetDrafts(staff) {
  for (const key of [...keysBelow(`draft.${staff}.`), ...keysBelow(`sending.${staff}.`)]) remove(key);
}

export function forgetOldDrafts() {
  for (const key of keysBelow("draft."))
    if (!(read(key)?.at > Date.now() - KEPT_MS)) remove(key);
}
