/* A letter as a request to Kannel's smsbox. It takes nothing but a query; without coding=2 it would take
 * Chinese, too, and send question marks. */
#include <ctype.h>
#include <string.h>

#include "sms.h"

enum { ALL_BUT_INTERMEDIATE = 31 };

char *sms_escape(struct yx_arena *arena, const char *text)
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

enum yx_err sms_send(void *self, struct yx_arena *arena, const struct yx_outgoing *out, struct yx_http_call *call)
{
    const struct sms *s = self;
    const struct sms_gateway *g = sms_gateway_find(s, out->account, strlen(out->account));
    char *clean;
    if (g == NULL || g->password == NULL || out->text == NULL)
        return YX_INTERNAL;
    if (yx_text_clean(arena, out->text, strlen(out->text), &clean) != YX_OK || *clean == '\0')
        return YX_INVALID;
    const char *report = sms_report_url(s, arena, g, out->id);
    struct yx_buf url = yx_buf_new(64 * 1024);
    yx_buf_print(&url, "%s?username=%s&password=%s&smsc=%s&to=%s&coding=2&charset=UTF-8&text=%s",
        yx_option_text(s->host, "send_url"), sms_escape(arena, g->user), sms_escape(arena, g->password),
        sms_escape(arena, g->name), sms_escape(arena, out->recipient), sms_escape(arena, sms_write(arena, s->signature, clean)));
    if (*g->number)
        yx_buf_print(&url, "&from=%s", g->number);
    if (*report)
        yx_buf_print(&url, "&dlr-mask=%d&dlr-url=%s", ALL_BUT_INTERMEDIATE, sms_escape(arena, report));
    *call = (struct yx_http_call){ .url = yx_arena_text(arena, url.at, url.len) };
    enum yx_err err = url.over ? YX_TOO_LARGE : YX_OK;
    yx_buf_free(&url);
    return err;
}
