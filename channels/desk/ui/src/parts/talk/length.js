// How long a text is for the house, which counts characters (not the halves that JavaScript counts), and for a channel,
// which counts bytes of UTF-8.
export const lengthOf = (text) => [...text].length;
export const bytesOf = (text) => new TextEncoder().encode(text).length;
