/* What a text's bytes say. Kannel hands over UTF-8 where it may recode (mo-recode), and the bytes as they
 * came where it may not. */
#include <iconv.h>
#include <string.h>
#include <strings.h>

#include "sms.h"

static int hex(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* The value up to & or the end; NULL: a bad escape. */
static char *unescape(struct yx_arena *arena, const char *value, size_t *len_out)
{
    size_t n = strcspn(value, "&"), len = 0;
    char *bytes = yx_arena_get(arena, n + 1);
    for (size_t i = 0; i < n; i++) {
        if (value[i] == '%') {
            int high = i + 2 < n ? hex(value[i + 1]) : -1, low = i + 2 < n ? hex(value[i + 2]) : -1;
            if (high < 0 || low < 0)
                return NULL;
            bytes[len++] = (char)(high << 4 | low);
            i += 2;
        } else {
            bytes[len++] = value[i] == '+' ? ' ' : value[i];
        }
    }
    *len_out = len;
    return bytes;
}

char *sms_raw(struct yx_arena *arena, const char *query, const char *name, size_t *len_out)
{
    size_t n = strlen(name);
    *len_out = 0;
    for (const char *at = query; at; at = strchr(at, '&')) {
        at += *at == '&';
        if (strncmp(at, name, n) == 0 && at[n] == '=')
            return unescape(arena, at + n + 1, len_out);
    }
    return NULL;
}

/* The charsets that gateways speak, by their names for iconv. */
static const char *charset_of(const char *coding, const char *charset)
{
    static const char *const rows[][2] = {
        { "UTF-8", "UTF-8" }, { "UTF8", "UTF-8" }, { "UTF-16BE", "UTF-16BE" }, { "UTF-16", "UTF-16BE" },
        { "UCS-2", "UTF-16BE" }, { "UCS-2BE", "UTF-16BE" }, { "UTF-16LE", "UTF-16LE" }, { "GB18030", "GB18030" },
        { "GBK", "GB18030" }, { "GB2312", "GB18030" }, { "ISO-8859-1", "ISO-8859-1" }, { "LATIN1", "ISO-8859-1" },
        { "WINDOWS-1252", "WINDOWS-1252" }, { "US-ASCII", "UTF-8" }, { "ASCII", "UTF-8" },
    };
    if (*charset == '\0')
        return strcmp(coding, "2") == 0 ? "UTF-16BE" : strcmp(coding, "1") == 0 ? NULL : "UTF-8";
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (strcasecmp(charset, rows[i][0]) == 0)
            return rows[i][1];
    return NULL;
}

static char *recode(struct yx_arena *arena, const char *from, const char *bytes, size_t len, size_t *len_out)
{
    size_t room = 4 * len + 4, left = room;
    char *text = yx_arena_get(arena, room + 1), *out = text, *in = (char *)(uintptr_t)bytes;
    iconv_t how = iconv_open("UTF-8", from);
    if (how == (iconv_t)-1)
        return NULL;
    size_t wrong = iconv(how, &in, &len, &out, &left);
    iconv_close(how);
    *len_out = room - left;
    return wrong == (size_t)-1 ? NULL : text;
}

char *sms_text(struct yx_arena *arena, const char *bytes, size_t len, const char *coding, const char *charset,
    size_t *len_out)
{
    const char *from = charset_of(coding, charset);
    char *text = NULL;
    *len_out = len;
    if (from && strcmp(from, "UTF-8") == 0)
        text = yx_arena_text(arena, bytes, len);
    else if (from)
        text = recode(arena, from, bytes, len, len_out);
    return text && yx_text_valid(text, *len_out) ? text : NULL;
}
