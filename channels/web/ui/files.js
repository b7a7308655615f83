// Files: those that a message has, and those that one is about to send. The content is the house's to judge; nothing of a
// file is read here but its length.
import { api } from "./api.js";
import { button, make } from "./dom.js";
import { say } from "./phrases.js";

const PIECE = 256 * 1024;
const MOST = 9;
const FIRST_WAIT_MS = 1000;
const WAIT_MOST_MS = 30000;
const LOOK_MS = 1000;
const LOOK_MOST_MS = 15000;
const PICTURES = ["jpg", "png", "webp"];

const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
const pathOf = (id) => "/api/files/" + id;

export function randomId() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => (byte < 16 ? "0" : "") + byte.toString(16)).join("");
}

function sizeOf(bytes) {
  return bytes < 1024 * 1024 ? Math.ceil(bytes / 1024) + " KB" : (bytes / 1024 / 1024).toFixed(1) + " MB";
}

/** One file of a message; the page itself brings the same (transcript.c). */
function rowOf(file) {
  const row = make("li", { "data-file": file.id, "data-state": file.state });
  const link = { href: pathOf(file.id), download: "" };
  if (file.state !== "clean") row.append(make("b", {}, file.name), " ", make("span", {}, file.words));
  else if (PICTURES.includes(file.type)) row.append(make("a", link, make("img", { src: pathOf(file.id), alt: file.name })));
  else row.append(make("a", link, file.name), " ", make("span", {}, sizeOf(file.size)));
  return row;
}

export function filesOf(files) {
  if (files.length === 0) return null;
  return make("ul", { class: "files" }, files.map((file) => follow(rowOf(file))));
}

/** A file that is still checked is looked at again, until it is judged or nobody shows it any more. */
export function follow(row) {
  if (["checking", "coming"].includes(row.getAttribute("data-state"))) lookAgain(row, LOOK_MS);
  return row;
}

async function lookAgain(row, wait) {
  await sleep(wait);
  if (!row.isConnected) return;
  const { status, body } = await api.fileState(row.getAttribute("data-file"));
  if (status === 200 && body.file.state !== row.getAttribute("data-state")) row.replaceWith(follow(rowOf(body.file)));
  else if (status !== 404) lookAgain(row, Math.min(LOOK_MOST_MS, wait * 1.5));
}

/** What was chosen beside the words: brought to the house at once, in pieces, and sent with the next message. */
export class Attach {
  constructor(compose) {
    this.compose = compose;
    this.items = []; // { file: as the house has it, or null; bytes; row; meter; fate; failed; form }
    this.list = make("ul", { class: "attached" });
    this.input = make("input", { type: "file", multiple: "", hidden: "", "aria-label": say("attach"),
      accept: "image/jpeg,image/png,image/webp,.pdf,.docx,.amr,.mp3,.mp4" });
    this.input.addEventListener("change", () => {
      this.add(Array.from(this.input.files));
      this.input.value = "";
    });
    const form = document.querySelector(".write");
    form.before(this.list);
    form.prepend(this.input, button("＋", () => this.input.click(), { class: "attach", title: say("attach"), "aria-label": say("attach") }));
    this.going = Promise.resolve();
  }

  get count() { return this.items.length; }
  /** Everything has come, and nothing of it was refused. */
  get ready() { return this.items.every((item) => item.file && item.file.have === item.file.size && !item.failed); }
  get files() { return this.items.map((item) => item.file); }

  add(files) {
    files.forEach((bytes) => {
      if (this.count >= MOST) return this.compose.tell(say("file_most"));
      const item = { bytes, file: null, failed: false, form: randomId(), meter: make("progress", { max: "1", value: "0" }), fate: make("span", { role: "status" }) };
      item.row = make("li", {}, [make("b", {}, bytes.name), " ", item.meter, " ", item.fate, " ", button("×", () => this.remove(item), { "aria-label": say("attach_remove") + " " + bytes.name })]);
      this.items.push(item);
      this.list.append(item.row);
      if (bytes.size === 0) return this.fail(item, say("file_empty"));
      this.going = this.going.then(() => this.bring(item)); // one at a time: the line may be thin
      return undefined;
    });
  }

  remove(item) {
    item.row.remove();
    this.items = this.items.filter((other) => other !== item);
    this.compose.changed();
  }

  clear() { this.items.slice().forEach((item) => this.remove(item)); }

  fail(item, words) {
    item.failed = true;
    item.row.classList.add("wrong");
    item.meter.remove();
    item.fate.textContent = words;
  }

  show(item, file) {
    item.file = file;
    item.meter.value = file.have / file.size;
    item.fate.textContent = file.words;
    if (file.state === "refused") this.fail(item, file.words);
    else if (file.have === file.size) item.meter.remove();
  }

  /** From wherever the house says that it is, as often as the line breaks. */
  async bring(item) {
    let wait = FIRST_WAIT_MS;
    while (this.items.includes(item) && !item.failed && !(item.file && item.file.have === item.file.size)) {
      const answer = await this.step(item);
      if (answer.body && answer.body.file) {
        this.show(item, answer.body.file);
        wait = FIRST_WAIT_MS;
      } else if (answer.status === 0 || answer.status >= 500) {
        item.fate.textContent = say("file_again");
        await sleep(wait);
        wait = Math.min(WAIT_MOST_MS, wait * 2);
      } else {
        this.fail(item, (answer.body && answer.body.error && answer.body.error.message) || say("file_failed"));
      }
    }
    if (item.file && !item.failed) this.await(item);
  }

  step(item) {
    const { bytes, file } = item;
    return file ? api.filePiece(file.id, file.have, bytes.slice(file.have, file.have + PIECE)) : api.fileBegin(item.form, bytes.name, bytes.size);
  }

  /** What the house finds in it, as long as it stands here. */
  async await(item) {
    for (let wait = LOOK_MS; this.items.includes(item) && item.file.state === "checking"; wait = Math.min(LOOK_MOST_MS, wait * 1.5)) {
      await sleep(wait);
      const { status, body } = await api.fileState(item.file.id);
      if (status === 200) this.show(item, body.file);
    }
  }
}
