import { queue } from "../../state/queue.js";
import { session } from "../../state/session.js";

export const placeholders = ["姓名", "热线", "工作时间", "时间"];

/** A canned reply with what this house and this person put for its placeholders. {时间}, by when somebody answers, only
 * its writer knows; that, and one whose value nobody knows, stays to be filled in. */
export function fillCanned(text) {
  const values = { 姓名: session.me.display, 热线: session.house.phone, 工作时间: queue.hours?.text || session.house.hours };
  return text.replace(/\{(姓名|热线|工作时间)\}/g, (whole, name) => values[name] || whole);
}

/** The first placeholder that is still to be filled in: { at, mark }, or null. */
export function openPlaceholder(text) {
  const found = /\{(姓名|热线|工作时间|时间)\}/.exec(text);
  return found && { at: found.index, mark: found[0] };
}
