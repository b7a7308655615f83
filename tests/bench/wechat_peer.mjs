// The peer: the same WeChat turn as one would write it for Node. http in a cluster of 2, wechat-crypto, better-sqlite3
// in WAL with synchronous=FULL, the messages of one turn of the event loop in one commit. It searches nothing, has no
// web server in front, and picks its XML apart with patterns: all of that in its favour.
//   PORT=… DATABASE=… TOKEN=… AESKEY=… APPID=… node tests/bench/wechat_peer.mjs
import cluster from "node:cluster";
import http from "node:http";
import Database from "better-sqlite3";
import WXBizMsgCrypt from "wechat-crypto";

const { PORT, DATABASE, TOKEN, AESKEY, APPID } = process.env;
const ANSWER = "收到。";

function openDatabase() {
  const db = new Database(DATABASE, { timeout: 10_000 });
  db.pragma("journal_mode = WAL");
  db.pragma("synchronous = FULL");
  db.exec(`CREATE TABLE IF NOT EXISTS dedupe (id TEXT PRIMARY KEY, reply TEXT) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS conversation (sender TEXT PRIMARY KEY, last INTEGER) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS message (id INTEGER PRIMARY KEY, sender TEXT, author INTEGER, body TEXT, at INTEGER);`);
  return db;
}

function serve() {
  const db = openDatabase();
  const crypt = new WXBizMsgCrypt(TOKEN, AESKEY, APPID);
  const seen = db.prepare("INSERT INTO dedupe VALUES (?, ?) ON CONFLICT DO NOTHING");
  const talk = db.prepare("INSERT INTO conversation VALUES (?, ?) ON CONFLICT (sender) DO UPDATE SET last = excluded.last");
  const say = db.prepare("INSERT INTO message (sender, author, body, at) VALUES (?, ?, ?, ?)");
  const record = db.transaction((turns) => {
    for (const { id, sender, text } of turns) {
      if (seen.run(`${sender}:${id}`, ANSWER).changes === 0) continue;
      talk.run(sender, Date.now());
      say.run(sender, 0, text, Date.now());
      say.run(sender, 1, ANSWER, Date.now());
    }
  });
  let waiting = [];
  const commit = () => {
    const turns = waiting;
    waiting = [];
    record.immediate(turns);
    for (const turn of turns) turn.reply();
  };

  const field = (xml, name) => new RegExp(`<${name}>(?:<!\\[CDATA\\[)?([^]*?)(?:\\]\\]>)?</${name}>`).exec(xml)?.[1] ?? "";
  function turn(query, body, response) {
    const [timestamp, nonce, encrypted] = [query.get("timestamp"), query.get("nonce"), field(body, "Encrypt")];
    if (crypt.getSignature(timestamp, nonce, encrypted) !== query.get("msg_signature")) return response.writeHead(403).end();
    const { message: xml, id: appid } = crypt.decrypt(encrypted);
    if (appid !== APPID) return response.writeHead(403).end();
    const sender = field(xml, "FromUserName");
    const reply = () => {
      const answer = `<xml><ToUserName><![CDATA[${sender}]]></ToUserName><FromUserName><![CDATA[${field(xml, "ToUserName")}]]></FromUserName>` +
        `<CreateTime>${timestamp}</CreateTime><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[${ANSWER}]]></Content></xml>`;
      const sealed = crypt.encrypt(answer);
      response.setHeader("content-type", "text/xml");
      response.end(`<xml><Encrypt><![CDATA[${sealed}]]></Encrypt><MsgSignature>${crypt.getSignature(timestamp, nonce, sealed)}</MsgSignature>` +
        `<TimeStamp>${timestamp}</TimeStamp><Nonce><![CDATA[${nonce}]]></Nonce></xml>`);
    };
    if (waiting.push({ id: field(xml, "MsgId"), sender, text: field(xml, "Content"), reply }) === 1) setImmediate(commit);
    return undefined;
  }

  http.createServer((request, response) => {
    const parts = [];
    request.on("data", (part) => parts.push(part));
    request.on("end", () => {
      if (request.method === "GET") response.end("here");
      else turn(new URL(request.url, "http://peer").searchParams, Buffer.concat(parts).toString(), response);
    });
  }).listen(Number(PORT), "127.0.0.1", 1024);
}

if (cluster.isPrimary) {
  openDatabase().close();
  for (let n = 0; n < 2; n++) cluster.fork();
  process.on("SIGTERM", () => { for (const worker of Object.values(cluster.workers)) worker.process.kill("SIGKILL"); process.exit(0); });
} else serve();
