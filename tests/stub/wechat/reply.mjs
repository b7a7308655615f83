// The passive reply as WeChat reads it: decrypted, checked, and turned into what the citizen sees.
import { sign, unseal } from "./crypto.mjs";
import { readXml } from "./xml.mjs";

/** Of one text, passive or pushed, in bytes of UTF-8. */
export const TEXT_BYTES = 2047;
export const UNAVAILABLE = "该公众号暂时无法提供服务，请稍后再试";

const one = (value, what) => {
  if (typeof value !== "string" || value === "") throw new Error(`the reply has no ${what}`);
  return value;
};

const readers = {
  text(f) {
    const text = one(f.Content, "Content");
    if (Buffer.byteLength(text) > TEXT_BYTES) throw new Error(`the reply has ${Buffer.byteLength(text)} bytes, ${TEXT_BYTES} are the most`);
    return { kind: "text", text };
  },
  image: (f) => ({ kind: "image", media: one(f.Image?.MediaId, "Image/MediaId") }),
  voice: (f) => ({ kind: "voice", media: one(f.Voice?.MediaId, "Voice/MediaId") }),
  video: (f) => ({ kind: "video", media: one(f.Video?.MediaId, "Video/MediaId"), text: f.Video.Title ?? "" }),
  news(f) {
    const items = [f.Articles?.item ?? []].flat();
    if (items.length === 0 || items.length > 8 || items.length !== Number(f.ArticleCount)) throw new Error("ArticleCount is not the number of articles");
    return { kind: "news", articles: items.map((i) => ({ title: i.Title ?? "", text: i.Description ?? "", picture: i.PicUrl ?? "", url: i.Url ?? "" })) };
  },
  transfer_customer_service(f, asked) {
    if (asked.MsgType === "event") throw new Error("an event cannot be transferred to customer service");
    return { kind: "transfer", text: f.TransInfo?.KfAccount ?? "" };
  },
};

function open(account, text) {
  const outer = readXml(text);
  if (outer.Encrypt === undefined) {
    if (account.mode === "safe") throw new Error("a plain reply in safe mode");
    return text;
  }
  if (account.mode === "plain") throw new Error("an encrypted reply in plain mode");
  if (sign(account.token, outer.TimeStamp, outer.Nonce, outer.Encrypt) !== outer.MsgSignature) throw new Error("MsgSignature does not match");
  return new TextDecoder("utf-8", { fatal: true }).decode(unseal(account.key, account.appid, outer.Encrypt));
}

/**
 * What the account answered to `asked` (fields): null for the polite nothing, else { xml, fields, shown }.
 * Throws what is wrong: the citizen then reads that the account is unavailable.
 */
export function readReply(account, asked, status, body) {
  if (status !== 200) throw new Error(`HTTP ${status}`);
  const text = new TextDecoder("utf-8", { fatal: true }).decode(body);
  if (text === "" || text === "success") return null;
  const xml = open(account, text);
  const fields = readXml(xml);
  if (fields.ToUserName !== asked.FromUserName || fields.FromUserName !== asked.ToUserName) throw new Error("To and From are not swapped");
  if (!/^\d+$/.test(fields.CreateTime ?? "")) throw new Error("CreateTime is not a number");
  const reader = Object.hasOwn(readers, fields.MsgType) ? readers[fields.MsgType] : null;
  if (!reader) throw new Error(`MsgType ${fields.MsgType} is not known`);
  return { xml, fields, shown: reader(fields, asked) };
}
