// What cases cost: opening one (a chat turn), acting on one, listing, showing one, with 100 cases in the house and with
// CASES=100000. One after the other over HTTP through nginx; the client shares the machine. Alone: node tests/bench/cases.mjs
import { fileURLToPath } from "node:url";
import { randomUUID } from "node:crypto";
import { Stack } from "../stack/stack.mjs";
import { hire } from "../stack/desk.mjs";
import { Agent } from "../stack/talking.mjs";
import { VALUES, fileCase } from "../stack/cases.mjs";
import { at } from "./push.mjs";

const FEW = 100;      // cases in the small house
const EACH = 200;     // times each is done
const BODY = 4242;    // of the handler who sees few of many
const FEW_OF_BODY = 20;

/** ms of each of EACH calls, sorted. */
async function took(call) {
  const all = [];
  for (let n = 0; n < EACH; n++) {
    const begin = process.hrtime.bigint();
    const answer = await call(n);
    all.push(Number(process.hrtime.bigint() - begin) / 1e6);
    if (answer.status !== 200) throw new Error(`${answer.status} ${answer.body}`);
  }
  return all.sort((a, b) => a - b);
}

/** Copies of a case with its events and limits, until there are `count`; by the command-line shell of the database. */
async function fill(stack, like, count) {
  const columns = async (table, but) => (await stack.query(`SELECT name FROM pragma_table_info('${table}')`)).map((c) => c.name).filter((c) => !but.includes(c)).join(", ");
  const [{ n }] = await stack.query("SELECT COUNT(*) AS n FROM cases");
  const many = `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${count - n})`;
  const mine = ["id", "number", "due_ms", "body", "state"];
  const rest = await columns("cases", mine);
  // a quarter is closed; due over a year; a few are another body's
  const rows = [
    `INSERT INTO cases (id, number, due_ms, body, state, ${rest}) ${many} SELECT i, 'TS250101' || printf('%06d', i), c.due_ms + (i * 7919 % 365) * 86400000,` +
      ` CASE WHEN i <= ${FEW_OF_BODY} THEN ${BODY} ELSE 0 END, CASE WHEN i % 4 = 0 THEN 5 ELSE c.state END, ${rest} FROM n JOIN cases c ON c.id = ${like}`,
  ];
  for (const table of ["case_event", "case_limit"]) {
    const others = await columns(table, ["case_id"]);
    rows.push(`INSERT INTO ${table} (case_id, ${others}) ${many} SELECT i, ${others} FROM n JOIN ${table} t ON t.case_id = ${like}`);
  }
  for (const sql of rows) await stack.change(sql);
}

async function round(stack, { lead, handler, visitor, ids }) {
  return {
    open: await took(() => visitor.say(`file complaint ${VALUES.complaint}`)),
    act: await took((n) => lead.post(`cases/${ids[n % ids.length]}/act`, { id: randomUUID(), event: "note", note: "已联系" })),
    show: await took((n) => lead.get(`cases/${ids[n % ids.length]}`)),
    list: await took(() => lead.get("cases")),
    red: await took(() => lead.get("cases?mark=red")),
    kind: await took(() => lead.get("cases?kind=mediation")),
    state: await took(() => lead.get("cases?state=review")),
    closed: await took(() => lead.get("cases?view=closed")),
    few: await took(() => handler.get("cases")),
  };
}

export async function measureCases(many = Number(process.env.CASES ?? 100_000)) {
  const stack = await Stack.start({ guests: ["clerk"] });
  try {
    const lead = await new Agent(stack, await hire(stack, "lead", "lead")).enter();
    const handler = await new Agent(stack, await hire(stack, "handler", "handler")).enter();
    await stack.change(`INSERT INTO body (id, name, parent, created_ms) VALUES (${BODY}, '协办单位', 0, 1); UPDATE staff SET body = ${BODY} WHERE name = 'handler'`);
    const visitor = stack.visitor();
    await visitor.open();
    const ids = [];
    for (let n = 0; n < 20; n++) ids.push((await fileCase(stack, visitor, "complaint")).id);
    await fill(stack, ids[0], FEW);
    const people = { lead, handler, visitor, ids };
    const small = await round(stack, people);
    await stack.change(`DELETE FROM case_event WHERE case_id < 1000000; DELETE FROM case_limit WHERE case_id < 1000000; DELETE FROM cases WHERE id < 1000000`);
    await fill(stack, ids[0], many);
    return { many, small, large: await round(stack, people) };
  } finally {
    await stack.stop({ judge: false });
  }
}

const NAMES = {
  open: "open one (a chat turn)", act: "act on one (a note)", show: "show one", list: "list what is due first", red: "list what is late", kind: "list a kind that is rare", state: "list a state that is rare",
  closed: "list what was closed last", few: `list the ${FEW_OF_BODY} of one body`,
};

export function printCases(m) {
  console.log(`\ncases: ${EACH} of each, one after the other, commit included; ms\n`);
  console.log(`| | ${FEW} cases p50 | p99 | ${m.many} cases p50 | p99 |\n| --- | ---: | ---: | ---: | ---: |`);
  for (const [key, name] of Object.entries(NAMES))
    console.log(`| ${name} | ${[m.small, m.large].flatMap((r) => [at(r[key], 0.5), at(r[key], 0.99)]).map((ms) => ms.toFixed(2)).join(" | ")} |`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) printCases(await measureCases());
