// How WeChat calls the account's URL: signed, sealed, five seconds each, up to three tries.
import http from "node:http";
import { randomBytes, randomInt } from "node:crypto";
import { seal, sign } from "./crypto.mjs";
import { readReply } from "./reply.mjs";
import { writeXml } from "./xml.mjs";

const agent = new http.Agent({ keepAlive: true, maxSockets: 256 });
const nonce = () => String(randomInt(1e8, 1e9));
const now = () => String(Math.floor(Date.now() / 1000));

/** One request: { status, body, type, ms }, status 0 and `failure` without an answer. Never throws. */
function call(url, { method, body, ms }) {
  const begin = Date.now();
  return new Promise((done) => {
    const headers = body === undefined ? {} : { "content-type": "text/xml", "content-length": Buffer.byteLength(body) };
    const over = (got) => { clearTimeout(timer); done({ status: 0, body: Buffer.alloc(0), type: "", ms: Date.now() - begin, ...got }); };
    const request = http.request(url, { method, headers, agent }, (response) => {
      const parts = [];
      response.on("data", (part) => parts.push(part));
      response.on("error", (error) => over({ failure: error.code ?? error.message }));
      response.on("end", () => over({ status: response.statusCode, body: Buffer.concat(parts), type: response.headers["content-type"] ?? "" }));
    });
    const timer = setTimeout(() => request.destroy(Object.assign(new Error("too late"), { code: `no answer in ${ms} ms` })), ms);
    request.on("error", (error) => over({ failure: error.code ?? error.message }));
    request.end(body);
  });
}

/** The query of a call, as the mode has it. `own` replaces single parameters: tests lie with it. */
function query(account, openid, encrypted, own = {}) {
  const timestamp = own.timestamp ?? now();
  const draw = own.nonce ?? nonce();
  const signed = { signature: sign(account.token, timestamp, draw), timestamp, nonce: draw };
  if (openid) signed.openid = openid;
  if (encrypted !== undefined) Object.assign(signed, { encrypt_type: "aes", msg_signature: sign(account.token, timestamp, draw, encrypted) });
  return new URLSearchParams({ ...signed, ...own });
}

/** The body in the account's mode: plain, sealed, or (compatible) both. */
export function dress(account, fields) {
  const xml = writeXml(fields);
  if (account.mode === "plain") return { xml, body: xml };
  const encrypted = seal(account.key, account.appid, xml);
  const shown = account.mode === "compatible" ? fields : { ToUserName: fields.ToUserName };
  return { xml, encrypted, body: writeXml({ ...shown, Encrypt: encrypted }) };
}

export class Caller {
  /** gate: the account's URL, which may change while we run; limits: { answerMs, tries }. */
  constructor(account, gate, wire, limits = {}) {
    Object.assign(this, { account, gate, wire, losing: 0, limits: { answerMs: 5000, tries: 3, ...limits } });
  }

  /** The next so many answers of the account are lost on their way. */
  lose(answers) { this.losing = answers; }

  /** GET with an echostr; true when it came back as it was. */
  async verify(echostr = randomBytes(8).toString("hex"), own = {}) {
    const parameters = query(this.account, null, undefined, own);
    parameters.set("echostr", echostr);
    const got = await call(`${this.gate}?${parameters}`, { method: "GET", ms: this.limits.answerMs });
    const verified = got.status === 200 && got.body.toString() === echostr;
    this.wire.add({ way: "call", what: "verify", status: got.status, ms: got.ms, failure: got.failure, answer: got.body.toString() });
    return { ...got, verified };
  }

  /** One try. own: replaced parameters of the query; body: bytes instead of the fields' own. */
  async once(fields, { own = {}, body, number = 1, ms = this.limits.answerMs } = {}) {
    const dressed = dress(this.account, fields);
    const parameters = query(this.account, fields.FromUserName, dressed.encrypted, own);
    let got = await call(`${this.gate}?${parameters}`, { method: "POST", body: body ?? dressed.body, ms });
    if (this.losing > 0 && this.losing--) got = { ...got, status: 0, failure: "the answer was lost on its way" };
    const result = { status: got.status, ms: got.ms, failure: got.failure, body: got.body, type: got.type, reply: null };
    if (got.status !== 0)
      try { result.reply = readReply(this.account, fields, got.status, got.body); } catch (error) { result.failure = error.message; }
    this.wire.add({ way: "call", what: fields.Event ?? fields.MsgType, number, status: got.status, ms: got.ms, failure: result.failure,
      sealed: this.account.mode !== "plain", request: dressed.xml, answer: result.reply?.xml ?? got.body.toString().slice(0, 4000) });
    return result;
  }

  /** As WeChat does: only a try without any answer is repeated, the same message under a new nonce. */
  async deliver(fields) {
    const tries = [];
    do tries.push(await this.once(fields, { number: tries.length + 1 }));
    while (tries.at(-1).status === 0 && tries.length < this.limits.tries);
    return { ...tries.at(-1), fields, tries };
  }
}
