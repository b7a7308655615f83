// One message as an article: the same markup as the page brings (transcript.c).
import { putBlocks } from "./blocks.js";
import { make } from "./dom.js";
import { filesOf } from "./files.js";
import { say } from "./phrases.js";
import { sourcesOf } from "./sources.js";

const two = (n) => (n < 10 ? "0" : "") + n;
/** The civil time in China of a moment of the server's; the clock of this device is never asked. */
function civil(at) {
  const there = new Date(at + 8 * 3600 * 1000);
  return { month: there.getUTCMonth() + 1, day: there.getUTCDate(), weekday: there.getUTCDay() || 7, time: two(there.getUTCHours()) + ":" + two(there.getUTCMinutes()) };
}

export const sameDay = (a, b) => civil(a).day === civil(b).day && Math.abs(a - b) < 24 * 3600 * 1000;

export function dayLine(at) {
  const day = civil(at);
  return make("p", { class: "day" }, say("date", { month: day.month, day: day.day, weekday: say("weekday_" + day.weekday) }));
}

/** A form of one button, as page.c makes it: page.js hears it sent. */
function choice(number, label) {
  return make("form", { method: "post", action: "/chat", class: "ask" },
    make("button", { name: "text", value: String(number) }, number + ". " + label));
}

function choicesOf(choices) {
  if (choices.length === 0) return null;
  return make("ol", { class: "choices" }, choices.map((row) => make("li", {}, choice(row.number, row.label))));
}

/** Choices of older messages are told, not offered. */
export function retire(article) {
  article.querySelectorAll(".choices form").forEach((form) => form.replaceWith(form.textContent));
}

export function textOf(author, text) {
  const box = make("div", { class: "text" });
  if (author === "machine") putBlocks(box, text);
  else box.append(make("p", {}, text));
  return box;
}

/** `message` as the API tells it; one that is not yet recorded has neither id nor at. */
export function articleOf(message) {
  const article = make("article", { class: message.author });
  const head = make("header", {}, [make("b", {}, say(message.author)), " "]);
  if (message.id) article.setAttribute("data-id", message.id);
  if (message.at) {
    article.setAttribute("data-at", message.at);
    head.append(make("time", {}, civil(message.at).time));
  }
  const parts = [head, textOf(message.author, message.text), filesOf(message.files || []), sourcesOf(message.sources || []), choicesOf(message.choices || [])];
  article.append(...parts.filter((part) => part !== null));
  return article;
}
