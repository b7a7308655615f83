// What draws the eye and the ear: the title's number, the icon's dot, two short notes.
import { watchEffect } from "vue";
import { settings } from "../state/settings.js";
import { unreadOf } from "../state/unread.js";
import { queue } from "../state/queue.js";
import { t } from "../words/texts.js";

let audio = null;

function note(hertz, from) {
  const tone = audio.createOscillator(), volume = audio.createGain();
  const at = audio.currentTime + from;
  tone.frequency.value = hertz;
  volume.gain.setValueAtTime(0, at);
  volume.gain.linearRampToValueAtTime(0.12, at + 0.02);
  volume.gain.exponentialRampToValueAtTime(0.0001, at + 0.35);
  tone.connect(volume).connect(audio.destination);
  tone.start(at);
  tone.stop(at + 0.4);
}

/** kind: "waiting" (somebody new in the queue), "message" (in one of mine), "urgent". */
export async function chime(kind) {
  if (!settings.sound) return;
  try {
    audio ??= new AudioContext();
    await audio.resume(); // browsers are silent until the first click or key
    const notes = { waiting: [660, 880], message: [740], urgent: [880, 660, 880] }[kind];
    notes.forEach((hertz, n) => note(hertz, n * 0.18));
  } catch { /* no sound on this machine */ }
}

export function startAlerts() {
  const icon = document.querySelector("link[rel=icon]");
  watchEffect(() => {
    const news = queue.mine.reduce((sum, talk) => sum + unreadOf(talk), 0) + queue.waiting.length;
    document.title = news ? t("title_with", { n: news }) : t("title");
    icon.href = news ? "/desk/icon-news.svg" : "/desk/icon.svg";
  });
}
