// The legal basis of an answer: one card a law, its articles in sight, the rest unfolds.
import { make } from "./dom.js";
import { say } from "./phrases.js";

/** Neighbouring rows of the same law together. */
function byLaw(sources) {
  const groups = [];
  sources.forEach((row) => {
    const last = groups[groups.length - 1];
    if (last && last[0].law === row.law) last.push(row);
    else groups.push([row]);
  });
  return groups;
}

function card(rows) {
  const article = rows.map((row) => row.article).join(say("article_between"));
  const made = make("details", { class: "law" }, make("summary", {}, make("cite", {}, say("source", { law: rows[0].law, article }))));
  if (rows[0].since) made.append(make("p", {}, say("since", { date: rows[0].since })));
  rows.filter((row) => row.quote).forEach((row) => made.append(make("blockquote", {}, [make("b", {}, row.article), " " + row.quote])));
  made.append(make("p", { class: "lookup" }, say("lookup")));
  return made;
}

/** The cards, or null when there is no basis. */
export function sourcesOf(sources) {
  if (sources.length === 0) return null;
  return make("div", { class: "sources" }, [make("h4", {}, say("sources"))].concat(byLaw(sources).map(card)));
}
