// What a waiting page costs, and how fast news reaches it: PAGES=5000 server-sent event streams through nchan, one
// visitor each, then news for one page after the other at the publisher's socket. Plain HTTP, one nginx worker; the
// clients share its machine. Alone: node tests/bench/push.mjs
import { execFileSync } from "node:child_process";
import http from "node:http";
import net from "node:net";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Stack, until } from "../stack/stack.mjs";
import { channelsOf } from "../stack/push.mjs";
import { request } from "../stack/visitor.mjs";

const PUBLISHED = 2000;
const AT_ONCE = 100;
const SECONDS_MOST = 30;

const residentKiB = (pid) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))[1]);
const filesMost = (pid) => Number(/Max open files\s+(\d+)/.exec(readFileSync(`/proc/${pid}/limits`, "utf8"))[1]);
export const at = (sorted, part) => sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))];

function workerOf(stack) {
  const master = readFileSync(`${stack.folder}/run/nginx.pid`, "utf8").trim();
  return Number(execFileSync("pgrep", ["-P", master]).toString().split("\n")[0]);
}

/** As many pages as the limits on open files allow; why not all, when not. */
function allowed(stack, wanted) {
  const most = Math.min(filesMost("self") - 500, filesMost(workerOf(stack)) - 500);
  if (most < wanted) console.error(`! ${most} pages rather than ${wanted}: a process may open no more files (ulimit -n)`);
  return Math.min(most, wanted);
}

/** Do `work` for each of n, AT_ONCE of them at a time. */
export async function each(n, work) {
  const results = new Array(n);
  let next = 0;
  await Promise.all(Array.from({ length: AT_ONCE }, async () => { while (next < n) { const i = next++; results[i] = await work(i); } }));
  return results;
}

/** A page that waits: resolves when its stream has begun. `heard` is called with the text of each event. */
export function wait(port, cookie, heard, path = "/api/chat/events") {
  return new Promise((done, failed) => {
    const socket = net.connect(port, "127.0.0.1");
    let begun = false;
    socket.setEncoding("latin1");
    socket.on("error", failed);
    socket.on("data", (text) => {
      if (!begun && !text.startsWith("HTTP/1.1 200")) return failed(new Error(text.slice(0, 200)));
      if (!begun) done(socket);
      begun = true;
      if (text.includes('data: {"id"')) heard(text);
    });
    socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\nUser-Agent: Mozilla/5.0 (test)\r\nCookie: ${cookie}\r\n\r\n`);
  });
}

/** Publish to one page after the other; how long each took to hear it, in ms, sorted. */
async function publish(stack, pages) {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  const took = [];
  for (let n = 0; n < PUBLISHED; n++) {
    const page = pages[(n * 7919) % pages.length];
    const body = `{"id":"${n + 1}"}`;
    const heard = new Promise((done) => { page.heard = done; });
    const begin = process.hrtime.bigint();
    const said = new Promise((done, failed) => {
      const req = http.request({ socketPath: stack.pushSocket, path: `/publish/${page.channel}`, method: "POST", agent,
        headers: { "content-type": "application/json", "content-length": body.length } }, (res) => { res.resume(); res.on("end", () => done(res.statusCode)); });
      req.on("error", failed);
      req.end(body);
    });
    await heard;
    took.push(Number(process.hrtime.bigint() - begin) / 1e6);
    if (await said !== 201) throw new Error("nobody heard what was published");
  }
  agent.destroy();
  return took.sort((a, b) => a - b);
}

export async function measurePush(wanted = Number(process.env.PAGES ?? 5000)) {
  const stack = await Stack.start({ guests: ["echo"], render: { SUBSCRIBERS: 60000 } });
  const sockets = [];
  const timer = setTimeout(() => { console.error(`! more than ${SECONDS_MOST} s`); sockets.forEach((s) => s.destroy()); process.exit(1); }, SECONDS_MOST * 1000);
  try {
    const n = allowed(stack, wanted);
    const cookies = await each(n, async () => (await request(stack.url)).headers["set-cookie"][0].split(";")[0]);
    const channels = channelsOf(cookies);
    const pages = cookies.map((cookie, i) => ({ cookie, channel: channels[i], heard: () => {} }));
    const worker = workerOf(stack), gate = stack.pids("gate")[0];
    const before = { nginx: residentKiB(worker), gate: residentKiB(gate) };
    const begin = Date.now();
    sockets.push(...await each(n, (i) => wait(stack.port, pages[i].cookie, () => pages[i].heard())));
    const seconds = (Date.now() - begin) / 1000;
    await until("all wait", async () => String((await request("http://push/status", { socketPath: stack.pushSocket })).body).includes(`subscribers: ${n}\n`));
    const kib = { nginx: (residentKiB(worker) - before.nginx) / n, gate: (residentKiB(gate) - before.gate) / n };
    const took = await publish(stack, pages);
    return { pages: n, seconds, kib, p50: at(took, 0.5), p99: at(took, 0.99) };
  } finally {
    clearTimeout(timer);
    sockets.forEach((socket) => socket.destroy());
    await stack.stop({ judge: false });
  }
}

export function printPush(m) {
  console.log(`\n${m.pages} pages wait for news (server-sent events, plain HTTP, one nginx worker), connected in ${m.seconds.toFixed(1)} s`);
  console.log(`resident for each: nginx ${m.kib.nginx.toFixed(1)} KB, gate ${m.kib.gate.toFixed(2)} KB`);
  console.log(`published to heard, ${PUBLISHED} times: p50 ${m.p50.toFixed(2)} ms, p99 ${m.p99.toFixed(2)} ms`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) printPush(await measurePush());
