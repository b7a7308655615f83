// The page: a phone and a panel, both drawn from the state of the stub and what it tells afterwards.
import { follow, person } from "./api.mjs";
import { makeChat } from "./chat.mjs";
import { makeFaults } from "./faults.mjs";
import { makeWire } from "./wire.mjs";
import { el } from "./dom.mjs";
import { T } from "./texts.mjs";

const trouble = document.getElementById("trouble");
const tell = (words) => {
  trouble.textContent = words;
  trouble.hidden = !words;
};
/** For whatever a button begins: what was refused is said. */
const attempt = (begun) => begun.then(() => tell(""), (error) => tell(T.refused + error.message));

const chat = makeChat(document.getElementById("wechat"), attempt);
const wire = makeWire(document.getElementById("wire"));
const faults = makeFaults(document.getElementById("faults"), attempt);

const anew = () => { location.search = `?person=${crypto.randomUUID().slice(0, 8)}`; };
document.getElementById("who").append(`${T.who} `, el("b", {}, person), " ", el("button", { type: "button", onclick: anew }, T.anew));

/** Another way in brings its own telephone. */
let besideShown = false;
async function showBeside(path) {
  if (besideShown) return;
  besideShown = true;
  const { makePlainPhone } = await import(`${path}phone.mjs`);
  document.head.append(el("link", { rel: "stylesheet", href: `${path}phone.css` }));
  attempt(makePlainPhone(document.getElementById("beside"), person, attempt));
}

let openid = null;
const mine = (what) => what.openid === openid;
const on = {
  screen: (what) => mine(what) && chat.show(what.message),
  typing: (what) => mine(what) && chat.typing(what.ms),
  wire: (entry) => wire.add(entry),
  menu: (buttons) => chat.menu(buttons),
  faults: (waiting) => faults.waiting(waiting),
  account: (account) => faults.account(account),
};

follow({
  onState(state) {
    tell("");
    openid = state.person.openid;
    chat.reset(state);
    wire.reset(state.wire);
    faults.account(state.account);
    faults.waiting(state.faults);
    if (state.beside) showBeside(state.beside);
  },
  onEvent: (type, what) => on[type](what),
  onLost: () => tell(T.lost),
});
