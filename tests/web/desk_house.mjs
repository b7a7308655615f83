// A house with people at its desk, in two teams, and WeChat's servers beside it; their pages, as they use them.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { hire } from "../stack/desk.mjs";
import { startWechatHouse } from "../stack/wechat_house.mjs";
import { desk, open, openBrowser } from "./browser.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
/** A first look at who one is, before anybody has signed in, is answered with 401; browsers print each refusal. */
const REFUSED = /^Failed to load resource: the server responded with a status of 4\d\d/;

/** { house, stack, browser, lead, one, two, admin, stop }; one and two are agents of different teams. */
export async function startDeskHouse({ configuration = {} } = {}) {
  const house = await startWechatHouse({ guests: [], account: { certified: true }, configuration });
  const made = { house, stack: house.stack };
  made.stop = async () => { await made.browser?.close(); await house.stop(); };
  try {
    made.admin = await hire(house.stack, "guan", ["administrator", "auditor"], { display: "管理员" });
    made.lead = await hire(house.stack, "zhang", ["lead"], { display: "组长", team: "咨询一组" });
    made.one = await hire(house.stack, "jia", ["agent"], { display: "甲", team: "咨询一组" });
    made.two = await hire(house.stack, "yi", ["agent"], { display: "乙", team: "咨询二组" });
    made.browser = await openBrowser();
  } catch (error) {
    await made.stop();
    throw error;
  }
  return made;
}

/** What a page complained of, but for refusals, which tests ask for. */
export const complaints = (page) => page.complaints.filter((text) => !REFUSED.test(text));

export async function openDesk(made, options) {
  const context = await desk(made.browser, options);
  return open(context, `${made.stack.url}/desk/`);
}

export async function fillIn(page, { name, password }) {
  await page.getByLabel("账号").fill(name);
  await page.getByLabel("密码", { exact: true }).fill(password);
  await page.getByRole("button", { name: "登录" }).click();
}

/** The page of somebody who is signed in and on duty (agents and leads), ready to work. A session is kept for their next
 * page: passwords are slow on purpose. */
export async function seat(made, colleague, options) {
  if ((await colleague.get("me")).status !== 200) await colleague.enter();
  const { me } = (await colleague.get("me")).json;
  if (me.roles.some((role) => ["agent", "lead"].includes(role)) && !me.present) await colleague.post("present", { present: true });
  const context = await desk(made.browser, { userAgent: colleague.agent, ...options });
  const [name, value] = colleague.cookie.split("=");
  await context.addCookies([{ name, value, url: made.stack.url, httpOnly: true, sameSite: "Strict" }]);
  const page = await open(context, `${made.stack.url}/desk/`);
  await page.getByRole("navigation").waitFor();
  return page;
}

/** Go on duty, or off, by the switch. */
export const pressPresence = (page) => page.locator(".presence .el-switch").click(); // drawn over its input

export const waiting = (page) => page.getByRole("region", { name: "等待接入" });
export const mine = (page) => page.getByRole("region", { name: "我的会话" });
export const composer = (page) => page.getByLabel("回复内容");
export const messages = (page, author) => page.locator(`article.message.${author} .bubble`);

/** Take the one whose first words these are. */
export async function claim(page, words) {
  await waiting(page).getByRole("listitem").filter({ hasText: words }).getByRole("button", { name: "接入" }).click();
  await composer(page).waitFor();
}

export async function answer(page, text) {
  await composer(page).fill(text);
  await composer(page).press("Enter");
  await messages(page, "staff").filter({ hasText: text }).waitFor();
}

/** to: the tab of the dialog; who: what to choose there; note: for the one who gets it. */
export async function handOver(page, to, who, note) {
  await page.getByRole("button", { name: "交接", exact: true }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText(to, { exact: true }).click();
  if (who) {
    await dialog.getByRole("combobox").click();
    await page.getByRole("option", { name: who }).click();
  }
  await dialog.getByLabel(/给接手人的话/).fill(note);
  await dialog.getByRole("button", { name: "交接" }).click();
  await dialog.waitFor({ state: "hidden" });
}

/** End the open conversation, with a summary. */
export async function close(page, summary) {
  await page.getByRole("button", { name: "结束", exact: true }).click();
  await page.getByLabel(/小结/).fill(summary);
  await page.getByRole("dialog").getByRole("button", { name: "结束会话" }).click();
  await page.getByRole("dialog").waitFor({ state: "hidden" });
}

/** What the house has recorded of these words in conversations, by staff, as often as it has them. */
export async function recorded(made, ...texts) {
  const list = texts.map((text) => `'${text}'`).join(",");
  return (await made.stack.query(`SELECT body FROM message WHERE author = 2 AND body IN (${list}) ORDER BY conversation, id`)).map((row) => row.body);
}

/** What axe-core finds that is serious. */
export async function findings(page) {
  if (!(await page.evaluate(() => "axe" in globalThis))) await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
  return violations.filter(({ impact }) => ["serious", "critical"].includes(impact))
    .map(({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.target.join(" ")} ${node.failureSummary}`).join(", ")}`);
}
