// From when to when: [ms, ms], the end not included.
import { dayBegins, midnight } from "../../words/time.js";

const DAY = 86_400_000;

export function rangeOf({ kind, from, to }, now) {
  const tomorrow = midnight(now) + DAY;
  if (kind === "week") return [tomorrow - 7 * DAY, tomorrow];
  if (kind === "month") return [tomorrow - 30 * DAY, tomorrow];
  if (kind === "days" && from && to) return [dayBegins(from), dayBegins(to) + DAY];
  return [midnight(now), tomorrow];
}
