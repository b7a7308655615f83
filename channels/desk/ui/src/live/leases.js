// Keeps my conversations mine while this page lives: a heartbeat for all of them every 30 seconds.
import { reactive } from "vue";
import * as desk from "../api/desk.js";
import { queue, refreshQueue } from "../state/queue.js";

const BEAT_MS = 30_000;
/** id → until when it is mine, in the house's time */
export const leases = reactive(new Map());
let timer = 0;

async function beat() {
  const mine = queue.mine.map((talk) => talk.id);
  if (!mine.length) return leases.clear();
  try {
    const answer = await desk.heartbeat(mine);
    leases.clear();
    for (const { id, lease_until } of answer.leases) leases.set(id, lease_until);
    if (answer.leases.length < mine.length) refreshQueue();
  } catch { /* the connection says so itself; the lease runs on */ }
}

export function startLeases() {
  stopLeases();
  timer = setInterval(beat, BEAT_MS);
}
export const stopLeases = () => clearInterval(timer);
export const leaseOf = (talk) => Math.max(leases.get(talk.id) ?? 0, talk.lease_until ?? 0);
