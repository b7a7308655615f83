// What the account sends outside a reply: customer messages, templates, subscription messages, the typing mark.
import { ApiError } from "./errors.mjs";
import { TEXT_BYTES } from "./reply.mjs";

const SAME_MS = 600_000;
const TYPING_MS = 15_000;
const RECENT_MS = 30_000;

function reachable(wechat, openid) {
  const person = wechat.people.find(openid);
  if (!person) throw new ApiError(40003);
  if (!person.follows) throw new ApiError(43004);
  if (person.blocks) throw new ApiError(48002);
  return person;
}

const filled = (value) => {
  if (value === undefined || value === "") throw new ApiError(44004);
  if (typeof value !== "string") throw new ApiError(47001);
  return value;
};
const bounded = (text) => {
  if (Buffer.byteLength(text) > TEXT_BYTES) throw new ApiError(45002);
  return text;
};

const bodies = {
  text: (m) => ({ kind: "text", text: bounded(filled(m.text?.content)) }),
  image: (m) => ({ kind: "image", media: filled(m.image?.media_id) }),
  voice: (m) => ({ kind: "voice", media: filled(m.voice?.media_id) }),
  video: (m) => ({ kind: "video", media: filled(m.video?.media_id), text: m.video.title ?? "" }),
  news(m) {
    const articles = m.news?.articles ?? [];
    if (articles.length === 0) throw new ApiError(44004);
    if (articles.length > 1) throw new ApiError(45008);
    return { kind: "news", articles: articles.map((a) => ({ title: a.title ?? "", text: a.description ?? "", picture: a.picurl ?? "", url: a.url ?? "" })) };
  },
  msgmenu(m) {
    const { head_content: head = "", list = [], tail_content: tail = "" } = m.msgmenu ?? {};
    if (list.length === 0) throw new ApiError(44004);
    bounded(head + list.map((item) => item.content).join("") + tail);
    return { kind: "msgmenu", text: head, items: list.map((item) => ({ id: String(item.id), text: item.content })), tail };
  },
};

export function custom(wechat, m) {
  if (!wechat.account.certified) throw new ApiError(48001);
  const person = reachable(wechat, m.touser);
  if (!Object.hasOwn(bodies, m.msgtype ?? "")) throw new ApiError(40008, "invalid message type");
  const shown = bodies[m.msgtype](m);
  person.allowance.spend();
  person.typingUntil = 0;
  person.show({ from: "account", way: "custom", worker: m.customservice?.kf_account, ...shown });
  return {};
}

export function typing(wechat, { touser, command }) {
  if (!wechat.account.certified) throw new ApiError(48001);
  const person = reachable(wechat, touser);
  const now = wechat.now();
  if (command !== "Typing" && command !== "CancelTyping") throw new ApiError(45072);
  if (now - person.allowance.last > RECENT_MS) throw new ApiError(45080);
  if (command === "Typing" && person.typingUntil > now) throw new ApiError(45081);
  person.typingUntil = command === "Typing" ? now + TYPING_MS : 0;
  wechat.wire.tell("typing", { openid: touser, ms: person.typingUntil && TYPING_MS });
  return {};
}

const named = (data) => Object.entries(data ?? {}).map(([name, field]) => {
  if (typeof field?.value !== "string") throw new ApiError(47001);
  return { name, value: field.value };
});

/** The result is called back once the answer is out, as WeChat does some seconds later. */
export function template(wechat, { touser, template_id, data, url = "", client_msg_id }) {
  if (!wechat.account.certified) throw new ApiError(48001);
  const person = reachable(wechat, touser);
  const title = wechat.templates.get(template_id);
  if (title === undefined) throw new ApiError(40037);
  const fields = named(data);
  const before = client_msg_id === undefined ? null : person.sent.get(client_msg_id);
  if (before && before.until > wechat.now()) return { msgid: before.msgid };
  const msgid = wechat.nextId();
  if (client_msg_id !== undefined) person.sent.set(client_msg_id, { msgid, until: wechat.now() + SAME_MS });
  person.show({ from: "account", way: "template", kind: "template", title, fields, url });
  wechat.later(() => wechat.platformEvent(person, "TEMPLATESENDJOBFINISH", { id: msgid, status: wechat.templateStatus }));
  return { msgid };
}

/** One for each time that the person allowed it. */
export function subscription(wechat, { touser, template_id, data, page = "" }) {
  const person = reachable(wechat, touser);
  const title = wechat.templates.get(template_id);
  if (title === undefined) throw new ApiError(40037);
  const fields = named(data);
  const left = person.accepted.get(template_id) ?? 0;
  if (left === 0) throw new ApiError(43101);
  person.accepted.set(template_id, left - 1);
  person.show({ from: "account", way: "subscribe", kind: "template", title, fields, url: page });
  wechat.later(() => wechat.platformEvent(person, "subscribe_msg_sent_event", { template: template_id, id: wechat.nextId() }));
  return {};
}
