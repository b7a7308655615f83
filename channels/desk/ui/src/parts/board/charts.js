// From the house's numbers to a drawing and its table; nothing is counted here that the house has not counted.
import { clock, day, dayKey } from "../../words/time.js";
import { t, wordOf } from "../../words/texts.js";

// richText: drawn on the canvas, since the policy forbids the style that the other kind writes into the page.
const tooltip = { trigger: "axis", renderMode: "richText", axisPointer: { type: "shadow" } };
const grid = { left: 8, right: 12, top: 34, bottom: 4, containLabel: true };
const counts = { type: "value", minInterval: 1 };
const bars = (name, data, stack) => ({ type: "bar", name, data, stack, barMaxWidth: 28, animationDuration: 200 });

export function loadChart({ load }) {
  const hours = [...new Set(load.map((one) => one.hour))].sort((a, b) => a - b);
  const channels = [...new Set(load.map((one) => one.channel))];
  const oneDay = new Set(hours.map(dayKey)).size < 2;
  const hourWords = (hour) => (oneDay ? clock(hour) : `${day(hour)} ${clock(hour)}`);
  const count = (hour, channel) => load.find((one) => one.hour === hour && one.channel === channel)?.count ?? 0;
  const names = channels.map((channel) => wordOf("channel", channel));
  return {
    option: { tooltip, grid, legend: { top: 0 }, xAxis: { type: "category", data: hours.map(hourWords) }, yAxis: counts,
      series: channels.map((channel, n) => bars(names[n], hours.map((hour) => count(hour, channel)), "all")) },
    columns: [t("board.hour_column"), ...names, t("board.sum")],
    rows: hours.map((hour) => {
      const each = channels.map((channel) => count(hour, channel));
      return [hourWords(hour), ...each, each.reduce((a, b) => a + b, 0)];
    }),
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
