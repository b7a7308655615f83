// Whether an answer helped: kept for the editors, from its own reader alone.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { Stack } from "./stack.mjs";
import { request } from "./visitor.mjs";

let stack;
before(async () => { stack = await Stack.start({ guests: ["echo"] }); });
after(async () => { await stack.stop(); });

function isError(answer, status, code) {
  assert.equal(answer.status, status, String(answer.body));
  assert.equal(answer.json?.error?.code, code, String(answer.body));
}
const rows = () => stack.query("SELECT conversation, message, useful FROM feedback");

test("a word on an answer is kept, and a newer one takes its place", async () => {
  const visitor = stack.visitor();
  const { json: { reply } } = await visitor.say("老板不发工资");
  const kept = await visitor.rate(reply.id, false);
  assert.equal(kept.status, 200);
  assert.deepEqual(kept.json, { kept: true });
  assert.deepEqual((await rows()).map((r) => [String(r.message), r.useful]), [[reply.id, 0]]);
  assert.equal((await visitor.rate(reply.id, true)).status, 200);
  assert.deepEqual((await rows()).map((r) => [String(r.message), r.useful]), [[reply.id, 1]]);
  // it is there after a crash, too
  stack.signal("gate", "SIGKILL");
  await visitor.insist("还有一句");
  assert.equal((await rows()).length, 1);
});

test("another person's answer, one's own message, and what is not there are a 404", async () => {
  const [visitor, other] = [stack.visitor(), stack.visitor()];
  const said = await visitor.say("一句");
  await visitor.say("两句");
  await other.say("另一个人");
  const before = await rows();
  for (const id of [said.json.message.id, "0", "999999", "9223372036854775807"]) isError(await visitor.rate(id, true), 404, "not_found");
  // the other's conversation ends before this id
  isError(await other.rate("4", true), 404, "not_found");
  assert.deepEqual(await rows(), before);
});

test("who is not known says nothing of an answer", async () => {
  const visitor = stack.visitor();
  const { json: { reply } } = await visitor.say("一句");
  const body = JSON.stringify({ message: reply.id, useful: true });
  const post = (headers, more = {}) => request(`${stack.url}/api/chat/feedback`, { method: "POST", body, headers, ...more });
  const [name, value] = visitor.cookie.split("=");
  isError(await post({}), 401, "denied");
  isError(await post({ cookie: `${name}=${value.slice(1)}0` }), 403, "forbidden");
  isError(await post({ cookie: visitor.cookie, origin: "https://evil.example" }), 403, "forbidden");
  isError(await post({ cookie: visitor.cookie, "sec-fetch-site": "cross-site" }), 403, "forbidden");
  isError(await request(`${stack.url}/api/chat/feedback`, { headers: visitor.headers }), 405, "method");
  for (const bad of ["", "{}", "[]", '{"message":4,"useful":true}', `{"message":"${reply.id}","useful":1}`, '{"message":"\u0000","useful":true}', "\xff"])
    isError(await post(visitor.headers, { body: bad }), 400, "invalid");
  isError(await post(visitor.headers, { body: `{"message":"${"1".repeat(2000)}","useful":true}` }), 413, "too_large");
  isError(await post(visitor.headers, { body: "x".repeat(500_000) }), 413, "too_large");
});

test("whoever says too much of it is held up as with messages", async () => {
  const slow = await Stack.start({ guests: ["echo"], configuration: { gate: { rate_per_minute: 1, rate_burst: 3 } } });
  try {
    const eager = slow.visitor();
    const { json: { reply } } = await eager.say("一句");
    assert.deepEqual([(await eager.rate(reply.id, true)).status, (await eager.rate(reply.id, false)).status], [200, 200]);
    isError(await eager.rate(reply.id, true), 429, "rate");
    isError(await eager.say("两句"), 429, "rate");
  } finally {
    await slow.stop();
  }
});
