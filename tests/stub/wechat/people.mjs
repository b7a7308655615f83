// The citizens and what each of them has on the phone.
import { createHash } from "node:crypto";
import { Allowance } from "./allowance.mjs";

/** The same name is the same person after a restart; another account knows them by another id. */
export const openidOf = (appid, name) => `o${createHash("sha256").update(`${appid}:${name}`).digest("base64url").slice(0, 27)}`;

export class Person {
  constructor(openid, name, now, changed) {
    Object.assign(this, { openid, name, changed, follows: true, blocks: false, allowance: new Allowance(now), typingUntil: 0 });
    this.screen = [];
    this.sent = new Map();     // client_msg_id → { msgid, until }
    this.accepted = new Map(); // template of a subscription message → how many may come
  }

  /** from: "citizen", "account" or "platform"; way: "passive", "custom", "template", "subscribe". */
  show(message) {
    const shown = { n: this.screen.length + 1, at: Date.now(), ...message };
    this.screen.push(shown);
    this.changed("screen", { openid: this.openid, message: shown });
    return shown;
  }
}

export class People {
  constructor(appid, now, changed) { Object.assign(this, { appid, now, changed, all: new Map() }); }

  named(name) {
    const openid = openidOf(this.appid, name);
    if (!this.all.has(openid)) this.all.set(openid, new Person(openid, name, this.now, this.changed));
    return this.all.get(openid);
  }

  find(openid) { return this.all.get(openid) ?? null; }
}
