import catalogue from "../../../../texts/zh-CN.yaml";
import { t } from "../../words/texts.js";

/** Every kind of act the catalogue has words for: [code, words]. */
export const actKinds = () => Object.keys(catalogue.acts).filter((code) => typeof catalogue.acts[code] === "string").map((code) => [code, t(`acts.${code}`)]);

const ofTalk = new Set(["claim", "assign", "handover", "close", "lost", "reveal"]);

/** The conversation it was done to, or null. */
export const talkOf = ({ what, object }) => (ofTalk.has(what) && object && object !== "0" ? object : null);
/** Another thing it was done to, by its number. */
export const objectWords = ({ object }) => (object && object !== "0" ? t("acts_page.number", { n: object }) : "");
