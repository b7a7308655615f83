// Signatures, envelopes and XML, byte by byte; with the published vectors where they are at hand.
import test from "node:test";
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { randomBytes } from "node:crypto";
import { encrypt, frame, pad, readKey, seal, sign, unseal } from "../crypto.mjs";
import { readXml, writeXml } from "../xml.mjs";

const published = new URL("../../../../../shared/protocols/wechat_vectors.json", import.meta.url);
const vectors = existsSync(published) ? JSON.parse(readFileSync(published, "utf8")).vectors : [];

test("the published vectors", { skip: vectors.length === 0 && "the file of vectors is not here" }, async (t) => {
  for (const v of vectors)
    await t.test(v.id, () => {
      if (v.plain_signature) return assert.equal(sign(v.token, v.timestamp, v.nonce), v.plain_signature);
      const key = readKey(v.encoding_aes_key);
      if (v.msg_signature) assert.equal(sign(v.token, v.timestamp, v.nonce, v.ciphertext_b64), v.msg_signature);
      const opened = unseal(key, v.appid, v.ciphertext_b64).toString();
      if (v.plaintext) {
        assert.equal(opened, v.plaintext);
        assert.equal(seal(key, v.appid, v.plaintext, v.random16), v.ciphertext_b64);
      }
      if (v.expect_fields) {
        const fields = readXml(opened);
        for (const [name, value] of Object.entries(v.expect_fields)) assert.equal(fields[name], value);
      }
      return undefined;
    });
});

// Ours: all numbers chosen so that anybody can make them again, none from elsewhere.
const key = readKey("0123456789abcdefghijABCDEFGHIJ0123456789xyz");
const appid = "wx0123456789abcdef";

test("a message comes out as it went in, at every length around a block", () => {
  for (let length = 0; length < 70; length++) {
    const message = "文".repeat(length);
    assert.equal(unseal(key, appid, seal(key, appid, message)).toString(), message);
  }
});

test("what is not whole is refused", () => {
  const plain = frame("<xml></xml>", appid, "0123456789abcdef");
  const block = (bytes) => encrypt(key, bytes);
  const filled = (bytes, value) => Buffer.concat([bytes, Buffer.alloc(32 - (bytes.length % 32), value)]);
  assert.throws(() => unseal(key, appid, block(filled(plain, 0))), /padding/);
  assert.throws(() => unseal(key, appid, block(filled(plain, 33))), /padding/);
  assert.throws(() => unseal(key, "wxffffffffffffffff", block(pad(plain))), /appid/);
  const long = Buffer.from(plain);
  long.writeUInt32BE(4000, 16);
  assert.throws(() => unseal(key, appid, block(pad(long))), /past the end/);
  assert.throws(() => unseal(key, appid, randomBytes(31).toString("base64")), /whole blocks/);
  assert.throws(() => readKey("tooshort"), /43 characters/);
});

test("XML is written and read alike, whatever the text", () => {
  const fields = { Content: "]]> & <b>\n😀 㐂𠮷", Empty: "", Count: "7", List: { item: [{ a: "1" }, { a: "2" }] } };
  assert.deepEqual(readXml(writeXml({ ...fields, Count: 7 })), fields);
});

for (const [what, text] of Object.entries({
  "a document type": '<!DOCTYPE xml [<!ENTITY a "b">]><xml><a>&a;</a></xml>', "an unknown entity": "<xml><a>&nbsp;</a></xml>",
  "an open element": "<xml><a></xml>", "nothing": "", "two roots": "<xml></xml><xml></xml>", "text beside elements": "<xml>x<a>1</a></xml>",
  "a control character": "<xml><a>\u0001</a></xml>", "an attribute": '<xml a="b"></xml>',
})) test(`XML with ${what} is refused`, () => { assert.throws(() => readXml(text), /XML/); });
