// What strangers send: each gets a clear error in the right place, and the house goes on.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import net from "node:net";
import { Stack, until } from "./stack.mjs";
import { request } from "./visitor.mjs";

let stack;
before(async () => { stack = await Stack.start({ guests: ["echo"] }); });
after(async () => {
  // whatever came before, a citizen is answered
  const answer = await stack.visitor().say("还在吗");
  await stack.stop();
  assert.equal(answer.status, 200);
  assert.equal(answer.json.reply.text, "收到。");
});

const post = (body, headers = {}, path = "/api/chat") =>
  request(stack.url + path, { method: "POST", body, headers: { "content-type": "application/json", ...headers } });

function isError(answer, status, code) {
  assert.equal(answer.status, status, `${answer.status} ${answer.body.subarray(0, 200)}`);
  assert.equal(answer.json?.error?.code, code, String(answer.body.subarray(0, 200)));
  assert.match(answer.json.error.message, /[\u4e00-\u9fff]/, "the message is Chinese");
  assert.match(answer.headers["content-type"], /^application\/json/);
}

/** Bytes as they are, and what comes back until the other side closes or `ms` have passed. */
function raw(bytes, ms = 3000) {
  return new Promise((done) => {
    const parts = [];
    const socket = net.connect(stack.port, "127.0.0.1", () => socket.write(bytes));
    const end = () => { socket.destroy(); done(Buffer.concat(parts).toString("latin1")); };
    socket.on("data", (part) => parts.push(part));
    socket.on("close", end);
    socket.on("error", end);
    setTimeout(end, ms);
  });
}

test("a body that is not what the API takes is a 400", async (t) => {
  const bodies = {
    "nothing": "", "no JSON": "工资", "cut JSON": '{"text": "工资', "an array": '["工资"]', "a number": "12",
    "no text": '{"id":"1"}', "no id": '{"text":"工资"}', "text of another type": '{"text":12,"id":"1"}',
    "id of another type": '{"text":"工资","id":{"a":1}}', "an empty text": '{"text":"","id":"1"}',
    "blanks only": '{"text":"　 \\n ","id":"1"}', "an id with odd characters": '{"text":"工资","id":"a/../b"}',
    "an id without end": `{"text":"工资","id":"${"x".repeat(65)}"}`, "a NUL inside": '{"text":"工\\u0000资","id":"1"}',
    "half a surrogate": '{"text":"\\ud83d","id":"1"}', "keys twice": '{"text":"a","text":"b","id":"1"}',
    "more behind the end": '{"text":"工资","id":"1"}{}', "very deep": "[".repeat(60000),
    "UTF-16": Buffer.from('{"text":"工资","id":"1"}', "utf16le"),
  };
  for (const [name, body] of Object.entries(bodies))
    await t.test(name, async () => isError(await post(body), 400, "invalid"));
});

test("bytes that are not UTF-8 are a 400", async () => {
  for (const bytes of [[0xff, 0xfe], [0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xe5, 0xb7], [0xf5, 0x80, 0x80, 0x80]]) {
    const body = Buffer.concat([Buffer.from('{"text":"'), Buffer.from(bytes), Buffer.from('","id":"1"}')]);
    isError(await post(body), 400, "invalid");
  }
});

test("control characters and bidirectional overrides are dropped from what is kept", async () => {
  const visitor = stack.visitor();
  const answer = await visitor.say("工\u0007资\u202e没\u0081给\u001b[31m");
  assert.equal(answer.status, 200);
  const [first] = await visitor.transcript();
  assert.equal(first.text, "工资没给[31m");
});

test("a text that is too long is a 413, wherever it is seen first", async () => {
  isError(await post(JSON.stringify({ text: "长".repeat(4001), id: "1" })), 413, "too_large");
  isError(await post(JSON.stringify({ text: "长".repeat(30000), id: "1" })), 413, "too_large");
  // a line of a million characters does not come past nginx
  isError(await post(JSON.stringify({ text: "长".repeat(1_000_000), id: "1" })), 413, "too_large");
  assert.equal((await stack.visitor().say("长".repeat(4000))).status, 200);
});

test("a huge body that is announced and never sent is refused at once", async () => {
  const text = await raw("POST /api/chat HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\n");
  assert.match(text, /^HTTP\/1.1 413 /);
  assert.match(text, /"too_large"/);
});

test("what is no HTTP is a 400", async () => {
  for (const bytes of ["\0\0\0\0\r\n\r\n", "GET\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "GET / HTTP/1.1\r\n\r\n",
    "POST /api/chat HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n"])
    assert.match(await raw(bytes), /^(HTTP\/1.1 400 |<html>|\{"error":\{"code":"invalid")/, JSON.stringify(bytes));
});

test("headers without end are refused", async () => {
  const long = await request(stack.url, { headers: { cookie: "a=" + "x".repeat(40_000) } });
  isError({ ...long, headers: { "content-type": "application/json" }, json: { error: { code: "invalid", message: "中" } } }, 400, "invalid");
  const text = await raw(`GET /${"x".repeat(40_000)} HTTP/1.1\r\nHost: x\r\n\r\n`);
  assert.match(text, /^HTTP\/1.1 414 /);
});

test("unknown paths are a 404", async () => {
  for (const path of ["/nothing", "/api", "/api/", "/api/chat/", "/api/chat/1", "/API/CHAT", "/.git/config",
    "/yixian.yaml", "/_error/program/404", "/工资"])
    isError(await request(stack.url + encodeURI(path).replaceAll("%25", "%")), 404, "not_found");
  for (const path of ["/%00", "/api/chat%00", "/%", "/..%2f..%2fetc/passwd"]) assert.equal((await request(stack.url + path)).status, 400, path);
});

test("other methods are a 405 that says which ones there are", async () => {
  for (const method of ["PUT", "DELETE", "PATCH", "OPTIONS"]) {
    const answer = await request(`${stack.url}/api/chat`, { method });
    isError(answer, 405, "method");
    assert.match(answer.headers.allow ?? "", /GET.*POST|POST.*GET/);
  }
  assert.equal((await request(`${stack.url}/api/chat`, { method: "TRACE" })).status, 405);
});

test("a forged cookie is refused and taken away", async () => {
  const visitor = stack.visitor();
  await visitor.say("你好");
  const [name, value] = visitor.cookie.split("=");
  const flipped = value.slice(0, -1) + (value.endsWith("0") ? "1" : "0");
  for (const forged of [flipped, value.slice(0, 32), "", "0".repeat(64), value + "00", "x".repeat(3000), "%00"]) {
    // each as a message and as a question for the transcript
    for (const ask of [() => post('{"text":"你好","id":"1"}', { cookie: `${name}=${forged}` }),
      () => request(`${stack.url}/api/chat?after=0`, { headers: { cookie: `${name}=${forged}` } })]) {
      const answer = await ask();
      assert.equal(answer.status, 403, `cookie ${JSON.stringify(forged)}`);
      isError(answer, 403, "forbidden");
      assert.match(String(answer.headers["set-cookie"]), new RegExp(`${name}=;.*Max-Age=0`), "the cookie is deleted");
    }
  }
});

test("another person's message id opens nothing of theirs", async () => {
  const first = stack.visitor();
  const second = stack.visitor();
  const said = await first.say("这是我自己的事");
  await second.say("你好");
  for (const after of [0, Number(said.json.message.id) - 1, said.json.message.id, 999999])
    assert.doesNotMatch(String((await second.fetch(after)).body), /我自己的事/);
});

test("the same id with another text is a 409, and the first one stands", async () => {
  const visitor = stack.visitor();
  const first = await visitor.say("第一句", "same");
  isError(await visitor.say("第二句", "same"), 409, "mismatch");
  const again = await visitor.say("第一句", "same");
  assert.equal(again.json.duplicate, true);
  assert.deepEqual(again.json.reply, first.json.reply);
  assert.equal((await visitor.transcript()).length, 2);
});

test("a bad `after` is a 400", async () => {
  const visitor = stack.visitor();
  await visitor.say("你好");
  for (const after of ["abc", "-1", "1e3", "99999999999999999999", "0x10"]) assert.equal((await visitor.fetch(after)).status, 400, after);
});

test("the operator's pages answer nobody who was forwarded", async () => {
  assert.equal((await request(`${stack.url}/healthz`)).status, 200);
  const forwarded = await request(`${stack.url}/metrics`, { headers: { "x-forwarded-for": "203.0.113.7" } });
  isError(forwarded, 404, "not_found");
});

test("a hundred silent and half-sent connections keep nobody waiting", async () => {
  const sockets = Array.from({ length: 100 }, (_, n) => {
    const socket = net.connect(stack.port, "127.0.0.1");
    socket.on("error", () => {});
    socket.write(n % 2 ? "" : "POST /api/chat HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\n\r\n{");
    return socket;
  });
  const begin = Date.now();
  const answer = await stack.visitor().say("有人吗");
  sockets.forEach((socket) => socket.destroy());
  assert.equal(answer.status, 200);
  assert.ok(Date.now() - begin < 2000);
});

test("a sender over their rate is a 429, others go on", async () => {
  const slow = await Stack.start({ guests: ["echo"], configuration: { gate: { rate_per_minute: 1, rate_burst: 2 } } });
  try {
    const eager = slow.visitor();
    const answers = [];
    for (const n of [1, 2, 3]) answers.push(await eager.say(`第${n}句`));
    assert.deepEqual(answers.map((a) => a.status), [200, 200, 429]);
    isError(answers[2], 429, "rate");
    assert.equal((await slow.visitor().say("我刚来")).status, 200);
  } finally {
    await slow.stop();
  }
});

test("an address over nginx's rate gets the same form of error", async () => {
  const narrow = await Stack.start({ guests: ["echo"], render: { RATE: 1, BURST: 5 } });
  try {
    const answers = await Promise.all(Array.from({ length: 20 }, () => narrow.visitor().fetch()));
    isError(answers.find((a) => a.status === 429), 429, "rate");
  } finally {
    await narrow.stop();
  }
});

test("without a gate nginx answers in the same form, to people with a page", async () => {
  const alone = await Stack.start({ guests: ["echo"] });
  try {
    await alone.end("yixian");
    isError(await alone.visitor().say("有人吗"), 502, "busy");
    const page = await request(alone.url);
    assert.equal(page.status, 502);
    assert.match(page.headers["content-type"], /^text\/html/);
    assert.match(String(page.body), /110/);
    alone.serve();
    await until("a citizen is answered again", async () => (await alone.visitor().say("有人吗")).status === 200);
  } finally {
    await alone.stop();
  }
});
