// The phone: the account's name, the conversation, the foot.
import { bubble } from "./bubble.mjs";
import { makeCompose } from "./compose.mjs";
import { el } from "./dom.mjs";
import { makeMenu } from "./menu.mjs";
import { T } from "./texts.mjs";

export function makeChat(place, attempt) {
  const title = el("h2", {});
  const typing = el("p", { class: "typing", hidden: true }, T.typing);
  const list = el("ol", { class: "talk", "aria-live": "polite", "aria-label": T.talk });
  const menu = makeMenu(attempt);
  place.append(el("header", {}, title, typing), list, makeCompose(attempt, menu.bar));

  let newest = 0;
  let timer;
  function show(message) {
    if (message.n <= newest) return;
    newest = message.n;
    list.querySelector(".empty")?.remove();
    if (message.from === "account") setTyping(0);
    list.append(bubble(message, attempt));
    list.scrollTop = list.scrollHeight;
  }
  function setTyping(ms) {
    clearTimeout(timer);
    typing.hidden = ms <= 0;
    if (ms > 0) timer = setTimeout(setTyping, ms, 0);
  }
  // a picture has its height only when it has come
  list.addEventListener("load", () => { list.scrollTop = list.scrollHeight; }, true);

  return {
    show,
    typing: setTyping,
    menu: menu.draw,
    reset(state) {
      title.textContent = state.account.title;
      newest = 0;
      list.replaceChildren(el("li", { class: "line empty" }, T.empty));
      state.screen.forEach(show);
      menu.draw(state.menu);
      setTyping(state.person.typingMs);
    },
  };
}
