// /_stub/…: what a person with the page, or a test in another process, does to the phone and to the platform.
import { API_PATHS } from "./api.mjs";
import { MODES } from "./account.mjs";
import { events } from "./messages.mjs";

const WIRE_SHOWN = 100;
const bad = (words) => Object.assign(new Error(words), { status: 400 });
const json = (what, status = 200) => ({ status, type: "application/json; charset=utf-8", bytes: Buffer.from(JSON.stringify(what)) });

/** A text of 1 to `most` characters; `usual` when it is not there. */
function text(value, name, usual, most = 20_000) {
  if (value === undefined && usual !== undefined) return usual;
  if (typeof value !== "string" || value.length < 1 || value.length > most) throw bad(`${name}: a text of 1 to ${most} characters`);
  return value;
}

const personOf = (wechat, name) => wechat.phone(text(name, "person", "citizen", 64));

function state(wechat, query) {
  const phone = personOf(wechat, query.get("person") ?? undefined);
  const { title, name, mode, certified } = wechat.account;
  const { openid, follows, blocks, typingUntil } = phone.person;
  return json({
    account: { title, name, mode, certified }, gate: wechat.caller.gate, paths: API_PATHS,
    person: { name: phone.person.name, openid, follows, blocks, typingMs: Math.max(0, typingUntil - wechat.now()) },
    screen: phone.screen(), menu: wechat.menu, beside: wechat.beside?.path ?? null, faults: wechat.faults.waiting, wire: wechat.wire.entries.slice(-WIRE_SHOWN),
  });
}

/** Server-sent events until the reader leaves: screen, wire, menu, faults, typing, account. */
function stream(wechat, response) {
  response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
  response.write(": here\n\n");
  const stop = wechat.wire.watch((type, what) => response.write(`event: ${type}\ndata: ${JSON.stringify(what)}\n\n`));
  response.on("close", stop);
  return null;
}

const DOINGS = {
  say: (phone, b) => phone.say(text(b.text, "text"), { menu: b.menu }),
  image: (phone, b) => phone.image(b.base64 === undefined ? {} : { bytes: Buffer.from(b.base64, "base64"), type: text(b.type, "type", "image/jpeg", 64) }),
  voice: (phone, b) => phone.voice({ recognition: b.recognition }),
  video: (phone) => phone.video(),
  location: (phone, b) => phone.location({ latitude: b.latitude, longitude: b.longitude, label: text(b.label, "label") }),
  link: (phone, b) => phone.link({ title: text(b.title, "title"), description: b.description, url: text(b.url, "url") }),
  event(phone, b) {
    if (!Object.hasOwn(events, b.event ?? "")) throw bad(`event: one of ${Object.keys(events).join(", ")}`);
    return phone.event(b.event, b.what ?? {});
  },
};

/** Begun, not waited for: a delivery may take three times five seconds, and the stream tells. */
function act(wechat, body) {
  if (!Object.hasOwn(DOINGS, body.do ?? "")) throw bad(`do: one of ${Object.keys(DOINGS).join(", ")}`);
  DOINGS[body.do](personOf(wechat, body.person), body).catch((error) => console.error(`stub: ${error.stack}`));
  return json({ begun: true }, 202);
}

function fail(wechat, { path, faults }) {
  if (!API_PATHS.includes(path)) throw bad(`path: one of ${API_PATHS.join(", ")}`);
  try { wechat.fail(path, ...[faults ?? []].flat()); } catch (error) { throw bad(error.message); }
  return json(wechat.faults.waiting);
}

const SETTINGS = {
  certified: (wechat, value) => { wechat.account.certified = Boolean(value); },
  mode(wechat, value) {
    if (!MODES.includes(value)) throw bad(`mode: one of ${MODES.join(", ")}`);
    wechat.account.mode = value;
  },
  token(wechat, value) {
    if (value === "expire") wechat.tokens.expire();
    else if (value === "forget") wechat.tokens.forget();
    else throw bad("token: expire or forget");
  },
  lose: (wechat, value) => wechat.caller.lose(Number(value)),
  advance_ms: (wechat, value) => wechat.advance(Number(value)),
  quota: (wechat, value) => { for (const [path, calls] of Object.entries(value)) wechat.quota(path, Number(calls)); },
  faults(wechat, value) {
    if (value !== null) throw bad("faults: null forgets those that wait");
    wechat.faults.clear();
    wechat.wire.tell("faults", {});
  },
};

function set(wechat, body) {
  for (const name of Object.keys(body)) if (!Object.hasOwn(SETTINGS, name)) throw bad(`${name}: one of ${Object.keys(SETTINGS).join(", ")}`);
  for (const [name, value] of Object.entries(body)) SETTINGS[name](wechat, value);
  const { mode, certified } = wechat.account;
  wechat.wire.tell("account", { mode, certified });
  return json({ mode, certified });
}

function media(wechat, id) {
  const found = wechat.media.all.get(id);
  if (!found) return json({ error: "there is no such medium" }, 404);
  return { status: 200, type: found.type, bytes: found.bytes, headers: { "x-content-type-options": "nosniff" } };
}

const POSTS = { "/_stub/do": act, "/_stub/fail": fail, "/_stub/set": set };

/** What to answer, or null when it writes the response itself. */
export function serveControl(wechat, { method, path, query, bytes, type }, response) {
  try {
    if (method === "GET" && path === "/_stub/state") return state(wechat, query);
    if (method === "GET" && path === "/_stub/stream") return stream(wechat, response);
    if (method === "GET" && path.startsWith("/_stub/media/")) return media(wechat, path.slice("/_stub/media/".length));
    if (method !== "POST" || !Object.hasOwn(POSTS, path)) return json({ error: "there is nothing here" }, 404);
    if (!type.startsWith("application/json")) throw bad("content-type: application/json");
    return POSTS[path](wechat, parse(bytes));
  } catch (error) {
    if (error.status) return json({ error: error.message }, error.status);
    throw error;
  }
}

function parse(bytes) {
  try {
    const body = JSON.parse(bytes.toString());
    if (body && typeof body === "object" && !Array.isArray(body)) return body;
  } catch { /* said below */ }
  throw bad("the body is no JSON object");
}
