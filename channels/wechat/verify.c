/* Is it WeChat that calls? One answer to whatever is wrong, so that nobody can learn from it how
 * near they came; the log says which check it was. */
#include <string.h>

#include "wechat.h"

enum { ECHO_MOST = 128, SEGMENT_AT = sizeof "/wechat/" - 1 };

static enum yx_err refuse(struct wechat_exchange *own, enum yx_err err, const char *why)
{
    own->why = why;
    return err;
}

static const char *parameter(const struct yx_request *req, const char *name)
{
    const char *value = yx_request_query(req, name);
    return value ? value : "";
}

/* The account in the path, and the signature that every request of WeChat carries. */
static enum yx_err check_caller(const struct wechat *w, const struct yx_request *req, struct wechat_exchange *own)
{
    own->account = wechat_account_find(w, req->path + SEGMENT_AT);
    if (own->account == NULL)
        return YX_NOT_FOUND;
    const char *timestamp = parameter(req, "timestamp");
    const char *const parts[] = { own->account->token, timestamp, parameter(req, "nonce") };
    if (!wechat_is_signed(w, yx_request_query(req, "signature"), parts, 3))
        return refuse(own, YX_DENIED, "signature");
    if (!wechat_is_timely(timestamp, req->now_ms, yx_option_int(w->host, "timestamp_tolerance_s")))
        return refuse(own, YX_DENIED, "timestamp");
    return YX_OK;
}

/* Safe and compatible mode: what counts is inside Encrypt, whatever stands beside it. */
static enum yx_err open_envelope(const struct wechat *w, const struct yx_request *req, struct wechat_exchange *own)
{
    struct wechat_xml outer;
    char *inner;
    enum yx_err err = wechat_xml_read(req->arena, req->body, req->body_len, &outer);
    if (err != YX_OK)
        return refuse(own, err, "envelope");
    const char *encrypted = wechat_xml_text(&outer, "Encrypt");
    const char *const parts[] = { own->account->token, parameter(req, "timestamp"), parameter(req, "nonce"), encrypted };
    if (!wechat_is_signed(w, yx_request_query(req, "msg_signature"), parts, 4))
        return refuse(own, YX_DENIED, "msg_signature");
    err = wechat_decrypt(w, own->account, req->arena, encrypted, &inner, &own->xml_len);
    own->xml = inner;
    return err == YX_OK ? YX_OK : refuse(own, err, "ciphertext, AES key or AppID");
}

enum yx_err wechat_verify(void *self, struct yx_exchange *x)
{
    const struct wechat *w = self;
    const struct yx_request *req = x->request;
    struct wechat_exchange *own = yx_arena_get(req->arena, sizeof *own);
    x->own = own;
    enum yx_err err = check_caller(w, req, own);
    if (err != YX_OK)
        return err;
    own->encrypted = strcmp(parameter(req, "encrypt_type"), "aes") == 0;
    if (own->encrypted)
        return open_envelope(w, req, own);
    if (own->account->safe_only)
        return refuse(own, YX_DENIED, "not encrypted, and the account takes safe mode only");
    own->xml = req->body;
    own->xml_len = req->body_len;
    return YX_OK;
}

/* What WeChat sends is digits; nothing is echoed that a page could be made of. */
static bool is_echo(const char *text)
{
    size_t n = strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=_-");
    return n >= 1 && n <= ECHO_MOST && text[n] == '\0';
}

enum yx_err wechat_echo(void *self, struct yx_request *req, struct yx_response *resp)
{
    struct wechat_exchange own = { 0 };
    enum yx_err err = check_caller(self, req, &own);
    const char *echo = parameter(req, "echostr");
    if (err == YX_OK && !is_echo(echo))
        err = refuse(&own, YX_INVALID, "echostr");
    yx_respond_header(resp, "Cache-Control", "no-store");
    if (err == YX_OK)
        yx_respond(resp, 200, "text/plain; charset=utf-8", echo, strlen(echo));
    else
        yx_respond_error(req, resp, err);
    if (own.why)
        yx_log(YX_WARN, "address check refused", "channel", "wechat", "account", own.account->name,
            "why", own.why, NULL);
    return YX_OK;
}
