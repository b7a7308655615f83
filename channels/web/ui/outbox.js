// What the citizen has written and the house has not yet acknowledged. Each message gets its id here, is kept until the
// house has said that it is recorded, and is sent again as often as that takes: the house knows the id and records it once.
import { api } from "./api.js";
import { randomId } from "./files.js";
import { local, onOtherTab } from "./keep.js";

const FIRST_WAIT_MS = 1000;
const WAIT_MOST_MS = 30000;
const RATE_WAIT_S = 15;
const ADOPT_MS = 15000; // another tab's message that lies so long is nobody's any more
const beginning = "out.";
const refusals = { 400: "refused_invalid", 404: "refused_files", 409: "refused_mismatch", 413: "refused_large" };

let count = 0;
/** Sorts by when it was written, on this device. */
const nameOf = (id) => beginning + String(Date.now()).padStart(15, "0") + String(count++).padStart(4, "0") + "." + id;

export class Outbox {
  /** on: { added, sending, waiting, sent, refused, gone, elsewhere }, told of each step of an entry; idle: nothing goes
   * out now; news: another tab has sent something. */
  constructor(on) {
    this.on = on;
    this.entries = []; // { name, id, text, files, wordless, tries, refused }; wordless: the text stands for files alone
    this.busy = false;
    this.timer = null;
    this.seen = new Map(); // names of other tabs' entries, to how often they were seen
    window.addEventListener("online", () => this.again());
    onOtherTab(beginning, () => this.look());
    setInterval(() => this.adopt(), ADOPT_MS);
  }

  /** Take up what an earlier page has left. */
  start() {
    local.names(beginning).forEach((name) => this.take(name));
    this.pump();
  }

  get size() { return this.entries.length; }
  get waiting() { return this.entries.filter((entry) => !entry.refused); }

  take(name) {
    let kept = null;
    try { kept = JSON.parse(local.get(name)); } catch (spoilt) { /* not ours */ }
    if (!kept || typeof kept.text !== "string" || typeof kept.id !== "string") return local.remove(name);
    const entry = { name, id: kept.id, text: kept.text, files: kept.files || [], wordless: kept.wordless,
      refused: kept.refused, renewed: kept.renewed, tries: 0 };
    this.entries.push(entry);
    this.on.added(entry);
    if (entry.refused) this.on.refused(entry, entry.refused);
  }

  /** `files`: as the house has them; `wordless`: nothing was written, and the text only stands for them. */
  add(text, files, wordless) {
    const id = randomId();
    const entry = { name: nameOf(id), id, text, files, wordless, tries: 0 };
    this.keep(entry);
    this.entries.push(entry);
    this.on.added(entry);
    this.pump();
  }

  keep(entry) {
    const { id, text, files, wordless, refused, renewed } = entry;
    return local.set(entry.name, JSON.stringify({ id, text, files, wordless, refused, renewed }));
  }

  drop(entry) {
    local.remove(entry.name);
    this.entries = this.entries.filter((other) => other !== entry);
    this.on.gone(entry);
  }

  clear() {
    clearTimeout(this.timer);
    local.names(beginning).forEach((name) => local.remove(name));
    this.entries = [];
  }

  /** Another tab has changed something: what it has brought home need not be sent from here. */
  look() {
    const there = new Set(local.names(beginning));
    this.entries.filter((entry) => !there.has(entry.name) && !(this.busy && entry === this.current)).forEach((entry) => {
      this.entries = this.entries.filter((other) => other !== entry);
      this.on.elsewhere(entry);
    });
    this.on.news();
  }

  /** A tab that was closed may have left something behind. */
  adopt() {
    const mine = new Set(this.entries.map((entry) => entry.name));
    const others = local.names(beginning).filter((name) => !mine.has(name));
    const again = others.filter((name) => this.seen.has(name));
    this.seen = new Map(others.map((name) => [name, true]));
    again.forEach((name) => this.take(name));
    if (again.length) this.pump();
  }

  /** Now, not when the waiting is over. */
  again() {
    clearTimeout(this.timer);
    this.timer = null;
    this.pump();
  }

  /** One at a time, in the order in which they were written. */
  async pump() {
    if (this.busy || this.timer) return;
    this.busy = true;
    while (this.waiting.length && !this.timer) {
      this.current = this.waiting[0];
      this.on.sending(this.current);
      await this.hear(this.current, await this.give(this.current));
    }
    this.busy = false;
    this.on.idle();
  }

  give(entry) {
    return api.send(entry.wordless ? "" : entry.text, entry.id, entry.files.map((file) => file.id));
  }

  async hear(entry, answer) {
    const { status, body } = answer;
    if (!this.entries.includes(entry)) return undefined; // cleared meanwhile
    if (status === 200 && body && body.message) {
      await this.on.sent(entry, body);
      return this.drop(entry);
    }
    if (refusals[status]) return this.refuse(entry, refusals[status]);
    if (status === 403) return entry.renewed ? this.refuse(entry, "refused_other") : this.renew(entry);
    if (status === 429) return this.wait(entry, (answer.wait || RATE_WAIT_S) * 1000, true);
    entry.tries++;
    const most = Math.min(WAIT_MOST_MS, FIRST_WAIT_MS * Math.pow(2, entry.tries - 1));
    return this.wait(entry, most * (0.75 + Math.random() / 2), false);
  }

  /** Our cookie is not the house's any more: take a new one, once. */
  async renew(entry) {
    entry.renewed = true;
    this.keep(entry);
    await api.renew();
  }

  refuse(entry, why) {
    entry.refused = why;
    this.keep(entry);
    this.on.refused(entry, why);
  }

  wait(entry, ms, rate) {
    this.timer = setTimeout(() => this.again(), ms);
    this.on.waiting(entry, Math.ceil(ms / 1000), rate);
  }
}
