// Texts in through Kannel: into the house, beside the same Kannel before a program that does nothing. TEXTS=2000 of as many
// people, WINDOW=200 under way at a time (0: all at once), ROUNDS=3, alternating, medians. What comes out again is left to the
// gateway's pace. Everything, the carrier too, shares this machine's cores. Alone: node tests/bench/sms.mjs
import http from "node:http";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { Kannel, startSmsHouse } from "../stack/kannel.mjs";
import { sleep, until } from "../stack/stack.mjs";
import { Centre } from "../stub/sms/centre.mjs";

const LOOK_MS = 10;
const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];

/** Takes a text and says nothing: the most that Kannel can bring. */
async function startNothing() {
  const nothing = { taken: 0 };
  nothing.server = http.createServer((request, response) => { nothing.taken++; response.end(); });
  await new Promise((done) => nothing.server.listen(0, "127.0.0.1", done));
  return nothing;
}

/** How many a second, until `taken` has grown by all of them. */
async function pour(centre, { texts, window }, round, taken) {
  const before = await taken();
  let done = 0;
  const words = "%52%b3%52%a8";
  const begin = process.hrtime.bigint();
  for (let n = 0; n < texts; n++) {
    while (window > 0 && n - done >= window) {
      done = await taken() - before;
      if (n - done >= window) await sleep(LOOK_MS);
    }
    await centre.send(`13${round}${String(n).padStart(8, "0")}`, "12348", "ucs2", words);
  }
  await until("all texts are taken", async () => (await taken()) - before >= texts, 120_000);
  return texts / (Number(process.hrtime.bigint() - begin) / 1e9);
}

export async function measureSms() {
  const [texts, window, rounds] = [["TEXTS", 2000], ["WINDOW", 200], ["ROUNDS", 3]].map(([name, usual]) => Number(process.env[name] ?? usual));
  const nothing = await startNothing();
  const house = await startSmsHouse({ guests: ["echo"] });
  let kannel, centre;
  try {
    kannel = await Kannel.start({ folder: path.join(house.stack.folder, "kannel-alone"), secrets: path.join(house.stack.folder, "secrets"), url: `http://127.0.0.1:${nothing.server.address().port}` });
    centre = await Centre.start(kannel.ports.FAKE_PORT);
    const rates = { house: [], nothing: [] };
    for (let round = 0; round < rounds; round++) {
      rates.nothing.push(await pour(centre, { texts, window }, round, () => nothing.taken));
      rates.house.push(await pour(house.centre, { texts, window }, round, async () => (await house.stack.metrics()).yx_turns_total));
    }
    return { texts, window, rounds, house: median(rates.house), nothing: median(rates.nothing) };
  } finally {
    centre?.stop();
    await kannel?.stop();
    await house.stop({ judge: false });
    nothing.server.closeAllConnections();
    nothing.server.close();
  }
}

export function printSms(m) {
  console.log(`\n${m.texts} texts of as many people through Kannel (spool store), ${m.window || "all"} under way, ${m.rounds} rounds, medians: into the house ${Math.round(m.house)} a second, ` +
    `into a program that does nothing ${Math.round(m.nothing)}: ${(m.house / m.nothing).toFixed(2)}`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) printSms(await measureSms());
