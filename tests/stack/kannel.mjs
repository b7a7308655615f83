// Debian's Kannel beside the house, from the deployed template (channels/sms/kannel): bearerbox, smsbox, and either
// Kannel's own fakesmsc or a centre of ours (tests/stub/sms). All of it below the house's folder, on free ports.
import { execFile, spawn } from "node:child_process";
import { promisify } from "node:util";
import { existsSync } from "node:fs";
import fs from "node:fs/promises";
import net from "node:net";
import path from "node:path";
import { Stack, freePort, root, until } from "./stack.mjs";
import { Centre } from "../stub/sms/centre.mjs";

const execute = promisify(execFile);
const find = (name) => [`/usr/sbin/${name}`, `/usr/bin/${name}`, `/usr/lib/kannel/test/${name}`].find((f) => existsSync(f));
const STOP_MS = 10_000;

function listens(port) {
  return new Promise((done) => {
    const socket = net.connect(port, "127.0.0.1", () => { socket.destroy(); done(true); });
    socket.on("error", () => done(false));
  });
}

export class Kannel {
  /** folder: its own; secrets: the house's; url: where it finds the house; render: more values for the template. */
  static async start({ folder, secrets, url, gateways = "demo", render = {}, ports = {} }) {
    const kannel = new Kannel();
    kannel.folder = folder;
    kannel.ports = { SEND_PORT: await freePort(), ADMIN_PORT: await freePort(), BOX_PORT: await freePort(), FAKE_PORT: await freePort(), ...ports };
    kannel.children = new Map();
    for (const name of ["spool", "dlr", "log"]) await fs.mkdir(path.join(folder, name), { recursive: true });
    const values = { VAR: folder, SECRETS: secrets, GATEWAYS: gateways, URL: url, RETRIES: 600, RETRY_S: 1, RESEND_S: 1, COMBINE_S: 2, ...kannel.ports, ...render };
    const { stdout } = await execute(path.join(root, "channels/sms/kannel/render"), Object.entries(values).map(([k, v]) => `${k}=${v}`));
    kannel.config = path.join(folder, "kannel.conf");
    await fs.writeFile(kannel.config, stdout, { mode: 0o600 });
    await kannel.bearerbox();
    await kannel.smsbox();
    return kannel;
  }

  get sendUrl() { return `http://127.0.0.1:${this.ports.SEND_PORT}/cgi-bin/sendsms`; }

  /** Its output goes to a log that the tests read, too: nothing of a citizen may stand there. */
  launch(name, args) {
    const child = spawn("/bin/sh", ["-c", 'exec "$0" "$@" >>"$LOG" 2>&1', find(name), ...args],
      { env: { ...process.env, LOG: path.join(this.folder, "log", `${name}.out`) }, stdio: "ignore" });
    child.ended = new Promise((done) => child.on("exit", (code, signal) => done(child.end = { code, signal })));
    this.children.set(name, child);
    return child;
  }

  async bearerbox() {
    this.launch("bearerbox", ["-v", "3", this.config]);
    await until("bearerbox listens", () => listens(this.ports.BOX_PORT));
    await until("its centre listens", () => listens(this.ports.FAKE_PORT));
  }

  async smsbox() {
    this.launch("smsbox", ["-v", "4", this.config]);
    await until("smsbox listens", () => listens(this.ports.SEND_PORT));
  }

  async end(name, signal = "SIGTERM") {
    const child = this.children.get(name);
    if (!child) return;
    if (!child.end) child.kill(signal);
    const timer = setTimeout(() => child.kill("SIGKILL"), STOP_MS);
    await child.ended;
    clearTimeout(timer);
    this.children.delete(name);
  }

  async stop() {
    await this.end("fakesmsc", "SIGKILL");
    await this.end("smsbox");
    await this.end("bearerbox");
  }

  /** Debian's fakesmsc sends these lines once, and prints what comes for a telephone. */
  fakesmsc(...lines) {
    const child = spawn(find("fakesmsc"), ["-H", "127.0.0.1", "-r", String(this.ports.FAKE_PORT), "-m", String(lines.length), ...lines]);
    child.ended = new Promise((done) => child.on("exit", done));
    child.text = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (part) => { child.text += part.toString("latin1"); });
    this.children.set("fakesmsc", child);
    return child;
  }

  async logs() {
    const folder = path.join(this.folder, "log");
    const names = await fs.readdir(folder);
    return Object.fromEntries(await Promise.all(names.map(async (name) => [name, await fs.readFile(path.join(folder, name), "utf8")])));
  }
}

/**
 * A house with Kannel and a centre: { stack, kannel, centre, telephone(number), stop }. sms: what channels.sms says
 * otherwise; centre: false leaves Kannel's port to fakesmsc; the rest as for Stack.start.
 */
export async function startSmsHouse({ sms = {}, centre = true, kannelRender = {}, ...options } = {}) {
  const stack = await Stack.start({ ...options, start: false });
  const house = { stack };
  try {
    house.kannel = await Kannel.start({ folder: path.join(stack.folder, "kannel"), secrets: path.join(stack.folder, "secrets"), url: stack.url, render: kannelRender });
    await stack.configure((c) => { Object.assign(c.channels.sms, { send_url: house.kannel.sendUrl, report_url: stack.url, quiet: "" }, sms); });
    stack.serve();
    stack.nginx();
    await stack.ready();
    if (centre) house.centre = await Centre.start(house.kannel.ports.FAKE_PORT);
  } catch (error) {
    house.centre?.stop();
    await house.kannel?.stop();
    await stack.stop({ judge: false });
    throw error;
  }
  house.telephone = (number) => house.centre.telephone(number);
  house.stop = async (how) => {
    house.centre?.stop();
    await house.kannel.stop();
    await stack.stop(how);
  };
  return house;
}
