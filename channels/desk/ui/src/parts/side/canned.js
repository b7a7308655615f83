import { queue } from "../../state/queue.js";
import { session } from "../../state/session.js";
import { clock, houseNow } from "../../words/time.js";

export const placeholders = ["姓名", "热线", "时间", "工作时间"];

/** A canned reply with what its placeholders stand for now; one whose value nobody knows stays to be seen. */
export function fillCanned(text) {
  const values = { 姓名: session.me.display, 热线: session.house.phone, 时间: clock(houseNow()), 工作时间: queue.hours?.text || session.house.hours };
  return text.replace(/\{(姓名|热线|时间|工作时间)\}/g, (whole, name) => values[name] || whole);
}
