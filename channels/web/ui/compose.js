// The field one writes in: its draft, its length, what Enter does, what cannot be taken.
import { hasKeyboard } from "./dom.js";
import { session } from "./keep.js";
import { say } from "./phrases.js";

const TEXT_MOST = 4000;
const COUNT_FROM = 3500;

export class Compose {
  constructor(send) {
    this.field = document.getElementById("text");
    this.note = document.getElementById("note");
    this.give = send;
    this.attach = null; // files.js, once it is there; a kiosk has none
    this.field.removeAttribute("maxlength"); // it would cut what is pasted without a word
    this.field.removeAttribute("required");  // the browser's own bubble speaks the browser's language
    this.field.rows = 1; // it grows with what is written
    this.field.setAttribute("enterkeyhint", hasKeyboard() ? "send" : "enter");
    if (!this.field.value) this.field.value = session.get("draft") || "";
    this.field.addEventListener("input", () => this.changed());
    this.field.addEventListener("keydown", (event) => this.key(event));
    ["paste", "drop"].forEach((kind) => this.field.addEventListener(kind, (event) => this.brought(event)));
    this.changed();
  }

  get text() { return this.field.value; }
  /** In characters, as the house counts them. */
  get length() { return Array.from(this.text.trim()).length; }

  changed() {
    session.set("draft", this.text);
    this.fit();
    const count = this.length;
    this.field.setAttribute("aria-invalid", String(count > TEXT_MOST));
    if (count > TEXT_MOST) this.tell(say("too_long", { count }));
    else if (count > COUNT_FROM) this.tell(say("count", { count }));
    else this.tell(hasKeyboard() ? say("keys") : "");
  }

  tell(words) {
    if (this.note.textContent !== words) this.note.textContent = words;
  }

  /** As high as what is written; page.css sets the bound. */
  fit() {
    this.field.style.height = "auto";
    if (this.text) this.field.style.height = this.field.scrollHeight + 2 + "px";
  }

  /** The Enter that ends the composing of Chinese is no wish to send; some browsers tell it by 229 alone. */
  key(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229 || !hasKeyboard()) return;
    event.preventDefault();
    this.send();
  }

  /** Files are taken beside the words, and a dropped one does not take the page away. */
  brought(event) {
    const data = event.clipboardData || event.dataTransfer;
    const files = data && Array.from(data.types || []).includes("Files");
    if (!files) return;
    event.preventDefault();
    if (this.attach) this.attach.add(Array.from(data.files));
  }

  send() {
    const attached = this.attach ? this.attach.count : 0;
    if (attached > 0 && !this.attach.ready) return this.tell(say("file_wait"));
    if ((this.length === 0 && attached === 0) || this.length > TEXT_MOST) {
      this.field.focus();
      return undefined;
    }
    const text = this.text, files = attached ? this.attach.files : [];
    this.set("");
    if (attached) this.attach.clear();
    return this.give(text, files);
  }

  set(text) {
    this.field.value = text;
    this.changed();
  }

  focus() { if (hasKeyboard()) this.field.focus(); }
}
