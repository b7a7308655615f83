// The real stack for tests: nginx and `yixian serve` on free ports in a folder of their own, from the built program.
// Everything is bounded in time, and nothing outlives stop().
import { spawn, execFile } from "node:child_process";
import { promisify } from "node:util";
import { existsSync, readFileSync, readdirSync, rmSync } from "node:fs";
import fs from "node:fs/promises";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import YAML from "yaml";
import { brokenContract } from "./contract.mjs";
import { Visitor } from "./visitor.mjs";

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
export const build = path.resolve(root, process.env.BUILD ?? "build/release");
export const binary = path.join(build, "yixian");
const nginxBinary = ["/usr/sbin/nginx", "/usr/local/sbin/nginx", "/usr/bin/nginx"].find((f) => existsSync(f));
const execute = promisify(execFile);
/** A program with a sanitizer, or on a busy machine, starts in seconds rather than in a tenth. */
const READY_MS = 30_000;
const STOP_MS = 15_000;

export const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

/** Ask `probe` until it says something true, at most `ms`; then fail with `what`. */
export async function until(what, probe, ms = READY_MS) {
  const end = Date.now() + ms;
  for (;;) {
    const got = await probe();
    if (got) return got;
    if (Date.now() > end) throw new Error(`not within ${ms} ms: ${what}`);
    await sleep(20);
  }
}

export async function freePort() {
  const server = net.createServer();
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address();
  await new Promise((done) => server.close(done));
  return port;
}

/** Run the program's command line, with `input` on its input; never throws: { code, stdout, stderr }. */
export async function yixian(args, { input = "", ...options } = {}) {
  try {
    const running = execute(binary, args, { timeout: READY_MS, cwd: root, ...options });
    running.child.stdin.on("error", () => {}); // it reads nothing
    running.child.stdin.end(input);
    const { stdout, stderr } = await running;
    return { code: 0, stdout, stderr };
  } catch (error) {
    return { code: error.code ?? error.signal, stdout: error.stdout ?? "", stderr: error.stderr ?? String(error) };
  }
}

function merge(into, from) {
  for (const [key, value] of Object.entries(from ?? {})) {
    if (value && typeof value === "object" && !Array.isArray(value)) merge((into[key] ??= {}), value);
    else if (value === undefined) delete into[key];
    else into[key] = value;
  }
  return into;
}

/** The knowledge base of the repository, compiled once for a run of tests; the runners begin by removing it. */
export const sharedIndex = path.join(build, "tests", "kb.idx");

/** Guests and data as one folder each: the house's own, and those of tests/guests that are asked for. */
async function furnish(folder, testGuests) {
  const guests = path.join(folder, "guests");
  const data = path.join(folder, "data");
  for (const kind of ["plugins", "channels"]) {
    await fs.mkdir(path.join(guests, kind), { recursive: true });
    await fs.mkdir(path.join(data, kind), { recursive: true });
    for (const so of readdirSync(path.join(build, "guests", kind)))
      await fs.symlink(path.join(build, "guests", kind, so), path.join(guests, kind, so));
    for (const name of readdirSync(path.join(root, kind)))
      await fs.symlink(path.join(root, kind, name), path.join(data, kind, name));
  }
  for (const name of ["core", "kb"]) await fs.symlink(path.join(root, name), path.join(data, name));
  for (const name of testGuests) {
    await fs.symlink(path.join(build, "tests/guests/plugins", `${name}.so`), path.join(guests, "plugins", `${name}.so`));
    await fs.symlink(path.join(root, "tests/guests", name), path.join(data, "plugins", name));
  }
  return { guests, data };
}

export class Stack {
  /**
   * configuration: what yixian.yaml says otherwise; guests: names of tests/guests, added to guests.plugins;
   * render: values for nginx/render; folder: where (else a new one below /tmp, removed by stop);
   * start: false prepares only.
   */
  static async start({ configuration = {}, guests = [], render = {}, folder, start = true } = {}) {
    const stack = new Stack();
    stack.ownFolder = !folder;
    stack.folder = folder ?? (await fs.mkdtemp(path.join(os.tmpdir(), "yixian-test-")));
    stack.port = await freePort();
    stack.render = { RATE: 100000, BURST: 100000, CONNECTIONS: 10000, PLATFORM_RATE: 100000, ...render };
    stack.children = new Map();
    try {
      await stack.prepare(configuration, guests);
      if (start) {
        stack.serve();
        stack.nginx();
        await stack.ready();
      }
    } catch (error) {
      const logs = stack.logs();
      await stack.stop({ judge: false });
      error.message += `\n${logs}`;
      throw error;
    }
    return stack;
  }

  get url() { return `http://127.0.0.1:${this.port}`; }
  get config() { return path.join(this.folder, "yixian.yaml"); }
  get pushSocket() { return path.join(this.folder, "run/push.sock"); }
  get database() { return path.join(this.folder, "yixian.db"); }

  async prepare(configuration, guests) {
    await fs.mkdir(path.dirname(sharedIndex), { recursive: true });
    const RENDER = Object.entries(this.render).map(([k, v]) => `${k}=${v}`).join(" ");
    await execute(path.join(root, "tools/prepare"), [this.folder, String(this.port)],
      { env: { ...process.env, BUILD: build, INDEX: sharedIndex, RENDER }, timeout: 120_000 });
    const furnished = await furnish(this.folder, guests);
    const config = YAML.parse(await fs.readFile(this.config, "utf8"));
    merge(config, {
      paths: furnished,
      guests: { plugins: [...guests, ...config.guests.plugins] },
      // tests speak faster than people
      gate: { rate_per_minute: 6000, rate_burst: 1000 },
    });
    await this.configure(merge(config, configuration));
  }

  /** Write yixian.yaml: a whole configuration, or (a function) a change of the present one. */
  async configure(config) {
    if (typeof config === "function") {
      const present = YAML.parse(await fs.readFile(this.config, "utf8"));
      config = config(present) ?? present;
    }
    await fs.writeFile(this.config, YAML.stringify(config));
  }

  launch(name, command, args) {
    const log = path.join(this.folder, "log", name === "nginx" ? "nginx-error.log" : "yixian.log");
    // sh, so that the log is opened to append and outlives this process' pipes; exec, so that the pid is the program's
    const child = spawn("/bin/sh", ["-c", 'exec "$0" "$@" >>"$LOG" 2>&1', command, ...args],
      { cwd: this.folder, env: { ...process.env, LOG: log }, stdio: "ignore" });
    child.ended = new Promise((done) => child.on("exit", (code, signal) => done(child.end = { code, signal })));
    this.children.set(name, child);
    return child;
  }

  serve() { return this.launch("yixian", binary, ["serve", "--config", this.config]); }

  nginx() {
    rmSync(this.pushSocket, { force: true }); // left behind by one that was killed; nginx does not start over it
    return this.launch("nginx", nginxBinary, ["-p", this.folder, "-e", path.join(this.folder, "log/nginx-error.log"),
      "-c", path.join(this.folder, "nginx.conf")]);
  }

  async ready() {
    await until("GET /healthz answers 200", async () => {
      for (const [name, child] of this.children)
        if (child.end) throw new Error(`${name} ended: ${JSON.stringify(child.end)}\n${this.logs()}`);
      return (await fetch(`${this.url}/healthz`).catch(() => null))?.status === 200;
    });
  }

  log(name) {
    try {
      return readFileSync(path.join(this.folder, "log", name), "utf8");
    } catch {
      return "";
    }
  }

  logs() {
    return ["yixian.log", "nginx-error.log", "nginx-access.log"].map((name) => {
      return `--- ${name}\n${this.log(name).split("\n").slice(-40).join("\n")}`;
    }).join("\n");
  }

  /** Process ids by their title, "gate" or "serve", of this house alone. */
  pids(role) {
    return readdirSync("/proc").filter((name) => /^\d+$/.test(name)).map(Number).filter((pid) => {
      try {
        const argv = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
        return argv[0] === `yixian: ${role}` && argv.includes(this.folder);
      } catch {
        return false;
      }
    });
  }

  /** Resident memory of all roles in KiB. */
  residentKiB() {
    return ["serve", "gate", "post"].flatMap((role) => this.pids(role)).reduce((sum, pid) => {
      const line = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"));
      return sum + Number(line?.[1] ?? 0);
    }, 0);
  }

  signal(role, signal) { for (const pid of this.pids(role)) try { process.kill(pid, signal); } catch { /* gone */ } }

  visitor() { return new Visitor(this.url); }

  async metrics() {
    const text = await (await fetch(`${this.url}/metrics`)).text();
    return Object.fromEntries(text.split("\n").filter((l) => l && !l.startsWith("#")).map((l) => {
      const [name, value] = l.split(" ");
      return [name, Number(value)];
    }));
  }

  /** Rows of the database as objects, by the command-line shell, so that no test depends on our own reader. */
  async query(sql) {
    const { stdout } = await execute("sqlite3", ["-readonly", "-json", this.database, sql], { maxBuffer: 64 << 20, timeout: READY_MS });
    return stdout.trim() ? JSON.parse(stdout) : [];
  }

  /** Change rows behind the house's back: time that has passed, a state that is hard to reach. */
  async change(sql) {
    await execute("sqlite3", ["-cmd", ".timeout 10000", this.database, sql], { timeout: READY_MS });
  }

  /** End one of the two and wait; how long it took in ms. */
  async end(name, signal = "SIGTERM") {
    const child = this.children.get(name);
    if (!child) return 0;
    const begin = Date.now();
    if (!child.end) child.kill(signal);
    const timer = setTimeout(() => child.kill("SIGKILL"), STOP_MS);
    await child.ended;
    clearTimeout(timer);
    this.children.delete(name);
    return Date.now() - begin;
  }

  /** Stop all, and fail when a sanitizer has found something or an answer was not as described (judge: false looks away). */
  async stop({ judge = true } = {}) {
    await this.end("nginx", "SIGQUIT");
    await this.end("yixian");
    const log = this.log("yixian.log");
    if (this.ownFolder && !process.env.KEEP) await fs.rm(this.folder, { recursive: true, force: true });
    const finding = /^.*(ERROR: \w+Sanitizer|WARNING: ThreadSanitizer|runtime error:)[^]*?(?=\n\n|$)/m.exec(log);
    const broken = brokenContract();
    if (judge && broken) throw broken;
    if (judge && finding) throw new Error(`a sanitizer found:\n${log.slice(finding.index, finding.index + 4000)}`);
  }
}
