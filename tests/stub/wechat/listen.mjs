// The one HTTP server, on loopback: the platform's API, the control API, the page of the phone.
import http from "node:http";
import { API_BODY_MOST } from "./api.mjs";
import { serveControl } from "./control.mjs";
import { servePage } from "./page.mjs";

function readBody(request) {
  return new Promise((done, failed) => {
    const parts = [];
    let length = 0;
    request.on("data", (part) => {
      length += part.length;
      if (length > API_BODY_MOST) failed(Object.assign(new Error("too large"), { status: 413 }));
      else parts.push(part);
    });
    request.on("end", () => done(Buffer.concat(parts)));
    request.on("error", failed);
  });
}

/** A page of another site may reach loopback, too, by a name of its own or from a form. */
function isOurs(request) {
  const host = /^(127\.0\.0\.1|localhost)(:\d+)?$/;
  const { origin } = request.headers;
  return host.test(request.headers.host ?? "") && (origin === undefined || host.test(origin.replace(/^http:\/\//, "")));
}

function write(response, { status, type, bytes, drop, headers = {} }) {
  if (drop === "silent") return;
  if (drop === "cut") { response.socket.destroy(); return; }
  response.writeHead(status, { "content-type": type, "content-length": bytes.length, ...headers });
  if (drop === "half") response.write(bytes.subarray(0, bytes.length >> 1), () => response.socket.destroy());
  else response.end(bytes);
}

const plain = (status, text) => ({ status, type: "text/plain; charset=utf-8", bytes: Buffer.from(`${text}\n`) });

async function serve(wechat, request, response) {
  const url = new URL(request.url, "http://127.0.0.1");
  const bytes = await readBody(request);
  const asked = { method: request.method, path: url.pathname, query: url.searchParams, bytes, type: request.headers["content-type"] ?? "" };
  const fromApi = await wechat.serveApi(url.pathname, asked);
  if (fromApi) return write(response, fromApi);
  if (!isOurs(request)) return write(response, plain(403, "this page is for this machine alone"));
  if (url.pathname.startsWith("/_stub/")) {
    const got = await serveControl(wechat, asked, response);
    return got && write(response, got);
  }
  if (wechat.beside && url.pathname.startsWith(wechat.beside.path)) {
    const got = await wechat.beside.serve(asked, response);
    return got !== null && write(response, got ?? plain(404, "there is nothing here"));
  }
  return write(response, (await servePage(asked)) ?? plain(404, "there is nothing here"));
}

export function listen(wechat, port) {
  const server = http.createServer((request, response) => {
    serve(wechat, request, response).catch((error) => {
      if (!response.headersSent) write(response, plain(error.status ?? 500, error.status ? error.message : String(error.stack)));
      else response.destroy();
    });
  });
  return new Promise((done, failed) => {
    server.once("error", failed);
    server.listen(port, "127.0.0.1", () => done(server));
  });
}
