// One message as it looks on the screen.
import { act } from "./api.mjs";
import { el } from "./dom.mjs";
import { EVENTS, T, WAYS } from "./texts.mjs";

const clock = (at) => new Date(at).toLocaleTimeString("zh-CN", { hour12: false });

/** Text with the links that the platform allows in it: an address, or a choice that is sent when touched. */
function rich(text, attempt) {
  const parts = [];
  let from = 0;
  for (const found of text.matchAll(/<a href="([^"]*)"[^>]*>([^<]*)<\/a>/g)) {
    parts.push(text.slice(from, found.index), link(found[1], found[2], attempt));
    from = found.index + found[0].length;
  }
  return [...parts, text.slice(from)];
}

function link(href, words, attempt) {
  const menu = /^weixin:\/\/bizmsgmenu\?(.*)$/.exec(href);
  if (!menu) return /^https?:\/\//.test(href) ? el("a", { href, target: "_blank", rel: "noreferrer noopener" }, words) : words;
  const asked = new URLSearchParams(menu[1]);
  const say = () => attempt(act("say", { text: asked.get("msgmenucontent") || words, menu: asked.get("msgmenuid") ?? undefined }));
  return el("button", { type: "button", class: "choice", onclick: say }, words);
}

const fields = (m) => el("dl", {}, ...m.fields.flatMap((f) => [el("dt", {}, f.name), el("dd", {}, f.value)]));
const open = (url, words) => (url && /^https?:\/\//.test(url) ? el("a", { href: url, target: "_blank", rel: "noreferrer noopener" }, words) : null);

const bodies = {
  text: (m, attempt) => el("p", {}, ...rich(m.text, attempt)),
  image: (m) => el("img", { src: `/_stub/media/${m.media}`, alt: T.image }),
  voice: (m) => el("p", { class: "voice" }, `${T.seconds} `, el("span", { class: "waves", "aria-hidden": true }), m.text && m.text !== "[语音]" ? el("small", {}, `${T.heard}：${m.text}`) : null),
  video: (m) => el("p", {}, `[${T.video}] ${m.text.replace(/^\[.*\]$/, "")}`),
  location: (m) => el("div", { class: "place" }, el("b", {}, m.text), el("span", { class: "map", "aria-hidden": true })),
  link: (m) => el("div", { class: "card" }, el("b", {}, m.text), el("small", {}, m.url)),
  news: (m) => el("div", { class: "card" }, ...m.articles.flatMap((a) => [el("b", {}, a.title), el("p", {}, a.text), open(a.url, T.details)])),
  template: (m) => el("div", { class: "card" }, el("b", {}, m.title), fields(m), open(m.url, T.details)),
  transfer: () => el("p", {}, T.transferred),
  msgmenu: (m, attempt) => el("div", {}, el("p", {}, m.text),
    ...m.items.map((i) => el("button", { type: "button", class: "choice", onclick: () => attempt(act("say", { text: i.text, menu: i.id })) }, i.text)),
    m.tail ? el("p", {}, m.tail) : null),
};

function line(m) {
  const words = m.kind === "event" ? [EVENTS[m.event] ?? m.event, m.text].filter(Boolean).join("：") : m.text;
  return el("li", { class: `line ${m.kind}` }, words);
}

export function bubble(m, attempt) {
  if (m.from === "platform") return line(m);
  const body = (bodies[m.kind] ?? bodies.text)(m, attempt);
  const mark = m.way ? el("span", { class: `way ${m.way}` }, WAYS[m.way]) : null;
  return el("li", { class: `bubble ${m.from} ${m.kind}` }, el("div", { class: "body" }, body), el("footer", {}, mark, el("time", {}, clock(m.at))));
}
