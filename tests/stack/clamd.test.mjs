// Files and a real clamd, with a database of one signature of our own: nothing is fetched from anywhere.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { Stack, sleep, until } from "./stack.mjs";
import { bring, fetchFile, judged, pdf, png, sayWith, state } from "./files.mjs";
import { request } from "./visitor.mjs";

const clamd = ["/usr/sbin/clamd", "/usr/local/sbin/clamd"].find((f) => existsSync(f));
const MARK = "yixian-test-signature-6b1f";
let stack, scanner, folder;

async function startScanner() {
  scanner = spawn(clamd, ["--foreground", "--config-file", path.join(folder, "clamd.conf")], { stdio: "ignore" });
  scanner.ended = new Promise((done) => scanner.on("exit", done));
  await until("clamd listens", () => existsSync(path.join(folder, "clamd.sock")));
}
async function stopScanner() {
  scanner.kill("SIGKILL");
  await scanner.ended;
  await fs.rm(path.join(folder, "clamd.sock"), { force: true });
}

before(async () => {
  assert.ok(clamd, "clamd is there (tools/packages.list)");
  folder = await fs.mkdtemp(path.join(os.tmpdir(), "yixian-clamd-"));
  await fs.mkdir(path.join(folder, "database"));
  await fs.writeFile(path.join(folder, "database/own.ndb"), `Yixian.Test:0:*:${Buffer.from(MARK).toString("hex")}\n`);
  await fs.writeFile(path.join(folder, "clamd.conf"), `LocalSocket ${folder}/clamd.sock\nDatabaseDirectory ${folder}/database\nOfficialDatabaseOnly no\nTemporaryDirectory ${folder}\n`);
  await startScanner();
  stack = await Stack.start({ configuration: { files: { clamd: path.join(folder, "clamd.sock") } } });
});
after(async () => {
  await stack?.stop();
  if (scanner) await stopScanner();
  await fs.rm(folder, { recursive: true, force: true });
});

test("what the scanner knows is refused, what it does not know is taken", async () => {
  const visitor = stack.visitor();
  const bad = await judged(visitor, (await bring(visitor, Buffer.concat([pdf, Buffer.from(`% ${MARK}\n%%EOF\n`)]), "x.pdf")).id);
  assert.deepEqual([bad.state, bad.reason, bad.words], ["refused", "virus", "文件没有通过安全检查，没有收下。"]);
  assert.equal((await fetchFile(visitor, bad.id)).status, 404);
  const good = await judged(visitor, (await bring(visitor, pdf, "y.pdf")).id);
  assert.equal(good.state, "clean");
});

test("without the scanner files wait, and nobody gets them before", async () => {
  const visitor = stack.visitor();
  await stopScanner();
  const file = await bring(visitor, png(), "z.png");
  await sayWith(visitor, "照片", [file.id]);
  await until("it is said", () => stack.log("yixian.log").includes("clamd cannot be asked"));
  await sleep(500);
  assert.equal((await state(visitor, file.id)).state, "checking");
  const refused = await fetchFile(visitor, file.id);
  assert.deepEqual([refused.status, refused.json.error.message], [409, "正在检查"]);
  const { messages } = (await request(`${stack.url}/api/chat`, { headers: visitor.headers })).json;
  assert.equal(messages[0].files[0].words, "正在检查");
  await startScanner();
  assert.equal((await judged(visitor, file.id)).state, "clean");
  assert.equal((await fetchFile(visitor, file.id)).status, 200);
});
