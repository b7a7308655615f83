#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "wechat.h"

char *wechat_escape(struct yx_arena *arena, const char *text)
{
    static const char digits[] = "0123456789ABCDEF";
    char *escaped = yx_arena_get(arena, 3 * strlen(text) + 1), *at = escaped;
    for (; *text; text++) {
        unsigned char c = (unsigned char)*text;
        if (isalnum(c) || strchr("-._~", c)) {
            *at++ = (char)c;
        } else {
            *at++ = '%';
            *at++ = digits[c >> 4];
            *at++ = digits[c & 15];
        }
    }
    return escaped;
}

char *wechat_url(const struct wechat *w, struct yx_arena *arena, const char *path, const char *token, const char *more)
{
    if (token == NULL)
        return yx_arena_print(arena, "%s%s", w->api, path);
    return yx_arena_print(arena, "%s%s?access_token=%s%s", w->api, path, wechat_escape(arena, token), more);
}

enum yx_err wechat_post(struct yx_arena *arena, const char *url, json_t *body, struct yx_http_call *call)
{
    char *text = body ? json_dumps(body, JSON_COMPACT) : NULL; /* UTF-8 stays as it is */
    json_decref(body);
    if (text == NULL)
        return YX_MEMORY;
    *call = (struct yx_http_call){ .url = url, .content_type = "application/json; charset=utf-8",
        .body = yx_arena_copy(arena, text), .body_len = strlen(text) };
    free(text);
    return YX_OK;
}
