// Deliveries of WeChat for wechat.lua: texts of so many people, signed and sealed now, good for ten minutes.
import { createWriteStream } from "node:fs";
import fs from "node:fs/promises";
import { once } from "node:events";
import { Buffer } from "node:buffer";
import { dress } from "../stub/wechat/caller.mjs";
import { sign } from "../stub/wechat/crypto.mjs";
import { message } from "../stub/wechat/messages.mjs";
import { openidOf } from "../stub/wechat/people.mjs";

const PEOPLE = 500;
const AT_ONCE = 2000;

function line(account, openid, text, n) {
  const { encrypted, body } = dress(account, message(account, openid, "text", { text }));
  const timestamp = String(Math.floor(Date.now() / 1000));
  const nonce = String(100_000_000 + n);
  const query = new URLSearchParams({ signature: sign(account.token, timestamp, nonce), timestamp, nonce, openid, encrypt_type: "aes",
    msg_signature: sign(account.token, timestamp, nonce, encrypted) });
  return `/wechat/${account.name}?${query}\t${body.replaceAll("\n", "")}\n`;
}

/** Write `count` of them; `questions`: a file, one text a line. */
export async function writeDeliveries(file, account, questions, count) {
  const texts = (await fs.readFile(questions, "utf8")).trim().split("\n");
  const people = Array.from({ length: PEOPLE }, (_, n) => openidOf(account.appid, `bench ${n}`));
  const out = createWriteStream(file);
  for (let n = 0; n < count; n += AT_ONCE) {
    const lines = Array.from({ length: Math.min(AT_ONCE, count - n) }, (_, i) => line(account, people[(n + i) % PEOPLE], texts[(n + i) % texts.length], n + i));
    if (!out.write(Buffer.from(lines.join("")))) await once(out, "drain");
  }
  out.end();
  await once(out, "finish");
}
