// https://api.weixin.qq.com as the account calls it: which path does what, and the faults that were ordered.
import { ApiError } from "./errors.mjs";
import { judgeMenu } from "./menu.mjs";
import { custom, subscription, template, typing } from "./send.mjs";

export const API_BODY_MOST = 1 << 20;

/** Like WeChat's own reader, which takes \uXXXX for six characters. */
export function readJson(bytes) {
  if (bytes.length === 0) throw new ApiError(44002);
  let text;
  try { text = new TextDecoder("utf-8", { fatal: true }).decode(bytes); } catch { throw new ApiError(40033); }
  const literal = text.replace(/\\(u|[^])/g, (all, next) => (next === "u" ? "\\\\u" : all));
  try {
    const read = JSON.parse(literal);
    if (read && typeof read === "object" && !Array.isArray(read)) return read;
  } catch { /* said below */ }
  throw new ApiError(47001);
}

function createMenu(wechat, menu) {
  wechat.menu = judgeMenu(menu);
  wechat.wire.tell("menu", wechat.menu);
  return {};
}

function getMenu(wechat) {
  if (!wechat.menu) throw new ApiError(46003);
  return { menu: { button: wechat.menu } };
}

const done = (run) => (wechat, body) => ({ errcode: 0, errmsg: "ok", ...run(wechat, body) });

/** method, whether a token is needed, what it does (an object to answer, or { bytes, type }). */
const ROUTES = {
  "/cgi-bin/stable_token": { method: "POST", open: true, run: (wechat, body) => wechat.tokens.stable(body) },
  "/cgi-bin/message/custom/send": { method: "POST", run: done(custom) },
  "/cgi-bin/message/custom/typing": { method: "POST", run: done(typing) },
  "/cgi-bin/message/template/send": { method: "POST", run: done(template) },
  "/cgi-bin/message/subscribe/bizsend": { method: "POST", run: done(subscription) },
  "/cgi-bin/menu/create": { method: "POST", run: done(createMenu) },
  "/cgi-bin/menu/get": { method: "GET", run: getMenu },
  "/cgi-bin/media/get": { method: "GET", run: (wechat, _, query) => wechat.media.get(query.get("media_id")) },
};
export const API_PATHS = Object.keys(ROUTES);

/** What a request is answered, faults aside: an object, or { bytes, type }. */
function answer(wechat, route, { method, query, bytes }) {
  try {
    wechat.spendQuota(route.path);
    if (method !== route.method) throw new ApiError(43002, `require ${route.method} method`);
    if (!route.open) wechat.tokens.check(query.get("access_token"));
    return route.run(wechat, method === "POST" ? readJson(bytes) : null, query);
  } catch (error) {
    if (error instanceof ApiError) return error.answer;
    throw error;
  }
}

/** What is on the wire for the reader: the secret and tokens are not. */
const veil = (text) => text.replace(/("(?:secret|access_token)":\s*")[^"]{4,}"/g, '$1…"').slice(0, 4000);

function touser(bytes) {
  try { return JSON.parse(bytes.toString()).touser; } catch { return undefined; }
}

const json = (what) => ({ status: 200, type: "application/json; encoding=utf-8", bytes: Buffer.from(JSON.stringify(what)) });

/** { status, type, bytes }, or { drop: "cut" | "silent" | "half" } in its stead; delay in ms before either. */
function respond(wechat, route, request, fault) {
  if (fault?.errcode !== undefined) return json(new ApiError(fault.errcode).answer);
  if (fault?.status) return { status: fault.status, type: "text/html", bytes: Buffer.from("<html><body>Bad Gateway</body></html>") };
  if (fault?.garbage) return { status: 200, type: "text/html", bytes: Buffer.from('<html>{"errcode":0') };
  if (fault?.empty) return { status: 200, type: "application/json", bytes: Buffer.alloc(0) };
  if (fault?.cut) return { drop: "cut" };
  if (fault?.silent) return { drop: "silent" };
  const got = answer(wechat, route, request);
  const response = got.bytes ? { status: 200, type: got.type, bytes: got.bytes } : json(got);
  if (fault?.lost) return { ...response, drop: "cut" };
  return fault?.half ? { ...response, drop: "half" } : response;
}

/** Answer a request to the platform; null when there is no such path. */
export async function serveApi(wechat, path, request) {
  const route = ROUTES[path];
  if (!route) return null;
  const begin = Date.now();
  wechat.count(path);
  const fault = wechat.faults.take(path, touser(request.bytes));
  if (fault) wechat.wire.tell("faults", wechat.faults.waiting);
  if (fault?.delay) await new Promise((ready) => setTimeout(ready, fault.delay));
  const response = respond(wechat, { ...route, path }, request, fault);
  const shown = response.type?.includes("json") || response.type?.includes("html") ? veil(response.bytes.toString()) : `${response.bytes?.length ?? 0} bytes`;
  wechat.wire.add({ way: "api", what: path, status: response.drop ? 0 : response.status, ms: Date.now() - begin, failure: response.drop && `dropped: ${response.drop}`,
    fault: fault ?? undefined, request: veil(request.bytes.toString("utf8")), answer: response.drop === "silent" ? "" : shown });
  return response;
}
