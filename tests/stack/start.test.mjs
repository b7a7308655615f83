// What is wrong before anything starts, or on the disk below: one clear line in the right place.
import test from "node:test";
import assert from "node:assert/strict";
import fs from "node:fs/promises";
import net from "node:net";
import path from "node:path";
import { execFile, execFileSync } from "node:child_process";
import { Stack, binary, freePort, root, until, yixian } from "./stack.mjs";

/** Wait for the end of a server that should not serve. */
async function itEnds(stack, child) {
  let timer;
  const late = new Promise((_, no) => { timer = setTimeout(() => no(new Error(`it serves:\n${stack.logs()}`)), 15_000); });
  await Promise.race([child.ended, late]);
  clearTimeout(timer);
}

/** Prepare a house, let `change` break it, and run `yixian serve`, which must refuse: code and what it said. */
async function refused(change, options = {}) {
  const stack = await Stack.start({ start: false, ...options });
  try {
    await change(stack);
    const child = stack.serve();
    await itEnds(stack, child);
    return { code: child.end.code, said: stack.log("yixian.log"), folder: stack.folder };
  } finally {
    await stack.stop();
  }
}

test("a typo in the configuration is said with file, line and a suggestion", async () => {
  const { code, said } = await refused((stack) => stack.configure((c) => { c.gate.treads = 72; }));
  assert.equal(code, 1);
  assert.match(said, /yixian\.yaml:\d+:\d+: .*treads.*did you mean/);
});

test("a value out of its range is said with its line", async () => {
  const { code, said } = await refused((stack) => stack.configure((c) => { c.gate.threads = 0; }));
  assert.equal(code, 1);
  assert.match(said, /yixian\.yaml:\d+:\d+: .*threads/);
});

test("a configuration that is no YAML is said with its line", async () => {
  const { code, said } = await refused((stack) => fs.appendFile(stack.config, "\n  - : [\n"));
  assert.equal(code, 1);
  assert.match(said, /yixian\.yaml:\d+/);
});

test("a secret that is not there is said by its option, and its place only", async () => {
  const { code, said } = await refused((stack) => fs.rm(path.join(stack.folder, "secrets/cookie_key")));
  assert.equal(code, 1);
  assert.match(said, /cookie_key/);
});

test("a guest of another ABI is refused by name and number", async () => {
  const { code, said } = await refused(() => {}, { guests: ["wrong_abi"] });
  assert.equal(code, 1);
  assert.match(said, /wrong_abi/);
  assert.match(said, /99/);
});

test("a guest that is not there, or is no library, is refused by name", async () => {
  const absent = await refused((stack) => stack.configure((c) => { c.guests.plugins.push("nobody"); }));
  assert.equal(absent.code, 1);
  assert.match(absent.said, /no guest nobody/);
  const broken = await refused(async (stack) => {
    await fs.writeFile(path.join(stack.folder, "guests/plugins/broken.so"), "not a library");
    await stack.configure((c) => { c.guests.plugins.push("broken"); });
  });
  assert.equal(broken.code, 1);
  assert.match(broken.said, /broken\.so.*cannot be opened/);
});

test("a damaged knowledge base is refused, an absent one too", async () => {
  for (const damage of [(file) => fs.rm(file), (file) => fs.truncate(file, 1000)]) {
    const { code, said } = await refused(async (stack) => {
      const copy = path.join(stack.folder, "own.idx");
      await fs.copyFile(path.join(path.dirname(binary), "tests/kb.idx"), copy);
      await damage(copy);
      await stack.configure((c) => { c.kb.index = copy; });
    });
    assert.equal(code, 1);
    assert.match(said, /own\.idx/);
  }
});

test("a database of a newer version is refused and left as it is", async () => {
  let before;
  const { code, said } = await refused(async (stack) => {
    execFileSync("sqlite3", [stack.database, "UPDATE schema_version SET version = version + 1000; PRAGMA wal_checkpoint(TRUNCATE);"]);
    before = await stack.query("SELECT * FROM schema_version");
    assert.notEqual((await yixian(["db", "migrate", "--config", stack.config])).code, 0);
    assert.deepEqual(await stack.query("SELECT * FROM schema_version"), before);
  });
  assert.equal(code, 1);
  assert.match(said, /newer/);
});

test("a file that is no database is refused", async () => {
  const { code, said } = await refused((stack) => fs.writeFile(stack.database, "这不是数据库".repeat(1000)));
  assert.equal(code, 1);
  assert.match(said, /damaged|not a database/);
});

test("a second server on the same folder is refused and names the first", async () => {
  const stack = await Stack.start({ guests: ["echo"] });
  try {
    const second = await yixian(["serve", "--config", stack.config], { timeout: 15_000 });
    assert.equal(second.code, 1);
    assert.match(second.stderr, new RegExp(`another server.*pid=${stack.pids("serve")[0]}`));
    assert.equal((await stack.visitor().say("还在吗")).status, 200);
  } finally {
    await stack.stop();
  }
});

test("a socket that another program listens on is refused, a stale one replaced", async () => {
  const taken = await refused(async (stack) => {
    const server = net.createServer().listen(path.join(stack.folder, "run/gate.sock"));
    await new Promise((done) => server.on("listening", done));
    server.unref();
  });
  assert.equal(taken.code, 1);
  assert.match(taken.said, /gate\.sock/);
  const stack = await Stack.start({ guests: ["echo"] });
  try {
    await stack.end("yixian", "SIGKILL");
    await until("its gates end", () => stack.pids("gate").length === 0);
    stack.serve();
    await stack.ready();
  } finally {
    await stack.stop();
  }
});

/** How to get a mount table of one's own here: arguments for unshare, or null where nothing allows it. */
function ownMounts() {
  for (const args of [["-m"], ["-rm"], ["-m", "--propagation", "unchanged"]])
    try {
      execFileSync("unshare", [...args, "sh", "-c", "mount -t tmpfs tmpfs /mnt && umount /mnt"], { stdio: "ignore" });
      return args;
    } catch { /* the next one */ }
  return null;
}
const mounts = ownMounts();
const skip = mounts ? false : "no mount table of its own is allowed here";

/** Run `yixian serve` behind `script`, which may mount what it likes for it alone. */
function serveInside(stack, script) {
  return stack.launch("yixian", "unshare", [...mounts, "sh", "-c", `set -e; ${script}; exec "$0" serve --config "$1"`, binary, stack.config]);
}

test("a read-only var/ is refused with the file it could not write", { skip }, async () => {
  const stack = await Stack.start({ start: false });
  try {
    const child = serveInside(stack, `mount --bind '${stack.folder}' '${stack.folder}' && mount -o remount,ro,bind '${stack.folder}'`);
    await itEnds(stack, child);
    assert.equal(child.end.code, 1);
    assert.match(stack.log("yixian.log"), /Read-only file system|not writable/);
  } finally {
    await stack.stop();
  }
});

test("a full disk: refused with 503, everything acknowledged is kept, and it goes on when there is room", { skip, timeout: 120_000 }, async () => {
  const stack = await Stack.start({ guests: ["echo"], start: false });
  const disk = path.join(stack.folder, "disk");
  try {
    await fs.mkdir(disk);
    await stack.configure((c) => { c.store.path = path.join(disk, "yixian.db"); });
    serveInside(stack, `mount -t tmpfs -o size=6m tmpfs '${disk}' && "$0" db migrate --config "$1"`);
    stack.nginx();
    await stack.ready();
    const inside = path.join(`/proc/${stack.pids("serve")[0]}/root`, disk);
    const visitor = stack.visitor();
    const acknowledged = [];
    let refusals = 0;
    const fill = await fs.open(path.join(inside, "fill"), "w");
    for (let n = 0; n < 400 && refusals < 3; n++) {
      // first a few with room, then somebody fills the disk
      if (n === 20) await fill.write(Buffer.alloc(16 << 20)).catch(() => {});
      const answer = await visitor.say(`第${n}句：${"长".repeat(2000)}`);
      if (answer.status === 200) acknowledged.push(answer.json.message.id);
      else {
        assert.equal(answer.status, 503, String(answer.body));
        assert.match(answer.json.error.code, /full|io|read_only/);
        refusals++;
      }
    }
    assert.ok(refusals > 0, "the disk got full");
    assert.equal((await visitor.fetch(0)).status, 200, "what is there can still be read");
    await fill.truncate(0);
    await fill.close();
    await until("it takes messages again", async () => (await visitor.say("有地方了")).status === 200);
    const ids = new Set((await visitor.transcript()).map((m) => m.id));
    assert.deepEqual(acknowledged.filter((id) => !ids.has(id)), []);
  } finally {
    await stack.stop();
  }
});

const run = (env, args = []) => new Promise((done) => {
  const child = execFile(path.join(root, "tools/run"), args, { env: { ...process.env, BUILD: path.dirname(binary), ...env }, timeout: 60_000 },
    (error, stdout, stderr) => done({ code: error ? error.code : 0, stdout, stderr }));
  child.unref();
});

test("make run: a port in use is a clear error before anything starts", async () => {
  const server = net.createServer().listen(0, "127.0.0.1");
  await new Promise((done) => server.on("listening", done));
  const { code, stderr } = await run({ PORT: String(server.address().port), VAR: "/nonexistent/never-made" });
  server.close();
  assert.equal(code, 1);
  assert.match(stderr, /port \d+ is in use/);
});

test("make run: says where to click, ends everything on Ctrl-C, and when one of the two dies", { timeout: 120_000 }, async () => {
  const { spawn } = await import("node:child_process");
  const folder = await fs.mkdtemp("/tmp/yixian-run-");
  const port = await freePort();
  const begin = () => {
    const child = spawn(path.join(root, "tools/run"), { env: { ...process.env, BUILD: path.dirname(binary), PORT: String(port), VAR: folder } });
    child.said = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (bytes) => { child.said += bytes; });
    child.ended = new Promise((done) => child.on("exit", done));
    return child;
  };
  const here = (role) => Stack.prototype.pids.call({ folder }, role);
  try {
    const shown = [];
    for (const end of ["SIGINT", "SIGTERM", "dies"]) {
      const child = begin();
      shown.push(child);
      await until("it says where to click", () => child.said.includes(`http://127.0.0.1:${port}/`) || child.exitCode !== null);
      assert.equal((await fetch(`http://127.0.0.1:${port}/`)).status, 200, child.said);
      if (end === "dies") process.kill(here("serve")[0], "SIGKILL");
      else child.kill(end);
      const code = await child.ended;
      assert.equal(code, end === "dies" ? 1 : 0, child.said);
      if (end === "dies") assert.match(child.said, /yixian serve has ended/);
      await until("nothing of it is left", () => here("serve").length + here("gate").length === 0);
      await assert.rejects(fetch(`http://127.0.0.1:${port}/`));
    }
    for (const secret of ["cookie_key", "desk_key", "desk_demo.txt"])
      assert.equal((await fs.stat(path.join(folder, "secrets", secret))).mode & 0o777, 0o600);
    const people = (await fs.readFile(path.join(folder, "secrets/desk_demo.txt"), "utf8")).trim().split("\n").map((line) => line.split(" "));
    assert.deepEqual(people.map(([name, , roles]) => [name, roles]),
      [["admin", "administrator,auditor"], ["lead", "lead"], ["agent1", "agent"], ["agent2", "agent"]]);
    for (const [, password] of people)
      assert.deepEqual(shown.map((child) => child.said.includes(password)), [true, false, false], "a password is shown once");
    assert.equal((await fs.stat(path.join(folder, "yixian.db"))).mode & 0o077, 0, "nobody else reads what citizens wrote");
  } finally {
    await fs.rm(folder, { recursive: true, force: true });
  }
});
