// Run the *.test.mjs of a folder, one file after the other: they measure time and kill processes, so none runs
// beside another one. Works alike on every Node from 18 on.
import { run } from "node:test";
import { spec } from "node:test/reporters";
import { readdirSync } from "node:fs";
import fs from "node:fs/promises";
import path from "node:path";
import { sharedIndex } from "./stack/stack.mjs";

const folder = path.resolve(process.argv[2] ?? "tests/stack");
const only = process.argv[3] ?? "";
const files = readdirSync(folder).filter((f) => f.endsWith(".test.mjs") && f.includes(only)).sort().map((f) => path.join(folder, f));
await fs.rm(sharedIndex, { force: true });
let failed = 0;
const stream = run({ files, concurrency: 1, timeout: 600_000 });
stream.on("test:fail", () => { failed++; });
stream.on("end", () => { process.exitCode = failed ? 1 : 0; });
stream.compose(new spec()).pipe(process.stdout);
