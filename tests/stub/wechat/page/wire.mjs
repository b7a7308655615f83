// What went over the wire between the platform and the gateway, newest on top.
import { el } from "./dom.mjs";
import { APIS, CALLS, FAULT_WORDS, T } from "./texts.mjs";

const MOST = 200;
const clock = (at) => new Date(at).toLocaleTimeString("zh-CN", { hour12: false });

/** JSON indented; XML is written with line breaks already. */
function readable(text) {
  if (!text) return T.nothing;
  try { return JSON.stringify(JSON.parse(text), null, 2); } catch { return text; }
}

function errcode(entry) {
  if (entry.way !== "api") return 0;
  try { return JSON.parse(entry.answer).errcode ?? 0; } catch { return 0; }
}

function result(entry) {
  const code = errcode(entry);
  if (entry.status === 0) return { good: false, words: T.none };
  if (code) return { good: false, words: `errcode ${code}` };
  return { good: entry.status === 200 && !entry.failure, words: String(entry.status) };
}

const part = (title, text) => el("section", {}, el("h4", {}, title), el("pre", {}, readable(text)));
const ordered = (fault) => Object.entries(fault).filter(([k]) => FAULT_WORDS[k]).map(([k, v]) => FAULT_WORDS[k](v)).join("，");

function draw(entry) {
  const calls = entry.way === "call";
  const { good, words } = result(entry);
  const name = (calls ? CALLS : APIS)[entry.what] ?? entry.what;
  return el("li", { class: `${entry.way} ${good ? "good" : "bad"}` }, el("details", {},
    el("summary", {},
      el("span", { class: "way" }, calls ? T.in : T.out), el("b", {}, name),
      entry.number > 1 ? el("span", { class: "try" }, T.try(entry.number)) : null,
      el("span", { class: "result" }, words), el("span", { class: "ms" }, `${entry.ms} ms`), el("time", {}, clock(entry.at))),
    entry.failure ? el("p", { class: "why" }, entry.failure) : null,
    entry.fault ? el("p", { class: "why" }, `${T.faultsTitle}：${ordered(entry.fault)}`) : null,
    entry.sealed ? el("p", { class: "note" }, T.sealed) : null,
    calls && !entry.request ? null : part(T.asked, entry.request), part(T.answered, entry.answer)));
}

export function makeWire(place) {
  const list = el("ol", { class: "wire" });
  const empty = el("p", { class: "note" }, T.wireEmpty);
  place.append(el("h2", {}, T.wireTitle), el("p", { class: "note" }, T.wireAbout), empty, list);

  let newest = 0;
  function add(entry) {
    if (entry.n <= newest) return;
    newest = entry.n;
    empty.hidden = true;
    list.prepend(draw(entry));
    while (list.children.length > MOST) list.lastElementChild.remove();
  }
  return {
    add,
    reset(entries) {
      newest = 0;
      list.replaceChildren();
      empty.hidden = entries.length > 0;
      entries.forEach(add);
    },
  };
}
