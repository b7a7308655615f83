// The account's menu at the foot of the phone, as menu/create left it.
import { happen } from "./api.mjs";
import { el } from "./dom.mjs";
import { T } from "./texts.mjs";

function press(button, attempt) {
  if (button.type !== "view") {
    const event = button.type === "scancode_push" || button.type === "scancode_waitmsg" ? button.type : "CLICK";
    attempt(happen(event, { key: button.key, label: button.name, result: button.key }));
    return;
  }
  attempt(happen("VIEW", { url: button.url }));
  window.open(button.url, "_blank", "noreferrer");
}

export function makeMenu(attempt) {
  const bar = el("div", { class: "menubar" });

  const leaf = (button) => el("button", { type: "button", onclick: () => { close(); press(button, attempt); } }, button.name);
  const close = () => { for (const open of bar.querySelectorAll("details[open]")) open.open = false; };
  const branch = (button) => el("details", { name: "menu" }, el("summary", {}, button.name), el("div", { class: "below" }, ...button.sub_button.map(leaf)));

  return {
    bar,
    draw(buttons) {
      const drawn = (buttons ?? []).map((button) => (button.sub_button?.length ? branch(button) : leaf(button)));
      bar.replaceChildren(...(drawn.length ? drawn : [el("p", {}, T.noMenu)]));
    },
  };
}
