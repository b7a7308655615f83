// Short words at the top of the page.
import { ElMessage } from "../../element.js";

export const tellDone = (message) => ElMessage({ type: "success", message, duration: 2500, grouping: true });
/** Something that came without my doing. */
export const tellNews = (message) => ElMessage({ type: "info", message, duration: 6000, showClose: true, grouping: true });
/** A failure, in the house's words. Signed out is told by the dialog that comes then. */
export function tellError(error, message = error.message) {
  if (error.status === 401) return;
  if (!("status" in error)) throw error; // a fault of the page's own
  ElMessage({ type: "error", message, duration: 6000, showClose: true, grouping: true });
}
