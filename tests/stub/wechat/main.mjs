// WeChat's servers and a phone for `make demo`:
//
//   node tests/stub/wechat/main.mjs --account demo --secrets var/secrets --gate http://127.0.0.1:8080/wechat/demo
//                                   [--port 8090] [--centre PORT] [--title 公众号名称] [--mode safe|compatible|plain] [--uncertified]
import { parseArgs } from "node:util";
import { readAccount } from "./account.mjs";
import { Phones } from "../sms/phones.mjs";
import { Wechat } from "./wechat.mjs";

const options = {
  account: { type: "string" }, secrets: { type: "string" }, gate: { type: "string" }, port: { type: "string", default: "8090" },
  centre: { type: "string" }, title: { type: "string" }, mode: { type: "string" }, uncertified: { type: "boolean", default: false },
};

function fail(words, code) {
  console.error(`stub: ${words}`);
  process.exit(code);
}

let given;
try { given = parseArgs({ options }).values; } catch (error) { fail(error.message, 2); }
for (const needed of ["account", "secrets", "gate"]) if (!given[needed]) fail(`--${needed} is missing`, 2);
const port = Number(given.port);
if (!Number.isInteger(port) || port < 1 || port > 65535) fail(`--port ${given.port} is not a port`, 2);

const more = { certified: !given.uncertified };
if (given.title) more.title = given.title;
if (given.mode) more.mode = given.mode;
try {
  const account = await readAccount(given.secrets, given.account, more);
  const phones = given.centre && new Phones({ port: Number(given.centre) });
  const beside = phones ? { path: "/sms/", serve: (asked, response) => phones.serve(asked, response) } : null;
  const wechat = await Wechat.start({ account, gate: given.gate, port, templates: { demo_notice: "咨询回复提醒" }, beside });
  console.log(`stub: listening on ${wechat.url}`);
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => wechat.stop().then(() => process.exit(0)));
} catch (error) {
  fail(error.code === "EADDRINUSE" ? `port ${port} is in use` : error.message, 1);
}
