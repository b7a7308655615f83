/* Pictures, voices and videos that citizens sent: WeChat keeps them for three days. */
#include <string.h>

#include "wechat.h"

enum yx_err wechat_fetch(void *self, struct yx_arena *arena, const char *account, const char *media,
    const char *token, struct yx_http_call *call)
{
    const struct wechat *w = self;
    if (wechat_account_find(w, account) == NULL || token == NULL || *media == '\0')
        return YX_INTERNAL;
    const char *more = yx_arena_print(arena, "&media_id=%s", wechat_escape(arena, media));
    *call = (struct yx_http_call){ .url = wechat_url(w, arena, "/cgi-bin/media/get", token, more) };
    return YX_OK;
}

/* Errors come with status 200, too: a file never begins as JSON does. */
static bool is_json(const struct yx_http_answer *answer)
{
    return answer->len > 0 && answer->body[0] == '{';
}

void wechat_fetched(void *self, struct yx_arena *arena, const struct yx_http_answer *answer, struct yx_verdict *verdict)
{
    (void)self;
    if (answer->status == 200 && answer->len > 0 && !is_json(answer)) {
        *verdict = (struct yx_verdict){ .is = YX_SENT };
        return;
    }
    json_t *root = wechat_answer_read(arena, WECHAT_FETCHING, yx_clock_ms(), answer, verdict);
    if (verdict->is == YX_SENT)
        *verdict = json_object_get(root, "video_url")
            ? (struct yx_verdict){ .is = YX_SENT_BROKEN, .reason = "the address of a video instead of the video" }
            : (struct yx_verdict){ .is = YX_SENT_RETRY, .reason = "an answer without a file" };
    json_decref(root);
}
