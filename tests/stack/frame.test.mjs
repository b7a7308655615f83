// The page inside another site's page, as far as headers and cookies decide it; tests/web does it in a browser.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { Stack, yixian } from "./stack.mjs";
import { request } from "./visitor.mjs";

const LISTED = ["https://www.example.gov.cn", "http://127.0.0.1:8090"];
let stack;
before(async () => { stack = await Stack.start({ guests: ["echo"], configuration: { channels: { web: { frame_ancestors: LISTED } } } }); });
after(async () => { await stack.stop(); });

const get = (target, headers = {}, options = {}) => request(stack.url + target, { ...options, headers });
const policy = (answer) => String(answer.headers["content-security-policy"]);

test("only the page that is made for it may stand in a frame, and only in a listed site", async () => {
  for (const target of ["/chat/", "/chat/?kiosk", "/chat/?x=1"])
    assert.match(policy(await get(target)), new RegExp(`^frame-ancestors ${LISTED.join(" ")}, default-src 'none'`), target);
  for (const target of ["/", "/?chat/", "/theme.css", "/api/chat", "/api/chat/events", "/nothing", "/chat/x", "/widget.js", "/ui/frame.js"]) {
    const said = policy(await get(target));
    assert.match(said, /frame-ancestors 'none'$/, target);
    assert.equal(said.match(/frame-ancestors/g).length, 1, target);
  }
});

test("without a list nobody frames it", async () => {
  const alone = await Stack.start({ guests: ["echo"] });
  try {
    assert.match(policy(await request(`${alone.url}/chat/`)), /^frame-ancestors 'none', /);
  } finally {
    await alone.stop();
  }
});

test("what is no origin is refused at start, with its place", async () => {
  for (const bad of ["*", "https://*.example.cn", "https://a.cn/path", "example.cn", "https://a.cn; script-src *"]) {
    await stack.configure((c) => { c.channels.web.frame_ancestors = [bad]; });
    const checked = await yixian(["check", "--config", stack.config]);
    assert.equal(checked.code, 1, bad);
    assert.match(checked.stderr, /frame_ancestors.*must be a list of origins/);
  }
  await stack.configure((c) => { c.channels.web.frame_ancestors = LISTED; });
  assert.equal((await yixian(["check", "--config", stack.config])).code, 0);
});

test("a frame has a cookie of its own, and its requests know it", async () => {
  const page = await get("/chat/", { "sec-fetch-dest": "iframe", "sec-fetch-site": "cross-site" });
  const [cookie] = page.headers["set-cookie"];
  assert.match(cookie, /^yx_framed=[0-9a-f]{64}; Path=\/; Max-Age=\d+; HttpOnly; SameSite=None; Secure; Partitioned$/);
  const own = (await get("/", { "sec-fetch-dest": "document" })).headers["set-cookie"];
  assert.equal(own.length, 1);
  assert.match(own[0], /^yx_visitor=.*HttpOnly; SameSite=Lax$/);
  const headers = { cookie: cookie.split(";")[0], "sec-fetch-site": "same-origin", "sec-fetch-dest": "empty" };
  const said = await get("/api/chat", headers, { method: "POST", body: '{"text":"在框里说","id":"1"}' });
  assert.equal(said.status, 200);
  assert.equal(said.headers["set-cookie"], undefined, "a known visitor keeps their cookie");
  assert.equal((await get("/api/chat?after=0", headers)).json.messages[0].text, "在框里说");
  assert.equal((await get("/api/chat?after=0", { cookie: own[0].split(";")[0] })).json.messages.length, 0);
});

test("the page around a frame is foreign to it", async () => {
  const cookie = (await get("/chat/", { "sec-fetch-dest": "iframe" })).headers["set-cookie"][0].split(";")[0];
  for (const foreign of [{ "sec-fetch-site": "cross-site" }, { "sec-fetch-site": "same-site" }, { origin: LISTED[0] }, { origin: "null" }])
    for (const [target, body] of [["/api/chat", '{"text":"a","id":"1"}'], ["/api/chat/feedback", '{"message":"2","useful":true}'], ["/api/chat/leave", ""]]) {
      const answer = await get(target, { cookie, ...foreign }, { method: "POST", body });
      assert.equal(answer.status, 403, `${target} ${JSON.stringify(foreign)}`);
      assert.equal(answer.headers["set-cookie"], undefined);
      assert.equal(answer.headers["access-control-allow-origin"], undefined);
      assert.equal(answer.headers["cross-origin-resource-policy"], "same-origin");
    }
});

test("who leaves is forgotten by the browser, and their words stay", async () => {
  const visitor = stack.visitor();
  await visitor.say("我说完了");
  const left = await get("/api/chat/leave", visitor.headers, { method: "POST", body: "{}" });
  assert.equal(left.status, 204);
  assert.equal(left.body.length, 0);
  assert.match(String(left.headers["set-cookie"]), /^yx_visitor=; Path=\/; Max-Age=0;/);
  assert.equal((await visitor.transcript()).length, 2, "whoever still has the cookie is still the same person");
  assert.equal((await get("/api/chat/leave", {}, { method: "POST" })).status, 204, "nobody may leave, too");
  const both = await get("/api/chat/leave", { cookie: "yx_visitor=x; yx_framed=y" }, { method: "POST" });
  assert.deepEqual(both.headers["set-cookie"].map((c) => c.split("=")[0]), ["yx_visitor", "yx_framed"]);
  assert.equal((await get("/api/chat/leave", visitor.headers)).status, 405);
  assert.equal((await get("/api/chat/leave", visitor.headers, { method: "POST", body: Buffer.alloc(5000) })).status, 413);
});

test("widget.js may be loaded by every site, small, with its words, and asked for by its tag", async () => {
  const script = await get("/widget.js");
  assert.equal(script.status, 200);
  assert.equal(script.headers["content-type"], "text/javascript; charset=utf-8");
  assert.equal(script.headers["access-control-allow-origin"], "*");
  assert.equal(script.headers["cross-origin-resource-policy"], "cross-origin");
  assert.match(script.headers["cache-control"], /max-age=3600/);
  assert.match(String(script.body), /"title":"一线法律服务热线（开发）在线咨询"/);
  assert.doesNotThrow(() => new Function(String(script.body)), "it is a script");
  const packed = await get("/widget.js", { "accept-encoding": "gzip" });
  assert.equal(packed.headers["content-encoding"], "gzip");
  assert.ok(packed.body.length < 15 * 1024, `${packed.body.length} bytes`);
  for (const tag of [script.headers.etag, packed.headers.etag]) assert.equal((await get("/widget.js", { "if-none-match": tag })).status, 304);
});
