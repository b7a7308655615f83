// From the house's numbers to a drawing and its table: the same numbers, at most added up.
import { hourOf } from "../../words/time.js";
import { t, wordOf } from "../../words/texts.js";

// richText: drawn on the canvas, since the policy forbids the style that the other kind writes into the page.
const tooltip = { trigger: "axis", renderMode: "richText", axisPointer: { type: "shadow" } };
const grid = { left: 8, right: 12, top: 34, bottom: 4, containLabel: true };
const counts = { type: "value", minInterval: 1 };
const bars = (name, data, stack) => ({ type: "bar", name, data, stack, barMaxWidth: 28, animationDuration: 200 });

/** By the hour of the day; of more than one day, the same hours of all days together. */
export function loadChart({ load }) {
  const hours = Array.from({ length: 24 }, (_, hour) => hour);
  const channels = [...new Set(load.map((one) => one.channel))];
  const hourWords = (hour) => `${String(hour).padStart(2, "0")}:00`;
  const count = (hour, channel) => load.reduce((sum, one) => sum + (hourOf(one.hour) === hour && one.channel === channel ? one.count : 0), 0);
  const names = channels.map((channel) => wordOf("channel", channel));
  return {
    option: { tooltip, grid, legend: { top: 0 }, xAxis: { type: "category", data: hours.map(hourWords) }, yAxis: counts,
      series: channels.map((channel, n) => bars(names[n], hours.map((hour) => count(hour, channel)), "all")) },
    columns: [t("board.hour_column"), ...names, t("board.sum")],
    rows: hours.map((hour) => {
      const each = channels.map((channel) => count(hour, channel));
      return [hourWords(hour), ...each, each.reduce((a, b) => a + b, 0)];
    }).filter((row) => row.at(-1) > 0),
  };
}

function simple(kind, names, values) {
  const head = t("board.times");
  const sum = values.reduce((a, b) => a + b, 0);
  const part = (value) => `${sum ? Math.round((value * 100) / sum) : 0}%`;
  return {
    option: { tooltip, grid: { ...grid, top: 12 }, xAxis: { type: "category", data: names, axisLabel: { interval: 0 } }, yAxis: counts, series: [bars(head, values)] },
    columns: [kind, head, t("board.part")],
    rows: names.map((name, n) => [name, values[n], part(values[n])]),
  };
}

export const answeredChart = ({ answered }) => simple(t("board.by"), [t("board.figure.machine"), t("board.figure.staff")], [answered.machine, answered.staff]);
export const starsChart = ({ satisfaction }) => simple(t("board.rating"), [1, 2, 3, 4, 5].map((n) => t("past.stars", { n })), satisfaction.by);
