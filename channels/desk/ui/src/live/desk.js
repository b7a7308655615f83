// Everything that runs while somebody is signed in.
import { whenReached } from "../api/http.js";
import { has, learnMe, myId, session } from "../state/session.js";
import { sendAgain, whenRefused } from "../state/sending.js";
import { queue, refreshQueue, whenSomethingComes } from "../state/queue.js";
import { tellError, tellNews } from "../parts/frame/tell.js";
import { t } from "../words/texts.js";
import { whoWords } from "../words/who.js";
import { chime, startAlerts } from "./alerts.js";
import { startLeases, stopLeases } from "./leases.js";
import { line, onNews, startNews, stopNews, tellLine } from "./news.js";

const AGAIN_MS = 4000; // after a reply that nobody answered
let alerting = false;

function hear({ waiting, came, said }) {
  for (const talk of came) tellNews(t("queue.came", { who: whoWords(talk.who) }));
  if ([...waiting, ...came].some((talk) => talk.urgent)) chime("urgent");
  else if (waiting.length || came.length) chime("waiting");
  else if (said.length) chime("message");
}

/** Returns the function that ends it. */
export function startDesk() {
  const atWork = has("agent", "lead");
  whenReached(tellLine);
  whenSomethingComes(hear);
  whenRefused((error) => tellError(error, t("compose.refused", { why: error.message })));
  if (!alerting) startAlerts();
  alerting = true;
  const deaf = onNews(({ what }) => {
    if (what === "me" || what === "all") learnMe().catch(() => { /* the line's bar says it */ });
    if (!atWork) return;
    refreshQueue();
    if (what === "all") sendAgain(myId.value);
  });
  const again = setInterval(() => { if (session.step === "in" && line.state !== "offline") sendAgain(myId.value); }, AGAIN_MS);
  startNews();
  if (atWork) {
    refreshQueue();
    startLeases();
  }
  return () => {
    deaf();
    clearInterval(again);
    stopNews();
    stopLeases();
    queue.known = false;
  };
}
