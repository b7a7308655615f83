// The citizen's page, made live: what the gate has rendered stays, its forms are sent from here, and news come in.
import { api } from "./api.js";
import { Bubbles } from "./bubbles.js";
import { Compose } from "./compose.js";
import { button, hasKeyboard, make } from "./dom.js";
import { Attach } from "./files.js";
import { local } from "./keep.js";
import { Kiosk } from "./kiosk.js";
import { startLeaveButton } from "./leave.js";
import { startLook } from "./look.js";
import { News } from "./news.js";
import { Outbox } from "./outbox.js";
import { say } from "./phrases.js";
import { Talk } from "./talk.js";

const state = document.getElementById("state");
const talk = new Talk();
let cookieless = navigator.cookieEnabled === false;
let trouble = ""; // what keeps messages from going out
let fetching = null, wanted = false;

// ---- what goes out ----

const outbox = new Outbox({
  added: (entry) => bubbles.add(entry),
  sending: (entry) => { bubbles.sending(entry); think(true); },
  waiting: (entry, seconds, rate) => {
    think(false);
    bubbles.waiting(entry, seconds, rate, () => outbox.again());
    report(rate ? "" : navigator.onLine === false ? "offline" : "unreachable");
    if (entry.tries < 2) bubbles.bringIntoSight(entry);
  },
  refused: (entry, why) => {
    think(false);
    bubbles.refused(entry, why);
    if (compose.text === "") edit(entry);
  },
  sent: (entry, body) => recorded(entry, body),
  gone: (entry) => bubbles.remove(entry),
  elsewhere: (entry) => { ask(false).then(() => bubbles.remove(entry)); },
  news: () => { ask(false); },
  idle: () => {
    think(false);
    news.plan();
    if (wanted) ask(false);
  },
});
const bubbles = new Bubbles(talk, edit);
const compose = new Compose(send);
if (!document.documentElement.hasAttribute("data-kiosk")) compose.attach = new Attach(compose);

/** Back into the field, behind what stands there. */
function edit(entry) {
  if (!entry.wordless) compose.set(compose.text ? compose.text + "\n" + entry.text : entry.text);
  state.textContent = entry.refused ? say(entry.refused) : "";
  outbox.drop(entry);
  compose.field.focus();
}

function send(text, files = []) {
  if (files.length === 0 && outbox.waiting.some((entry) => entry.text === text)) return; // pressed twice
  const wordless = text.trim() === "";
  outbox.add(wordless ? say("told") : text, files, wordless);
  talk.log.querySelectorAll(".choices button").forEach((choice) => { choice.disabled = true; });
  const bubble = talk.end.lastElementChild;
  bubble.scrollIntoView({ block: "nearest" });
  if (hasKeyboard()) compose.field.focus();
  else bubble.focus({ preventScroll: true });
}

/** The house has it. Its own answer is shown at once when nothing lies between, else all of it is fetched in order. */
async function recorded(entry, body) {
  const id = Number(body.message.id), reply = body.reply;
  report("");
  if (cookieless) return stranger(entry, reply);
  if (id <= talk.last && !body.duplicate && !talk.holds(id, entry.text)) return judgeVisitor(entry, reply);
  bubbles.sent(entry, id);
  if (id > 1 && id === talk.last + 1 && reply && Number(reply.id) === id + 1) {
    talk.setOwner(body.owner);
    return show(talk.add([{ id: String(id), author: "citizen", text: entry.text, files: entry.files, at: reply.at }, reply]), true);
  }
  const answered = await ask(true);
  return answered && talk.last < id ? stranger(entry, reply) : undefined;
}

/** Recorded under a number that stands here already: we are somebody else now. With a new cookie begin anew. */
async function judgeVisitor(entry, reply) {
  const answer = await api.after(0);
  if (answer.status !== 200 || answer.body.messages.length === 0) return stranger(entry, reply);
  outbox.drop(entry);
  return location.reload();
}

/** Without a cookie each message is somebody else's: shown as it comes, and said. */
function stranger(entry, reply) {
  cookieless = true;
  bubbles.remove(entry);
  talk.acked.forEach((bubble) => bubble.remove());
  talk.acked.clear();
  talk.append({ author: "citizen", text: entry.text, files: entry.files });
  if (reply) show([talk.append(Object.assign({}, reply, { id: undefined, choices: [] }))], true);
  report("");
}

// ---- what comes in ----

/** Fetch what came after the last one; one fetch at a time. `own`: something just sent is among it. True: all of it came. */
function ask(own) {
  if (cookieless || (outbox.busy && !own)) {
    wanted = !cookieless;
    return Promise.resolve(false);
  }
  if (fetching) {
    wanted = true;
    return own ? fetching.then(() => ask(own)) : fetching;
  }
  wanted = false;
  fetching = fetchAll(own).then((came) => { fetching = null; return came; });
  return fetching;
}

async function fetchAll(own) {
  for (let more = true; more;) {
    const answer = await api.after(talk.last);
    if (answer.status !== 200 || !answer.body || !answer.body.messages) return false;
    const before = talk.last;
    show(talk.add(answer.body.messages), own);
    talk.setOwner(answer.body.owner);
    more = answer.body.more && talk.last > before;
  }
  return true;
}

/** Bring new messages into sight: one's own question at the top, so that an answer is read from its beginning. */
function show(articles, own) {
  think(outbox.busy && outbox.waiting.length > 1);
  if (articles.length === 0) return;
  const last = articles[articles.length - 1];
  const following = own || talk.atEnd || last.previousElementSibling === null;
  if (own && document.activeElement === document.body) { // the bubble that had the focus has made way
    articles[0].setAttribute("tabindex", "-1");
    articles[0].focus({ preventScroll: true });
  }
  if (following) (own ? articles[0] : last).scrollIntoView({ block: "start" });
  else offerArrived(last);
  if (document.hidden && !last.matches(".citizen")) document.title = "● " + say("new_reply") + " " + say("name");
}

function offerArrived(article) {
  document.querySelectorAll(".arrived").forEach((old) => old.remove());
  const arrived = button(say("new_reply") + " ↓", () => {
    arrived.remove();
    article.scrollIntoView({ block: "start" });
  }, { class: "arrived" });
  document.querySelector(".compose").append(arrived);
}

// ---- what is said meanwhile ----

let thinking = null;
function think(on) {
  if (on && !thinking && talk.owner === "bot") {
    thinking = make("p", { class: "thinking" }, say("thinking"));
    talk.log.append(thinking);
  } else if (!on && thinking) {
    thinking.remove();
    thinking = null;
  }
}

/** One line above the field: what keeps messages from going out, or what this browser refuses. */
function report(name) {
  trouble = name;
  const said = trouble && !local.lasting ? "storageless" : trouble || (cookieless ? "cookieless" : "");
  state.textContent = said ? say(said) : "";
}

// ---- what is pressed ----

let pressed = null;
document.addEventListener("click", (event) => { pressed = event.target.closest ? event.target.closest("button") : null; });
document.addEventListener("submit", (event) => {
  if (event.target.getAttribute("action") !== "/chat") return;
  event.preventDefault();
  if (event.target.matches(".write")) compose.send();
  else send((event.submitter || pressed).value);
});

window.addEventListener("offline", () => report("offline"));
window.addEventListener("online", () => { if (trouble === "offline") report(""); });
document.addEventListener("visibilitychange", () => { if (!document.hidden) document.title = say("name"); });
["dragover", "drop"].forEach((kind) => document.addEventListener(kind, (event) => event.preventDefault()));

document.querySelectorAll("[data-script]").forEach((element) => { element.hidden = false; });
startLook();
startLeaveButton(outbox, compose);
const news = new News(() => ask(false), () => talk.owner !== "bot" || outbox.size > 0);
outbox.start();
if (document.documentElement.hasAttribute("data-kiosk")) new Kiosk(outbox, compose, talk);
report(navigator.onLine === false ? "offline" : "");
if (!talk.empty) {
  const articles = talk.log.querySelectorAll("article");
  articles[articles.length - 1].scrollIntoView({ block: "start" });
}
