// Post killed (kill -9) at each step of a letter: every letter arrives, in order, and none twice where WeChat can tell.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { sleep, until } from "./stack.mjs";
import { startWechatHouse } from "./wechat_house.mjs";

const SEND = "/cgi-bin/message/custom/send";
const TEMPLATE = "/cgi-bin/message/template/send";
const TOKEN = "/cgi-bin/stable_token";

let house;
before(async () => {
  house = await startWechatHouse({ guests: ["recite"], configuration: { outbox: { retry_first_ms: 50 } } });
}, { timeout: 120_000 });
after(() => house?.stop());

const kill = () => { for (const pid of house.stack.pids("post")) try { process.kill(pid, "SIGKILL"); } catch { /* gone */ } };

/** Kill post at the moment that the stub tells of: the answer to it has not been written yet. */
function killAt(type, matches, afterMs = 0) {
  return new Promise((done) => {
    const stop = house.wechat.wire.watch((told, what) => {
      if (told !== type || !matches(what)) return;
      stop();
      if (afterMs === 0) kill();
      else setTimeout(kill, afterMs);
      setTimeout(done, afterMs);
    });
  });
}
const pushOf = (phone, way) => (what) => what.openid === phone.openid && what.message.way === way;

/** A new post, and the time over for which the old one held its letters and the token's renewal. */
async function pass() {
  await until("a new post", () => house.stack.pids("post").length === 1, 15_000);
  await sleep(100); // what was committed when it died is committed
  await house.stack.change("UPDATE letter SET lease_until_ms = 0 WHERE state = 2; UPDATE account_token SET lease_ms = 0");
}

const numbers = (phone) => phone.heard().flatMap((m) => [...(m.text ?? "").matchAll(/^(\d+)\. 这是/gm)].map((found) => Number(found[1])));
const upTo = (count) => Array.from({ length: count }, (_, n) => n + 1);

async function arrives(phone, count) {
  await until(`all of it for ${phone.person.name}`, () => new Set(numbers(phone)).size === count, 30_000);
  assert.deepEqual([...new Set(numbers(phone))], upTo(count), "in order, whatever came twice");
}

test("before it has begun: the letter is there when it comes back", { timeout: 60_000 }, async () => {
  const phone = house.phone("before");
  house.stack.signal("post", "SIGSTOP");
  await phone.say("背诵 50");
  kill();
  await pass();
  await arrives(phone, 50);
  assert.equal(numbers(phone).length, 50, "once");
});

test("while it fetches a token: fetched again, by one", { timeout: 60_000 }, async () => {
  house.wechat.advance(31_000);
  house.wechat.tokens.forget();
  await house.stack.change("UPDATE account_token SET until_ms = 0");
  kill();
  await pass();
  const phone = house.phone("token");
  const killed = killAt("wire", (entry) => entry.what === TOKEN);
  await phone.say("背诵 50");
  await killed;
  const calls = house.wechat.calls(TOKEN);
  await pass();
  await arrives(phone, 50);
  assert.equal(house.wechat.calls(TOKEN), calls + 1);
  assert.equal(numbers(phone).length, 50, "once");
});

test("while it waits for an answer that never comes", { timeout: 60_000 }, async () => {
  const phone = house.phone("silent");
  house.wechat.fail(SEND, { silent: true, to: phone.openid });
  const killed = killAt("wire", (entry) => entry.what === SEND);
  await phone.say("背诵 50");
  await killed;
  await pass();
  await arrives(phone, 50);
  assert.equal(numbers(phone).length, 50, "once");
});

for (const afterMs of [0, 1, 2, 4, 8, 16])
  test(`${afterMs} ms after WeChat took a part: nothing is missing, at most that part comes twice`, { timeout: 60_000 }, async () => {
    const phone = house.phone(`taken ${afterMs}`);
    const killed = killAt("screen", pushOf(phone, "custom"), afterMs);
    await phone.say("背诵 50");
    await killed;
    await pass();
    await arrives(phone, 50);
    assert.ok(phone.heard().length <= 4, `${phone.heard().length}`);
  });

for (const afterMs of [0, 2, 5, 10])
  test(`${afterMs} ms after WeChat took a template: it is there once`, { timeout: 60_000 }, async () => {
    const phone = house.phone(`template ${afterMs}`);
    house.wechat.fail(SEND, { errcode: 45015, to: phone.openid });
    await phone.say("背诵 20");
    const [held] = await until("it is held", async () => {
      const rows = await house.stack.query(`SELECT CAST(l.id AS TEXT) AS number FROM letter l JOIN contact c ON c.id = l.contact WHERE c.sender = '${phone.openid}' AND l.state = 4`);
      return rows.length && rows;
    });
    const calls = house.wechat.calls(TEMPLATE);
    const killed = killAt("screen", pushOf(phone, "template"), afterMs);
    await house.stack.change(`UPDATE letter SET state = 2, template = 'notice', params = '{"subject":"咨询有新回复","time":"2026-01-01 10:00"}' WHERE id = ${held.number}`);
    await killed;
    await pass();
    await until("it is settled", async () => (await house.stack.query(`SELECT state FROM letter WHERE id = ${held.number}`))[0].state === 3, 15_000);
    assert.equal(phone.heard().filter((m) => m.way === "template").length, 1);
    if (afterMs === 0) assert.equal(house.wechat.calls(TEMPLATE) - calls, 2, "sent twice under one client_msg_id");
  });

test("again and again, under load: every letter of everybody arrives, in order", { timeout: 120_000 }, async () => {
  const people = upTo(12).map((n) => house.phone(`load ${n}`));
  let going = true;
  const killing = (async () => {
    for (let n = 0; going && n < 40; n++) {
      await sleep(60 + 37 * (n % 7));
      kill();
      if (n % 3 === 0) await pass();
    }
  })();
  await Promise.all(people.map(async (phone) => {
    await phone.say("背诵 50");
    await sleep(500);
    await phone.say("谢谢");
  }));
  await sleep(2_000);
  going = false;
  await killing;
  await pass();
  for (const phone of people) await arrives(phone, 50);
  const metrics = await house.stack.metrics();
  assert.ok(metrics.yx_role_crashes_total > 5);
});
