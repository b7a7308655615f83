// A message on its way, as a bubble behind the conversation, with what has become of it and a way to try again.
import { button, make } from "./dom.js";
import { articleOf } from "./message.js";
import { say } from "./phrases.js";

export class Bubbles {
  constructor(talk, edit) {
    this.talk = talk;
    this.edit = edit; // (entry) => …, back into the field
    this.shown = new Map(); // entry.id to its article
  }

  add(entry) {
    const article = articleOf({ author: "citizen", text: entry.text, files: entry.files });
    article.setAttribute("tabindex", "-1");
    article.append(make("p", { class: "fate", role: "status" }, say("unsent")));
    this.shown.set(entry.id, article);
    this.talk.begin();
    this.talk.end.append(article);
    return article;
  }

  tell(entry, words, ...buttons) {
    const article = this.shown.get(entry.id);
    if (!article) return;
    const fate = article.querySelector(".fate");
    fate.textContent = words;
    fate.append(...buttons);
    article.classList.toggle("wrong", buttons.length > 0);
  }

  sending(entry) { this.tell(entry, say("sending")); }

  waiting(entry, seconds, rate, again) {
    const words = rate ? say("waiting_rate", { seconds }) : say("retrying");
    this.tell(entry, words, button(say("retry"), again));
  }

  refused(entry, why) { this.tell(entry, say(why), button(say("edit"), () => this.edit(entry))); }

  bringIntoSight(entry) {
    const article = this.shown.get(entry.id);
    if (article) article.scrollIntoView({ block: "nearest" });
  }

  /** It is recorded as `id`: the bubble makes way once that message stands in the conversation. */
  sent(entry, id) {
    const article = this.shown.get(entry.id);
    this.tell(entry, say("sent"));
    this.shown.delete(entry.id);
    if (article) this.talk.promise(id, article);
  }

  remove(entry) {
    const article = this.shown.get(entry.id);
    if (article) article.remove();
    this.shown.delete(entry.id);
  }
}
