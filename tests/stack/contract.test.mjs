// The description of the API: that it holds answers to what it says, and that every route stands in it.
import test from "node:test";
import assert from "node:assert/strict";
import { readFileSync, readdirSync, statSync } from "node:fs";
import path from "node:path";
import { root } from "./stack.mjs";
import { description, faults, hold } from "./contract.mjs";

const message = { id: "2", author: "machine", text: "答", sources: [], choices: [], files: [], at: 5 };
const answered = { message: { id: "1" }, reply: message, owner: "bot", duplicate: false };
const json = (value, status = 200) => ({ status, type: "application/json", json: value });
const error = (code, status) => json({ error: { code, message: "不行" } }, status);

test("what the house answers is as described", () => {
  for (const [method, target, answer] of [
    ["POST", "/api/chat", json(answered)], ["POST", "/api/chat", json({ ...answered, reply: null, owner: "queue" })],
    ["POST", "/api/chat", error("mismatch", 409)], ["GET", "/api/chat", json({ messages: [message], owner: "bot", more: false })],
    ["POST", "/api/chat/feedback", json({ kept: true })], ["POST", "/api/chat/leave", { status: 204 }], ["GET", "/api/chat/events", json({ id: "2" })],
    ["GET", "/", { status: 200, type: "text/html" }], ["GET", "/nothing", error("not_found", 404)], ["PUT", "/api/chat", error("method", 405)],
    ["POST", "/api/chat", json({ ...answered, reply: { ...message, sources: [{ law: "劳动法", article: "第五十条", since: "2018-12-29" }], choices: [{ number: 1, label: "是" }] } })],
  ]) assert.deepEqual(faults(method, target, answer), [], `${method} ${target} ${JSON.stringify(answer)}`);
});

test("an answer that is not in the description is found out", () => {
  const wrong = {
    "a field more": json({ ...answered, secret: 1 }),
    "a field less": json({ ...answered, owner: undefined }),
    "another type": json({ ...answered, duplicate: "false" }),
    "a number as id": json({ ...answered, message: { id: 1 } }),
    "an owner that does not exist": json({ ...answered, owner: "boss" }),
    "a field more, deep inside": json({ ...answered, reply: { ...message, provenance: "x" } }),
    "a source without its article": json({ ...answered, reply: { ...message, sources: [{ law: "劳动法" }] } }),
    "no JSON": { status: 200, type: "application/json", json: undefined },
    "another kind of content": { status: 200, type: "text/html" },
    "no content": { status: 200 },
    "a status that is not described": json(answered, 201),
    "a status of another route": error("denied", 401),
    "an error of another form": json({ error: "invalid" }, 400),
    "an error without words": json({ error: { code: "invalid", message: "" } }, 400),
    "an unknown code": error("teapot", 400),
  };
  for (const [name, answer] of Object.entries(wrong)) assert.notDeepEqual(faults("POST", "/api/chat", answer), [], name);
  assert.notDeepEqual(faults("GET", "/nothing", json({ hello: 1 })), [], "a route that is not described");
  assert.notDeepEqual(faults("GET", "/nothing", json({ hello: 1 }, 404)), [], "an error of another form where nothing is");
  assert.notDeepEqual(faults("DELETE", "/api/chat", json({}, 200)), [], "a method that is not described");
  assert.notDeepEqual(faults("POST", "/api/chat/leave", json({}, 204)), [], "a body where none is");
});

test("a test that meets such an answer fails", () => {
  const as = (body, status = 200) => ({ status, headers: { "content-type": "application/json; charset=utf-8" }, body: Buffer.from(body) });
  hold("POST", "http://x/api/chat?x=1", as(JSON.stringify(answered)));
  assert.throws(() => hold("POST", "http://x/api/chat", as(JSON.stringify({ ...answered, more: 1 }))), /openapi\.yaml: POST \/api\/chat → 200: the body must NOT have additional properties: more/);
  assert.throws(() => hold("POST", "http://x/api/chat", as("{")), /the body is not JSON/);
});

/** Every row of a table of routes in the code: { "/path", YX_GET | YX_POST, … or, of a table that is a macro, X("/path", … */
function routesOf(folder) {
  return readdirSync(path.join(root, folder)).flatMap((name) => {
    const below = path.join(folder, name);
    if (statSync(path.join(root, below)).isDirectory()) return name === "node_modules" ? [] : routesOf(below);
    if (!/\.[ch]$/.test(name)) return [];
    return [...readFileSync(path.join(root, below), "utf8").matchAll(/(?:\{ |\bX\()"(\/[^"]*)", (YX_(?:GET|POST|PUT|DELETE)[A-Z_| ]*),/g)]
      .flatMap(([, target, methods]) => methods.split("|").map((m) => [m.trim().slice(3).toLowerCase(), target, below]));
  });
}

test("every route in the code is described, and nothing else", () => {
  const routes = ["core", "channels", "plugins"].flatMap(routesOf);
  assert.ok(routes.length >= 10, "the tables were read");
  for (const [method, target, where] of routes) assert.ok(description.paths[target]?.[method], `${method} ${target} of ${where} is not in api/openapi.yaml`);
  for (const [target, operations] of Object.entries(description.paths).filter(([, o]) => o["x-answered-by"] !== "nginx"))
    for (const method of Object.keys(operations).filter((key) => key !== "parameters")) assert.ok(routes.some(([m, t]) => m === method && t === target), `${method} ${target} is described and not there`);
});

test("every code of an error is described, the gate's and nginx's", () => {
  const codes = description.components.schemas.Error.properties.error.properties.code.enum;
  const errors = [...readFileSync(path.join(root, "core/base/err.h"), "utf8").matchAll(/X\(\w+, "(\w+)",/g)].map(([, name]) => name).filter((name) => name !== "ok");
  const nginx = readFileSync(path.join(root, "nginx/errors.tsv"), "utf8").split("\n").filter((l) => l && !l.startsWith("#")).map((l) => l.split("\t")[1]);
  assert.ok(errors.length > 10 && nginx.length > 5);
  assert.deepEqual([...errors, ...nginx].filter((code) => !codes.includes(code)), []);
  assert.deepEqual(codes.filter((code) => !errors.includes(code)), []);
});
