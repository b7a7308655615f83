// What strangers wrote, for eyes: characters that turn the direction of what follows, or cannot be seen at all, are
// shown by their number instead of working, so that nobody reads something else than was written.
const unseen = /[\u0000-\u0008\u000b-\u001f\u007f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;

export const plain = (text) => text.replace(/\r\n?/g, "\n").replace(unseen,
  (mark) => `[U+${mark.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}]`);
