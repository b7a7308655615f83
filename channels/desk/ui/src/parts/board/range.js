// From when to when: [ms, ms], the end not included.
const DAY = 86_400_000;
const midnight = (at) => new Date(at).setHours(0, 0, 0, 0);

export function rangeOf({ kind, from, to }, now) {
  const tomorrow = midnight(midnight(now) + 1.5 * DAY);
  if (kind === "week") return [midnight(tomorrow - 6.5 * DAY), tomorrow];
  if (kind === "month") return [midnight(tomorrow - 29.5 * DAY), tomorrow];
  if (kind === "days" && from && to) return [midnight(`${from}T12:00`), midnight(midnight(`${to}T12:00`) + 1.5 * DAY)];
  return [midnight(now), tomorrow];
}
