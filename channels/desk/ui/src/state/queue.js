// Who waits and what is mine, as the house last said; refreshed by news.
import { reactive } from "vue";
import * as desk from "../api/desk.js";
import { coalesce } from "../live/coalesce.js";

export const queue = reactive({ known: false, failed: null, waiting: [], waiting_total: 0, mine: [], owned: [], others: 0, hours: null });

let hear = () => {};
/** What is new: then({ waiting: […], mine: […] }), items that were not there or have more unread. */
export const whenSomethingComes = (then) => { hear = then; };

function compare(answer) {
  const knew = new Set([...queue.waiting, ...queue.mine].map((talk) => talk.id));
  const unread = new Map(queue.mine.map((talk) => [talk.id, talk.unread]));
  return {
    waiting: answer.waiting.filter((talk) => !knew.has(talk.id)),
    mine: answer.mine.filter((talk) => !unread.has(talk.id) || talk.unread > unread.get(talk.id)),
  };
}

export const refreshQueue = coalesce(async () => {
  try {
    const answer = await desk.fetchQueue();
    const news = queue.known ? compare(answer) : null;
    Object.assign(queue, { owned: [], waiting_total: answer.waiting.length }, answer, { known: true, failed: null });
    if (news) hear(news);
  } catch (error) {
    queue.failed = error;
  }
});
