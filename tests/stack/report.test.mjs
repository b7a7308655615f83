// yixian kb report: where the next article is due, from what people really asked.
import test from "node:test";
import assert from "node:assert/strict";
import path from "node:path";
import { Stack, root, yixian } from "./stack.mjs";

test("questions without an answer and answers without use are counted by topic, and nobody's words are printed", async () => {
  const stack = await Stack.start();
  try {
    const visitor = stack.visitor();
    const { json: { reply: helped } } = await visitor.say("老板跑了，工资没给，怎么办");
    const { json: { reply: failed } } = await visitor.say("离婚冷静期是多少天");
    await visitor.say("今天天气怎么样呀");
    await visitor.rate(helped.id, true);
    await visitor.rate(failed.id, false);
    const rows = await stack.query("SELECT json_extract(provenance, '$.article') AS article, json_extract(provenance, '$.decision') AS decision FROM message WHERE author = 1 ORDER BY id");
    const asked = await stack.query("SELECT decision, count(*) AS n FROM unanswered GROUP BY decision");
    const report = async (...more) => {
      const ran = await yixian(["kb", "report", "--config", stack.config, ...more]);
      assert.equal(ran.code, 0, ran.stderr);
      return ran.stdout;
    };
    const { database, topics, answers } = JSON.parse(await report("--json"));
    assert.equal(database, stack.database);
    const sum = (key) => topics.reduce((all, t) => all + t[key], 0);
    assert.equal(sum("articles"), 211, "every article of the house");
    assert.deepEqual([sum("useful"), sum("useless")], [1, 1]);
    assert.equal(sum("none") + sum("unsure"), asked.reduce((all, row) => all + row.n, 0));
    assert.ok(sum("none") >= 1);
    assert.equal(answers[0].article, rows[1].article, "the answer that did not help comes first");
    assert.equal(answers[0].useless, 1);
    const worst = topics.find((t) => t.topic === answers[0].topic);
    assert.equal(worst.useless, 1);
    const missed = (t) => (t.unsure + t.none + t.useless) / t.articles;
    const ratios = topics.filter((t) => t.topic).map(missed);
    assert.deepEqual(ratios, [...ratios].sort((a, b) => b - a), "the thinnest is first");
    const text = await report();
    assert.match(text, /^articles +bases +oldest review +unsure +none +useful +useless +topic\n/);
    assert.match(text, new RegExp(`answers that helped least\\n +1 useless, 0 useful +${answers[0].article}\\n`));
    for (const word of ["老板跑了", "冷静期", "天气", visitor.cookie.split("=")[1].slice(0, 32)]) assert.ok(!text.includes(word), word);
  } finally {
    await stack.stop();
  }
});

test("a folder alone is reported on; what is missing is said", async () => {
  const away = { cwd: "/", env: { ...process.env, YIXIAN_CONFIG: "" } };
  const alone = await yixian(["kb", "report", "--dir", path.join(root, "kb"), "--json"], away);
  assert.equal(alone.code, 0, alone.stderr);
  const { database, topics } = JSON.parse(alone.stdout);
  assert.equal(database, null);
  assert.equal(topics[0].unsure, undefined, "nothing is counted that was not asked of");
  for (const [args, words] of [
    [["--dir", "/nowhere"], /nowhere/],
    [[], /yixian\.yaml/],
    [["--dir", path.join(root, "kb"), "--database", "/nowhere.db", "--index", "/nowhere.idx"], /nowhere\.idx/],
    [["--config", "/nowhere.yaml"], /nowhere\.yaml/],
  ]) {
    const ran = await yixian(["kb", "report", ...args], away);
    assert.equal(ran.code, 1, args.join(" "));
    assert.match(ran.stderr, words);
    assert.equal(ran.stdout, "");
  }
});
