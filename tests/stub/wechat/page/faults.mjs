// Switches for what may go wrong, and what has been ordered and not yet met.
import { fail, set } from "./api.mjs";
import { el } from "./dom.mjs";
import { APIS, FAULT_WORDS, FAULTS, MODES, T } from "./texts.mjs";

const describe = (path, fault) => {
  const words = Object.entries(fault).filter(([key]) => FAULT_WORDS[key]).map(([key, value]) => FAULT_WORDS[key](value)).join("，");
  return `${APIS[path] ?? path}：${words}${fault.times > 1 ? `，${T.times(fault.times)}` : ""}`;
};

export function makeFaults(place, attempt) {
  const buttons = FAULTS.map((f) => el("button", { type: "button", onclick: () => attempt(f.set ? set(f.set) : fail(f.path, f.faults)) }, f.label));
  const certified = el("input", { type: "checkbox", onchange: () => attempt(set({ certified: certified.checked })) });
  const mode = el("select", { onchange: () => attempt(set({ mode: mode.value })) },
    ...Object.entries(MODES).map(([value, words]) => el("option", { value }, words)));
  const waiting = el("ul", { class: "waiting" });
  const clear = el("button", { type: "button", class: "clear", onclick: () => attempt(set({ faults: null, lose: 0 })) }, T.clear);
  place.append(el("h2", {}, T.faultsTitle), el("p", { class: "note" }, T.faultsAbout), el("div", { class: "switches" }, ...buttons),
    el("div", { class: "settings" }, el("label", {}, certified, " ", T.certified), el("label", {}, `${T.mode} `, mode)),
    el("div", { class: "ordered" }, waiting, clear));

  return {
    account(account) {
      certified.checked = account.certified;
      mode.value = account.mode;
    },
    waiting(queues) {
      const rows = Object.entries(queues).flatMap(([path, queue]) => queue.map((fault) => el("li", {}, describe(path, fault))));
      waiting.replaceChildren(...(rows.length ? [el("li", { class: "note" }, T.waiting), ...rows] : [el("li", { class: "note" }, T.nobody)]));
      clear.hidden = rows.length === 0;
    },
  };
}
