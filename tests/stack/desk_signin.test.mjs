// Signing in at the desk, and whoever tries without the right to.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { randomBytes, randomUUID } from "node:crypto";
import { Stack, until, yixian } from "./stack.mjs";
import { Colleague, hire, totp } from "./desk.mjs";
import { subscribe } from "./push.mjs";

let stack, admin;
const secrets = []; // passwords and tokens that must stand nowhere
before(async () => {
  stack = await Stack.start();
  admin = await (await person("boss", ["administrator", "auditor"])).enter();
  secrets.push(token(admin));
});
after(async () => {
  const logs = stack.logs() + stack.log("yixian.log") + stack.log("nginx-access.log");
  const rows = JSON.stringify(await stack.query("SELECT a.act, c.words FROM audit a LEFT JOIN audit_content c ON c.entry = a.id")) + JSON.stringify(await stack.query("SELECT hex(token) t, hex(before) b FROM session")) +
    JSON.stringify(await stack.query("SELECT name, password, hex(totp) FROM staff"));
  await stack.stop();
  assert.ok(secrets.length > 20, "there was something to look for");
  for (const secret of secrets) {
    assert.ok(!logs.includes(secret), "no password and no token in a log");
    assert.ok(!rows.toLowerCase().includes(secret.toLowerCase()), "nor in the database");
  }
});

const token = (colleague) => colleague.cookie?.split("=")[1];
async function person(name, roles, options) {
  const made = await hire(stack, name, roles, options);
  secrets.push(made.password);
  return made;
}
let office = 1;
/** Somebody who says that they are `name`, from an office of their own. */
const other = (name, password = randomUUID()) => Object.assign(new Colleague(stack.url, name, password), { from: `127.0.1.${++office}` });

function isError(answer, status, code) {
  assert.equal(answer.status, status, `${answer.status} ${answer.body.subarray(0, 300)}`);
  assert.equal(answer.json?.error?.code, code, String(answer.body));
  assert.match(answer.json.error.message, /[\u4e00-\u9fff]/, "the message is Chinese");
}

test("somebody signs in, is who they are, and signs out", async () => {
  const li = await person("li", "agent", { display: "李", team: "一组" });
  const answer = await li.login();
  assert.equal(answer.status, 200, String(answer.body));
  assert.match(answer.headers["set-cookie"][0], /^yx_desk=[0-9a-f]{64}; Path=\/; Max-Age=43200; HttpOnly; SameSite=Strict$/);
  assert.equal(answer.headers["cache-control"], "no-store");
  secrets.push(token(li));
  const { json } = await li.get("me");
  assert.deepEqual([json.me.name, json.me.display, json.me.roles, json.me.team.name, json.me.must_change], ["li", "李", ["agent"], "一组", false]);
  assert.ok(json.house.name);
  const kept = li.cookie;
  assert.equal((await li.post("logout")).status, 200);
  assert.equal(li.cookie, null);
  li.cookie = kept;
  isError(await li.get("me"), 401, "denied");
  assert.equal((await li.post("logout")).status, 200, "twice is once");
});

test("wrong, unknown and disabled get the same answer, in about the same time", async () => {
  const wu = await person("wu", "agent");
  await person("gone", "agent");
  assert.equal((await yixian(["staff", "disable", "gone", "--config", stack.config])).code, 0);
  const times = { wu: [], nobody: [], gone: [] };
  const bodies = new Set();
  for (let round = 0; round < 4; round++)
    for (const name of Object.keys(times)) {
      const begin = performance.now();
      const answer = await other(name).login();
      times[name].push(performance.now() - begin);
      isError(answer, 401, "denied");
      assert.equal(answer.headers["set-cookie"], undefined);
      bodies.add(String(answer.body));
    }
  assert.equal(bodies.size, 1, "one answer for all");
  const best = Object.fromEntries(Object.entries(times).map(([name, ms]) => [name, Math.min(...ms)]));
  for (const name of ["nobody", "gone"])
    assert.ok(best[name] > best.wu / 3 && best[name] < best.wu * 3, `no name is told by its time: ${JSON.stringify(best)}`);
  assert.ok(best.nobody > 5, "a hash was looked at");
  await until("the wait is over", async () => (await wu.login()).status === 200);
});

test("guessing gets slower, for names nobody has as well", async () => {
  const zhao = await person("zhao", "agent");
  for (const name of ["zhao", "no-such-person"]) {
    const guesser = other(name);
    for (let i = 0; i < 5; i++) isError(await guesser.login(`wrong guess ${i}`), 401, "denied");
    const slowed = await guesser.login("wrong guess 6");
    isError(slowed, 429, "rate");
    assert.ok(slowed.json.wait_ms > 0 && slowed.json.wait_ms <= 1000, String(slowed.body));
    assert.equal(slowed.headers["retry-after"], "1");
    assert.match(slowed.json.error.message, /1 秒/);
    if (name === "zhao") isError(await zhao.login(), 429, "rate"); // whoever was never here must wait, too
  }
  await until("the wait is over", async () => (await zhao.login()).status === 200);
});

test("nobody elsewhere keeps somebody out by guessing", async () => {
  const zhou = await (await person("zhou", "agent")).enter();
  secrets.push(token(zhou));
  const guesser = other("zhou");
  for (let i = 0; i < 5; i++) isError(await guesser.login(`wrong guess ${i}`), 401, "denied");
  isError(await guesser.login(zhou.password), 429, "rate");
  await zhou.enter();
});

test("many guesses at once are counted each", async () => {
  await person("qian", "agent");
  const answers = await Promise.all(Array.from({ length: 30 }, (_, i) => other("qian").login(`at once ${i}`)));
  const count = (status) => answers.filter((a) => a.status === status).length;
  assert.equal(count(401) + count(429) + count(503), 30, "503: the slow ones' pool is full");
  assert.ok(count(401) <= 5, `no more than five were looked at: ${count(401)}`);
});

test("a forged, a cut, a foreign and a replayed token are nobody's", async () => {
  const sun = await (await person("sun", "agent")).enter();
  const good = token(sun);
  secrets.push(good);
  const flip = (good[0] === "0" ? "1" : "0") + good.slice(1);
  for (const forged of ["", "x", good.slice(1), `${good}0`, flip, good.toUpperCase() === good ? flip : good.toUpperCase(), randomBytes(32).toString("hex"), "0".repeat(64), `${good};`, "'; DROP TABLE session;--"]) {
    const thief = other("sun");
    thief.cookie = `yx_desk=${forged}`;
    if (forged === `${good};`) continue; // that is the good one, and an empty cookie behind it
    isError(await thief.get("me"), 401, "denied");
    isError(await thief.post("password", { old: "x", new: "y" }), 401, "denied");
  }
  const elsewhere = other("sun");
  elsewhere.cookie = sun.cookie;
  elsewhere.agent = "curl/8";
  isError(await elsewhere.get("me"), 401, "denied");
  assert.equal((await sun.get("me")).status, 200);
  await sun.login();
  const replayed = other("sun");
  replayed.cookie = `yx_desk=${good}`;
  isError(await replayed.get("me"), 401, "denied");
});

test("a visitor's cookie opens no desk, and a session no conversation", async () => {
  const visitor = stack.visitor();
  await visitor.open();
  const thief = other("boss");
  thief.cookie = `yx_desk=${visitor.cookie.split("=")[1]}`;
  isError(await thief.get("me"), 401, "denied");
});

test("a page of another site, and a form without X-Desk, are refused", async () => {
  for (const headers of [{ "sec-fetch-site": "cross-site" }, { "sec-fetch-site": "same-site" }, { origin: "https://evil.example" }, { origin: "null" }]) {
    isError(await admin.get("staff", headers), 403, "forbidden");
    isError(await admin.post("teams", { id: randomUUID(), name: "假组" }, headers), 403, "forbidden");
  }
  for (const value of ["", "yes", "2"]) isError(await admin.post("teams", { id: randomUUID(), name: "假组" }, { "x-desk": value }), 403, "forbidden");
  assert.equal((await admin.get("staff", { origin: stack.url })).status, 200);
  assert.deepEqual((await admin.get("teams")).json.teams.filter((t) => t.name === "假组"), []);
});

test("huge, deep and malformed bodies are clear errors", async () => {
  const stranger = other("x");
  for (const target of ["login", "totp", "logout"]) {
    const signed = target === "totp" ? admin : stranger;
    for (const body of ["{", "[]", "null", "12", '"x"', '{"a":1,"a":2}', "{}{}", "[".repeat(3000), Buffer.from('{"name":"\xff"}', "latin1"), '{"name":"\\ud800"}'])
      isError(await signed.post(target, body), 400, "invalid");
    isError(await signed.post(target, JSON.stringify({ name: "x".repeat(5000) })), 413, "too_large");
  }
  for (const body of [{}, { name: "li" }, { password: "x" }, { name: 1, password: "x" }, { name: "li", password: ["x"] }, { name: null, password: null }])
    isError(await stranger.post("login", body), 400, "invalid");
  isError(await other("li\u0000' OR 1=1").post("login", { name: "li' OR '1'='1", password: "x".repeat(2000) }), 401, "denied");
  for (const query of ["who=x", "who=-1", "before=1e3", "what=A-B", "what=%27", "who=99999999999999999999"]) isError(await admin.get(`acts?${query}`), 400, "invalid");
});

test("a form sent twice counts once; with other content it is refused", async () => {
  const form = { id: randomUUID(), name: "once", display: "一次", roles: ["agent"], capacity: 3 };
  const [one, two] = await Promise.all([admin.post("staff", form), admin.post("staff", form)]);
  assert.deepEqual([one.status, two.status], [200, 200]);
  assert.equal(one.json.staff.id, two.json.staff.id);
  const passwords = [one.json.password, two.json.password].filter(Boolean);
  assert.equal(passwords.length, 1, "the password is shown once");
  secrets.push(passwords[0]);
  isError(await admin.post("staff", { ...form, display: "两次" }), 409, "mismatch");
  isError(await admin.post("staff", { ...form, id: randomUUID() }), 409, "duplicate");
  assert.equal((await stack.query("SELECT count(*) n FROM staff WHERE name = 'once'"))[0].n, 1);
  for (const id of [undefined, "", "a b", "x".repeat(65), 7]) isError(await admin.post("teams", { id, name: "组" }), 400, "invalid");
});

test("a password that was given is changed before anything else", async () => {
  const made = await admin.post("staff", { id: randomUUID(), name: "fresh", display: "新人", roles: ["agent", "lead"] });
  secrets.push(made.json.password);
  const fresh = other("fresh", made.json.password);
  const first = await fresh.login();
  assert.equal(first.json.me.must_change, true);
  isError(await fresh.get("staff"), 403, "forbidden");
  isError(await fresh.get("events"), 403, "forbidden");
  const own = `own words ${randomUUID()}`;
  secrets.push(own);
  isError(await fresh.post("password", { old: "not it at all", new: own }), 403, "forbidden");
  for (const bad of ["short", "fresh-fresh-1", "1234567890", "x".repeat(129)]) isError(await fresh.post("password", { old: fresh.password, new: bad }), 400, "invalid");
  const before = token(fresh);
  assert.equal((await fresh.post("password", { old: fresh.password, new: own })).status, 200);
  assert.notEqual(token(fresh), before);
  assert.equal((await fresh.get("staff")).status, 200);
  isError(await other("fresh", made.json.password).login(), 401, "denied");
});

test("somebody disabled is out at once, with the page that they have open", async () => {
  const [feng, chen] = await Promise.all([person("feng", "agent"), person("chen", "agent")].map(async (p) => (await p).enter()));
  secrets.push(token(feng), token(chen));
  const page = await subscribe(stack, feng, {}, "/api/desk/events");
  const colleague = await subscribe(stack, chen, {}, "/api/desk/events");
  assert.equal(page.status, 200);
  const begin = Date.now();
  const answer = await admin.post(`staff/${feng.id}`, { id: randomUUID(), disabled: true });
  assert.equal(answer.json.staff.disabled, true);
  isError(await feng.get("me"), 401, "denied");
  assert.equal(await page.next(), null, "the stream of events ends");
  assert.ok(Date.now() - begin < 2000, "at once");
  isError(await feng.get("events"), 401, "denied");
  isError(await feng.login(), 401, "denied");
  await assert.rejects(colleague.next(300), /no event/, "others stay connected");
  colleague.close();
  await admin.post(`staff/${feng.id}`, { id: randomUUID(), disabled: false });
  isError(await feng.get("me"), 401, "denied");
  await feng.enter();
});

test("the command line puts somebody out at once, too", async () => {
  const shen = await (await person("shen", "agent")).enter();
  secrets.push(token(shen));
  const page = await subscribe(stack, shen, {}, "/api/desk/events");
  const reset = await yixian(["staff", "reset", "shen", "--config", stack.config, "--json"]);
  secrets.push(JSON.parse(reset.stdout).password);
  assert.equal(await page.next(), null);
  isError(await shen.get("me"), 401, "denied");
  isError(await shen.login(), 401, "denied");
  assert.equal((await other("shen", JSON.parse(reset.stdout).password).login()).json.me.must_change, true);
});

test("a page waits without a thread of the gate, and hears of a change of its rights", async () => {
  const han = await (await person("han", "agent")).enter();
  secrets.push(token(han));
  const page = await subscribe(stack, han, {}, "/api/desk/events");
  assert.match(page.headers["content-type"], /^text\/event-stream/);
  await admin.post(`staff/${han.id}`, { id: randomUUID(), roles: ["agent", "lead"] });
  assert.deepEqual(JSON.parse((await page.next()).data), { id: "0", what: "me", conversation: "0" });
  const old = han.cookie;
  const me = await han.get("me");
  assert.deepEqual(me.json.me.roles, ["agent", "lead"]);
  assert.notEqual(han.cookie, old, "other rights are another token");
  secrets.push(token(han));
  assert.equal((await han.get("staff")).status, 200);
  isError(await other("x").get("events"), 401, "denied");
  page.close();
});

test("what was done is recorded, and listed for the auditor alone", async () => {
  const yang = await person("yang", "agent");
  await yang.login("wrong");
  await yang.enter();
  secrets.push(token(yang));
  await yang.post("logout");
  const { json } = await admin.get(`acts?who=${yang.id}`);
  assert.deepEqual(json.acts.map((a) => a.what), ["logout", "login", "login_failed"]);
  assert.deepEqual([json.acts[1].who.display, json.acts[1].detail.address, json.more], ["yang", "127.0.0.1", false]);
  const seen = [];
  for (let before = ""; ;) {
    const page = (await admin.get(`acts?before=${before}`)).json;
    seen.push(...page.acts.map((a) => a.id));
    if (!page.more) break;
    before = page.acts.at(-1).id;
  }
  assert.equal(new Set(seen).size, seen.length, "each once");
  assert.equal(seen.length, (await stack.query("SELECT count(*) n FROM audit"))[0].n);
});

test("a role that must have a second factor sets one up, and no code counts twice", async () => {
  const own = await Stack.start({ configuration: { channels: { desk: { totp_roles: ["administrator"] } } } });
  try {
    const root = await hire(own, "root", "administrator");
    const first = await root.login();
    assert.match(first.json.enrol.uri, new RegExp(`^otpauth://totp/.*:root\\?secret=${first.json.enrol.secret}&issuer=`));
    for (const target of ["me", "staff", "events"]) isError(await root.get(target), 401, "denied");
    isError(await root.post("totp", { code: "000000" }), 400, "invalid");
    // the last moment of a step would make this code the one before
    const code = totp(first.json.enrol.secret);
    const half = root.cookie;
    assert.equal((await root.post("totp", { code })).json.me.totp, true);
    assert.notEqual(root.cookie, half);
    assert.equal((await root.get("staff")).status, 200);
    const thief = new Colleague(own.url, "root", root.password);
    assert.deepEqual((await thief.login()).json, { totp: true });
    isError(await thief.get("me"), 401, "denied");
    isError(await thief.post("totp", { code }), 400, "invalid");
    assert.equal((await thief.post("totp", { code: totp(first.json.enrol.secret, Date.now() + 30000) })).status, 200);
    const agent = await hire(own, "li", "agent");
    assert.ok((await agent.login()).json.me, "others need none");
    assert.equal((await yixian(["staff", "reset", "root", "--totp", "--config", own.config])).code, 0);
    isError(await root.get("me"), 401, "denied");
    assert.ok((await root.login()).json.enrol, "and sets one up again");
  } finally {
    await own.stop();
  }
});

test("the command line lets people in, and says what is wrong", async () => {
  const staff = (words, input) => yixian(["staff", ...words, "--config", stack.config], { input });
  const made = await staff(["add", "Jiang", "--roles", "agent,editor", "--display", "蒋", "--team", "三组", "--capacity", "2"]);
  const password = /password: (\S+)/.exec(made.stdout)?.[1];
  secrets.push(password);
  assert.equal((await other("jiang", password).login()).json.me.must_change, true);
  const own = `piped in ${randomUUID()}`;
  secrets.push(own);
  const reset = await staff(["reset", "jiang", "--password-stdin"], `${own}\n`);
  assert.deepEqual([reset.code, reset.stdout, reset.stderr], [0, "jiang\n", ""], "what was given is not printed");
  assert.equal((await other("jiang", own).login()).json.me.must_change, false);
  const listed = JSON.parse((await staff(["list", "--json"])).stdout).staff.find((s) => s.name === "jiang");
  assert.deepEqual([listed.display, listed.roles, listed.team, listed.capacity, listed.disabled], ["蒋", "agent,editor", "三组", 2, false]);
  for (const [words, code, said, input] of [
    [["add", "jiang", "--roles", "agent"], 1, /is there already/], [["add", "a b", "--roles", "agent"], 2, /a name is/],
    [["add", "x"], 2, /--roles is needed/], [["add", "x", "--roles", "boss"], 2, /--roles is needed/],
    [["add", "x", "--roles", "agent", "--capacity", "0"], 2, /--capacity is/], [["add", "x", "--roles", "agent", "--capacity", "3x"], 2, /--capacity is/],
    [["add", "xiaoming", "--roles", "agent", "--password-stdin"], 1, /refused: common/, "1234567890\n"],
    [["add", "xiaoming", "--roles", "agent", "--password-stdin"], 1, /no password came/, ""],
    [["disable", "nobody"], 1, /nobody is called nobody/], [["reset", "nobody"], 1, /nobody is called nobody/],
    [["disable"], 2, /expected: NAME/],
  ]) {
    const answer = await staff(words, input);
    assert.equal(answer.code, code, `${words}: ${answer.stderr}`);
    assert.match(answer.stderr, said, String(words));
    assert.equal(answer.stdout, "");
  }
});

test("a house with a desk says what is wrong with its options", async () => {
  const own = await Stack.start({ start: false });
  try {
    await own.configure((c) => { c.channels.desk.totp_roles = ["boss"]; });
    const roles = await yixian(["check", "--config", own.config]);
    assert.equal(roles.code, 1);
    assert.match(roles.stderr, /channels\.desk\.totp_roles.*a role is agent/);
    await own.configure((c) => { delete c.channels.desk.totp_roles; delete c.channels.desk.key; });
    const key = await yixian(["check", "--config", own.config]);
    assert.equal(key.code, 1);
    assert.match(key.stderr, /channels\.desk\.key/);
  } finally {
    await own.stop();
  }
});
