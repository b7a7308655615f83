// A page that waits for news, and the house that tells it, for tests.
import http from "node:http";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { request } from "./visitor.mjs";

/**
 * The channels of visitors, by their cookies: BLAKE2b-128 of the channel's name, the account and the sender, each with
 * its length in eight bytes before it (core/talk/contact.c). Node has no BLAKE2b of 16 bytes; b2sum has.
 */
export function channelsOf(cookies) {
  const folder = mkdtempSync(path.join(os.tmpdir(), "yixian-channels-"));
  try {
    cookies.forEach((cookie, i) => {
      const parts = ["web", "", cookie.split("=")[1].slice(0, 32)].map((part) => {
        const length = Buffer.alloc(8);
        length.writeBigUInt64LE(BigInt(part.length));
        return Buffer.concat([length, Buffer.from(part)]);
      });
      writeFileSync(path.join(folder, String(i)), Buffer.concat(parts));
    });
    const lines = execFileSync("b2sum", ["-l", "128", ...cookies.map((_, i) => String(i))], { cwd: folder, maxBuffer: 16 << 20 });
    return lines.toString().trim().split("\n").map((line) => line.slice(0, 32));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
export const channelOf = (visitor) => channelsOf([visitor.cookie])[0];

/** Tell a channel; the status says whether somebody heard it (201) or not (202). */
export const publish = (stack, channel, body) => request(`http://push/publish/${channel}`, { method: "POST", body,
  headers: { "content-type": "application/json", "content-length": Buffer.byteLength(body) }, socketPath: stack.pushSocket }).then((a) => a.status);

/** Open a stream of events: { status, headers, next() → { id, data } or null at its end, close() }. */
export function subscribe(stack, visitor, headers = {}, target = "/api/chat/events") {
  return new Promise((done, failed) => {
    const req = http.get(`${stack.url}${target}`, { headers: { accept: "text/event-stream", ...visitor.headers, ...headers }, agent: false }, (res) => {
      const events = [];
      let text = "";
      let ended = false;
      let wake = () => {};
      res.setEncoding("utf8");
      res.on("data", (part) => {
        text += part;
        for (let at; (at = text.indexOf("\n\n")) >= 0; text = text.slice(at + 2)) {
          const lines = text.slice(0, at).split("\n").filter((line) => line && !line.startsWith(":"));
          if (lines.length) events.push(Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 1).trim()])));
        }
        wake();
      });
      const end = () => { ended = true; wake(); };
      res.on("end", end);
      res.on("error", end);
      done({
        status: res.statusCode,
        headers: res.headers,
        close: () => req.destroy(),
        async next(ms = 5000) {
          let late = false;
          const timer = setTimeout(() => { late = true; wake(); }, ms);
          while (events.length === 0 && !ended && !late) await new Promise((ok) => { wake = ok; });
          clearTimeout(timer);
          if (events.length === 0 && late) throw new Error(`no event within ${ms} ms`);
          return events.shift() ?? null;
        },
      });
    });
    req.on("error", failed);
  });
}
