// What the browser keeps for us. Where it refuses (private windows, a full disk, a strict setting) memory does, until
// the page is closed.
const prefix = "yixian.";

function open(get) {
  try {
    const storage = get();
    storage.setItem(prefix + "try", "1");
    storage.removeItem(prefix + "try");
    return storage;
  } catch (refused) {
    return null;
  }
}

class Keep {
  constructor(get) {
    this.storage = open(get);
    this.memory = new Map();
  }

  get lasting() { return this.storage !== null; }

  get(name) {
    if (this.memory.has(name)) return this.memory.get(name);
    return this.storage ? this.storage.getItem(prefix + name) : null;
  }

  /** False: only until the page is closed. */
  set(name, value) {
    try {
      this.storage.setItem(prefix + name, value);
      this.memory.delete(name);
      return true;
    } catch (refused) {
      this.memory.set(name, value);
      return false;
    }
  }

  remove(name) {
    this.memory.delete(name);
    if (this.storage) this.storage.removeItem(prefix + name);
  }

  /** All names that begin so, sorted. */
  names(beginning) {
    const names = Array.from(this.memory.keys());
    for (let i = 0; this.storage && i < this.storage.length; i++) {
      const key = this.storage.key(i);
      if (key.startsWith(prefix)) names.push(key.slice(prefix.length));
    }
    return Array.from(new Set(names.filter((name) => name.startsWith(beginning)))).sort();
  }

  clear() {
    this.names("").forEach((name) => this.remove(name));
  }
}

/** Shared by all tabs, until it is removed. */
export const local = new Keep(() => window.localStorage);
/** Of this tab alone. */
export const session = new Keep(() => window.sessionStorage);
/** Hear when another tab has changed something whose name begins so. */
export function onOtherTab(beginning, hear) {
  window.addEventListener("storage", (event) => { if (event.key === null || event.key.startsWith(prefix + beginning)) hear(); });
}
