// Every word that people read on this page.
export const WAYS = { passive: "被动回复", custom: "客服消息", template: "模板消息", subscribe: "订阅消息" };

export const EVENTS = {
  subscribe: "你关注了公众号", unsubscribe: "你取消了关注", CLICK: "你点了菜单", VIEW: "你从菜单打开了网页", SCAN: "你扫了二维码",
  scancode_push: "你扫了码", scancode_waitmsg: "你扫了码，等待回复", subscribe_msg_popup_event: "你选择了是否接收订阅消息",
};

export const CALLS = {
  verify: "核对地址", text: "文字", image: "图片", voice: "语音", video: "视频", shortvideo: "小视频", location: "位置", link: "链接",
  subscribe: "关注", unsubscribe: "取消关注", CLICK: "点菜单", VIEW: "打开网页", SCAN: "扫码", LOCATION: "上报位置",
  TEMPLATESENDJOBFINISH: "模板消息的结果", subscribe_msg_popup_event: "订阅选择", subscribe_msg_sent_event: "订阅消息的结果",
};

export const APIS = {
  "/cgi-bin/stable_token": "取令牌", "/cgi-bin/message/custom/send": "推送客服消息", "/cgi-bin/message/custom/typing": "正在输入",
  "/cgi-bin/message/template/send": "推送模板消息", "/cgi-bin/message/subscribe/bizsend": "推送订阅消息",
  "/cgi-bin/menu/create": "设置菜单", "/cgi-bin/menu/get": "查看菜单", "/cgi-bin/media/get": "取回图片或语音",
};

export const MODES = { safe: "安全模式（加密）", compatible: "兼容模式", plain: "明文模式" };

export const T = {
  empty: "说点什么试试，比如“老板拖欠工资怎么办”；“交通事故赔偿项目有哪些”的回答长，会分几条来。点右下角的“＋”可以关注、发图片和语音。",
  write: "输入消息", send: "发送", more: "更多", menu: "菜单", keyboard: "键盘", typing: "对方正在输入…", talk: "对话",
  noMenu: "还没有菜单（yixian wechat menu push demo）",
  image: "图片", voice: "语音", voiceHeard: "语音转文字", video: "视频", location: "位置", link: "链接", follow: "关注", unfollow: "取消关注", scan: "扫码关注",
  voiceText: "老板拖欠工资怎么办", heard: "听写", seconds: "2″",
  place: "示例县公共法律服务中心", linkTitle: "劳动合同范本", linkAbout: "用人单位与劳动者签订的合同", pictureTitle: "借 条", pictureLine: "今借到现金叁仟元整",
  transferred: "已转接人工客服", details: "查看详情", who: "你是", anew: "换一个人",
  wireTitle: "线上往来", wireEmpty: "还没有。发一条消息，就能看到平台与网关之间说了什么。",
  wireAbout: "新的在上面。点开看解密后的内容。", asked: "请求", answered: "回答", sealed: "加密传输", try: (n) => `第 ${n} 次`, none: "没有回答", nothing: "（空）",
  in: "平台 → 网关", out: "网关 → 平台",
  faultsTitle: "故意出错", faultsAbout: "按一下，接下来的请求就会遇到它。", waiting: "还没遇到的：", nobody: "现在一切正常。", clear: "全部取消", times: (n) => `${n} 次`,
  certified: "有客服消息权限（已认证）", mode: "加密方式",
  lost: "和演示服务断开了，正在重新连接…", refused: "没有成功：",
};

/** What the buttons order: path and fault, or a setting. */
export const FAULTS = [
  { label: "下一次推送失败两次", path: "/cgi-bin/message/custom/send", faults: [{ errcode: -1, times: 2 }] },
  { label: "下一次推送断线", path: "/cgi-bin/message/custom/send", faults: [{ cut: true }] },
  { label: "推送到了，回执丢了", path: "/cgi-bin/message/custom/send", faults: [{ lost: true }] },
  { label: "推送接口慢 8 秒", path: "/cgi-bin/message/custom/send", faults: [{ delay: 8000 }] },
  { label: "推送次数已用完 (45047)", path: "/cgi-bin/message/custom/send", faults: [{ errcode: 45047 }] },
  { label: "超过 48 小时 (45015)", path: "/cgi-bin/message/custom/send", faults: [{ errcode: 45015 }] },
  { label: "当天额度用完 (45009)", path: "/cgi-bin/message/custom/send", faults: [{ errcode: 45009 }] },
  { label: "令牌过期", set: { token: "expire" } },
  { label: "令牌被别处换掉", set: { token: "forget" } },
  { label: "下一个回复在路上丢失", set: { lose: 1 } },
];

export const FAULT_WORDS = {
  errcode: (v) => `错误码 ${v}`, status: (v) => `HTTP ${v}`, garbage: () => "乱码", empty: () => "空回答", half: () => "回答被截断",
  cut: () => "断线", silent: () => "没有回答", lost: () => "回执丢失", delay: (v) => `慢 ${v / 1000} 秒`,
};
