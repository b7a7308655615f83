// Unread, as the eye has it: what stands in the open conversation of a page that is seen has been read, though the house
// may hear of it a moment later.
import { reactive } from "vue";

const here = reactive({ id: null, seen: document.visibilityState === "visible" });
document.addEventListener("visibilitychange", () => { here.seen = document.visibilityState === "visible"; });

export const lookAt = (conversation) => { here.id = conversation; };
export const unreadOf = (talk) => (here.seen && here.id === talk.id ? 0 : talk.unread);
export const countWords = (n) => (n > 99 ? "99+" : String(n));
