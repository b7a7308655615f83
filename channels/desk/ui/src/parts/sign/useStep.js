// What every step of signing in shares: one request at a time, and why it was refused.
import { shallowRef } from "vue";
import { lasting } from "../../words/time.js";
import { t } from "../../words/texts.js";

export function useStep() {
  const busy = shallowRef(false), why = shallowRef("");

  /** Returns the answer, or null: then `why` says it. */
  async function attempt(request) {
    busy.value = true;
    why.value = "";
    try {
      return await request();
    } catch (error) {
      if (!("status" in error)) throw error;
      const wait = error.status === 429 && error.body.wait_ms;
      why.value = wait ? t("sign.wait", { time: lasting(wait) }) : error.message;
      return null;
    } finally {
      busy.value = false;
    }
  }
  return { busy, why, attempt };
}
