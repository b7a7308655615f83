// A plain telephone: its screen, and where one writes. Every text is shown with what it takes: 70 characters are one
// message, each of several holds 67.
import { el } from "/dom.mjs";

const T = {
  title: "普通手机 · 短信", empty: "像发短信一样写一句话。长的回答会先给要点，回复 1 看全文；发 TD 退订，发“恢复”再收。", write: "写短信",
  send: "发送", lost: "短信网关没有运行，发不出去。", messages: (parts, units) => `${parts} 条 · ${units} 字`, number: "本机",
};
const ONE = 70;
const PART = 67;
const partsOf = (units) => (units <= ONE ? 1 : Math.ceil(units / PART));
const clock = (at) => new Date(at).toLocaleTimeString("zh-CN", { hour12: false, hour: "2-digit", minute: "2-digit" });

function line(m) {
  const own = m.from === "me";
  const parts = own ? partsOf(m.units) : m.parts;
  return el("li", { class: `text ${own ? "own" : "theirs"}` }, el("p", {}, m.text),
    el("footer", {}, `${own ? "" : `${m.from} · `}${T.messages(parts, m.units)} · ${clock(m.at)}`));
}

/** Draw it into `place`; `attempt` says what was refused, as for everything on the page. */
export async function makePlainPhone(place, person, attempt) {
  const number = el("p", { class: "number" });
  const list = el("ol", { class: "texts", "aria-live": "polite" });
  const count = el("output", { class: "count" });
  const input = el("textarea", { rows: 2, maxlength: 500, "aria-label": T.write, placeholder: T.write });
  const tally = () => { count.textContent = T.messages(partsOf(input.value.length), input.value.length); };
  let newest = 0;
  const show = (message) => {
    if (message.n <= newest) return;
    newest = message.n;
    list.querySelector(".empty")?.remove();
    list.append(line(message));
    list.scrollTop = list.scrollHeight;
  };
  async function say() {
    const text = input.value.trim();
    if (!text) return;
    const response = await fetch("/sms/say", { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ person, text }) });
    if (!response.ok) throw new Error(response.status === 503 ? T.lost : (await response.json()).error);
    input.value = "";
    tally();
  }
  input.addEventListener("input", tally);
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    attempt(say());
  });
  place.append(el("header", {}, el("h2", {}, T.title), number), list,
    el("form", { class: "write", onsubmit: (event) => { event.preventDefault(); attempt(say()); } }, input, el("div", {}, count, el("button", { class: "send" }, T.send))));
  place.hidden = false;
  tally();
  const source = new EventSource(`/sms/stream?person=${encodeURIComponent(person)}`);
  source.addEventListener("screen", (event) => show(JSON.parse(event.data)));
  source.onopen = async () => {
    const state = await (await fetch(`/sms/state?person=${encodeURIComponent(person)}`)).json();
    number.textContent = `${T.number} ${state.number} → ${state.to}`;
    newest = 0;
    list.replaceChildren(el("li", { class: "empty" }, T.empty));
    state.screen.forEach(show);
  };
}
