// A trivial gateway for the stub's own tests: checks what WeChat sends, and answers what `answer(fields, request)` says
// (a string: text; an object: fields; null: success; { raw }: these bytes as they are; { silent }: never).
import http from "node:http";
import { seal, sign, unseal } from "../crypto.mjs";
import { readXml, writeXml } from "../xml.mjs";

function reading(account, query, body) {
  const [timestamp, nonce] = [query.get("timestamp"), query.get("nonce")];
  if (sign(account.token, timestamp, nonce) !== query.get("signature")) throw new Error("signature");
  const outer = readXml(body);
  if (account.mode === "plain") return outer;
  if (query.get("encrypt_type") !== "aes") throw new Error("encrypt_type");
  if (sign(account.token, timestamp, nonce, outer.Encrypt) !== query.get("msg_signature")) throw new Error("msg_signature");
  return readXml(unseal(account.key, account.appid, outer.Encrypt).toString());
}

export function replyXml(account, asked, own) {
  return writeXml({ ToUserName: asked.FromUserName, FromUserName: asked.ToUserName, CreateTime: 1700000000, ...own });
}

export function sealReply(account, xml) {
  const Encrypt = seal(account.key, account.appid, xml);
  const [TimeStamp, Nonce] = [1700000000, "nonce"];
  return writeXml({ Encrypt, MsgSignature: sign(account.token, TimeStamp, Nonce, Encrypt), TimeStamp, Nonce });
}

export async function startGateway(account, answer) {
  const seen = [];
  const server = http.createServer((request, response) => {
    const parts = [];
    request.on("data", (part) => parts.push(part));
    request.on("end", async () => {
      const query = new URL(request.url, "http://x").searchParams;
      if (request.method === "GET") {
        const good = sign(account.token, query.get("timestamp"), query.get("nonce")) === query.get("signature");
        return response.writeHead(good ? 200 : 403).end(good ? query.get("echostr") : "");
      }
      const fields = reading(account, query, Buffer.concat(parts).toString());
      seen.push({ fields, query });
      const said = await answer(fields, seen.length);
      if (said?.silent) return undefined;
      if (said?.raw !== undefined) return response.writeHead(said.status ?? 200).end(said.raw);
      if (said === null) return response.end("success");
      const xml = replyXml(account, fields, typeof said === "string" ? { MsgType: "text", Content: said } : said);
      return response.end(account.mode === "plain" ? xml : sealReply(account, xml));
    });
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return {
    seen,
    url: `http://127.0.0.1:${server.address().port}/wechat/${account.name}`,
    stop: () => { server.closeAllConnections(); return new Promise((done) => server.close(done)); },
  };
}
