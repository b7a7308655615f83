// What the ways in have in common: words that a text must and must not hold.
export const list = (value) => (Array.isArray(value) ? value : [value]).map(String);

export function onlyKnown(what, map, keys) {
  for (const key of Object.keys(map ?? {}))
    if (!keys.includes(key)) throw new Error(`${what}: '${key}' is not among ${keys.join(", ")}`);
}

/** Faults of a reply (null: there was none) against `reply`, `not` and `same_reply`, as lines. */
export function replyFaults(expect, text, before) {
  const found = [];
  if ("reply" in expect) {
    if (expect.reply === null) { if (text !== null) found.push(`a reply where none was expected: ${text}`); }
    else for (const part of list(expect.reply)) if (!text?.includes(part)) found.push(`no “${part}” in the reply: ${text}`);
  }
  for (const part of list(expect.not ?? [])) if (text?.includes(part)) found.push(`“${part}” in the reply: ${text}`);
  if ("same_reply" in expect && (text === before) !== expect.same_reply)
    found.push(`the reply is ${expect.same_reply ? "another" : "the same"}: ${text}`);
  return found;
}
