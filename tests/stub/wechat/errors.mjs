// The words of the error codes that the account may meet; each comes inside an HTTP 200.
export const WORDS = {
  "-1": "system error",
  40001: "invalid credential, access_token is invalid or not latest",
  40003: "invalid openid",
  40007: "invalid media_id",
  40013: "invalid appid",
  40014: "invalid access_token",
  40016: "invalid button size",
  40017: "invalid button type",
  40018: "invalid button name size",
  40019: "invalid button key size",
  40020: "invalid button url size",
  40023: "invalid sub button size",
  40033: "invalid charset. please check your request, if include \\uxxxx will create fail!",
  40037: "invalid template_id",
  40125: "invalid appsecret",
  40164: "invalid ip, not in whitelist",
  41001: "access_token missing",
  42001: "access_token expired",
  43002: "require POST method",
  43004: "require subscribe",
  43101: "user refuse to accept the msg",
  44002: "empty post data",
  44004: "empty content",
  45002: "content size out of limit",
  45008: "article size out of limit",
  45009: "reach max api daily quota limit",
  45011: "api minute-quota reach limit mustslower retry next minute",
  45015: "response out of time limit or subscription is canceled",
  45047: "out of response count limit",
  45072: "invalid command",
  45080: "no interaction with the user in the last 30 seconds",
  45081: "typing already, do not send again",
  46003: "menu no exist",
  46004: "user no exist",
  47001: "data format error",
  48001: "api unauthorized",
  48002: "user block receive message",
  48004: "api forbidden for irregularities",
  50002: "user limited",
  50005: "user is unsubscribed",
};

export class ApiError extends Error {
  constructor(errcode, words = WORDS[errcode] ?? "error") {
    super(`${errcode} ${words}`);
    this.answer = { errcode: Number(errcode), errmsg: `${words} rid: 00000000-00000000-00000000` };
  }
}
