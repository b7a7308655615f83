// Every word the pages say: section `page` of the guest's catalogue, built in, and over it what the house says now
// (GET /api/desk/texts, flat keys), since a county may say it otherwise.
import { shallowRef } from "vue";
import catalogue from "../../../texts/zh-CN.yaml";

const house = shallowRef({});
export const takeTexts = (texts) => { house.value = texts ?? {}; };

const find = (tree, key) => key.split(".").reduce((node, part) => node?.[part], tree);

/** The text of `key` with {name} filled in; of a code nobody has words for, `otherwise` (else the key). */
export function t(key, values = {}, otherwise = key) {
  const text = house.value[key] ?? find(catalogue, key);
  if (typeof text !== "string") return otherwise;
  return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

/** The words of a code that the house sends, one kind of codes to a section; the code itself when there are none. */
export const wordOf = (kind, code) => (code ? t(`${kind}.${code}`, {}, code) : "");
