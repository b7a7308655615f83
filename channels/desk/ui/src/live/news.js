// News from the house, pushed (server-sent events). News says only what to ask for again; whoever slept asks for all.
// While nothing is pushed, the page asks by itself.
import { reactive } from "vue";
import { eventsUrl } from "../api/desk.js";

const ASK_MS = 5000;      // without push
const NET_MS = 30_000;    // with it too, so seldom: news is best effort
const SLEPT_MS = 45_000;  // a timer that comes this late has slept with its machine
const AGAIN_MS = [500, 1000, 2000, 5000, 10_000];

/** state: "starting" | "live" | "asking" (no push, answers come) | "offline" */
export const line = reactive({ state: "starting", since: Date.now() });
const readers = new Set();
let source = null, failures = 0, retry = 0, pulse = 0, lastPulse = 0, lastAll = 0, wanted = false;

const say = (news) => { for (const reader of readers) reader(news); };
/** Everything may have changed. */
function catchUp() {
  lastAll = Date.now();
  say({ what: "all" });
}

function become(state) {
  if (line.state !== state) Object.assign(line, { state, since: Date.now() });
}

function opened() {
  failures = 0;
  become("live");
  catchUp();
}

function failed() {
  // EventSource tries again by itself only after a cut connection, not after an error answer.
  source?.close();
  source = null;
  if (!wanted) return;
  if (line.state !== "offline") become("asking");
  if (failures === 1) catchUp(); // not only cut: perhaps whoever sits here may hear no more
  clearTimeout(retry);
  retry = setTimeout(connect, AGAIN_MS[Math.min(failures++, AGAIN_MS.length - 1)]);
}

function heard(event) {
  try {
    say(JSON.parse(event.data));
  } catch {
    catchUp();
  }
}

function connect() {
  if (!wanted || source) return;
  source = new EventSource(eventsUrl);
  source.onopen = opened;
  source.onmessage = heard;
  source.onerror = failed;
}

function beat() {
  const slept = Date.now() - lastPulse > SLEPT_MS;
  lastPulse = Date.now();
  if (slept) reconnect();
  else if (line.state !== "live" || Date.now() - lastAll > NET_MS) catchUp();
}

function reconnect() {
  source?.close();
  source = null;
  failures = 0;
  clearTimeout(retry);
  connect();
}

/** Requests tell how the line is: they notice before the push does. */
export function tellLine(reached) {
  if (!wanted) return;
  if (!reached) return become("offline");
  if (line.state !== "offline") return;
  // back, perhaps after a restart, which forgets who listens
  become("asking");
  reconnect();
}

export function startNews() {
  if (wanted) return;
  wanted = true;
  lastPulse = Date.now();
  pulse = setInterval(beat, ASK_MS);
  addEventListener("online", reconnect);
  document.addEventListener("visibilitychange", whenSeen);
  connect();
}
const whenSeen = () => { if (document.visibilityState === "visible" && line.state !== "live") reconnect(); };

export function stopNews() {
  wanted = false;
  clearInterval(pulse);
  clearTimeout(retry);
  removeEventListener("online", reconnect);
  document.removeEventListener("visibilitychange", whenSeen);
  source?.close();
  source = null;
}

/** Hear news until the returned function is called. */
export function onNews(reader) {
  readers.add(reader);
  return () => readers.delete(reader);
}
