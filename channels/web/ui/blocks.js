// An answer's text as headings, paragraphs and lists; channels/web/blocks.c does the same for the page itself.
import { make } from "./dom.js";

const HEADING_MOST = 16;

function judge(line) {
  const numbered = /^\d{1,3}\. (.+)$/.exec(line);
  const dotted = /^· (.+)$/.exec(line);
  const title = /^【(.+)】$/.exec(line);
  if (line === "") return { kind: "nothing", text: "" };
  if (numbered) return { kind: "ol", text: numbered[1] };
  if (dotted) return { kind: "ul", text: dotted[1] };
  if (title) return { kind: "h3", text: title[1] };
  return { kind: "p", text: line };
}

const isList = (line) => line !== undefined && (line.kind === "ol" || line.kind === "ul");

/** A short line that ends no sentence and has a list behind it, one empty line between. */
function isHeading(lines, at) {
  const { kind, text } = lines[at];
  if (kind !== "p" || Array.from(text).length > HEADING_MOST || /[。！？；，：]$/.test(text)) return false;
  const next = lines[at + 1];
  return isList(next && next.kind === "nothing" ? lines[at + 2] : next);
}

/** Put the blocks of `text` into `parent`. */
export function putBlocks(parent, text) {
  const lines = text.split("\n").map(judge);
  let open = null;
  lines.forEach((line, at) => {
    const kind = isHeading(lines, at) ? "h4" : line.kind;
    const goesOn = open && open.localName === kind;
    if (kind === "nothing") open = null;
    else if (kind === "h3" || kind === "h4") {
      open = null;
      parent.append(make(kind, {}, line.text));
    } else {
      if (!goesOn) parent.append(open = make(kind));
      if (kind !== "p") open.append(make("li", {}, line.text));
      else open.append(...(goesOn ? [make("br"), line.text] : [line.text]));
    }
  });
}
