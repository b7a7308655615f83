// The conversation on the page: what is recorded, in the order of its ids, and behind it what is still on its way.
import { putAfter } from "./after.js";
import { api } from "./api.js";
import { button, make } from "./dom.js";
import { follow } from "./files.js";
import { articleOf, dayLine, retire, sameDay } from "./message.js";
import { say } from "./phrases.js";

const STEP = 60;        // older messages at a time
const SHOWN_MOST = 240; // more than that are let go at the far end, for old phones' sake

export class Talk {
  constructor() {
    this.log = document.getElementById("talk");
    this.ownerLine = document.getElementById("owner");
    this.end = make("div", { class: "pending", "aria-live": "off" });
    this.log.append(this.end);
    this.older = null;
    this.acked = new Map(); // id of a message that was recorded, to its bubble, until it comes in with its time
    this.owner = this.log.getAttribute("data-owner");
    const articles = this.articles();
    this.last = articles.length ? Number(articles[articles.length - 1].getAttribute("data-id")) : 0;
    articles.forEach(putAfter);
    this.log.querySelectorAll("[data-file]").forEach(follow);
    this.offerOlder();
  }

  articles() { return Array.from(this.log.querySelectorAll("article[data-id]")); }
  get first() { const article = this.log.querySelector("article[data-id]"); return article ? Number(article.getAttribute("data-id")) : 0; }
  get empty() { return this.log.querySelector("article") === null; }

  /** Whether the reader is where new messages come in. */
  get atEnd() {
    const below = this.log.getBoundingClientRect().bottom;
    return below < window.innerHeight + 80;
  }

  /** Show what came after the last one; what is known already is passed over. Returns the new articles. */
  add(messages) {
    const made = messages.filter((message) => Number(message.id) > this.last).map((message) => this.append(message));
    messages.forEach((message) => this.settle(Number(message.id)));
    this.trim();
    return made;
  }

  append(message) {
    this.begin();
    const articles = this.log.querySelectorAll("article[data-at]");
    const before = articles[articles.length - 1];
    const article = articleOf(message);
    if (before) retire(before);
    if (message.at && !(before && sameDay(Number(before.getAttribute("data-at")), message.at))) this.end.before(dayLine(message.at));
    this.end.before(article);
    this.last = Math.max(this.last, Number(message.id || 0));
    putAfter(article);
    return article;
  }

  /** A bubble that was acknowledged as `id` goes once that message stands in the log. */
  settle(id) {
    const bubble = this.acked.get(id);
    if (bubble) bubble.remove();
    this.acked.delete(id);
  }

  /** Whether the message of that id is here, with these words. */
  holds(id, text) {
    const article = this.log.querySelector("article.citizen[data-id='" + id + "'] .text");
    return article !== null && article.textContent.trim() === text.normalize("NFC").trim();
  }

  /** Something is said: the line that invites to it goes. */
  begin() { document.querySelectorAll(".empty").forEach((line) => line.remove()); }

  promise(id, bubble) {
    if (id <= this.last) bubble.remove();
    else this.acked.set(id, bubble);
  }

  setOwner(owner) {
    if (owner === this.owner) return;
    this.owner = owner;
    this.log.setAttribute("data-owner", owner);
    this.ownerLine.textContent = say(owner);
    const way = document.querySelector(".person button");
    const name = owner === "bot" ? "person" : "back";
    way.value = say(name + "_command");
    way.textContent = say(name);
  }

  /** Messages that nobody looks at cost memory; the way back to them is offered. */
  trim() {
    const articles = this.articles();
    if (articles.length <= SHOWN_MOST || !this.atEnd) return;
    const first = articles[articles.length - SHOWN_MOST / 2];
    while (first.previousElementSibling) first.previousElementSibling.remove();
    first.before(dayLine(Number(first.getAttribute("data-at"))));
    this.offerOlder();
  }

  offerOlder() {
    const wanted = this.first > 1;
    if (this.older && !wanted) this.older.remove();
    if (!wanted) this.older = null;
    if (!wanted || this.older) return;
    this.older = button(say("older"), () => this.loadOlder(), { class: "older" });
    this.log.before(this.older);
  }

  /** Ids count without a gap, so the page before this one begins STEP earlier. */
  async loadOlder() {
    const first = this.first;
    let after = Math.max(0, first - 1 - STEP);
    this.older.disabled = true;
    this.older.textContent = say("loading");
    const found = [];
    for (let more = true; more && after < first - 1;) {
      const answer = await api.after(after);
      if (answer.status !== 200 || !answer.body || answer.body.messages.length === 0) break;
      answer.body.messages.filter((message) => Number(message.id) < first).forEach((message) => found.push(message));
      after = Number(answer.body.messages[answer.body.messages.length - 1].id);
      more = answer.body.more;
    }
    this.older.disabled = false;
    this.older.textContent = say(found.length ? "older" : "loading_failed");
    if (found.length) this.prepend(found);
  }

  prepend(messages) {
    const anchor = this.log.firstElementChild;
    let before = null;
    const parts = [];
    const next = this.log.querySelector("article[data-at]");
    const top = next.getBoundingClientRect().top;
    messages.forEach((message) => {
      if (!before || !sameDay(before.at, message.at)) parts.push(dayLine(message.at));
      const article = articleOf(message);
      retire(article);
      putAfter(article);
      parts.push(article);
      before = message;
    });
    if (anchor.matches(".day") && sameDay(before.at, Number(next.getAttribute("data-at")))) anchor.hidden = true;
    this.log.setAttribute("aria-live", "off"); // old words are not news
    this.log.prepend(...parts);
    window.scrollBy(0, next.getBoundingClientRect().top - top);
    setTimeout(() => this.log.removeAttribute("aria-live"), 500);
    this.offerOlder();
  }
}
