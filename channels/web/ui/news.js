// Hearing of news: pushed where it can be, else asked for. What is pushed only says that there is something; `ask`
// fetches it from the house, which alone knows the truth.
const SOON_MS = 4000;   // something is expected and nothing pushes
const LATER_MS = 20000; // nothing is expected and nothing pushes
const CHECK_MS = 90000; // pushed: look all the same, a proxy may hold everything back
const REOPEN_MS = 2000;
const REOPEN_MOST_MS = 60000;
const HIDDEN_MS = 60000;

export class News {
  /** ask: () => …; expected: () => bool, whether somebody may answer at any time. */
  constructor(ask, expected) {
    this.ask = ask;
    this.expected = expected;
    this.failures = 0;
    this.source = null;
    this.reopening = null;
    this.open();
    this.plan();
    document.addEventListener("visibilitychange", () => this.seen());
    window.addEventListener("online", () => this.wake());
    window.addEventListener("pageshow", (event) => { if (event.persisted) this.wake(); });
    window.addEventListener("pagehide", () => this.close());
  }

  get pushed() { return this.source !== null && this.source.readyState === 1; }

  open() {
    clearTimeout(this.reopening);
    this.reopening = null;
    if (this.source || !window.EventSource) return;
    const source = new EventSource("/api/chat/events");
    this.source = source;
    source.onopen = () => { this.failures = 0; this.ask(); this.plan(); };
    source.onmessage = () => this.ask();
    source.onerror = () => { if (source === this.source) this.reopenLater(); };
  }

  close() {
    if (this.source) this.source.close();
    this.source = null;
  }

  /** Ever later, and not all pages at the same moment after a restart. */
  reopenLater() {
    this.close();
    const most = Math.min(REOPEN_MOST_MS, REOPEN_MS * Math.pow(2, this.failures++));
    clearTimeout(this.reopening);
    this.reopening = setTimeout(() => this.open(), most * (0.5 + Math.random()));
    this.plan();
  }

  wake() {
    this.failures = 0;
    this.ask();
    this.open();
    this.plan();
  }

  /** A page that nobody sees gives its connection back, unless somebody is to answer. */
  seen() {
    clearTimeout(this.hiding);
    if (!document.hidden) this.wake();
    else this.hiding = setTimeout(() => { if (!this.expected()) this.close(); }, HIDDEN_MS);
  }

  /** Ask from time to time; how often depends on what is expected and whether it is pushed. What is planned may
   * become sooner, never later: else each failure would put it off. */
  plan() {
    const ms = (this.pushed ? CHECK_MS : this.expected() ? SOON_MS : LATER_MS) * (0.85 + Math.random() * 0.3);
    const due = performance.now() + ms;
    if (this.timer && this.due <= due) return;
    clearTimeout(this.timer);
    this.due = due;
    this.timer = setTimeout(() => {
      this.timer = null;
      if (!document.hidden || this.expected()) this.ask();
      this.plan();
    }, ms);
  }
}
