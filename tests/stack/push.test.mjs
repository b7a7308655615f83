// Pages that wait for news: who may, what they hear, what they miss, and who may tell them.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import http from "node:http";
import net from "node:net";
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import fs from "node:fs/promises";
import path from "node:path";
import { Stack, until } from "./stack.mjs";
import { request } from "./visitor.mjs";
import { channelOf, publish, subscribe } from "./push.mjs";

let stack;
before(async () => { stack = await Stack.start({ guests: ["echo"] }); });
after(async () => { await stack.stop(); });

/** A visitor whom the house knows. */
async function known() {
  const visitor = stack.visitor();
  await visitor.open();
  return visitor;
}
const ask = (visitor, headers = {}, options = {}) =>
  request(`${stack.url}/api/chat/events`, { ...options, headers: { accept: "text/event-stream", ...visitor.headers, ...headers } });

function isError(answer, status, code) {
  assert.equal(answer.status, status, String(answer.body));
  assert.equal(answer.json?.error?.code, code, String(answer.body));
}

test("a page hears of what is published to its visitor, and of nobody else's", async () => {
  const [one, other] = [await known(), await known()];
  const [page, second, stranger] = await Promise.all([subscribe(stack, one), subscribe(stack, one), subscribe(stack, other)]);
  assert.equal(page.status, 200);
  assert.match(page.headers["content-type"], /^text\/event-stream/);
  assert.equal(await publish(stack, channelOf(one), '{"id":"2"}'), 201);
  assert.equal(await publish(stack, channelOf(other), '{"id":"4"}'), 201);
  for (const p of [page, second]) assert.equal((await p.next()).data, '{"id":"2"}');
  assert.equal((await stranger.next()).data, '{"id":"4"}');
  for (const p of [page, second, stranger]) p.close();
});

test("what is said in one tab is news in the other, which then finds it", async () => {
  const visitor = await known();
  const page = await subscribe(stack, visitor);
  const said = await visitor.say("另一个标签页也要看到");
  const { id } = JSON.parse((await page.next()).data);
  assert.ok([said.json.message.id, said.json.reply.id].includes(id), `${id} is of this turn`);
  assert.ok((await visitor.transcript()).some((m) => m.id === id));
  page.close();
});

test("a fresh page hears nothing old; one that comes back hears what it missed", async () => {
  const visitor = await known();
  const first = await subscribe(stack, visitor);
  await publish(stack, channelOf(visitor), '{"id":"2"}');
  const heard = await first.next();
  first.close();
  await until("the page is gone", async () => (await publish(stack, channelOf(visitor), '{"id":"4"}')) === 202);
  const [fresh, back] = await Promise.all([subscribe(stack, visitor), subscribe(stack, visitor, { "last-event-id": heard.id })]);
  assert.equal((await back.next()).data, '{"id":"4"}');
  await publish(stack, channelOf(visitor), '{"id":"6"}');
  assert.equal((await fresh.next()).data, '{"id":"6"}');
  fresh.close();
  back.close();
});

test("long polls and WebSockets hear it, too", async () => {
  const visitor = await known();
  const poll = ask(visitor, { accept: "application/json" });
  const { port } = stack;
  const socket = net.connect(port, "127.0.0.1");
  let bytes = "";
  socket.on("data", (part) => { bytes += part.toString("latin1"); });
  socket.write(`GET /api/chat/events HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nOrigin: ${stack.url}\r\nCookie: ${visitor.cookie}\r\nConnection: Upgrade\r\n` +
    `Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${randomBytes(16).toString("base64")}\r\n\r\n`);
  await until("the socket is open", () => /^HTTP\/1\.1 101 /.test(bytes));
  await until("both are there", async () => (await publish(stack, channelOf(visitor), '{"id":"8"}')) === 201);
  assert.equal(String((await poll).body), '{"id":"8"}');
  await until("the frame has come", () => bytes.includes('{"id":"8"}'));
  socket.destroy();
});

test("who is not known may not wait: no cookie, a forged one, another site, another method", async () => {
  const visitor = await known();
  const [name, value] = visitor.cookie.split("=");
  isError(await ask({ headers: {} }), 401, "denied");
  for (const forged of ["0".repeat(64), value.slice(0, 63), value.replace(/.$/, (c) => (c === "0" ? "1" : "0")), ""]) {
    const answer = await ask({ headers: { cookie: `${name}=${forged}` } });
    isError(answer, 403, "forbidden");
    assert.match(String(answer.headers["set-cookie"]), new RegExp(`${name}=;.*Max-Age=0`));
  }
  for (const foreign of [{ "sec-fetch-site": "cross-site" }, { "sec-fetch-site": "same-site" }, { origin: "https://evil.example" }, { origin: "null" }]) {
    const answer = await ask(visitor, foreign);
    isError(answer, 403, "forbidden");
    assert.equal(answer.headers["access-control-allow-origin"], undefined);
  }
  for (const method of ["POST", "PUT", "DELETE"]) isError(await ask(visitor, {}, { method }), 405, "method");
  assert.equal((await ask(visitor, {}, { method: "HEAD" })).status, 405, "HEAD would wait for nothing");
  isError(await ask(visitor, {}, { method: "POST", body: Buffer.alloc(200_000) }), 413, "too_large");
});

test("the channel itself cannot be asked for, nor published to, from outside", async () => {
  const visitor = await known();
  const channel = channelOf(visitor);
  for (const target of [`/_push/${channel}`, `/publish/${channel}`, "/status"])
    for (const method of ["GET", "POST"])
      assert.equal((await request(stack.url + target, { method, headers: visitor.headers, body: method === "POST" ? "{}" : undefined })).status, 404, `${method} ${target}`);
  assert.equal((await fs.stat(path.dirname(stack.pushSocket))).mode & 0o077, 0, "the socket's folder is the house's alone");
});

test("the publisher takes small news for channels, and nothing else", async () => {
  const to = (target, body = "{}", method = "POST") => request(`http://push${target}`, { method, body, socketPath: stack.pushSocket }).then((a) => a.status);
  assert.equal(await to(`/publish/${"0".repeat(32)}`), 202);
  assert.equal(await to(`/publish/${"0".repeat(32)}`, "x".repeat(2000)), 413);
  for (const bad of ["/publish/", `/publish/${"0".repeat(31)}`, `/publish/${"0".repeat(33)}`, `/publish/${"G".repeat(32)}`, "/"]) assert.equal(await to(bad), 404, bad);
});

test("one person's pages are bounded, and nobody else's suffer", async () => {
  const eager = await known();
  const pages = await Promise.all(Array.from({ length: 32 }, () => subscribe(stack, eager)));
  assert.deepEqual([...new Set(pages.map((p) => p.status))], [200]);
  isError(await ask(eager), 429, "rate");
  const other = await subscribe(stack, await known());
  assert.equal(other.status, 200);
  for (const p of [...pages, other]) p.close();
});

test("a village's waiting pages leave its requests room", async () => {
  const narrow = await Stack.start({ guests: ["echo"], render: { CONNECTIONS: 4, SUBSCRIBERS: 20 } });
  try {
    const visitors = [];
    for (let n = 0; n < 21; n++) visitors.push(await (async () => { const v = narrow.visitor(); await v.open(); return v; })());
    const pages = [];
    for (const v of visitors.slice(0, 20)) pages.push(await subscribe(narrow, v));
    assert.deepEqual([...new Set(pages.map((p) => p.status))], [200]);
    assert.equal((await visitors[0].say("还能说话")).status, 200);
    isError(await request(`${narrow.url}/api/chat/events`, { headers: { accept: "text/event-stream", ...visitors[20].headers } }), 429, "rate");
    for (const p of pages) p.close();
  } finally {
    await narrow.stop();
  }
});

test("waiting pages do not keep nginx from leaving, and a killed one starts again", async () => {
  const visitor = await known();
  const page = await subscribe(stack, visitor);
  const took = await stack.end("nginx", "SIGQUIT");
  assert.ok(took < 5000, `${took} ms`);
  assert.equal(await page.next(), null, "the stream has ended");
  stack.nginx();
  await stack.ready();
  const workers = readFileSync(path.join(stack.folder, "run/nginx.pid"), "utf8").trim();
  const children = readFileSync(`/proc/${workers}/task/${workers}/children`, "utf8").trim().split(" ").map(Number);
  const ended = stack.end("nginx", "SIGKILL");
  for (const pid of children) process.kill(pid, "SIGKILL");
  await ended;
  stack.nginx();
  await stack.ready();
  const again = await subscribe(stack, visitor);
  assert.equal(again.status, 200);
  again.close();
});

test("no log names a channel", async () => {
  const visitor = await known();
  const page = await subscribe(stack, visitor);
  await publish(stack, channelOf(visitor), '{"id":"geheim"}');
  await page.next();
  page.close();
  await ask(visitor, { accept: "x" }, { timeout: 200 }).catch(() => {});
  await until("both are logged", () => (stack.log("nginx-access.log").match(/GET "\/api\/chat\/events"/g) ?? []).length >= 2);
  for (const name of await fs.readdir(path.join(stack.folder, "log"))) {
    assert.ok(!stack.log(name).includes(channelOf(visitor)), name);
    assert.ok(!stack.log(name).includes("geheim"), name);
  }
});
