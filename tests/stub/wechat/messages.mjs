// What WeChat tells an account: every kind of message and event, as the fields of its XML.

/** A citizen wrote: MsgId is added by the caller. */
export const kinds = {
  text: ({ text, menu }) => ({ Content: text, bizmsgmenuid: menu }),
  image: ({ media, url }) => ({ PicUrl: url, MediaId: media }),
  voice: ({ media, recognition, format = "amr" }) => ({ MediaId: media, Format: format, Recognition: recognition }),
  video: ({ media, thumb }) => ({ MediaId: media, ThumbMediaId: thumb }),
  shortvideo: ({ media, thumb }) => ({ MediaId: media, ThumbMediaId: thumb }),
  location: ({ latitude, longitude, scale = 16, label = "" }) =>
    ({ Location_X: Number(latitude), Location_Y: Number(longitude), Scale: Number(scale), Label: label }),
  link: ({ title, description = "", url }) => ({ Title: title, Description: description, Url: url }),
};

const list = (name) => (item) => ({ [name]: { List: item } });

/** Something happened: no MsgId. Names are case-sensitive, and MsgID of the results is written so. */
export const events = {
  subscribe: ({ scene, ticket } = {}) => ({ EventKey: scene === undefined ? "" : `qrscene_${scene}`, Ticket: ticket }),
  unsubscribe: () => ({ EventKey: "" }),
  SCAN: ({ scene, ticket }) => ({ EventKey: String(scene), Ticket: ticket }),
  CLICK: ({ key }) => ({ EventKey: key }),
  VIEW: ({ url, menu }) => ({ EventKey: url, MenuId: menu }),
  LOCATION: ({ latitude, longitude, precision = 30 }) => ({ Latitude: Number(latitude), Longitude: Number(longitude), Precision: Number(precision) }),
  scancode_push: ({ key, result }) => ({ EventKey: key, ScanCodeInfo: { ScanType: "qrcode", ScanResult: result } }),
  scancode_waitmsg: ({ key, result }) => ({ EventKey: key, ScanCodeInfo: { ScanType: "qrcode", ScanResult: result } }),
  TEMPLATESENDJOBFINISH: ({ id, status = "success" }) => ({ MsgID: Number(id), Status: status }),
  MASSSENDJOBFINISH: ({ id, status = "send success", sent = 1, errors = 0 }) =>
    ({ MsgID: Number(id), Status: status, TotalCount: sent + errors, FilterCount: sent + errors, SentCount: sent, ErrorCount: errors }),
  subscribe_msg_popup_event: ({ template, status = "accept", scene = "1" }) =>
    list("SubscribeMsgPopupEvent")({ TemplateId: template, SubscribeStatusString: status, PopupScene: String(scene) }),
  subscribe_msg_change_event: ({ template, status = "reject" }) =>
    list("SubscribeMsgChangeEvent")({ TemplateId: template, SubscribeStatusString: status }),
  subscribe_msg_sent_event: ({ template, id, code = 0, status = "success" }) =>
    list("SubscribeMsgSentEvent")({ TemplateId: template, MsgID: Number(id), ErrorCode: String(code), ErrorStatus: status }),
  kf_create_session: ({ worker }) => ({ KfAccount: worker }),
  kf_close_session: ({ worker, type = "KF" }) => ({ KfAccount: worker, CloseType: type }),
  kf_switch_session: ({ from, to }) => ({ FromKfAccount: from, ToKfAccount: to }),
};

/** What a citizen did, and sees the answer of; the others are the platform's own. */
export const doneByCitizen = new Set(["subscribe", "SCAN", "CLICK", "scancode_waitmsg"]);

let counter = 0;
/** 17 digits, more than a double holds, that no restart gives again. */
const nextMsgId = () => BigInt(`2${Date.now()}${String(counter++ % 1000).padStart(3, "0")}`);

const common = (account, openid, type) =>
  ({ ToUserName: account.original, FromUserName: openid, CreateTime: Math.floor(Date.now() / 1000), MsgType: type });

export function message(account, openid, kind, what) {
  return { ...common(account, openid, kind), ...(Object.hasOwn(kinds, kind) ? kinds[kind](what) : what), MsgId: nextMsgId() };
}

export function event(account, openid, name, what = {}) {
  const fields = Object.hasOwn(events, name) ? events[name](what) : what; // one that comes up tomorrow
  return { ...common(account, openid, "event"), Event: name, ...fields };
}
