// Start the peer (wechat_peer.mjs) and see that it answers as WeChat wants it.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { freePort, root, until } from "../stack/stack.mjs";
import { Wechat } from "../stub/wechat/wechat.mjs";

const folder = path.join(root, "tests/bench");

/** { url, kill }, or null with a word when its packages could not be installed or built. */
export async function startPeer(scratch, account) {
  if (!existsSync(path.join(folder, "node_modules/better-sqlite3/build/Release/better_sqlite3.node"))) {
    console.error("! the peer in Node is left out: npm could not install or build its packages (tests/bench/package.json)");
    return null;
  }
  const port = await freePort();
  const peer = spawn("node", ["--no-deprecation", path.join(folder, "wechat_peer.mjs")], { stdio: "inherit",
    env: { ...process.env, PORT: String(port), DATABASE: path.join(scratch, "peer.db"), TOKEN: account.token, AESKEY: account.aeskey, APPID: account.appid } });
  const url = `http://127.0.0.1:${port}`;
  try {
    await until("the peer answers", async () => (await fetch(url).catch(() => null))?.ok);
    const wechat = await Wechat.start({ account, gate: `${url}/wechat/${account.name}` });
    const got = await wechat.phone("trial").say("你好");
    await wechat.stop();
    if (got.reply?.shown.text !== "收到。") throw new Error(`the peer answers ${got.failure}`);
  } catch (error) {
    peer.kill();
    throw error;
  }
  return { url, kill: () => peer.kill() };
}
