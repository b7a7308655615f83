// A citizen at the web API: keeps the cookie, draws ids, tries again with the same id.
import http from "node:http";
import { randomUUID } from "node:crypto";
import { judge } from "./contract.mjs";

const agent = new http.Agent({ keepAlive: true, maxSockets: 256 });

/**
 * One request as bytes, without fetch's own ideas: { status, headers, body (Buffer), json }.
 * Rejects when the connection fails, nothing comes for `timeout` ms, or the answer is not as api/openapi.yaml says.
 */
export function request(url, { method = "GET", headers = {}, body, timeout = 40_000, keep = true, socketPath, localAddress } = {}) {
  return new Promise((done, failed) => {
    const own = socketPath ? { socketPath } : { agent: keep ? agent : undefined };
    const req = http.request(url, { method, headers, timeout, localAddress, ...own }, (res) => {
      const parts = [];
      res.on("data", (part) => parts.push(part));
      res.on("error", failed);
      res.on("end", () => {
        const bytes = Buffer.concat(parts);
        let json;
        try { json = JSON.parse(bytes.toString("utf8")); } catch { /* not JSON */ }
        const answer = { status: res.statusCode, headers: res.headers, body: bytes, json };
        try {
          if (!socketPath) judge(method, url, answer);
          done(answer);
        } catch (error) {
          failed(error);
        }
      });
    });
    req.on("timeout", () => req.destroy(new Error("timeout")));
    req.on("error", failed);
    req.end(body);
  });
}

export class Visitor {
  constructor(url) {
    this.url = url;
    this.cookie = null;
  }

  get headers() { return this.cookie ? { cookie: this.cookie } : {}; }

  take(answer) {
    for (const line of answer.headers["set-cookie"] ?? []) this.cookie = line.split(";")[0];
    return answer;
  }

  async say(text, id = randomUUID()) {
    const body = JSON.stringify({ text, id });
    const headers = { ...this.headers, "content-type": "application/json", "content-length": Buffer.byteLength(body) };
    return this.take(await request(`${this.url}/api/chat`, { method: "POST", headers, body }));
  }

  /** Open the page, which gives the cookie: only then is a message that is sent again known as the same one. */
  async open() {
    return this.take(await request(this.url));
  }

  /** Send until it is acknowledged, always with the same id: what a page does over a bad line. */
  async insist(text, id = randomUUID(), tries = 50) {
    const refusals = [];
    for (let n = 0; !this.cookie && n < tries; n++) await this.open().catch(() => {});
    for (let n = 0; n < tries; n++) {
      try {
        const answer = await this.say(text, id);
        if (answer.status === 200) return { ...answer, refusals };
        refusals.push(answer.status);
        if (answer.status < 500 && answer.status !== 429) throw new Error(`refused: ${answer.status} ${answer.body}`);
      } catch (error) {
        if (String(error.message).startsWith("refused")) throw error;
        refusals.push(error.code ?? error.message);
      }
      await new Promise((ok) => setTimeout(ok, 20 + 30 * n));
    }
    throw new Error(`never acknowledged: ${refusals}`);
  }

  /** What the page's buttons under an answer say of it. */
  async rate(message, useful) {
    const body = JSON.stringify({ message, useful });
    const headers = { ...this.headers, "content-type": "application/json", "content-length": Buffer.byteLength(body) };
    return this.take(await request(`${this.url}/api/chat/feedback`, { method: "POST", headers, body }));
  }

  async fetch(after = 0) {
    return this.take(await request(`${this.url}/api/chat?after=${after}`, { headers: this.headers }));
  }

  /** The whole transcript, page by page. */
  async transcript() {
    const all = [];
    for (let after = 0; ;) {
      const { status, json, body } = await this.fetch(after);
      if (status !== 200) throw new Error(`transcript: ${status} ${body}`);
      all.push(...json.messages);
      if (!json.more || json.messages.length === 0) return all;
      after = json.messages.at(-1).id;
    }
  }
}
