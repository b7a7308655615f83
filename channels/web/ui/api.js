// The house's API. Every call ends with { status, body, wait }, never with an exception; status 0: no answer came.
const PATIENCE_MS = 45000; // longer than nginx waits for the gate

async function call(path, options) {
  const stop = window.AbortController ? new AbortController() : null;
  const timer = stop && setTimeout(() => stop.abort(), PATIENCE_MS);
  try {
    const response = await fetch(path, Object.assign({ credentials: "same-origin", cache: "no-store", signal: stop ? stop.signal : undefined }, options));
    const text = await response.text();
    return { status: response.status, body: read(text), wait: Number(response.headers.get("Retry-After")) || 0 };
  } catch (unreachable) {
    return { status: 0, body: null, wait: 0 };
  } finally {
    clearTimeout(timer);
  }
}

/** A page of somebody between us and the house (a hotel's, a carrier's) is not JSON. */
function read(text) {
  try {
    return text ? JSON.parse(text) : null;
  } catch (other) {
    return null;
  }
}

const post = (path, value) => call(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(value) });

export const api = {
  send: (text, id, files) => post("/api/chat", files.length ? { text, id, files } : { text, id }),
  after: (id) => call("/api/chat?after=" + id, {}),
  judge: (message, useful) => post("/api/chat/feedback", { message, useful }),
  fileBegin: (id, name, size) => post("/api/files", { id, name, size }),
  filePiece: (id, from, bytes) => call("/api/files/" + id + "?from=" + from, { method: "PUT", headers: { "Content-Type": "application/octet-stream" }, body: bytes }),
  fileState: (id) => call("/api/files/" + id + "/state", {}),
  leave: () => post("/api/chat/leave", {}),
  /** Take a fresh visitor's cookie. */
  renew: () => call("/", {}),
};
