// Puts a button with the hotline's name into a page of another site, and behind it the conversation in a frame:
//
//   <script src="https://hotline.example.gov.cn/widget.js" defer></script>
//
// data-side="left" moves it, data-colour="#0b5cad" paints it, data-label="…" names it. Nothing else of the page is
// touched, and nothing is asked of its policy but to load this script (script-src) and the frame (frame-src): every
// style is set by property, none by attribute or sheet. The gate adds the call with the words at the end (widget.c).
(function (words) {
  "use strict";
  const NAME = "yixian-hotline";
  const script = document.currentScript;
  if (!script || document.querySelector(NAME)) return;
  const home = new URL(script.src).origin;
  const wish = script.dataset;
  const colour = /^#[0-9a-f]{6}$/i.test(wish.colour || "") ? wish.colour : words.colour;
  const side = wish.side === "left" ? "left" : "right";
  const small = matchMedia("(max-width: 640px), (max-height: 480px)");
  const WAIT_MS = 10000; // for the frame to say that it is there

  function make(tag, style, rest) {
    const element = document.createElement(tag);
    Object.assign(element.style, style);
    for (const name in rest) element.setAttribute(name, rest[name]);
    return element;
  }

  /** What `all: unset` has taken away: keyboards need to be seen. */
  function ring(element) {
    element.addEventListener("focus", () => { if (element.matches(":focus-visible")) element.style.outline = "3px solid #ffb300"; });
    element.addEventListener("blur", () => { element.style.outline = ""; });
  }

  const root = make(NAME, { all: "initial" });
  const shade = root.attachShadow({ mode: "open" });
  const font = '1rem/1.4 system-ui, "PingFang SC", "Microsoft YaHei", sans-serif';
  const bare = { all: "unset", boxSizing: "border-box", font, cursor: "pointer" };

  const button = make("button", Object.assign({}, bare, {
    position: "fixed", bottom: "1rem", [side]: "1rem", zIndex: "2147483000", minHeight: "3rem", maxWidth: "calc(100vw - 2rem)",
    padding: ".5rem 1.25rem", borderRadius: "1.5rem", background: colour, color: "#fff", fontWeight: "600",
    boxShadow: "0 2px 10px rgba(0, 0, 0, .3)",
  }), { type: "button", "aria-haspopup": "dialog", "aria-expanded": "false", "aria-label": words.open });
  const label = make("span", {});
  label.textContent = wish.label || words.name;
  const badge = make("span", {
    display: "none", position: "absolute", top: "-.25rem", right: "-.25rem", width: ".9rem", height: ".9rem", borderRadius: "50%",
    background: "#d32f2f", border: "2px solid #fff",
  }, { role: "img", "aria-label": words.news });
  button.append(label, badge);

  const panel = make("div", {}, { role: "dialog", "aria-label": words.title });
  const bar = make("div", {
    display: "flex", alignItems: "center", gap: ".25rem", flex: "none", padding: "0 .25rem 0 1rem", background: colour, color: "#fff", font,
  });
  const title = make("strong", { flex: "1", minWidth: "0", overflow: "hidden", textOverflow: "ellipsis", whiteSpace: "nowrap" });
  title.textContent = words.name;
  const square = Object.assign({}, bare, { minWidth: "2.75rem", minHeight: "2.75rem", textAlign: "center", color: "#fff", lineHeight: "2.75rem" });
  const away = make("a", square, { href: `${home}/`, target: "_blank", rel: "noopener", "aria-label": words.window, title: words.window });
  away.textContent = "↗";
  const close = make("button", square, { type: "button", "aria-label": words.close, title: words.close });
  close.textContent = "✕";
  bar.append(title, away, close);
  const failed = make("a", { display: "none", padding: "1rem", color: "#0b3d91", background: "#fff", font }, { href: `${home}/`, target: "_blank", rel: "noopener" });
  failed.textContent = words.failed;
  // on a phone the panel is all there is to see: Tab stays in it
  const first = make("span", {}, { tabindex: "0" });
  const last = make("span", {}, { tabindex: "0" });
  panel.append(first, bar, failed, last);
  shade.append(button, panel);
  [button, away, close, failed].forEach(ring);

  let frame = null; // made when it is first wanted, then kept: the conversation goes on behind the button
  let waiting = 0;
  let open = false;

  function show() {
    button.style.display = open && small.matches ? "none" : "block";
    button.setAttribute("aria-expanded", String(open));
    Object.assign(panel.style, {
      display: open ? "flex" : "none", flexDirection: "column", position: "fixed", zIndex: "2147483001", overflow: "hidden",
      background: "#fff", boxShadow: "0 4px 24px rgba(0, 0, 0, .35)", boxSizing: "border-box",
    }, small.matches ? { top: "0", bottom: "0", left: "0", right: "0", width: "auto", height: "auto", maxHeight: "none", borderRadius: "0" } : {
      top: "auto", bottom: "5rem", left: "auto", right: "auto", [side]: "1rem", width: "24rem", height: "40rem",
      maxHeight: "calc(100vh - 6rem)", borderRadius: ".75rem",
    });
    if (small.matches) panel.setAttribute("aria-modal", "true");
    else panel.removeAttribute("aria-modal");
    first.style.display = last.style.display = small.matches ? "block" : "none";
  }

  function load() {
    frame = make("iframe", { flex: "1", width: "100%", minHeight: "0", border: "0" },
      { src: `${home}/chat/`, title: words.title, allow: "clipboard-write", referrerpolicy: "no-referrer" });
    waiting = setTimeout(() => here(false), WAIT_MS);
    panel.insertBefore(frame, last);
  }

  /** The frame has come, or has not: then a link stands in its place. */
  function here(come) {
    clearTimeout(waiting);
    frame.style.display = come ? "block" : "none";
    failed.style.display = come ? "none" : "block";
  }

  function toggle(wanted) {
    if (wanted === open) return;
    open = wanted;
    if (open && !frame) load();
    if (open) badge.style.display = "none";
    show();
    if (open) frame.focus();
    else button.focus();
  }

  button.addEventListener("click", () => toggle(!open));
  close.addEventListener("click", () => toggle(false));
  first.addEventListener("focus", () => frame.focus());
  last.addEventListener("focus", () => away.focus());
  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && open) toggle(false);
  });
  addEventListener("message", (event) => {
    if (!frame || event.source !== frame.contentWindow || event.origin !== home) return;
    const what = event.data && event.data.yixian;
    if (what === "ready") {
      here(true);
    } else if (what === "close") {
      toggle(false);
    } else if (what === "news" && !open) {
      badge.style.display = "block";
    }
  });
  small.addEventListener ? small.addEventListener("change", show) : small.addListener(show);
  addEventListener("beforeprint", () => { root.style.display = "none"; });
  addEventListener("afterprint", () => { root.style.display = ""; });
  show();
  const enter = () => document.body.append(root);
  if (document.body) enter();
  else addEventListener("DOMContentLoaded", enter);
})
