// Signatures and the safe mode's envelope: AES-256-CBC around random16 | length | message | appid, padded to 32.
import { createCipheriv, createDecipheriv, createHash, randomBytes } from "node:crypto";

const BLOCK = 32;

/** sha1 over the token and what it vouches for, sorted by bytes. */
export function sign(...parts) {
  const sorted = parts.map((part) => Buffer.from(String(part))).sort(Buffer.compare);
  return createHash("sha1").update(Buffer.concat(sorted)).digest("hex");
}

/** 43 characters are 32 bytes and some bits of a 33rd, which published keys do not leave at zero. */
export function readKey(encodingAesKey) {
  const key = Buffer.from(`${encodingAesKey}=`, "base64").subarray(0, 32);
  if (!/^[A-Za-z0-9+/]{43}$/.test(encodingAesKey) || key.length !== 32) throw new Error("EncodingAESKey is not 43 characters of base64");
  return key;
}

export function frame(message, appid, random16 = randomBytes(16)) {
  const bytes = Buffer.from(message);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([Buffer.from(random16), length, bytes, Buffer.from(appid)]);
}

export function pad(bytes) {
  const missing = BLOCK - (bytes.length % BLOCK);
  return Buffer.concat([bytes, Buffer.alloc(missing, missing)]);
}

/** Whole blocks only: tests make the ill-formed ones themselves. */
export function encrypt(key, padded) {
  const cipher = createCipheriv("aes-256-cbc", key, key.subarray(0, 16)).setAutoPadding(false);
  return Buffer.concat([cipher.update(padded), cipher.final()]).toString("base64");
}

export const seal = (key, appid, message, random16) => encrypt(key, pad(frame(message, appid, random16)));

/** The message inside; throws what is wrong with it. */
export function unseal(key, appid, base64) {
  const cipher = Buffer.from(base64, "base64");
  if (cipher.length === 0 || cipher.length % BLOCK !== 0) throw new Error("the ciphertext is not of whole blocks");
  const decipher = createDecipheriv("aes-256-cbc", key, key.subarray(0, 16)).setAutoPadding(false);
  const plain = Buffer.concat([decipher.update(cipher), decipher.final()]);
  const padding = plain[plain.length - 1];
  if (padding < 1 || padding > BLOCK || plain.subarray(-padding).some((byte) => byte !== padding)) throw new Error("the padding is wrong");
  const body = plain.subarray(16, plain.length - padding);
  const length = body.length >= 4 ? body.readUInt32BE(0) : Infinity;
  if (length > body.length - 4) throw new Error("the length is past the end");
  if (body.subarray(4 + length).toString() !== appid) throw new Error("the appid is another one");
  return body.subarray(4, 4 + length);
}
