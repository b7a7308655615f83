import catalogue from "../../../../texts/zh-CN.yaml";
import { t, wordOf } from "../../words/texts.js";

/** Every kind of act the catalogue has words for: [code, words]. */
export const actKinds = () => Object.keys(catalogue.acts).filter((code) => typeof catalogue.acts[code] === "string").map((code) => [code, t(`acts.${code}`)]);

const ofTalk = new Set(["claim", "assign", "handover", "close", "lost", "reveal"]);
const ofSelf = new Set(["login", "login_failed", "code_failed", "logout", "password", "totp_set"]);
const values = {
  roles: (value) => value.split(/[ ,]+/).filter(Boolean).map((role) => wordOf("role", role)).join("、"),
  by: (value) => wordOf("acts.by", value),
  why: (value) => wordOf("acts.why", value),
};

/** Who did it: somebody, the clock, the command line (its detail says so), or nobody known. */
export function doerWords({ who, what, detail }) {
  if (who) return who.display;
  return t(what === "lost" || what === "assign" || detail.by ? "acts_page.house" : "acts_page.nobody");
}
/** The conversation it was done to, or null. */
export const talkOf = ({ what, object }) => (ofTalk.has(what) && object ? object : null);
/** Another thing it was done to: a person by their name, else its number; oneself is not said. */
export function objectWords({ what, object, who }, names) {
  if (!object || (ofSelf.has(what) && who)) return "";
  return names.get(object) ?? t("acts_page.number", { n: object });
}
export const detailWords = (detail) => Object.entries(detail)
  .map(([key, value]) => t("acts_page.detail", { key: wordOf("acts.detail", key), value: values[key]?.(value) ?? value })).join("，");
