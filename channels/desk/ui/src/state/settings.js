// How this person likes the desk, on this browser.
import { reactive, watch } from "vue";
import { read, write } from "./stored.js";

const usual = { sound: true, sendBy: "enter", look: "auto", sideOpen: true };
export const settings = reactive({ ...usual, ...read("settings", {}) });

const darkOutside = matchMedia("(prefers-color-scheme: dark)");
function applyLook() {
  const dark = settings.look === "dark" || (settings.look === "auto" && darkOutside.matches);
  document.documentElement.classList.toggle("dark", dark);
}

export function startSettings() {
  watch(settings, () => { write("settings", settings); applyLook(); });
  darkOutside.addEventListener("change", applyLook);
  applyLook();
}
