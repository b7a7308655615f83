// One citizen's phone: what they do goes to the account as WeChat sends it, and what they see is kept.
import { doneByCitizen, event, message } from "./messages.mjs";
import { SAMPLE_AMR, SAMPLE_JPEG } from "./media.mjs";
import { UNAVAILABLE } from "./reply.mjs";

const NAMES = { image: "[图片]", voice: "[语音]", video: "[视频]", shortvideo: "[小视频]" };

export class Phone {
  constructor(wechat, person) { Object.assign(this, { wechat, person }); }

  get openid() { return this.person.openid; }
  /** What is on the screen, oldest first. */
  screen() { return this.person.screen; }
  /** What the account said, behind message `after`. */
  heard(after = 0) { return this.person.screen.filter((m) => m.from === "account" && m.n > after); }

  say(text, { menu } = {}) { return this.send("text", { text, menu }, { text }); }
  image({ bytes = SAMPLE_JPEG, type = "image/jpeg" } = {}) {
    const media = this.wechat.media.put(bytes, type);
    return this.send("image", { media, url: `${this.wechat.url}/_stub/media/${media}` }, { media });
  }
  /** recognition: what WeChat heard, where the account has that. */
  voice({ recognition, bytes = SAMPLE_AMR, type = "audio/amr" } = {}) {
    return this.send("voice", { media: this.wechat.media.put(bytes, type), recognition }, { text: recognition });
  }
  video({ bytes = SAMPLE_JPEG, type = "video/mpeg4" } = {}) {
    return this.send("video", { media: this.wechat.media.put(bytes, type), thumb: this.wechat.media.put(SAMPLE_JPEG, "image/jpeg") }, {});
  }
  location(where) { return this.send("location", where, { text: where.label }); }
  link(link) { return this.send("link", link, { text: link.title, url: link.url }); }

  /** Any kind of message, once shown on one's own screen. */
  async send(kind, what, shown) {
    this.person.follows = true;
    this.person.show({ from: "citizen", kind, ...shown, text: shown.text ?? NAMES[kind] ?? "" });
    this.person.allowance.open("message");
    return this.deliver(message(this.wechat.account, this.openid, kind, what));
  }

  /** Any event; those that a citizen does open a minute for three pushes. */
  async event(name, what = {}) {
    if (name === "subscribe") this.person.follows = true;
    if (name === "unsubscribe") { this.person.follows = false; this.person.allowance.close(); }
    if (name === "subscribe_msg_popup_event" && (what.status ?? "accept") === "accept")
      this.person.accepted.set(what.template, (this.person.accepted.get(what.template) ?? 0) + 1);
    if (["subscribe", "SCAN", "CLICK"].includes(name)) this.person.allowance.open("touch");
    if (name !== "LOCATION") this.person.show({ from: "platform", kind: "event", event: name, text: what.label ?? what.key ?? what.url ?? "" });
    return this.deliver(event(this.wechat.account, this.openid, name, what));
  }

  /** Fields that were made elsewhere, with the retries; what comes back is shown. */
  async deliver(fields) {
    const got = await this.wechat.caller.deliver(fields);
    if (got.reply) this.person.show({ from: "account", way: "passive", ...got.reply.shown });
    else if (got.failure && (fields.MsgType !== "event" || doneByCitizen.has(fields.Event)))
      this.person.show({ from: "platform", kind: "unavailable", text: UNAVAILABLE });
    return got;
  }
}
