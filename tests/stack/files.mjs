// Files for tests: made here byte by byte, and brought as a page brings them.
import { randomUUID } from "node:crypto";
import { crc32, deflateRawSync, deflateSync } from "node:zlib";
import { sleep, until } from "./stack.mjs";
import { request } from "./visitor.mjs";

const sum = crc32 ?? ((bytes) => {
  let c = ~0;
  for (const byte of bytes) {
    c ^= byte;
    for (let i = 0; i < 8; i++) c = (c >>> 1) ^ (0xedb88320 & -(c & 1));
  }
  return ~c >>> 0;
});
const be32 = (n) => { const b = Buffer.alloc(4); b.writeUInt32BE(n); return b; };
const le = (n, bytes) => { const b = Buffer.alloc(bytes); b.writeUIntLE(n, 0, bytes); return b; };

function chunk(type, body) {
  const named = Buffer.concat([Buffer.from(type), body]);
  return Buffer.concat([be32(body.length), named, be32(sum(named))]);
}

/** A true picture of one colour; `says`: other sizes than it has; `more`: chunks before its data. */
export function png({ width = 8, height = 8, says = [width, height], more = [] } = {}) {
  const row = Buffer.concat([Buffer.from([0]), Buffer.alloc(width * 3, 0x7f)]);
  const data = deflateSync(Buffer.concat(Array(height).fill(row)));
  return Buffer.concat([Buffer.from("89504e470d0a1a0a", "hex"),
    chunk("IHDR", Buffer.concat([be32(says[0]), be32(says[1]), Buffer.from([8, 2, 0, 0, 0])])),
    ...more.map(([type, body]) => chunk(type, Buffer.from(body))), chunk("IDAT", data), chunk("IEND", Buffer.alloc(0))]);
}

/** A zip archive of { name: content }. */
export function zip(parts) {
  const all = [], rows = [];
  let at = 0;
  for (const [name, body] of Object.entries(parts)) {
    const content = Buffer.from(body), packed = deflateRawSync(content);
    const head = Buffer.concat([le(20, 2), le(0, 2), le(8, 2), le(0, 4), le(sum(content), 4), le(packed.length, 4), le(content.length, 4),
      le(name.length, 2), le(0, 2)]);
    const local = Buffer.concat([Buffer.from("PK\x03\x04"), head, Buffer.from(name), packed]);
    rows.push(Buffer.concat([Buffer.from("PK\x01\x02\x14\x00"), head, le(0, 2), le(0, 2), le(0, 2), le(0, 4), le(at, 4), Buffer.from(name)]));
    all.push(local);
    at += local.length;
  }
  const list = Buffer.concat(rows);
  return Buffer.concat([...all, list, Buffer.from("PK\x05\x06\0\0\0\0", "latin1"), le(rows.length, 2), le(rows.length, 2), le(list.length, 4), le(at, 4), le(0, 2)]);
}
export const docx = (more = {}) => zip({ "[Content_Types].xml": "<Types/>", "word/document.xml": "<w:document/>", ...more });
export const pdf = Buffer.from("%PDF-1.4\n1 0 obj\n<</Type/Catalog>>\nendobj\ntrailer <</Root 1 0 R>>\n%%EOF\n");

const json = (visitor, body) => ({ method: "POST", body, headers: { ...visitor.headers, "content-type": "application/json", "content-length": Buffer.byteLength(body) } });

export async function announce(visitor, name, size, id = randomUUID()) {
  return visitor.take(await request(`${visitor.url}/api/files`, json(visitor, JSON.stringify({ id, name, size }))));
}

export async function piece(visitor, id, from, bytes) {
  return request(`${visitor.url}/api/files/${id}?from=${from}`, { method: "PUT", body: bytes, headers: { ...visitor.headers, "content-length": bytes.length } });
}

/** Bring a whole file: the file as the house then has it. */
export async function bring(visitor, bytes, name = "x", size = 256 << 10) {
  const begun = await announce(visitor, name, bytes.length);
  if (begun.status !== 200) throw new Error(`not announced: ${begun.status} ${begun.body}`);
  let { file } = begun.json;
  while (file.have < bytes.length) {
    const answer = await piece(visitor, file.id, file.have, bytes.subarray(file.have, file.have + size));
    if (answer.status === 503) { // the pool of slow ones is full: what a page does then
      await sleep(20);
      continue;
    }
    if (answer.status !== 200) throw new Error(`a piece was refused: ${answer.status} ${answer.body}`);
    ({ file } = answer.json);
  }
  return file;
}

export const state = async (visitor, id) => (await request(`${visitor.url}/api/files/${id}/state`, { headers: visitor.headers })).json?.file;
export const fetchFile = (visitor, id) => request(`${visitor.url}/api/files/${id}`, { headers: visitor.headers });

/** Until it was looked into. */
export const judged = (visitor, id) => until(`file ${id} is judged`, async () => {
  const file = await state(visitor, id);
  return file && file.state !== "checking" ? file : null;
});

export async function sayWith(visitor, text, files, id = randomUUID()) {
  return visitor.take(await request(`${visitor.url}/api/chat`, json(visitor, JSON.stringify({ text, id, files }))));
}
