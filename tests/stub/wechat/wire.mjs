// What just went over the wire, and who watches. Entries are numbered; the last few hundred are kept.
const KEPT = 400;

export class Wire {
  constructor() { Object.assign(this, { entries: [], number: 0, watchers: new Set() }); }

  /** way: "call" (WeChat calls the account) or "api" (the account calls WeChat). */
  add(entry) {
    const full = { n: ++this.number, at: Date.now(), ...entry };
    this.entries.push(full);
    if (this.entries.length > KEPT) this.entries.shift();
    this.tell("wire", full);
  }

  tell(type, what) { for (const watcher of this.watchers) watcher(type, what); }

  /** watcher(type, what); returns how to stop. */
  watch(watcher) {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  }
}
