// Below an answer with its basis: was it what they meant, copy, print.
import { api } from "./api.js";
import { button, make } from "./dom.js";
import { local } from "./keep.js";
import { say } from "./phrases.js";

const JUDGED_MOST = 200;
const kiosk = document.documentElement.hasAttribute("data-kiosk");
const keyOf = (article) => article.getAttribute("data-id") + ":" + article.getAttribute("data-at");
const judged = () => (local.get("judged") || "").split(" ").filter(Boolean);

function noteJudged(article) {
  local.set("judged", judged().concat(keyOf(article)).slice(-JUDGED_MOST).join(" "));
}

async function judge(article, box, useful) {
  box.querySelectorAll("button").forEach((b) => { b.disabled = true; });
  const answer = await api.judge(article.getAttribute("data-id"), useful);
  const told = make("p", { role: "status", tabindex: "-1" });
  if (answer.status === 200) {
    noteJudged(article);
    box.textContent = "";
    told.textContent = say(useful ? "useful_thanks" : "useless_thanks");
    box.append(told);
    told.focus();
    return;
  }
  box.querySelectorAll("button").forEach((b) => { b.disabled = false; });
  box.querySelectorAll("[role=status]").forEach((old) => old.remove());
  told.textContent = say("judge_failed");
  box.append(told);
}

function question(article) {
  const box = make("div", { role: "group", "aria-label": say("useful_ask") }, make("p", {}, say("useful_ask")));
  box.append(button(say("useful"), () => judge(article, box, true)), button(say("useless"), () => judge(article, box, false)));
  return box;
}

/** The answer and its basis as plain text. */
function plain(article) {
  const lines = [];
  article.querySelectorAll(".text > *").forEach((block) => {
    const items = block.querySelectorAll("li");
    if (items.length === 0) lines.push(block.innerText, "");
    items.forEach((li, n) => lines.push((block.localName === "ol" ? n + 1 + ". " : "· ") + li.textContent));
    if (items.length) lines.push("");
  });
  lines.push(say("sources"));
  article.querySelectorAll(".law cite").forEach((cite) => lines.push("· " + cite.textContent));
  return lines.concat("", say("print_foot", { name: say("name") })).join("\n");
}

/** Where the clipboard's own interface is not there: pages without TLS, old phones. */
function copyByHand(text) {
  const field = make("textarea", { readonly: "", "aria-hidden": "true", class: "skip" });
  field.value = text;
  document.body.append(field);
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  return done;
}

async function copy(article, pressed) {
  const text = plain(article);
  let done = false;
  try {
    await navigator.clipboard.writeText(text);
    done = true;
  } catch (refused) {
    done = copyByHand(text);
  }
  pressed.textContent = say(done ? "copied" : "copy_failed");
  pressed.focus();
  setTimeout(() => { pressed.textContent = say("copy"); }, 3000);
}

/** What belongs to it on paper: the question before it, and the day. */
function around(article) {
  const found = [];
  const asked = article.previousElementSibling;
  if (asked && asked.matches(".citizen")) found.push(asked);
  let day = asked;
  while (day && !day.matches(".day")) day = day.previousElementSibling;
  return day ? found.concat(day) : found;
}

function print(article) {
  const folded = Array.from(article.querySelectorAll("details:not([open])"));
  const printed = [article].concat(around(article));
  const foot = make("p", { class: "print-foot", hidden: "" }, say("print_foot", { name: say("name") }));
  folded.forEach((details) => details.setAttribute("open", ""));
  article.append(foot);
  printed.forEach((element) => element.setAttribute("data-print", ""));
  document.body.setAttribute("data-one", "");
  const back = () => {
    window.removeEventListener("afterprint", back);
    document.body.removeAttribute("data-one");
    printed.forEach((element) => element.removeAttribute("data-print"));
    foot.remove();
    folded.forEach((details) => details.removeAttribute("open"));
  };
  window.addEventListener("afterprint", back);
  window.print();
}

/** Add what belongs below it, when it is an answer with a basis. */
export function putAfter(article) {
  if (!article.matches(".machine[data-id]") || !article.querySelector(".sources") || article.querySelector(".after")) return;
  const box = make("div", { class: "after" });
  if (!judged().includes(keyOf(article))) box.append(question(article));
  if (!kiosk) { // its printer and its clipboard are not the visitor's
    const copying = button(say("copy"), () => copy(article, copying), { "aria-live": "polite" });
    box.append(make("div", { class: "tools" }, [copying, button(say("print"), () => print(article))]));
  }
  if (box.childElementCount) article.append(box);
}
