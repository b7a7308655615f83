/* The access token: stable_token gives every process the same one, and renews it with an overlap. */
#include <string.h>

#include "wechat.h"

enum { TOKEN_MOST = 512, SECONDS_MOST = 7200 };

enum yx_err wechat_token(void *self, struct yx_arena *arena, const char *account, bool afresh, struct yx_http_call *call)
{
    const struct wechat *w = self;
    const struct wechat_account *a = wechat_account_find(w, account);
    if (a == NULL)
        return YX_NOT_FOUND;
    if (a->secret == NULL)
        return YX_INTERNAL;
    json_t *body = json_pack("{s:s, s:s, s:s, s:b}", "grant_type", "client_credential", "appid", a->appid,
        "secret", a->secret, "force_refresh", afresh);
    return wechat_post(arena, wechat_url(w, arena, "/cgi-bin/stable_token", NULL, ""), body, call);
}

/* Visible characters, as they go into an address. */
static bool is_token(const char *text)
{
    size_t n = 0;
    while (text[n] > ' ' && text[n] <= '~')
        n++;
    return n >= 1 && n <= TOKEN_MOST && text[n] == '\0';
}

void wechat_token_read(void *self, struct yx_arena *arena, const char *account, const struct yx_http_answer *answer,
    struct yx_token *token)
{
    (void)self;
    (void)account;
    *token = (struct yx_token){ 0 };
    json_t *root = wechat_answer_read(arena, WECHAT_TOKEN, yx_clock_ms(), answer, &token->verdict);
    const char *text = json_string_value(json_object_get(root, "access_token"));
    json_int_t seconds = json_integer_value(json_object_get(root, "expires_in"));
    if (token->verdict.is == YX_SENT && text && is_token(text) && seconds >= 1 && seconds <= SECONDS_MOST) {
        token->text = yx_arena_copy(arena, text);
        token->seconds = (int)seconds;
    } else if (token->verdict.is == YX_SENT) {
        token->verdict = (struct yx_verdict){ .is = YX_SENT_RETRY, .reason = "an answer without a token" };
    }
    json_decref(root);
}
