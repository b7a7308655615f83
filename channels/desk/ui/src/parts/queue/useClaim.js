// Taking a conversation; when somebody was faster, their name is told.
import { shallowRef } from "vue";
import { useRouter } from "vue-router";
import * as desk from "../../api/desk.js";
import { ElMessage } from "../../element.js";
import { mineByMyself, refreshQueue } from "../../state/queue.js";
import { t } from "../../words/texts.js";
import { tellError } from "../frame/tell.js";

export function useClaim() {
  const router = useRouter();
  const busy = shallowRef(false);

  /** id: which; null: the next one in turn. Returns whether it is mine now. */
  async function claim(id) {
    if (busy.value) return false;
    busy.value = true;
    try {
      const { conversation } = await desk.claim(id);
      mineByMyself(conversation);
      await router.push(`/talk/${conversation}`);
      return true;
    } catch (error) {
      if (error.body?.by) ElMessage({ type: "warning", message: t("queue.taken", { by: error.body.by }), duration: 5000 });
      else if (error.status === 404 && id === null) ElMessage({ type: "info", message: t("queue.nobody") });
      else tellError(error);
      return false;
    } finally {
      busy.value = false;
      refreshQueue();
    }
  }
  return { claim, busy };
}
