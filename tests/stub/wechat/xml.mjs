// As much XML as WeChat speaks: elements without attributes, CDATA, text. Objects in order, lists for repeats.

const cdata = (text) => `<![CDATA[${String(text).replaceAll("]]>", "]]]]><![CDATA[>")}]]>`;

function element(name, value) {
  if (Array.isArray(value)) return value.map((one) => element(name, one)).join("");
  if (value && typeof value === "object") return `<${name}>${inner(value)}</${name}>`;
  return `<${name}>${["number", "bigint"].includes(typeof value) ? value : cdata(value)}</${name}>`;
}
const inner = (fields) => Object.entries(fields).filter(([, v]) => v !== undefined).map(([k, v]) => element(k, v)).join("\n");

/** Numbers stand bare, texts in CDATA, as WeChat writes them. */
export const writeXml = (fields) => `<xml>${inner(fields)}\n</xml>`;

const ENTITY = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };
function unescape(text) {
  return text.replace(/&(#x[0-9a-fA-F]+|#\d+|\w+);?|&/g, (all, name) => {
    if (name?.startsWith("#x")) return String.fromCodePoint(parseInt(name.slice(2), 16));
    if (name?.startsWith("#")) return String.fromCodePoint(Number(name.slice(1)));
    if (!name || !(name in ENTITY) || !all.endsWith(";")) throw new Error(`XML: ${all} is no entity`);
    return ENTITY[name];
  });
}

function add(into, name, value) {
  if (name in into) into[name] = [into[name], value].flat();
  else into[name] = value;
}

/** <xml>…</xml> as an object; throws what is wrong. Text beside elements must be blank. */
export function readXml(text) {
  if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/.test(text)) throw new Error("XML: a character that it forbids");
  const token = /<!\[CDATA\[([^]*?)\]\]>|<(\/?)([A-Za-z_][\w.-]*)\s*(\/?)>|([^<]+)|(<)/gy;
  const open = [{ name: "", fields: Object.create(null), text: "", children: 0 }];
  for (let found; (found = token.exec(text)); ) {
    const [, raw, closing, name, empty, plain, broken] = found;
    const top = open.at(-1);
    if (broken) throw new Error(`XML: “${text.slice(found.index, found.index + 20)}” is not understood`);
    if (raw !== undefined) top.text += raw;
    else if (plain !== undefined) top.text += unescape(plain);
    else if (!closing) {
      top.children++;
      open.push({ name, fields: Object.create(null), text: "", children: 0 });
    }
    if (name && (closing || empty)) close(open, name);
  }
  const [document] = open;
  if (open.length !== 1 || document.children !== 1 || document.text.trim() || !("xml" in document.fields)) throw new Error("XML: not one <xml> element");
  const fields = document.fields.xml;
  return typeof fields === "string" ? {} : fields;
}

function close(open, name) {
  const done = open.pop();
  if (open.length === 0 || done.name !== name) throw new Error(`XML: </${name}> closes nothing`);
  if (done.children && done.text.trim()) throw new Error(`XML: text beside elements in <${name}>`);
  add(open.at(-1).fields, name, done.children ? { ...done.fields } : done.text);
}
