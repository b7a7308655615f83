// How long a text is for the house, which counts characters (not the halves that JavaScript counts), and for a channel,
// which counts bytes of UTF-8.
export const lengthOf = (text) => [...text].length;
// A text message counts the halves: one alone holds more than each of several.
export const textMessages = (n, { one, part }) => (n <= one ? 1 : Math.ceil(n / part));
export const bytesOf = (text) => new TextEncoder().encode(text).length;
