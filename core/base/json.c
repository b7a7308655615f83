#include "base/json.h"

#include <string.h>

#include "base/text.h"

static bool is_plain(unsigned char c)
{
    return c >= ' ' && c != '"' && c != '\\';
}

static void escape(struct yx_buf *b, unsigned char c)
{
    static const char from[] = "\"\\\n\r\t", to[] = "\"\\nrt";
    const char *known = strchr(from, c);
    if (known != NULL)
        yx_buf_add(b, (char[]){ '\\', to[known - from] }, 2);
    else
        yx_buf_print(b, "\\u%04x", c);
}

void yx_json_text(struct yx_buf *b, const char *text)
{
    const char *at = yx_text_valid(text, strlen(text)) ? text : "";
    yx_buf_add(b, "\"", 1);
    while (*at != '\0') {
        const char *from = at;
        while (*at != '\0' && is_plain((unsigned char)*at))
            at++;
        yx_buf_add(b, from, (size_t)(at - from));
        if (*at != '\0')
            escape(b, (unsigned char)*at++);
    }
    yx_buf_add(b, "\"", 1);
}

void yx_json_member(struct yx_buf *b, const char *name, const char *value)
{
    if (value == NULL)
        return;
    if (b->len > 0 && b->at[b->len - 1] != '{')
        yx_buf_add(b, ",", 1);
    yx_buf_print(b, "\"%s\":", name);
    yx_json_text(b, value);
}
