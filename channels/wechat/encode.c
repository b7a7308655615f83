/* What became of a message as WeChat wants to hear it: a text, "success" for nothing, or an
 * error. WeChat shows an error of ours to the citizen as 该公众号暂时无法提供服务. */
#include <string.h>

#include "wechat.h"

enum { NONCE_RAW = 8, XML_MOST = 16 << 10, OUTER_MOST = 32 << 10 };

static bool is_kept(uint32_t c)
{
    return c == '\n' || c == '\t' || (c >= ' ' && c != 0x7f && (c & 0xfffe) != 0xfffe);
}

char *wechat_clean(struct yx_arena *arena, const char *text)
{
    size_t len = strlen(text), kept = 0, n;
    char *clean = yx_arena_get(arena, len + 1);
    uint32_t c;
    if (!yx_text_valid(text, len))
        return clean;
    for (; (n = yx_text_next(text, &c)) > 0; text += n)
        if (is_kept(c)) {
            memcpy(clean + kept, text, n);
            kept += n;
        }
    return clean;
}

/* Text that may hold the end of its own wrapping. */
static void put_cdata(struct yx_buf *out, const char *name, const char *text)
{
    yx_buf_print(out, "<%s><![CDATA[", name);
    for (const char *end; (end = strstr(text, "]]>")) != NULL; text = end + 2) {
        yx_buf_add(out, text, (size_t)(end + 2 - text));
        yx_buf_text(out, "]]><![CDATA[");
    }
    yx_buf_text(out, text);
    yx_buf_print(out, "]]></%s>", name);
}

static void put_reply(struct yx_buf *out, const struct wechat_exchange *own, int64_t now_ms, const char *text)
{
    yx_buf_text(out, "<xml>");
    put_cdata(out, "ToUserName", own->citizen);
    put_cdata(out, "FromUserName", own->us);
    yx_buf_print(out, "<CreateTime>%lld</CreateTime><MsgType><![CDATA[text]]></MsgType>", (long long)(now_ms / 1000));
    put_cdata(out, "Content", text);
    yx_buf_text(out, "</xml>");
}

/* The reply inside its envelope, signed anew; false when libcrypto failed. */
static bool put_envelope(const struct wechat *w, const struct yx_request *req, const struct wechat_account *a,
    const struct yx_buf *xml, struct yx_buf *out)
{
    unsigned char random[WECHAT_RANDOM_BYTES], nonce_raw[NONCE_RAW];
    char nonce[2 * NONCE_RAW + 1], sign[WECHAT_SIGN_HEX + 1];
    yx_random(random, sizeof random);
    yx_random(nonce_raw, sizeof nonce_raw);
    yx_hex(nonce_raw, sizeof nonce_raw, nonce);
    const char *timestamp = yx_arena_print(req->arena, "%lld", (long long)(req->now_ms / 1000));
    const char *encrypted = wechat_encrypt(w, a, req->arena, random, xml->at, xml->len);
    const char *const parts[] = { a->token, timestamp, nonce, encrypted };
    if (encrypted == NULL || !wechat_sign(w, parts, 4, sign))
        return false;
    yx_buf_text(out, "<xml>");
    put_cdata(out, "Encrypt", encrypted);
    put_cdata(out, "MsgSignature", sign);
    yx_buf_print(out, "<TimeStamp>%s</TimeStamp>", timestamp);
    put_cdata(out, "Nonce", nonce);
    yx_buf_text(out, "</xml>");
    return true;
}

static void respond_nothing(struct yx_response *resp)
{
    static const char nothing[] = "success";
    yx_respond(resp, 200, "text/plain; charset=utf-8", nothing, sizeof nothing - 1);
}

/* The core splits long replies; what a county's catalogue makes longer is cut here. */
static const char *fitting(struct yx_arena *arena, const char *text)
{
    const char *clean = wechat_clean(arena, text);
    return yx_arena_text(arena, clean, yx_text_cut(clean, strlen(clean), WECHAT_REPLY_MOST));
}

static void respond_text(const struct wechat *w, const struct yx_request *req, struct yx_response *resp,
    const struct wechat_exchange *own, const char *text)
{
    struct yx_buf xml = yx_buf_new(XML_MOST), outer = yx_buf_new(OUTER_MOST);
    const char *reply = fitting(req->arena, text);
    put_reply(&xml, own, req->now_ms, reply);
    bool good = *reply && (!own->encrypted || put_envelope(w, req, own->account, &xml, &outer));
    const struct yx_buf *out = own->encrypted ? &outer : &xml;
    if (good && !xml.over && !outer.over) {
        yx_respond(resp, 200, "text/xml; charset=utf-8", yx_arena_text(req->arena, out->at, out->len), out->len);
    } else {
        yx_log(YX_ERROR, "reply not written", "channel", "wechat", "account", own->account->name, NULL);
        respond_nothing(resp);
    }
    yx_buf_free(&xml);
    yx_buf_free(&outer);
}

/* What is done about an error of the turn. HTTP statuses mean nothing to WeChat: 200 ends the
 * matter, anything else is shown to the citizen as a service that is down. */
enum doing {
    SILENT, /* nothing to tell them, and another try would change nothing */
    WORDS,  /* they are told, in a reply, what to do */
    DOWN,   /* it was not recorded, and later it may be: an empty 503 */
};
static const struct {
    enum doing doing;
    const char *key;
} doings[YX_ERR_COUNT] = {
    [YX_INVALID] = { WORDS, "error.invalid" },
    [YX_TOO_LARGE] = { WORDS, "error.too_large" },
    [YX_RATE] = { WORDS, "error.rate" },
    [YX_READ_ONLY] = { WORDS, "error.failed" },
    [YX_NEWER] = { WORDS, "error.failed" },
    [YX_CORRUPT] = { WORDS, "error.failed" },
    [YX_INTERNAL] = { WORDS, "error.failed" },
    [YX_CONFLICT] = { DOWN, NULL },
    [YX_BUSY] = { DOWN, NULL },
    [YX_TIMEOUT] = { DOWN, NULL },
    [YX_FULL] = { DOWN, NULL },
    [YX_IO] = { DOWN, NULL },
    [YX_MEMORY] = { DOWN, NULL },
};

/* The message was WeChat's, and yet nothing was recorded. */
static void respond_failure(const struct wechat *w, const struct yx_request *req, struct yx_response *resp,
    const struct wechat_exchange *own, enum yx_err err)
{
    if (doings[err].doing == DOWN)
        yx_respond(resp, 503, "text/plain; charset=utf-8", "", 0);
    else if (doings[err].doing == WORDS && own->awaits)
        respond_text(w, req, resp, own, yx_text_of(w->host, doings[err].key));
    else
        respond_nothing(resp);
}

/* Said once, and nothing of the request in it. */
static void log_refusal(const struct wechat_exchange *own, enum yx_err err)
{
    if (own->why)
        yx_log(YX_WARN, "message refused", "channel", "wechat", "account", own->account->name, "why", own->why,
            "err", yx_err_words(err), NULL);
}

void wechat_encode(void *self, struct yx_exchange *x, const struct yx_outcome *outcome)
{
    const struct wechat *w = self;
    const struct wechat_exchange *own = x->own;
    yx_respond_header(x->response, "Cache-Control", "no-store");
    if (own->citizen == NULL) {
        log_refusal(own, outcome->err);
        yx_respond_error(x->request, x->response, outcome->err);
    } else if (outcome->err != YX_OK) {
        respond_failure(w, x->request, x->response, own, outcome->err);
    } else if (outcome->reply) {
        respond_text(w, x->request, x->response, own, outcome->reply->text);
    } else {
        respond_nothing(x->response);
    }
}
