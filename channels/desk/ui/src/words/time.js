// Times for reading. The house sends milliseconds; its clock, not the desk's, decides how late it is.
import { onScopeDispose, shallowRef } from "vue";
import { t } from "./texts.js";

let ahead = 0; // how far the house's clock is ahead of this one, ms
export function takeHouseTime(date) {
  const sent = Date.parse(date ?? "");
  // The header counts whole seconds; smaller differences are not known.
  if (Number.isFinite(sent)) ahead = Math.abs(sent - Date.now()) < 2000 ? 0 : sent - Date.now();
}
export const houseNow = () => Date.now() + ahead;

const now = shallowRef(houseNow());
let users = 0, timer = 0;

/** Now, each second anew, for as long as the component lives; one clock for all of them. */
export function useNow() {
  now.value = houseNow();
  if (users++ === 0) timer = setInterval(() => { now.value = houseNow(); }, 1000);
  onScopeDispose(() => { if (--users === 0) clearInterval(timer); });
  return now;
}

const two = (n) => String(n).padStart(2, "0");
const DAY = 86_400_000, ZONE = 8 * 3_600_000;

// China has one time, eight hours ahead of UTC, without summer time; the house counts its days by it, and so does the
// page, wherever a desk's own clock believes to be.
const inChina = (at) => new Date(at + ZONE); // read with getUTC…
export const midnight = (at) => Math.floor((at + ZONE) / DAY) * DAY - ZONE;
/** Midnight of a day of a form, 2026-03-01. */
export const dayBegins = (iso) => Date.parse(`${iso}T00:00:00Z`) - ZONE;
export const hourOf = (at) => inChina(at).getUTCHours();

export const clock = (at) => `${two(hourOf(at))}:${two(inChina(at).getUTCMinutes())}`;

export function day(at, from = houseNow()) {
  const days = Math.round((midnight(from) - midnight(at)) / DAY);
  if (days === 0) return t("time.today");
  if (days === 1) return t("time.yesterday");
  if (days === -1) return t("time.tomorrow");
  const date = inChina(at);
  const values = { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
  return t(values.year === inChina(from).getUTCFullYear() ? "time.day" : "time.day_of_year", values);
}

/** Short: the clock alone for today. */
export const moment = (at, from = houseNow()) => (midnight(at) === midnight(from) ? clock(at) : `${day(at, from)} ${clock(at)}`);

/** A date as forms want it: 2026-03-01. */
export const isoDay = (at) => inChina(at).toISOString().slice(0, 10);

/** How long: 8 秒, 3 分 05 秒, 2 小时 10 分, 3 天. */
export function lasting(ms) {
  const s = Math.max(0, Math.floor(ms / 1000));
  if (s < 60) return t("time.seconds", { s });
  if (s < 3600) return t("time.minutes", { m: Math.floor(s / 60), s: two(s % 60) });
  if (s < 86_400) return t("time.hours", { h: Math.floor(s / 3600), m: two(Math.floor(s / 60) % 60) });
  return t("time.days", { d: Math.floor(s / 86_400), h: Math.floor(s / 3600) % 24 });
}
