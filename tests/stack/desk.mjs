// Staff at the desk's API: they keep the session's cookie and send forms with ids.
import { createHmac, randomUUID } from "node:crypto";
import { request } from "./visitor.mjs";
import { yixian } from "./stack.mjs";

export const ROLES = ["agent", "handler", "reviewer", "lead", "editor", "auditor", "administrator"];

/** Let somebody in from the command line, with a password that is theirs: a Colleague who has not signed in. */
export async function hire(stack, name, roles, { display = name, team, password = `pass-${randomUUID()}` } = {}) {
  const made = await yixian(["staff", "add", name, "--config", stack.config, "--roles", [roles].flat().join(","), "--display", display,
    ...(team ? ["--team", team] : []), "--password-stdin", "--json"], { input: `${password}\n` });
  if (made.code !== 0) throw new Error(`staff add: ${made.stderr}`);
  return Object.assign(new Colleague(stack.url, name, password), { id: JSON.parse(made.stdout).id });
}

export class Colleague {
  constructor(url, name, password) {
    // all of 127/8 is this machine: `from` is another office, which is slowed down apart
    Object.assign(this, { url, name, password, cookie: null, agent: "Mozilla/5.0 (test)", from: "127.0.0.1" });
  }

  get headers() {
    return { "user-agent": this.agent, ...(this.cookie ? { cookie: this.cookie } : {}) };
  }

  /** Keep the cookie; no answer repeats what the browser has sent in secret. */
  take(answer) {
    for (const secret of [this.password, this.cookie?.split("=")[1]])
      if (secret?.length > 8 && answer.body.includes(secret)) throw new Error("an answer repeats a password or a token");
    for (const line of answer.headers["set-cookie"] ?? []) this.cookie = line.startsWith("yx_desk=;") ? null : line.split(";")[0];
    return answer;
  }

  async get(target, headers = {}) {
    return this.take(await request(`${this.url}/api/desk/${target}`, { localAddress: this.from, headers: { ...this.headers, ...headers } }));
  }

  /** A body that is no text is sent as JSON. */
  async post(target, body = {}, headers = {}) {
    const bytes = typeof body === "string" || Buffer.isBuffer(body) ? body : JSON.stringify(body);
    return this.take(await request(`${this.url}/api/desk/${target}`, { method: "POST", localAddress: this.from, body: bytes, headers: { ...this.headers,
      "x-desk": "1", "content-type": "application/json", "content-length": Buffer.byteLength(bytes), ...headers } }));
  }

  async put(target, bytes = Buffer.alloc(0)) {
    return this.take(await request(`${this.url}/api/desk/${target}`, { method: "PUT", localAddress: this.from, body: bytes, headers: { ...this.headers,
      "x-desk": "1", "content-type": "application/octet-stream", "content-length": bytes.length } }));
  }

  async login(password = this.password) {
    return this.post("login", { name: this.name, password });
  }

  /** Sign in and be in; fails when that is not so. */
  async enter() {
    const answer = await this.login();
    if (answer.status !== 200 || !answer.json.me) throw new Error(`${this.name} is not let in: ${answer.status} ${answer.body}`);
    return this;
  }
}

/** The code of an authenticator app (RFC 6238), from the secret that enrolment shows. */
export function totp(base32, at = Date.now()) {
  const bits = [...base32].map((c) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(c).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g).map((b) => parseInt(b, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(at / 30000)));
  const mac = createHmac("sha1", key).update(counter).digest();
  return String((mac.readUInt32BE(mac[19] & 15) & 0x7fffffff) % 1000000).padStart(6, "0");
}
