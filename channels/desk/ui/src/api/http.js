// One way to ask the house: JSON both ways, and every failure a Refused with words that can be shown.
import { takeHouseTime } from "../words/time.js";
import { t } from "../words/texts.js";

const PATIENCE_MS = 30_000;
const AWAY = new Set([502, 504]); // nginx is there, the house is not

/** What came instead of an answer. code: the house's own word, or "offline" when nothing came. */
export class Refused extends Error {
  constructor(status, code, message, body = {}) {
    super(message);
    Object.assign(this, { status, code, body });
  }
  /** Worth the same request again. */
  get passing() { return this.status === 0 || this.status === 429 || this.status >= 500; }
}

let signedOut = () => {}, reached = () => {};
export const whenSignedOut = (then) => { signedOut = then; };
/** then(whether the house could be reached), for each request. */
export const whenReached = (then) => { reached = then; };

async function fetchJson(method, path, { body, active }) {
  // X-Desk: 1 the person did this, 0 the page did it by itself; the house counts the quiet of a session by it.
  const headers = { "X-Desk": active ? "1" : "0", Accept: "application/json" };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), PATIENCE_MS);
  try {
    const response = await fetch(path, { method, headers, credentials: "same-origin", cache: "no-store", signal: stop.signal,
      body: body === undefined ? undefined : JSON.stringify(body) });
    return { response, json: await response.json().catch(() => null) };
  } catch {
    reached(false);
    throw new Refused(0, "offline", t("error.offline"));
  } finally {
    clearTimeout(timer);
  }
}

async function ask(method, path, { body, active = true, quiet401 = false } = {}) {
  const { response, json } = await fetchJson(method, path, { body, active });
  reached(!AWAY.has(response.status));
  takeHouseTime(response.headers.get("date"));
  if (response.ok && json) return json;
  const { code = "internal", message = t("error.other", { status: response.status }) } = json?.error ?? {};
  if (response.status === 401 && !quiet401) signedOut();
  throw new Refused(response.status, code, message, json ?? {});
}

export const get = (path, options) => ask("GET", path, { active: false, ...options });
export const post = (path, body = {}, options) => ask("POST", path, { body, ...options });
