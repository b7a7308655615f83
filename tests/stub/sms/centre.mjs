// A carrier's centre and the plain telephones behind it, as Kannel's `smsc = fake` speaks with one: lines of
// `sender receiver kind data` over TCP, both ways. It calls Kannel, one centre at a time, and calls again when it is cut off.
import { EventEmitter } from "node:events";
import net from "node:net";

const AGAIN_MS = 100;
const escape = (bytes) => [...bytes].map((b) => `%${b.toString(16).padStart(2, "0")}`).join("");
const utf16 = (text) => Buffer.from(text, "utf16le").swap16();
const words = (bytes) => Buffer.from(bytes).swap16().toString("utf16le");

/** Kannel's own way to write bytes in a URL: + for a blank. */
function unescape(text) {
  const parts = text.match(/%[0-9A-Fa-f]{2}|[^%]/g) ?? [];
  return Buffer.from(parts.map((p) => (p.length === 3 ? parseInt(p.slice(1), 16) : p === "+" ? 0x20 : p.charCodeAt(0))));
}

/** One line of Kannel's: { from, to, text, units, part: { of, number, total } or null }; null when it is none. */
export function readLine(line) {
  const whole = /^(\S+) (\S+) (ucs-2|text|data) (.*)$/.exec(line);
  if (whole) {
    const [, from, to, kind, data] = whole;
    const text = kind === "text" ? data : kind === "ucs-2" ? words(unescape(data)) : unescape(data).toString("latin1");
    return { from, to, kind, text, units: text.length, part: null };
  }
  const part = /^(\S+) (\S+) udh (\S+) data (.*)$/.exec(line);
  if (!part) return null;
  const head = unescape(part[3]);
  const text = words(unescape(part[4]));
  return { from: part[1], to: part[2], kind: "ucs-2", text, units: text.length, part: { of: head[3], total: head[4], number: head[5] } };
}

export class Centre extends EventEmitter {
  /** port: of Kannel's fake centre. Waits until Kannel has taken the call. */
  static async start(port) {
    const centre = new Centre(port);
    centre.connect();
    await centre.connected();
    return centre;
  }

  constructor(port) {
    super();
    this.port = port;
    this.telephones = new Map();
    this.stopped = false;
    this.rest = "";
  }

  connected() { return this.open ? Promise.resolve() : new Promise((done) => this.once("open", done)); }

  connect() {
    const socket = net.connect(this.port, "127.0.0.1");
    this.socket = socket;
    this.rest = "";
    socket.setEncoding("latin1");
    socket.on("connect", () => { this.open = true; this.emit("open"); });
    socket.on("data", (text) => this.read(text));
    socket.on("error", () => {});
    socket.on("close", () => {
      this.open = false;
      if (!this.stopped) this.timer = setTimeout(() => this.connect(), AGAIN_MS);
    });
  }

  read(text) {
    const lines = (this.rest + text).split("\n");
    this.rest = lines.pop();
    for (const line of lines) {
      const message = readLine(line);
      if (!message) throw new Error(`Kannel said what is no message: ${line.slice(0, 80)}`);
      this.telephone(message.to).receive(message);
    }
  }

  telephone(number) {
    if (!this.telephones.has(number)) this.telephones.set(number, new Telephone(this, number));
    return this.telephones.get(number);
  }

  /** Bytes of any kind, as a test wants them: kind is text, data or ucs2. */
  async send(from, to, kind, data) {
    await this.connected();
    this.socket.write(`${from} ${to} ${kind} ${data}\n`);
  }

  /** Hang up, and stay away until connect(). */
  hangUp() {
    this.stopped = true;
    clearTimeout(this.timer);
    this.socket.destroy();
    this.open = false;
  }

  callAgain() {
    this.stopped = false;
    this.connect();
    return this.connected();
  }

  stop() { this.hangUp(); }
}

/** A plain telephone: what it shows, message by message; parts of one are put together. */
export class Telephone extends EventEmitter {
  constructor(centre, number) {
    super();
    this.centre = centre;
    this.number = number;
    this.raw = []; // what came over the air, each at most 70 units
    this.screen = []; // { from: "me" or a number, text, at, parts }
  }

  async say(text, to = "12348") {
    this.show({ from: "me", text, parts: 1 });
    await this.centre.send(this.number, to, "ucs2", escape(utf16(text)));
  }

  show(message) {
    this.screen.push({ n: this.screen.length + 1, at: Date.now(), ...message });
    this.emit("screen", this.screen.at(-1));
    this.centre.emit("screen", this, this.screen.at(-1));
  }

  receive(message) {
    this.raw.push(message);
    if (!message.part) return this.show({ from: message.from, text: message.text, parts: 1 });
    const same = this.raw.filter((m) => m.part && m.part.of === message.part.of && m.part.total === message.part.total);
    const parts = same.slice(-message.part.total).sort((a, b) => a.part.number - b.part.number);
    if (parts.length === message.part.total && parts.every((m, i) => m.part.number === i + 1))
      this.show({ from: message.from, text: parts.map((m) => m.text).join(""), parts: parts.length });
  }

  heard() { return this.screen.filter((m) => m.from !== "me"); }

  /** The n-th message that came, from 1, once it is there. */
  async nth(n, ms = 20_000) {
    const end = Date.now() + ms;
    while (this.heard().length < n) {
      if (Date.now() > end) throw new Error(`not within ${ms} ms: message ${n} at a telephone, there are ${this.heard().length}`);
      await new Promise((done) => setTimeout(done, 20));
    }
    return this.heard()[n - 1];
  }
}
