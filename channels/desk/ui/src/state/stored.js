// What this browser keeps. A browser that keeps nothing (private window, full disk) still works until it is reloaded.
const PREFIX = "yx_desk.";
const memory = new Map();

export function read(key, otherwise = null) {
  try {
    const text = localStorage.getItem(PREFIX + key);
    return text === null ? (memory.get(key) ?? otherwise) : JSON.parse(text);
  } catch {
    return memory.get(key) ?? otherwise;
  }
}

export function write(key, value) {
  memory.set(key, value);
  try {
    localStorage.setItem(PREFIX + key, JSON.stringify(value));
  } catch { /* kept in memory */ }
}

export function remove(key) {
  memory.delete(key);
  try {
    localStorage.removeItem(PREFIX + key);
  } catch { /* was never there */ }
}

export function keysBelow(prefix) {
  const keys = new Set(memory.keys());
  try {
    for (let n = 0; n < localStorage.length; n++) {
      const key = localStorage.key(n);
      if (key.startsWith(PREFIX)) keys.add(key.slice(PREFIX.length));
    }
  } catch { /* nothing is kept */ }
  return [...keys].filter((key) => key.startsWith(prefix));
}
