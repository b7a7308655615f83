// Holds every answer against api/openapi.yaml. `faults` says what is wrong with one; `hold` throws it.
import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import Ajv from "ajv/dist/2020.js";
import YAML from "yaml";

const file = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../../api/openapi.yaml");
export const description = YAML.parse(readFileSync(file, "utf8"));
/** What nginx or the gate may answer before they know the path. */
const BEFORE_THE_PATH = [400, 404, 405, 408, 413, 414, 429, 500, 502, 503, 504];

const ajv = new Ajv({ strict: false, allErrors: true });
ajv.addSchema({ $id: "openapi", ...description });
const at = (pointer) => pointer.split("/").slice(1).reduce((node, key) => node?.[key.replaceAll("~1", "/").replaceAll("~0", "~")], description);
const escape = (key) => key.replaceAll("~", "~0").replaceAll("/", "~1");
const validators = new Map();

/** The validator of the schema at a place in the description. */
function validator(pointer) {
  if (!validators.has(pointer)) validators.set(pointer, ajv.compile({ $ref: `openapi#${pointer}` }));
  return validators.get(pointer);
}

/** Where the description has this path: "/" for "/", "/a/{b}" for "/a/x". */
export function describedPath(pathname) {
  const names = Object.keys(description.paths);
  return names.find((name) => name === pathname) ??
    names.find((name) => name.includes("{") && new RegExp(`^${name.replace(/[.*+?^$()|[\]\\]/g, "\\$&").replace(/\{\w+\}/g, "[^/]+")}$`).test(pathname));
}

const isJson = (type) => type === "application/json";

function bodyFaults(schema, json) {
  if (json === undefined) return ["the body is not JSON"];
  const validate = validator(schema);
  return validate(json) ? [] : validate.errors.map((e) => `${e.instancePath || "the body"} ${e.message}${e.params.additionalProperty ? `: ${e.params.additionalProperty}` : ""}`);
}

/** Place of a response in the description, its $ref followed. */
function place(pointer) {
  const ref = at(pointer)?.$ref;
  return ref ? ref.slice(1) : pointer;
}

/** What is not described, as lines. `answer`: { status, type (of the content, without parameters), json }. */
export function faults(method, pathname, answer) {
  const name = describedPath(pathname);
  const verb = method.toLowerCase() === "head" ? "get" : method.toLowerCase();
  const operation = name && description.paths[name][verb];
  const refusal = BEFORE_THE_PATH.includes(answer.status) && (!operation || !operation.responses[answer.status]);
  if (!operation || refusal) {
    if (operation || !BEFORE_THE_PATH.includes(answer.status)) return [`status ${answer.status} is not described`];
    // a page for people has its errors as pages
    return isJson(answer.type) ? bodyFaults("/components/schemas/Error", answer.json) : [];
  }
  const base = `/paths/${escape(name)}/${verb}/responses/${answer.status}`;
  if (!at(base)) return [`status ${answer.status} is not described`];
  const response = place(base);
  const content = at(response).content;
  if (!content) return answer.type ? [`a body of ${answer.type} is not described`] : [];
  if (!answer.type && method === "HEAD") return [];
  if (!content[answer.type]) return [`content of type ${answer.type ?? "none"} is not described`];
  if (!isJson(answer.type) || method === "HEAD") return [];
  return bodyFaults(`${response}/content/application~1json/schema`, answer.json);
}

/** Throw when an answer is not as described. `headers` in lower case; `body` a Buffer or a text. */
export function hold(method, url, { status, headers, body }) {
  const type = headers["content-type"]?.split(";")[0].trim();
  let json;
  try { json = JSON.parse(String(body)); } catch { /* said by faults */ }
  const found = faults(method, new URL(url).pathname, { status, type, json });
  if (found.length) throw new Error(`api/openapi.yaml: ${method} ${new URL(url).pathname} → ${status}: ${found.join("; ")}\n${String(body).slice(0, 500)}`);
}

/** What tests have met, also where they try again or look away: Stack.stop fails over it. */
const broken = [];

/** `hold` for an answer of a real house: it is remembered, too. */
export function judge(method, url, answer) {
  try {
    hold(method, url, answer);
  } catch (error) {
    broken.push(error);
    throw error;
  }
}

/** The first answer that was not as described, once. */
export const brokenContract = () => broken.splice(0)[0];
