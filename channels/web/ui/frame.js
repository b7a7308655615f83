// Inside another site's page: tells the widget there that this page has come, that there is something new, and that
// Escape was pressed. Says nothing of what was written, so that it may be heard by whoever holds the frame.
if (window.parent !== window) {
  const tell = (what) => window.parent.postMessage({ yixian: what }, "*");
  const answers = () => Array.from(document.querySelectorAll("article.machine[data-id], article.staff[data-id]"))
    .reduce((last, { dataset }) => Math.max(last, Number(dataset.id)), 0);
  let seen = answers();
  new MutationObserver(() => {
    const now = answers();
    if (now > seen) tell("news");
    seen = now;
  }).observe(document.body, { childList: true, subtree: true });
  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.defaultPrevented) tell("close");
  });
  tell("ready");
}
