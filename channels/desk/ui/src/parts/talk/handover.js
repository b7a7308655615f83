import { t } from "../../words/texts.js";

const nameOf = (one) => (typeof one === "string" ? one : one?.display ?? one?.name ?? "");

/** “王 转给 李”, “王 的接待超时” … */
export const handoverWords = ({ kind, from, to }) => t(`handover.was.${kind}`, { from: nameOf(from), to: nameOf(to) });
