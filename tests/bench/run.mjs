// What a chat turn costs beside what nginx and FastCGI cost alone: one nginx with one worker, all in one run,
// alternating, medians. README.md says how to read the table. SECONDS_EACH=5 ROUNDS=3 CONNECTIONS=64 ARTICLES=10000
import { execFile, spawn } from "node:child_process";
import { promisify } from "node:util";
import fs from "node:fs/promises";
import path from "node:path";
import { measureCases, printCases } from "./cases.mjs";
import { measureDesk, printDesk } from "./desk.mjs";
import { measurePush, printPush } from "./push.mjs";
import { measureSms, printSms } from "./sms.mjs";
import { startPeer } from "./peer.mjs";
import { writeDeliveries } from "./wechat_load.mjs";
import { readAccount } from "../stub/wechat/account.mjs";
import { Stack, build, freePort, root, sharedIndex, until, yixian } from "../stack/stack.mjs";

const execute = promisify(execFile);
const number = (name, usual) => Number(process.env[name] ?? usual);
const seconds = number("SECONDS_EACH", 5);
const rounds = number("ROUNDS", 3);
const connections = number("CONNECTIONS", 64);
const articles = number("ARTICLES", 10_000);
const VISITORS = 500;
const MOST_A_SECOND = 25_000; // deliveries that are sealed for one second of load
const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
const QUESTION = "老板拖欠工资怎么办";

/** An index of generated articles, and questions like them. */
async function generate(folder) {
  const generator = path.join(root, "tests/bench/generate_articles.mjs");
  const print = async (args, file) => {
    const { stdout } = await execute("node", [generator, ...args], { maxBuffer: 1 << 30 });
    await fs.writeFile(file, stdout);
    return stdout;
  };
  await print([String(articles)], path.join(folder, "articles.jsonl"));
  const questions = await print(["2000", "--questions"], path.join(folder, "questions.jsonl"));
  await fs.writeFile(path.join(folder, "questions.txt"), questions.trim().split("\n").map((l) => JSON.parse(l).text).join("\n") + "\n");
  const index = path.join(folder, "articles.idx");
  const built = await yixian(["kb", "build", "--from", path.join(folder, "articles.jsonl"), "--out", index], { timeout: 300_000 });
  if (built.code !== 0) throw new Error(built.stderr);
  return index;
}

/** Further servers of the same nginx: a file, the bare hello, the house that searches. */
async function extraServers(folder, ports, sockets) {
  await fs.mkdir(path.join(folder, "static"));
  await fs.writeFile(path.join(folder, "static/hello.txt"), "hello");
  const upstream = (name) => `upstream ${name} { server unix:${sockets[name]}; keepalive 64; keepalive_requests 10000000; }`;
  const file = path.join(folder, "extra.conf");
  await fs.writeFile(file, `
${upstream("hello")} ${upstream("search")}
server { listen 127.0.0.1:${ports.static} backlog=1024; location / { root ${folder}/static; } }
server { listen 127.0.0.1:${ports.hello} backlog=1024; location / { fastcgi_pass hello; } }
server { listen 127.0.0.1:${ports.search} backlog=1024; location / { fastcgi_pass search; } }
`);
  return file;
}

async function cookies(url, file) {
  const all = [];
  while (all.length < VISITORS) {
    const batch = await Promise.all(Array.from({ length: 25 }, async () => (await fetch(url)).headers.get("set-cookie").split(";")[0]));
    all.push(...batch);
  }
  await fs.writeFile(file, all.join("\n") + "\n");
}

const toMs = (text) => {
  const [, value, unit] = /^([\d.]+)(us|ms|s)$/.exec(text);
  return value * { us: 0.001, ms: 1, s: 1000 }[unit];
};

/** What a row sends: a script of wrk and its arguments, made afresh for each round. */
const LOADS = {
  async chat(row, round, folder) {
    return ["chat.lua", `r${round}`, path.join(folder, `${row.key}.cookies`), path.join(folder, row.questions)];
  },
  async wechat(row, round, folder) {
    const file = path.join(folder, "deliveries");
    await writeDeliveries(file, row.account, path.join(folder, row.questions), Math.ceil(seconds * MOST_A_SECOND));
    return ["wechat.lua", file];
  },
};

async function wrk(row, round, folder) {
  const [script, ...args] = row.load ? await LOADS[row.load](row, round, folder) : [];
  const loading = script ? ["-s", path.join(root, "tests/bench", script)] : [];
  const { stdout, stderr } = await execute("wrk", ["-t1", `-c${connections}`, `-d${seconds}s`, "--timeout", "5s", "--latency", ...loading, row.url,
    ...(script ? ["--", ...args] : [])]);
  if (stderr) console.error(`! ${row.name}: ${stderr.trim()}`);
  const bad = /Non-2xx or 3xx responses: (\d+)/.exec(stdout)?.[1] ?? 0;
  const errors = /Socket errors: (.*)/.exec(stdout)?.[1];
  if (Number(bad) || errors) console.error(`! ${row.name}: ${bad} refused, ${errors ?? "no socket errors"}`);
  // anchored: the table above the percentiles has "98.50%" in it
  const at = (percent) => toMs(new RegExp(`^\\s+${percent}%\\s+(\\S+)\\s*$`, "m").exec(stdout)[1]);
  return { rate: Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)[1]), p50: at(50), p99: at(99) };
}

function print(rows, memory) {
  const hello = rows.find((r) => r.key === "hello").rate;
  const peer = rows.find((r) => r.key === "peer")?.rate;
  console.log(`\nwrk -t1 -c${connections}, one nginx worker, ${rounds} rounds of ${seconds} s each, alternating, medians; ${articles} articles\n`);
  console.log("| | a second | ÷ hello | ÷ peer | p50 ms | p99 ms | p99 ÷ p50 | resident, all roles |");
  console.log("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
  for (const r of rows)
    console.log(`| ${r.name} | ${Math.round(r.rate)} | ${(r.rate / hello).toFixed(2)} | ` +
      `${peer && r.load === "wechat" ? (r.rate / peer).toFixed(2) : ""} | ${r.p50.toFixed(2)} | ${r.p99.toFixed(2)} | ` +
      `${(r.p99 / r.p50).toFixed(1)} | ${memory[r.key] ? `${(memory[r.key] / 1024).toFixed(1)} MB` : ""} |`);
}

async function main() {
  await fs.rm(sharedIndex, { force: true });
  const stacks = [];
  let hello, peer;
  try {
    const search = await Stack.start({ start: false });
    stacks.push(search);
    const index = await generate(search.folder);
    // WeChat's own servers are not there: nothing is pushed
    await search.configure((c) => { c.kb.index = index; c.channels.wechat.certified = []; });
    const ports = { static: await freePort(), hello: await freePort(), search: await freePort() };
    const sockets = { hello: path.join(search.folder, "run/hello.sock"), search: path.join(search.folder, "run/gate.sock") };
    const plain = await Stack.start({ guests: ["echo"], start: false, render: { EXTRA: await extraServers(search.folder, ports, sockets) } });
    stacks.push(plain);
    const accountOf = (stack) => readAccount(path.join(stack.folder, "secrets"), "demo");
    peer = await startPeer(search.folder, await accountOf(plain));
    hello = spawn(path.join(build, "tests/bench/form_hello"), [sockets.hello, "72"], { stdio: "inherit" });
    search.serve();
    plain.serve();
    plain.nginx();
    await plain.ready();
    const url = (key) => `http://127.0.0.1:${ports[key]}`;
    await until("the house that searches answers", async () => (await fetch(url("search"))).status === 200);
    await until("hello answers", async () => (await fetch(url("hello"))).status === 200);
    await fs.writeFile(path.join(search.folder, "one.txt"), `${QUESTION}\n`);
    await cookies(plain.url, path.join(search.folder, "turn.cookies"));
    await cookies(url("search"), path.join(search.folder, "search.cookies"));
    const rows = [
      { key: "static", name: "nginx, a static file", url: `${url("static")}/hello.txt` },
      { key: "hello", name: "bare fcgi2 hello", url: `${url("hello")}/` },
      { key: "turn", name: "durable chat turn, no search", url: plain.url, load: "chat", questions: "one.txt" },
      { key: "search", name: "durable chat turn, search", url: url("search"), load: "chat", questions: "questions.txt" },
      { key: "wechat", name: "durable WeChat turn, no search", url: plain.url, load: "wechat", account: await accountOf(plain), questions: "one.txt" },
      { key: "wechat_search", name: "durable WeChat turn, search", url: url("search"), load: "wechat", account: await accountOf(search), questions: "questions.txt" },
      ...(peer ? [{ key: "peer", name: "the peer in Node, no search", url: peer.url, load: "wechat", account: await accountOf(plain), questions: "one.txt" }] : []),
    ].map((row) => ({ ...row, runs: [] }));
    const memory = {};
    for (let round = 0; round < rounds; round++)
      for (const row of rows) {
        row.runs.push(await wrk(row, round, search.folder));
        const stack = { turn: plain, wechat: plain, search, wechat_search: search }[row.key];
        if (stack) memory[row.key] = Math.max(memory[row.key] ?? 0, stack.residentKiB());
      }
    for (const row of rows) for (const what of ["rate", "p50", "p99"]) row[what] = median(row.runs.map((r) => r[what]));
    print(rows, memory);
    const counted = await plain.metrics();
    console.log(`\nworks in one commit, on average: ${(counted.yx_commit_works_total / counted.yx_commits_total).toFixed(1)}`);
  } finally {
    hello?.kill();
    peer?.kill();
    for (const stack of stacks.reverse()) await stack.stop({ judge: false });
  }
}

await main();
printPush(await measurePush());
printDesk(await measureDesk());
printSms(await measureSms());
printCases(await measureCases());
