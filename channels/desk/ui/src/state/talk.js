// One conversation as the house last said: its messages in order, whatever arrives in whichever order.
import { reactive, shallowReactive } from "vue";
import * as desk from "../api/desk.js";
import { coalesce } from "../live/coalesce.js";

const SETTLED = new Set(["answered", "delivered", "dead"]);
const EARLIER_PAGES = 4;
const LOOK_BACK = 60; // so many of the last messages are looked at for letters that still change

/** Numbers as texts, too long for JavaScript's own. */
export const isLater = (a, b) => (a.length === b.length ? a > b : a.length > b.length);

function merge(known, fresh) {
  if (!fresh.length) return known;
  if (!known.length || isLater(fresh[0].id, known.at(-1).id)) return [...known, ...fresh];
  if (isLater(known[0].id, fresh.at(-1).id)) return [...fresh, ...known];
  const byId = new Map(known.map((message) => [message.id, message]));
  for (const message of fresh) byId.set(message.id, message);
  return [...byId.values()].sort((a, b) => (a.id === b.id ? 0 : isLater(a.id, b.id) ? 1 : -1));
}

/** Where to ask from, so that what may have changed comes again: before the oldest letter still on its way. */
function askFrom(messages) {
  const recent = messages.slice(-LOOK_BACK);
  const open = recent.findIndex((message) => message.letter && !SETTLED.has(message.letter.state));
  const from = open < 0 ? messages.length : messages.length - recent.length + open;
  return from > 0 ? messages[from - 1].id : undefined;
}

export function openTalk(id) {
  const talk = reactive({
    id, known: false, failed: null, gone: false, about: null, notes: [], handovers: [], earlierLeft: false, loadingEarlier: false,
    list: shallowReactive({ messages: [] }),
  });

  function take(answer) {
    Object.assign(talk, { about: answer.conversation, notes: answer.notes, handovers: answer.handovers, known: true, failed: null, gone: false });
    talk.list.messages = merge(talk.list.messages, answer.messages);
  }

  async function fetchLatest() {
    const answer = await desk.fetchTalk(id, {}, { active: true });
    talk.earlierLeft = answer.more;
    take(answer);
  }

  async function fetchNewer() {
    for (let more = true; more;) {
      const after = askFrom(talk.list.messages);
      const last = talk.list.messages.at(-1)?.id;
      const answer = await desk.fetchTalk(id, { after: after ?? 0 });
      take(answer);
      more = answer.more && talk.list.messages.at(-1)?.id !== last;
    }
  }

  talk.refresh = coalesce(async () => {
    try {
      await (talk.known ? fetchNewer() : fetchLatest());
    } catch (error) {
      talk.failed = error;
      // Theirs to read no more: somebody else has it, or it waits again.
      talk.gone = talk.known && (error.status === 403 || error.status === 404);
    }
  });

  /** Some pages of the API at once: whoever reads upwards is not to stop at each. */
  async function fetchEarlier() {
    let answer, messages = [];
    for (let n = 0; n < EARLIER_PAGES && (!answer || answer.more); n++) {
      answer = await desk.fetchTalk(id, { before: (messages[0] ?? talk.list.messages[0]).id }, { active: true });
      messages = [...answer.messages, ...messages];
    }
    talk.earlierLeft = answer.more;
    take({ ...answer, messages });
  }

  talk.loadEarlier = async () => {
    if (talk.loadingEarlier || !talk.earlierLeft || !talk.list.messages.length) return;
    talk.loadingEarlier = true;
    try {
      await fetchEarlier();
    } catch (error) {
      talk.failed = error;
    } finally {
      talk.loadingEarlier = false;
    }
  };

  return talk;
}
