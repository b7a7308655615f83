// An official account: its ids, its keys, what it may do. The secrets lie in files as the gateway reads them.
import { randomBytes } from "node:crypto";
import fs from "node:fs/promises";
import path from "node:path";
import { readKey } from "./crypto.mjs";

export const MODES = ["safe", "compatible", "plain"];
const FILES = ["token", "aeskey", "appid", "secret"];
const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/** { name, token, aeskey, appid, secret, mode, certified, title } with its key read; throws what is missing. */
export function makeAccount({ mode = "safe", certified = true, title = "一线法律服务", ...given }) {
  if (!MODES.includes(mode)) throw new Error(`mode ${mode} is not among ${MODES.join(", ")}`);
  for (const what of ["name", ...FILES]) if (!given[what]) throw new Error(`the account has no ${what}`);
  return { ...given, mode, certified, title, key: readKey(given.aeskey), original: `gh_${given.appid.slice(-12)}` };
}

/** The account as the folder of secrets has it: FOLDER/wechat_NAME.{token,aeskey,appid,secret}. */
export async function readAccount(folder, name, more = {}) {
  const read = {};
  for (const what of FILES) {
    const file = path.join(folder, `wechat_${name}.${what}`);
    const text = await fs.readFile(file, "utf8").catch((error) => { throw new Error(`${file}: ${error.code === "ENOENT" ? "is not there" : error.message}`); });
    read[what] = text.trim();
  }
  return makeAccount({ name, ...read, ...more });
}

/** Made up, for tests. */
export function drawAccount(name = "demo", more = {}) {
  const hex = (bytes) => randomBytes(bytes).toString("hex");
  const aeskey = Array.from(randomBytes(43), (byte) => letters[byte % letters.length]).join("");
  return makeAccount({ name, token: hex(16), aeskey, appid: `wx${hex(8)}`, secret: hex(16), ...more });
}

/** Into the folder that a gateway reads. */
export async function writeSecrets(folder, account) {
  await fs.mkdir(folder, { recursive: true, mode: 0o700 });
  for (const what of FILES) await fs.writeFile(path.join(folder, `wechat_${account.name}.${what}`), account[what], { mode: 0o600 });
}
