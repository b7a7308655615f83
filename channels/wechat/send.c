/* Letters: a text while the window is open, else the template that goes with it. */
#include <string.h>

#include "wechat.h"

static enum yx_err send_text(const struct wechat *w, struct yx_arena *arena, const struct yx_outgoing *out,
    struct yx_http_call *call)
{
    const char *text = wechat_clean(arena, out->text);
    if (*text == '\0')
        return YX_INVALID;
    json_t *body = json_pack("{s:s, s:s, s:{s:s}}", "touser", out->recipient, "msgtype", "text", "text", "content", text);
    return wechat_post(arena, wechat_url(w, arena, "/cgi-bin/message/custom/send", out->token, ""), body, call);
}

static enum yx_err send_template(const struct wechat *w, struct yx_arena *arena, const struct yx_outgoing *out,
    struct yx_http_call *call)
{
    json_t *body;
    enum yx_err err = wechat_template_body(w, arena, out, &body);
    if (err != YX_OK)
        return err;
    return wechat_post(arena, wechat_url(w, arena, "/cgi-bin/message/template/send", out->token, ""), body, call);
}

enum yx_err wechat_send(void *self, struct yx_arena *arena, const struct yx_outgoing *out, struct yx_http_call *call)
{
    const struct wechat *w = self;
    const struct wechat_account *a = wechat_account_find(w, out->account);
    if (a == NULL || out->token == NULL)
        return YX_INTERNAL;
    if (out->text && out->window_open && a->certified)
        return send_text(w, arena, out, call);
    enum yx_err err = out->template && a->certified ? send_template(w, arena, out, call) : YX_EMPTY;
    /* a text waits for their next message, where an account lacks the template that would tell them of it */
    return err == YX_NOT_FOUND && out->text ? YX_EMPTY : err;
}

void wechat_sent(void *self, struct yx_arena *arena, const struct yx_outgoing *out, const struct yx_http_answer *answer,
    struct yx_verdict *verdict)
{
    (void)self;
    json_t *root = wechat_answer_read(arena, WECHAT_SENDING, out->now_ms, answer, verdict);
    const json_t *id = json_object_get(root, "msgid");
    if (verdict->is == YX_SENT && json_is_integer(id))
        verdict->platform_id = yx_arena_print(arena, "%lld", (long long)json_integer_value(id));
    json_decref(root);
}

enum yx_err wechat_typing(void *self, struct yx_arena *arena, const char *account, const char *recipient,
    bool writing, const char *token, struct yx_http_call *call)
{
    const struct wechat *w = self;
    const struct wechat_account *a = wechat_account_find(w, account);
    if (a == NULL || token == NULL)
        return YX_INTERNAL;
    if (!a->certified)
        return YX_EMPTY;
    return wechat_post(arena, wechat_url(w, arena, "/cgi-bin/message/custom/typing", token, ""),
        json_pack("{s:s, s:s}", "touser", recipient, "command", writing ? "Typing" : "CancelTyping"), call);
}
