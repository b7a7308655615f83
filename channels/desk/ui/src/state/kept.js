// A text that is being written beside a reply (a note, a summary, words for who takes over): kept like a reply's draft.
import { ref, watch } from "vue";
import { read, remove, write } from "./stored.js";
import { myId } from "./session.js";

/** what: "note", "handover", "close". Returns a ref; empty is forgotten. */
export function useKept(conversation, what) {
  const key = `draft.${myId.value}.${conversation}.${what}`;
  const text = ref(read(key)?.text ?? "");
  watch(text, (now) => { if (now) write(key, { text: now, at: Date.now() }); else remove(key); }, { flush: "sync" });
  return text;
}
