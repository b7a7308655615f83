// Answers that are to go wrong: a queue per path, taken one a request, before anything else is looked at.
//   { errcode }            that error, nothing done          { status: 500 }   an HTTP error with a page
//   { garbage } { empty }  200 with what is no JSON           { half }          cut in the middle of the answer
//   { cut }                the connection closed at once      { silent }        no answer at all
//   { lost }               done, but the answer never arrives { delay: ms }     late; alone or with another one
// Each MAY have times (1) and to (an openid: only requests for that one).
const KEYS = ["errcode", "status", "garbage", "empty", "half", "cut", "silent", "lost", "delay", "times", "to"];

export class Faults {
  constructor() { this.queues = new Map(); }

  add(path, ...faults) {
    for (const fault of faults) {
      const unknown = Object.keys(fault ?? {}).filter((key) => !KEYS.includes(key));
      if (!fault || unknown.length || Object.keys(fault).length === 0) throw new Error(`a fault is of ${KEYS.join(", ")}; not ${JSON.stringify(fault)}`);
    }
    this.queues.set(path, [...(this.queues.get(path) ?? []), ...faults.map((fault) => ({ times: 1, ...fault }))]);
  }

  take(path, openid) {
    const queue = this.queues.get(path) ?? [];
    const at = queue.findIndex((fault) => fault.to === undefined || fault.to === openid);
    if (at < 0) return null;
    if (--queue[at].times <= 0) return queue.splice(at, 1)[0];
    return queue[at];
  }

  /** Of one path, or of all. */
  clear(path) {
    if (path === undefined) this.queues.clear();
    else this.queues.delete(path);
  }

  get waiting() {
    return Object.fromEntries([...this.queues].filter(([, queue]) => queue.length));
  }
}
