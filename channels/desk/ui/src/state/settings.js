// How this person likes the desk, on this browser.
import { computed, reactive, shallowRef, watch } from "vue";
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

// Beside the conversation there is room for the tools; in a narrow window they lie over it, and are away until asked for.
const narrowWindow = matchMedia("(max-width: 1180px)");
const narrow = shallowRef(narrowWindow.matches), over = shallowRef(false);
narrowWindow.addEventListener("change", () => { narrow.value = narrowWindow.matches; over.value = false; });
export const sideShown = computed({
  get: () => (narrow.value ? over.value : settings.sideOpen),
  set: (shown) => { if (narrow.value) over.value = shown; else settings.sideOpen = shown; },
});
