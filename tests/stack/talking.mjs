// Staff who talk with citizens, for tests: they take conversations, answer, hand over; and what is pushed to them.
import { randomUUID } from "node:crypto";
import { Colleague, hire } from "./desk.mjs";
import { subscribe } from "./push.mjs";

/** Somebody at the desk who is signed in and on duty. */
export async function onDuty(stack, name, roles = "agent", more = {}) {
  const agent = new Agent(stack, await hire(stack, name, roles, more));
  await agent.enter();
  await agent.must("present", { present: true });
  return agent;
}

export class Agent extends Colleague {
  constructor(stack, colleague) {
    super(stack.url, colleague.name, colleague.password);
    Object.assign(this, { stack, id: colleague.id });
  }

  /** Must succeed: its JSON. Without a body it is a GET. */
  async must(target, body) {
    const answer = await (body === undefined ? this.get(target) : this.post(target, body));
    if (answer.status !== 200) throw new Error(`${this.name}: ${target}: ${answer.status} ${answer.body}`);
    return answer.json;
  }

  queue() { return this.must("queue"); }
  claim(conversation) { return this.post("claim", { conversation }); }
  look(conversation, query = "") { return this.get(`conversations/${conversation}${query}`); }
  act(conversation, what, body) { return this.post(`conversations/${conversation}/${what}`, body); }
  reply(conversation, text, more = {}) { return this.act(conversation, "reply", { id: randomUUID(), text, ...more }); }
  note(conversation, text, more = {}) { return this.act(conversation, "note", { id: randomUUID(), text, ...more }); }
  handover(conversation, to, note = "请接着看", more = {}) { return this.act(conversation, "handover", { id: randomUUID(), to, note, ...more }); }
  close(conversation, summary = "已答复", more = {}) { return this.act(conversation, "close", { id: randomUUID(), summary, ...more }); }
  heartbeat(...conversations) { return this.post("heartbeat", { conversations }, { "x-desk": "0" }); }

  /** Do it until it is answered at all, always with the same body: what a page does over a bad line. */
  async insist(act, tries = 60) {
    let last;
    for (let n = 0; n < tries; n++) {
      last = await act().catch((error) => ({ status: 0, body: error.message }));
      if (last.status !== 0 && last.status < 500) return last;
      await new Promise((ok) => setTimeout(ok, 20 + 20 * n));
    }
    throw new Error(`${this.name}: never answered: ${last.status} ${last.body}`);
  }

  /** The whole transcript, forwards. */
  async transcript(conversation) {
    const all = [];
    for (let after = 0; ;) {
      const { status, json, body } = await this.insist(() => this.look(conversation, `?after=${after}`));
      if (status !== 200) throw new Error(`transcript: ${status} ${body}`);
      all.push(...json.messages);
      if (!json.more) return all;
      after = json.messages.at(-1).id;
    }
  }

  /** What is pushed to this person's pages: { hear(want) → the first event that it likes, close() }. */
  async listen() {
    const page = await subscribe(this.stack, this, {}, "/api/desk/events");
    if (page.status !== 200) throw new Error(`events: ${page.status}`);
    return {
      close: page.close,
      async hear(want = () => true, ms = 5000) {
        for (const end = Date.now() + ms; ;) {
          const event = await page.next(Math.max(1, end - Date.now()));
          if (event === null) return null;
          const said = JSON.parse(event.data);
          if (want(said)) return said;
        }
      },
    };
  }
}

/** A citizen who has asked for a person: the visitor, with `conversation`. */
export async function asking(stack, words = "老板拖欠工资怎么办") {
  const visitor = stack.visitor();
  await visitor.open();
  await visitor.insist(words);
  await visitor.insist("转人工");
  const [row] = await stack.query("SELECT CAST(id AS TEXT) AS id FROM conversation ORDER BY id DESC LIMIT 1");
  visitor.conversation = row.id;
  return visitor;
}
