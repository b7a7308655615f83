// Plain telephones for a page: what they show, what somebody writes with them. Mounted below /sms/ beside another
// stub's page; the centre speaks with Kannel.
import { readFile } from "node:fs/promises";
import { createHash } from "node:crypto";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { Centre } from "./centre.mjs";

const TEXT_MOST = 500;
const folder = fileURLToPath(new URL("page/", import.meta.url));
const TYPES = { ".css": "text/css; charset=utf-8", ".mjs": "text/javascript; charset=utf-8" };
const json = (what, status = 200) => ({ status, type: "application/json; charset=utf-8", bytes: Buffer.from(JSON.stringify(what)) });

/** Somebody's number, always the same for a name; none that anybody has: 190 000 0…. */
function numberOf(name) {
  const digits = createHash("sha256").update(name).digest().readUInt32BE() % 100_000;
  return `190000${String(digits).padStart(5, "0")}`;
}

const shown = ({ n, from, text, parts, at }) => ({ n, from, text, parts, units: text.length, at });

export class Phones {
  /** port: of Kannel's fake centre; to: the number of the hotline. Kannel may start later. */
  constructor({ port, to = "12348" }) {
    this.centre = new Centre(port);
    this.centre.setMaxListeners(0);
    this.centre.connect();
    this.to = to;
  }

  telephone(name) { return this.centre.telephone(numberOf(name)); }

  state(query) {
    const phone = this.telephone(query.get("person") || "demo");
    return json({ number: phone.number, to: this.to, reached: Boolean(this.centre.open), screen: phone.screen.map(shown) });
  }

  stream(query, response) {
    const phone = this.telephone(query.get("person") || "demo");
    response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
    response.write(": here\n\n");
    const tell = (message) => response.write(`event: screen\ndata: ${JSON.stringify(shown(message))}\n\n`);
    phone.on("screen", tell);
    response.on("close", () => phone.off("screen", tell));
    return null;
  }

  async say({ bytes, type }) {
    let body;
    try { body = type.startsWith("application/json") ? JSON.parse(bytes.toString()) : null; } catch { body = null; }
    if (typeof body?.person !== "string" || typeof body.text !== "string" || body.text.length < 1 || body.text.length > TEXT_MOST)
      return json({ error: `person, and a text of 1 to ${TEXT_MOST} characters` }, 400);
    if (!this.centre.open) return json({ error: "Kannel is not there" }, 503);
    await this.telephone(body.person).say(body.text, this.to);
    return json({ sent: true }, 202);
  }

  /** What to answer below /sms/; null: it writes the response itself; undefined: there is no such thing. */
  async serve({ method, path: asked, query, ...rest }, response) {
    if (method === "GET" && asked === "/sms/state") return this.state(query);
    if (method === "GET" && asked === "/sms/stream") return this.stream(query, response);
    if (method === "POST" && asked === "/sms/say") return this.say(rest);
    const name = asked.slice("/sms/".length);
    const type = TYPES[path.extname(name)];
    if (method !== "GET" || !/^[a-z_]+\.[a-z]+$/.test(name) || !type) return undefined;
    const bytes = await readFile(path.join(folder, name)).catch(() => undefined);
    return bytes && { status: 200, type, bytes, headers: { "x-content-type-options": "nosniff", "cache-control": "no-store" } };
  }

  stop() { this.centre.stop(); }
}
