// An id of the page's own for a form, so that one sent twice counts once. Not randomUUID: that is missing without TLS.
export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("");
}
