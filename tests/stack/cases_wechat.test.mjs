// A case opened by staff for somebody on WeChat: number and code come as a push, the code once, and then it is gone.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { until } from "./stack.mjs";
import { onDuty } from "./talking.mjs";
import { startWechatHouse } from "./wechat_house.mjs";
import { VALUES, readFiled } from "./cases.mjs";

let house;
before(async () => { house = await startWechatHouse({ account: { certified: true }, guests: ["clerk"] }); }, { timeout: 120_000 });
after(async () => { await house?.stop(); });

const pushed = (phone) => phone.heard().filter((m) => m.way !== "passive");
const seals = async () => (await house.stack.query("SELECT COUNT(*) AS n FROM case_seal"))[0].n;

test("a push carries number and code; what is kept of it is masked, and the seal goes once it was sent", async () => {
  const phone = house.phone("pushed");
  await phone.say("转人工");
  const [{ id }] = await house.stack.query("SELECT CAST(id AS TEXT) AS id FROM conversation ORDER BY id DESC LIMIT 1");
  const agent = await onDuty(house.stack, "agent");
  await agent.claim(id);
  const made = await agent.must("cases", { id: randomUUID(), conversation: id, kind: "complaint",
    fields: { subject: "wages", respondent: "某某建筑公司", place: "城关镇", what: "三个月工资没有发" } });
  const text = await until("the push has come", () => pushed(phone).find((m) => m.text.includes(made.case.number))?.text);
  assert.match(text, /查询码 \d{4}-\d{4}-\d{4}-\d{4}/);
  const code = /查询码 (\S{19})/.exec(text)[1];
  await until("the seal is gone", async () => (await seals()) === 0);
  for (const row of await house.stack.query("SELECT * FROM message")) assert.ok(!JSON.stringify(row).includes(code));
  assert.ok(!house.stack.log("yixian.log").includes(code));
  // what happens to the case is pushed, too
  const lead = await onDuty(house.stack, "lead", "lead");
  await lead.must(`cases/${made.case.id}/act`, { id: randomUUID(), event: "accept" });
  await until("told of the acceptance", () => pushed(phone).some((m) => m.text.includes(`${made.case.number}）已受理`)));
});

test("a filing's reply carries the code itself, and the same delivery again carries the same", async () => {
  const phone = house.phone("filing");
  await phone.say(`file complaint ${VALUES.complaint}`);
  const reply = phone.heard().find((m) => m.way === "passive").text;
  const { number, code } = readFiled(reply);
  assert.match(code, /^\d{4}-\d{4}-\d{4}-\d{4}$/);
  assert.equal((await house.stack.query(`SELECT COUNT(*) AS n FROM message WHERE body LIKE '%${number}%' AND body LIKE '%****-****%'`))[0].n, 1);
});
