// Where one writes, and the quick buttons for what is not text.
import { act, happen } from "./api.mjs";
import { el } from "./dom.mjs";
import { T } from "./texts.mjs";

/** A picture to send: a note of debt, drawn here. */
function drawPicture() {
  const canvas = el("canvas", { width: 320, height: 220 });
  const pen = canvas.getContext("2d");
  pen.fillStyle = "#f6f1e1";
  pen.fillRect(0, 0, 320, 220);
  pen.strokeStyle = "#c9b98a";
  for (let y = 80; y < 220; y += 32) pen.strokeRect(24, y, 272, 0.5);
  pen.fillStyle = "#3b3326";
  pen.textAlign = "center";
  pen.font = "28px sans-serif";
  pen.fillText(T.pictureTitle, 160, 50);
  pen.font = "18px sans-serif";
  pen.fillText(T.pictureLine, 160, 102);
  return canvas.toDataURL("image/jpeg", 0.8).split(",")[1];
}

const QUICK = [
  [T.image, () => act("image", { base64: drawPicture(), type: "image/jpeg" })],
  [T.voiceHeard, () => act("voice", { recognition: T.voiceText })],
  [T.voice, () => act("voice")],
  [T.video, () => act("video")],
  [T.location, () => act("location", { latitude: 30.657, longitude: 104.066, label: T.place })],
  [T.link, () => act("link", { title: T.linkTitle, description: T.linkAbout, url: "https://example.test/contract" })],
  [T.follow, () => happen("subscribe")],
  [T.scan, () => happen("subscribe", { scene: "hall_1", ticket: "demo_ticket", label: "hall_1" })],
  [T.unfollow, () => happen("unsubscribe")],
];

export function makeCompose(attempt, menubar) {
  const input = el("textarea", { rows: 1, "aria-label": T.write, placeholder: T.write, maxlength: 4000 });
  const quick = el("div", { class: "quick", hidden: true }, ...QUICK.map(([label, run]) =>
    el("button", { type: "button", onclick: () => { quick.hidden = true; attempt(run()); } }, label)));
  const send = () => {
    const text = input.value.trim();
    if (!text) return;
    input.value = "";
    attempt(act("say", { text }).catch((error) => { input.value = text; throw error; }));
  };
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    send();
  });
  const writing = el("form", { onsubmit: (event) => { event.preventDefault(); send(); } }, input, el("button", { class: "send" }, T.send));
  const toggle = el("button", { type: "button", class: "icon", "aria-label": T.menu, title: T.menu, onclick: () => show(menubar.hidden) }, "☰");
  const more = el("button", { type: "button", class: "icon", "aria-label": T.more, title: T.more, onclick: () => { quick.hidden = !quick.hidden; } }, "＋");
  function show(menu) {
    menubar.hidden = !menu;
    writing.hidden = menu;
    toggle.textContent = menu ? "⌨" : "☰";
    toggle.setAttribute("aria-label", menu ? T.keyboard : T.menu);
  }
  show(false);
  return el("div", { class: "foot" }, el("div", { class: "bar" }, toggle, writing, menubar, more), quick);
}
