// WeChat's servers, as far as an official account sees them. `Wechat.start` in a test; main.mjs on the command line.
import { serveApi } from "./api.mjs";
import { Caller } from "./caller.mjs";
import { ApiError } from "./errors.mjs";
import { Faults } from "./faults.mjs";
import { listen } from "./listen.mjs";
import { Media } from "./media.mjs";
import { event } from "./messages.mjs";
import { People } from "./people.mjs";
import { Phone } from "./phone.mjs";
import { Tokens } from "./token.mjs";
import { Wire } from "./wire.mjs";

export class Wechat {
  /**
   * account: of account.mjs; gate: the URL at which the account listens (may be set later); port: 0 takes a free one;
   * limits: { answerMs, tries } of a call; templates: { id: title } that template messages may use; beside: another
   * way in, which the page shows beside this one: { path, serve } of what lies below a path.
   */
  static async start({ account, gate = "", port = 0, limits, templates = {}, beside = null }) {
    const wechat = new Wechat(account, gate, limits, templates);
    wechat.beside = beside;
    wechat.server = await listen(wechat, port);
    return wechat;
  }

  constructor(account, gate, limits, templates) {
    this.account = account;
    this.skew = 0;
    this.now = () => Date.now() + this.skew;
    this.wire = new Wire();
    this.faults = new Faults();
    this.tokens = new Tokens(account, this.now);
    this.media = new Media(this.now);
    this.people = new People(account.appid, this.now, (type, what) => this.wire.tell(type, what));
    this.caller = new Caller(account, gate, this.wire, limits);
    this.templates = new Map(Object.entries(templates));
    this.templateStatus = "success";
    this.menu = null;
    this.quotas = new Map();
    this.counted = new Map();
    this.timers = new Set();
    this.ids = Date.now() * 1000;
  }

  get port() { return this.server.address().port; }
  get url() { return `http://127.0.0.1:${this.port}`; }
  set gate(url) { this.caller.gate = url; }

  phone(name = "citizen") { return new Phone(this, this.people.named(name)); }

  /** The platform's clock, and nothing else, goes on: windows, tokens and media grow old. */
  advance(ms) { this.skew += ms; }
  /** The next answers at a path ("/cgi-bin/…"), see faults.mjs. */
  fail(path, ...faults) {
    this.faults.add(path, ...faults);
    this.wire.tell("faults", this.faults.waiting);
  }
  /** From now on a path may be called so many times more today. */
  quota(path, calls) { this.quotas.set(path, calls); }
  calls(path) { return this.counted.get(path) ?? 0; }

  count(path) { this.counted.set(path, this.calls(path) + 1); }

  /** Throws when today's calls are used up. */
  spendQuota(path) {
    const left = this.quotas.get(path);
    if (left === undefined) return;
    if (left <= 0) throw new ApiError(45009);
    this.quotas.set(path, left - 1);
  }

  nextId() { return ++this.ids; }

  /** Something of the platform's own, about a person. */
  platformEvent(person, name, what) { return this.caller.deliver(event(this.account, person.openid, name, what)); }

  /** Soon, unless we stop before. */
  later(what, ms = 50) {
    const timer = setTimeout(() => { this.timers.delete(timer); what(); }, ms);
    this.timers.add(timer);
  }

  serveApi(path, request) { return serveApi(this, path, request); }

  async stop() {
    for (const timer of this.timers) clearTimeout(timer);
    this.server.closeAllConnections();
    await new Promise((done) => this.server.close(done));
  }
}
