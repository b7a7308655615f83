// nginx's configuration in both forms, and what ends up in the logs.
import test from "node:test";
import assert from "node:assert/strict";
import fs from "node:fs/promises";
import net from "node:net";
import path from "node:path";
import { execFileSync, spawnSync } from "node:child_process";
import { Stack, root } from "./stack.mjs";
import { request } from "./visitor.mjs";

const render = (...args) => spawnSync(path.join(root, "nginx/render"), args, { encoding: "utf8" });

test("both forms are what nginx takes", async () => {
  const folder = await fs.mkdtemp("/tmp/yixian-nginx-");
  try {
    for (const name of ["log", "run", "tmp"]) await fs.mkdir(path.join(folder, name));
    execFileSync("openssl", ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj", "/CN=test",
      "-keyout", path.join(folder, "key.pem"), "-out", path.join(folder, "certificate.pem")], { stdio: "ignore" });
    const common = [`VAR=${folder}`, `SOCKET=${folder}/run/gate.sock`];
    const forms = [["dev", ...common, "PORT=18080"], ["deployed", ...common, "SERVER_NAME=hotline.example.gov.cn",
      `CERTIFICATE=${folder}/certificate.pem`, `CERTIFICATE_KEY=${folder}/key.pem`]];
    for (const form of forms) {
      const { stdout, status, stderr } = render(...form);
      assert.equal(status, 0, stderr);
      assert.doesNotMatch(stdout, /@[A-Z_]+@|^%/m, "everything is filled in");
      const file = path.join(folder, `${form[0]}.conf`);
      await fs.writeFile(file, stdout);
      const tried = spawnSync("nginx", ["-t", "-p", folder, "-e", `${folder}/log/error.log`, "-c", file],
        { encoding: "utf8", env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` } });
      assert.equal(tried.status, 0, tried.stderr);
      assert.doesNotMatch(tried.stderr, /\[warn\]/);
    }
  } finally {
    await fs.rm(folder, { recursive: true, force: true });
  }
});

test("a value that is missing, unknown or would be read as nginx's own syntax is refused", () => {
  assert.match(render("dev", "VAR=/x", "SOCKET=/x").stderr, /needs PORT/);
  assert.match(render("dev", "VAR=/x", "SOCKET=/x", "PORT=1", "COLOUR=red").stderr, /nothing is called 'COLOUR'/);
  assert.match(render("dev", "VAR=/x;", "SOCKET=/x", "PORT=1").stderr, /reads as its own/);
  assert.match(render("dev", "VAR=/x", "SOCKET=/x", "PORT=1", "NCHAN=/nowhere.so").stderr, /no \/nowhere\.so; install libnginx-mod-nchan/);
});

test("every answer carries the headers of security, the errors too", async () => {
  const stack = await Stack.start({ guests: ["echo"] });
  try {
    for (const [target, options] of [["/", {}], ["/api/chat", {}], ["/nothing", {}], ["/api/chat", { method: "POST", body: Buffer.alloc(200_000) }]]) {
      const { headers } = await request(stack.url + target, options);
      assert.match(headers["content-security-policy"], /default-src 'none'.*frame-ancestors 'none'/);
      assert.equal(headers["x-content-type-options"], "nosniff");
      assert.equal(headers["referrer-policy"], "no-referrer");
      assert.equal(headers.server, "nginx", "no version");
    }
  } finally {
    await stack.stop();
  }
});

test("the page's files are served by kind, compressed, never stale, and nothing beside them", async () => {
  // a house of its own, so that the test says what lies in it
  const data = await fs.mkdtemp("/tmp/yixian-data-");
  const ui = path.join(data, "channels/web/ui");
  await fs.mkdir(path.join(ui, "part"), { recursive: true });
  await fs.writeFile(path.join(ui, "a.js"), `export const a = "${"字".repeat(1000)}";`);
  await fs.writeFile(path.join(ui, "b.css"), "p { margin: 0 }");
  for (const name of ["README.md", ".hidden.js", "a.js.orig", "part/b.css"]) await fs.writeFile(path.join(ui, name), "no");
  await fs.writeFile(path.join(data, "channels/web/web.js"), "no");
  const stack = await Stack.start({ guests: ["echo"], render: { DATA: data } });
  try {
    const get = (target, headers = {}, method = "GET") => request(stack.url + target, { method, headers });
    const script = await get("/ui/a.js");
    assert.equal(script.status, 200);
    assert.equal(script.headers["content-type"], "text/javascript; charset=utf-8");
    assert.equal(script.headers["cache-control"], "no-cache");
    assert.match(script.headers["content-security-policy"], /default-src 'none'/);
    assert.equal(script.headers["x-content-type-options"], "nosniff");
    assert.equal((await get("/ui/a.js", { "if-none-match": script.headers.etag })).status, 304);
    const packed = await get("/ui/a.js", { "accept-encoding": "gzip" });
    assert.equal(packed.headers["content-encoding"], "gzip");
    assert.match(packed.headers.vary, /Accept-Encoding/);
    assert.equal((await get("/ui/b.css?x=1")).headers["content-type"], "text/css; charset=utf-8");
    await fs.writeFile(path.join(ui, "a.js"), "export const a = 2;");
    assert.equal(String((await get("/ui/a.js", { "if-none-match": script.headers.etag })).body), "export const a = 2;", "what changed is sent anew");
    for (const target of ["/ui/", "/ui", "/ui/README.md", "/ui/.hidden.js", "/ui/a.js.orig", "/ui/part/b.css", "/ui/part/", "/ui/nothing.js", "/ui/../web.js",
      "/ui/%2e%2e/web.js", "/ui/..%2fweb.js", "/ui/part/..%2f..%2f../web.js"]) {
      const { status, body } = await get(target);
      assert.ok(status === 404 || status === 400, `${target}: ${status} ${body}`);
    }
    assert.equal((await get("/ui/a.js", {}, "POST")).status, 405);
  } finally {
    await stack.stop();
    await fs.rm(data, { recursive: true, force: true });
  }
});

test("no log holds what a citizen wrote, a query, a cookie or an address", async () => {
  const stack = await Stack.start({ guests: ["echo"] });
  const words = ["我的秘密话语", "geheim-query", "geheim-agent", "geheim-referer", "geheim-header", "13800138000"];
  const headers = { "user-agent": "geheim-agent", referer: "http://x/geheim-referer", "x-other": "geheim-header" };
  const everything = async () => {
    const files = await fs.readdir(path.join(stack.folder, "log"));
    return (await Promise.all(files.map((f) => fs.readFile(path.join(stack.folder, "log", f), "utf8")))).join("\n");
  };
  try {
    const visitor = stack.visitor();
    await visitor.say("我的秘密话语 13800138000");
    words.push(visitor.cookie.split("=")[1]);
    const own = { ...headers, cookie: visitor.cookie };
    const ask = (target, options = {}) => request(stack.url + target, { ...options, headers: { ...own, ...options.headers } }).catch(() => {});
    const all = async () => {
      await ask("/api/chat?after=0&q=geheim-query");
      await ask("/?q=geheim-query");
      await ask("/nothing?q=geheim-query");
      await ask("/api/chat?q=geheim-query", { method: "POST", body: '{"text":"我的秘密话语","id":"' });
      await ask("/api/chat?q=geheim-query", { method: "POST", body: "我的秘密话语".repeat(20_000) });
      await ask("/api/chat?q=geheim-query", { method: "PUT", body: "我的秘密话语" });
      await ask("/chat", { method: "POST", body: "text=我的秘密话语&id=13800138000", headers: { "content-type": "application/x-www-form-urlencoded" } });
      await ask("/api/chat", { headers: { cookie: "yx_visitor=geheim-header" } });
    };
    await all();
    // a line that is no request, with words in it
    await new Promise((done) => {
      const socket = net.connect(stack.port, "127.0.0.1", () => socket.end("GET /?q=geheim-query 我的秘密话语\r\nCookie: geheim-header\r\n\r\n"));
      socket.on("close", done).on("error", done).resume();
    });
    // the ways in which nginx would complain about a request: the gate is gone, is killed, hangs up
    stack.signal("gate", "SIGKILL");
    await all();
    await stack.end("yixian");
    await all();
    await fs.rm(path.join(stack.folder, "run/gate.sock"), { force: true });
    await all();
    const text = await everything();
    assert.match(text, /POST "\/api\/chat" 200/, "the log is written at all");
    for (const word of words) {
      assert.ok(!text.includes(word), `${word} is in a log: ${text.split("\n").find((l) => l.includes(word))}`);
      assert.ok(!text.includes(encodeURIComponent(word)));
    }
    assert.doesNotMatch(text, /127\.0\.0\.1/);
    assert.doesNotMatch(text.replace(/socket=\S+|var=\S+/g, ""), /[\u4e00-\u9fff]/, "nothing Chinese at all");
  } finally {
    await stack.stop();
  }
});
