// How fast news reaches people when the desk is full: STAFF=200 pages of staff and CITIZENS=2000 of citizens wait, then
// citizens write (to the page of whoever has the conversation) and staff answer (to the citizen's page), through nginx,
// gate, commit, post and nchan. Plain HTTP, one nginx worker; the clients share its machine. Alone: node tests/bench/desk.mjs
import { fileURLToPath } from "node:url";
import { randomUUID } from "node:crypto";
import { Stack } from "../stack/stack.mjs";
import { onDuty } from "../stack/talking.mjs";
import { at, each, wait } from "./push.mjs";

const CLAIMED = 200;  // conversations that staff have, one each
const SPOKEN = 500;   // messages each way
const SIGNED_IN = 8;  // people who sign in; the other pages are further pages of theirs (Argon2id is slow on purpose)
const SECONDS_MOST = 60;

const now = () => process.hrtime.bigint();

/** Send, and wait until `page` has heard of that very message: { heard, answered }, ms from sending. */
async function untilHeard(page, conversation, send) {
  const heard = [];
  let wake = () => {};
  page.heard = (text) => { heard.push({ text, at: now() }); wake(); };
  const begin = now();
  const answer = await send();
  const answered = Number(now() - begin) / 1e6;
  if (answer.status !== 200) throw new Error(`${answer.status} ${answer.body}`);
  const mine = (e) => e.text.includes(`"id":"${answer.json.message.id}"`) && (!conversation || e.text.includes(conversation));
  while (!heard.some(mine)) await new Promise((ok) => { wake = ok; });
  return { heard: Number(heard.find(mine).at - begin) / 1e6, answered };
}

function sum(took) {
  const [heard, answered] = ["heard", "answered"].map((name) => took.map((t) => t[name]).sort((a, b) => a - b));
  return { p50: at(heard, 0.5), p99: at(heard, 0.99), answered: at(answered, 0.5) };
}

export async function measureDesk(staff = Number(process.env.STAFF ?? 200), citizens = Number(process.env.CITIZENS ?? 2000)) {
  const stack = await Stack.start({ guests: ["echo"], render: { SUBSCRIBERS: 60000 } });
  const sockets = [];
  const timer = setTimeout(() => { console.error(`! more than ${SECONDS_MOST} s`); process.exit(1); }, SECONDS_MOST * 1000);
  try {
    const people = [];
    for (let n = 0; n < SIGNED_IN; n++) people.push(await onDuty(stack, `agent${n}`, "agent", { display: `${n}号` }));
    const visitors = await each(citizens, async () => { const v = stack.visitor(); await v.open(); return v; });
    const pages = await each(citizens, async (n) => {
      const page = { heard: () => {} };
      sockets.push(await wait(stack.port, visitors[n].cookie, (text) => page.heard(text)));
      return page;
    });
    const owned = await each(CLAIMED, async (n) => {
      await visitors[n].say("转人工");
      await visitors[n].say(`我是第${n}位`);
      const [{ id }] = await stack.query(`SELECT CAST(conversation AS TEXT) AS id FROM message WHERE body = '我是第${n}位'`);
      const agent = people[n % SIGNED_IN];
      const answer = await agent.claim(id);
      if (answer.status !== 200) throw new Error(`${answer.status} ${answer.body}`);
      return { id, agent, visitor: visitors[n], page: pages[n] };
    });
    const desks = people.map(() => ({ heard: () => {} }));
    await each(staff, async (n) => {
      const first = n < SIGNED_IN;
      sockets.push(await wait(stack.port, people[n % SIGNED_IN].cookie, (text) => first && desks[n].heard(text), "/api/desk/events"));
    });
    const toStaff = [], toCitizen = [];
    for (let n = 0; n < SPOKEN; n++) {
      const o = owned[(n * 7919) % owned.length];
      toStaff.push(await untilHeard(desks[people.indexOf(o.agent)], o.id, () => o.visitor.say(`第${n}句`)));
      toCitizen.push(await untilHeard(o.page, null, () => o.agent.reply(o.id, `答第${n}句`, { id: randomUUID() })));
    }
    return { staff, citizens, toStaff: sum(toStaff), toCitizen: sum(toCitizen) };
  } finally {
    clearTimeout(timer);
    sockets.forEach((socket) => socket.destroy());
    await stack.stop({ judge: false });
  }
}

export function printDesk(m) {
  console.log(`\n${m.staff} pages of staff and ${m.citizens} of citizens wait; ${SPOKEN} messages each way, from sending to hearing, commit included\n`);
  console.log("| | heard p50 ms | heard p99 ms | answered p50 ms |\n| --- | ---: | ---: | ---: |");
  for (const [name, row] of [["a citizen writes → the owner's page", m.toStaff], ["staff answer → the citizen's page", m.toCitizen]])
    console.log(`| ${name} | ${row.p50.toFixed(2)} | ${row.p99.toFixed(2)} | ${row.answered.toFixed(2)} |`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) printDesk(await measureDesk());
