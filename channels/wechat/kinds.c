/* What WeChat tells us, a row a kind. Names are case-sensitive, as WeChat's are. */
#include <string.h>

#include "wechat.h"

/* Free text may be sent for 48 hours after a message, for one minute after a touch. */
#define MESSAGE_WINDOW { 48LL * 3600 * 1000, 5 }
#define TOUCH_WINDOW { 60LL * 1000, 3 }
#define SHUT_WINDOW { -1, 0 }

static const struct wechat_kind messages[] = {
    { .name = "text", .told = "told.empty", .answer = "answer.empty", .window = MESSAGE_WINDOW,
      .reads = WECHAT_WRITTEN, .written = "Content" },
    { .name = "image", .told = "told.image", .answer = "answer.image", .media = "MediaId", .media_kind = "image",
      .window = MESSAGE_WINDOW },
    { .name = "voice", .told = "told.voice", .answer = "answer.voice", .media = "MediaId", .media_kind = "voice",
      .window = MESSAGE_WINDOW, .reads = WECHAT_WRITTEN, .written = "Recognition" },
    { .name = "video", .told = "told.video", .answer = "answer.video", .media = "MediaId", .media_kind = "video",
      .window = MESSAGE_WINDOW },
    { .name = "shortvideo", .told = "told.video", .answer = "answer.video", .media = "MediaId", .media_kind = "video",
      .window = MESSAGE_WINDOW },
    { .name = "location", .told = "told.location", .bare = "told.location_bare", .answer = "answer.location",
      .fields = { { "label", "Label" }, { "latitude", "Location_X" }, { "longitude", "Location_Y" } },
      .window = MESSAGE_WINDOW },
    { .name = "link", .told = "told.link", .bare = "told.link_bare", .answer = "answer.link",
      .fields = { { "title", "Title" }, { "url", "Url" }, { "description", "Description" } },
      .window = MESSAGE_WINDOW },
    { 0 },
};

static const struct wechat_kind events[] = {
    { .name = "subscribe", .told = "told.subscribe", .bare = "told.subscribe_bare", .answer = "answer.welcome",
      .fields = { { "scene", "EventKey" } }, .window = TOUCH_WINDOW },
    { .name = "unsubscribe", .told = "told.unsubscribe", .window = SHUT_WINDOW },
    { .name = "SCAN", .told = "told.scan", .answer = "answer.scan", .fields = { { "scene", "EventKey" } },
      .window = TOUCH_WINDOW },
    { .name = "CLICK", .told = "told.click_bare", .answer = "answer.unknown", .window = TOUCH_WINDOW,
      .reads = WECHAT_WRITTEN, .written = "EventKey" },
    { .name = "VIEW", .told = "told.view", .fields = { { "url", "EventKey" } } },
    { .name = "view_miniprogram", .told = "told.view", .fields = { { "url", "EventKey" } } },
    { .name = "LOCATION", .told = "told.position",
      .fields = { { "latitude", "Latitude" }, { "longitude", "Longitude" }, { "precision", "Precision" } } },
    { .name = "scancode_push", .told = "told.scancode", .fields = { { "result", "ScanCodeInfo/ScanResult" } },
      .window = TOUCH_WINDOW },
    { .name = "scancode_waitmsg", .told = "told.scancode", .answer = "answer.scancode",
      .fields = { { "result", "ScanCodeInfo/ScanResult" } }, .window = TOUCH_WINDOW },
    /* what was chosen comes as messages of its own */
    { .name = "pic_sysphoto", .told = "told.choosing_picture" },
    { .name = "pic_photo_or_album", .told = "told.choosing_picture" },
    { .name = "pic_weixin", .told = "told.choosing_picture" },
    { .name = "location_select", .told = "told.choosing_location" },
    { .name = "TEMPLATESENDJOBFINISH", .told = "told.unknown_result", .reads = WECHAT_TEMPLATE_RESULT },
    { .name = "MASSSENDJOBFINISH", .told = "told.mass_result",
      .fields = { { "status", "Status" }, { "sent", "SentCount" }, { "failed", "ErrorCount" } } },
    { .name = "subscribe_msg_popup_event", .told = "told.consents", .reads = WECHAT_CONSENTS,
      .fields = { { NULL, "SubscribeMsgPopupEvent/List/SubscribeStatusString" } } },
    { .name = "subscribe_msg_change_event", .told = "told.consents", .reads = WECHAT_CONSENTS,
      .fields = { { NULL, "SubscribeMsgChangeEvent/List/SubscribeStatusString" } } },
    { .name = "subscribe_msg_sent_event", .told = "told.unknown_result", .reads = WECHAT_SUBSCRIPTION_RESULT },
    { .name = "kf_create_session", .told = "told.session_begins", .fields = { { "worker", "KfAccount" } } },
    { .name = "kf_close_session", .told = "told.session_ends", .fields = { { "worker", "KfAccount" } } },
    { .name = "kf_switch_session", .told = "told.session_moves",
      .fields = { { "from", "FromKfAccount" }, { "to", "ToKfAccount" } } },
    { 0 },
};

/* A message waits for an answer; an event that nobody knows is the platform talking to itself. */
static const struct wechat_kind unknown_message = { .name = "unknown", .told = "told.unknown",
    .answer = "answer.unknown", .fields = { { "kind", "MsgType" } }, .window = MESSAGE_WINDOW };
static const struct wechat_kind unknown_event = { .name = "unknown", .told = "told.unknown",
    .fields = { { "kind", "Event" } } };
static const struct wechat_kind unsupported = { .name = "unsupported", .told = "told.unsupported",
    .answer = "answer.unknown", .window = MESSAGE_WINDOW };

static const struct wechat_kind *row_of(const struct wechat_kind *rows, const char *name)
{
    for (; rows->name; rows++)
        if (strcmp(rows->name, name) == 0)
            return rows;
    return NULL;
}

const struct wechat_kind *wechat_kind_of(const char *msg_type, const char *event)
{
    bool happened = strcmp(msg_type, "event") == 0;
    const struct wechat_kind *kind = happened ? row_of(events, event) : row_of(messages, msg_type);
    return kind ? kind : happened ? &unknown_event : &unknown_message;
}

const struct wechat_kind *wechat_kind_unsupported(const char *content)
{
    static const char *const words[] = { "【收到不支持的消息类型，暂无法显示】", "[收到不支持的消息类型，暂无法显示]" };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(content, words[i]) == 0)
            return &unsupported;
    return NULL;
}
