// An id of the page's own for a form, so that one sent twice counts once. Not randomUUID: that is missing without TLS.
export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("");
}

/** For one form: the function from its content to its id. The same content, sent again since no answer came, has the same
 * id; content that was changed in between is another form. */
export function formIds() {
  let last = null, id = newId();
  return (content) => {
    const now = JSON.stringify(content);
    if (last !== null && now !== last) id = newId();
    last = now;
    return id;
  };
}
