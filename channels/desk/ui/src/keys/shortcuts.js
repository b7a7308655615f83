// Keys that do something wherever one is: Alt and a key, by its place (code), so that an input method, which changes
// what a key means, changes nothing here. Letters, since Alt and a digit changes the tab in browsers on Linux.
import { onBeforeUnmount, onMounted } from "vue";

export const shortcuts = {
  next: ["Alt+N", "KeyN"], write: ["Alt+I", "KeyI"], up: ["Alt+↑", "ArrowUp"], down: ["Alt+↓", "ArrowDown"],
  knowledge: ["Alt+K", "KeyK"], canned: ["Alt+Y", "KeyY"], notes: ["Alt+M", "KeyM"], past: ["Alt+L", "KeyL"],
  handover: ["Alt+T", "KeyT"], close: ["Alt+X", "KeyX"], help: ["Alt+/", "Slash"],
};

/** Call `then` on the shortcut for as long as the component lives; not while a dialog is open. */
export function onShortcut(name, then) {
  const [, code] = shortcuts[name];
  const pressed = (event) => {
    if (!event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || event.code !== code || event.isComposing) return;
    if (document.querySelector("[role=dialog][aria-modal=true]:not([style*='display: none'])")?.checkVisibility?.()) return;
    event.preventDefault();
    then();
  };
  onMounted(() => addEventListener("keydown", pressed));
  onBeforeUnmount(() => removeEventListener("keydown", pressed));
}
