// Who waits and what is mine, as the house last said; refreshed by news.
import { reactive } from "vue";
import * as desk from "../api/desk.js";
import { coalesce } from "../live/coalesce.js";

export const queue = reactive({ known: false, failed: null, waiting: [], waiting_total: 0, mine: [], owned: [], others: 0, hours: null });

let hear = () => {};
/** What is new: then({ waiting, came, said }): who waits now, what became mine without my doing, who of mine has written. */
export const whenSomethingComes = (then) => { hear = then; };

const taken = new Set(); // by myself
export const mineByMyself = (conversation) => taken.add(conversation);

function compare(answer) {
  const waited = new Set(queue.waiting.map((talk) => talk.id));
  const unread = new Map(queue.mine.map((talk) => [talk.id, talk.unread]));
  return {
    waiting: answer.waiting.filter((talk) => !waited.has(talk.id) && !unread.has(talk.id)),
    came: answer.mine.filter((talk) => !unread.has(talk.id) && !taken.has(talk.id)),
    said: answer.mine.filter((talk) => unread.has(talk.id) && talk.unread > unread.get(talk.id)),
  };
}

export const refreshQueue = coalesce(async () => {
  try {
    const answer = await desk.fetchQueue();
    const news = queue.known ? compare(answer) : null;
    Object.assign(queue, answer, { known: true, failed: null });
    if (news) hear(news);
    for (const talk of answer.mine) taken.delete(talk.id);
  } catch (error) {
    queue.failed = error;
  }
});
