// What every page of a list does: ask when it opens, say why it could not, ask again.
import { onMounted, shallowReactive } from "vue";

/** run: asks and keeps what it got. Returns { known, busy, why, again }. */
export function useLoad(run) {
  const state = shallowReactive({ known: false, busy: false, why: "", again });
  async function again() {
    state.busy = true;
    state.why = "";
    try {
      await run();
      state.known = true;
    } catch (error) {
      if (!("status" in error)) throw error;
      state.why = error.message;
    } finally {
      state.busy = false;
    }
  }
  onMounted(again);
  return state;
}
