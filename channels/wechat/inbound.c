/* A message of WeChat as the core takes it: who, which, what was written or what happened. */
#include <stdlib.h>
#include <string.h>

#include "wechat.h"

enum { NAME_MOST = 128, MSG_ID_MOST = 32, MEDIA_MOST = 256, VALUE_MOST = 600, SECONDS_DIGITS_MOST = 10, DIGEST = 16 };

static bool is_openid(const char *text)
{
    size_t n = 0;
    while (text[n] > ' ' && text[n] <= '~')
        n++;
    return n >= 1 && n <= NAME_MOST && text[n] == '\0';
}

static bool is_digits(const char *text, size_t most)
{
    size_t n = strspn(text, "0123456789");
    return n >= 1 && n <= most && text[n] == '\0';
}

/* Seconds since 1970; 13 digits would be milliseconds, which WeChat never sends. */
static bool is_seconds(const char *text)
{
    return is_digits(text, SECONDS_DIGITS_MOST) && strtoll(text, NULL, 10) > 0;
}

/* What names an event: WeChat gives it no id. MsgID is there when it tells of a letter, of which
 * several may be done within one second. */
static const char *event_id(struct yx_arena *arena, const struct wechat_xml *xml)
{
    static const char *const paths[] = { "FromUserName", "CreateTime", "MsgType", "Event", "EventKey", "MsgID" };
    enum { PARTS = sizeof paths / sizeof *paths };
    struct yx_part parts[PARTS];
    unsigned char raw[DIGEST];
    char hex[2 * DIGEST + 1];
    for (size_t i = 0; i < PARTS; i++) {
        const char *text = wechat_xml_text(xml, paths[i]);
        parts[i] = (struct yx_part){ text, strlen(text) };
    }
    yx_digest(NULL, parts, PARTS, raw, sizeof raw);
    yx_hex(raw, sizeof raw, hex);
    return yx_arena_print(arena, "event-%s", hex);
}

/* Who and which; false when it is no message of WeChat's. */
static bool read_common(struct yx_arena *arena, const struct wechat_xml *xml, struct wechat_exchange *own,
    struct yx_inbound *in)
{
    const char *id = wechat_xml_text(xml, "MsgId"), *type = wechat_xml_text(xml, "MsgType");
    own->citizen = wechat_xml_text(xml, "FromUserName");
    own->us = wechat_xml_text(xml, "ToUserName");
    in->account = own->account->name;
    in->sender = own->citizen;
    if (!is_openid(own->citizen) || !is_openid(own->us) || !is_seconds(wechat_xml_text(xml, "CreateTime")))
        return false;
    if (strcmp(type, "event") == 0) {
        in->external_id = event_id(arena, xml);
        return *wechat_xml_text(xml, "Event") != '\0';
    }
    in->external_id = id;
    return is_digits(id, MSG_ID_MOST) && *type != '\0';
}

/* A field for staff, cut to a length that leaves the others room. */
static const char *value_of(struct yx_arena *arena, const struct wechat_xml *xml, const char *path)
{
    const char *text = path ? wechat_xml_text(xml, path) : "";
    if (path && strcmp(path, "EventKey") == 0 && strncmp(text, "qrscene_", 8) == 0)
        text += 8; /* the scene of a QR code, as SCAN has it */
    return yx_arena_text(arena, text, yx_text_cut(text, strlen(text), VALUE_MOST));
}

static const char *tell(const struct wechat *w, struct yx_arena *arena, const struct wechat_kind *kind,
    const struct wechat_xml *xml)
{
    const char *v[4];
    for (size_t i = 0; i < 4; i++)
        v[i] = value_of(arena, xml, kind->fields[i].path);
    const char *key = kind->bare && *v[0] == '\0' ? kind->bare : kind->told;
    return yx_text_fill(w->host, arena, key, kind->fields[0].name, v[0], kind->fields[1].name, v[1],
        kind->fields[2].name, v[2], kind->fields[3].name, v[3], NULL);
}

/* How often something was allowed and refused in a list. */
static const char *tell_consents(const struct wechat *w, struct yx_arena *arena, const struct wechat_kind *kind,
    const struct wechat_xml *xml)
{
    int accepted = 0, rejected = 0;
    const char *status;
    for (size_t n = 0; (status = wechat_xml_nth(xml, kind->fields[0].path, n)) != NULL; n++) {
        accepted += strcmp(status, "accept") == 0;
        rejected += strcmp(status, "reject") == 0;
    }
    return yx_text_fill(w->host, arena, kind->told, "accepted", yx_arena_print(arena, "%d", accepted),
        "rejected", yx_arena_print(arena, "%d", rejected), NULL);
}

static const char *say(const struct wechat *w, struct yx_arena *arena, const char *key)
{
    return yx_text_fill(w->host, arena, key, "name", yx_house_text(w->host, "house.name"), "hours",
        yx_house_text(w->host, "house.hours"), "phone", yx_house_text(w->host, "house.phone"), NULL);
}

/* What became of a letter of ours; nothing when it does not say of which. */
static void read_receipt(const struct wechat *w, const struct wechat_kind *kind, const struct wechat_xml *xml,
    struct yx_receipt *receipt)
{
    bool template = kind->reads == WECHAT_TEMPLATE_RESULT;
    const char *id = wechat_xml_text(xml, template ? "MsgID" : "SubscribeMsgSentEvent/List/MsgID");
    const char *status = wechat_xml_text(xml, template ? "Status" : "SubscribeMsgSentEvent/List/ErrorCode");
    if (!is_digits(id, MSG_ID_MOST) || *status == '\0')
        return;
    receipt->platform_id = id;
    receipt->status = strcmp(status, template ? "success" : "0") == 0 ? YX_RECEIPT_DELIVERED : YX_RECEIPT_FAILED;
    if (receipt->status == YX_RECEIPT_FAILED)
        receipt->reason = yx_text_of(w->host, strstr(status, "block") ? "receipt.blocked" : "receipt.failed");
}

static void read_event(const struct wechat *w, struct yx_arena *arena, const struct wechat_kind *kind,
    const struct wechat_xml *xml, struct yx_inbound *in)
{
    in->event = kind->name;
    in->text = kind->reads == WECHAT_CONSENTS ? tell_consents(w, arena, kind, xml) : tell(w, arena, kind, xml);
    in->answer = kind->answer ? say(w, arena, kind->answer) : NULL;
}

static enum yx_err read_kind(const struct wechat *w, struct yx_arena *arena, const struct wechat_xml *xml,
    struct yx_inbound *in)
{
    const struct wechat_kind *kind = wechat_kind_of(wechat_xml_text(xml, "MsgType"), wechat_xml_text(xml, "Event"));
    const char *written = kind->reads == WECHAT_WRITTEN ? wechat_xml_text(xml, kind->written) : "";
    const char *media = kind->media ? wechat_xml_text(xml, kind->media) : "";
    const struct wechat_kind *other = wechat_kind_unsupported(written);
    in->window = kind->window;
    if (strlen(media) > MEDIA_MOST)
        return YX_INVALID;
    if (*media) {
        in->media = media;
        in->media_kind = kind->media_kind;
    }
    if (other || *written == '\0')
        read_event(w, arena, other ? other : kind, xml, in);
    else
        in->text = written;
    if (kind->reads == WECHAT_TEMPLATE_RESULT || kind->reads == WECHAT_SUBSCRIPTION_RESULT)
        read_receipt(w, kind, xml, &in->receipt);
    in->text_len = strlen(in->text);
    return YX_OK;
}

enum yx_err wechat_decode(void *self, struct yx_exchange *x, struct yx_inbound *in)
{
    struct wechat_exchange *own = x->own;
    struct yx_arena *arena = x->request->arena;
    struct wechat_xml xml;
    *in = (struct yx_inbound){ .account = "" };
    own->why = "message";
    enum yx_err err = wechat_xml_read(arena, own->xml, own->xml_len, &xml);
    if (err == YX_OK && !read_common(arena, &xml, own, in))
        err = YX_INVALID;
    if (err == YX_OK)
        err = read_kind(self, arena, &xml, in);
    if (err != YX_OK) {
        own->citizen = own->us = NULL; /* nobody to answer to */
        return err;
    }
    own->why = NULL;
    own->awaits = in->event == NULL || in->answer != NULL;
    return YX_OK;
}
