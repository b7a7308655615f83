#include "base/text.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "base/simplified.h"

enum { BOM = 0xfeff, DEL = 0x7f, NEXT_LINE = 0x85, LINE_SEPARATOR = 0x2028, PARAGRAPH_SEPARATOR };

size_t yx_text_next(const char *text, uint32_t *code_out)
{
    const unsigned char *at = (const unsigned char *)text;
    static const unsigned char first_bits[] = { 0, 0x7f, 0x1f, 0x0f, 0x07 };
    size_t n = *at == 0 ? 0 : *at < 0x80 ? 1 : *at < 0xe0 ? 2 : *at < 0xf0 ? 3 : 4;
    uint32_t code = *at & first_bits[n];
    for (size_t i = 1; i < n; i++)
        code = code << 6 | (at[i] & 0x3fU);
    *code_out = code;
    return n;
}

bool yx_text_valid(const char *text, size_t len)
{
    const utf8proc_uint8_t *at = (const utf8proc_uint8_t *)text;
    utf8proc_int32_t code;
    while (len > 0) {
        if (*at < 0x80) {
            if (*at == 0)
                return false;
            at++;
            len--;
            continue;
        }
        utf8proc_ssize_t n = utf8proc_iterate(at, (utf8proc_ssize_t)len, &code);
        if (n <= 0)
            return false;
        at += n;
        len -= (size_t)n;
    }
    return true;
}

static bool is_blank(uint32_t c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == 0x3000 || c == 0xa0;
}

/* Invisible characters that change how a text is shown, or nothing at all. */
static bool is_dropped(uint32_t c)
{
    if (c < ' ')
        return c != '\n' && c != '\t';
    return c == DEL || (c >= 0x80 && c < 0xa0 && c != NEXT_LINE) || c == 0x200b || c == 0x200e || c == 0x200f ||
        (c >= 0x202a && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f) || c == BOM ||
        (c >= 0xfff0 && c <= 0xfffb) || (c >= 0xe0000 && c <= 0xe007f);
}

/* NFC of a valid text; malloc'ed, NULL without memory. */
static char *composed(const char *text, size_t len)
{
    utf8proc_uint8_t *out = NULL;
    utf8proc_ssize_t n = utf8proc_map((const utf8proc_uint8_t *)text, (utf8proc_ssize_t)len, &out,
        UTF8PROC_STABLE | UTF8PROC_COMPOSE);
    return n < 0 ? NULL : (char *)out;
}

static bool is_ascii(const char *text, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if ((unsigned char)text[i] >= 0x80)
            return false;
    return true;
}

/* One character of the way in: line ends become \n. Bytes eaten; 0 at the end. */
static size_t next_clean(const char *at, uint32_t *code_out)
{
    size_t n = yx_text_next(at, code_out);
    if (*code_out == '\r') {
        *code_out = '\n';
        return at[1] == '\n' ? 2 : 1;
    }
    if (*code_out == NEXT_LINE || *code_out == LINE_SEPARATOR || *code_out == PARAGRAPH_SEPARATOR)
        *code_out = '\n';
    return n;
}

/* Copy the kept characters; trims blanks at both ends. Returns the length. */
static size_t copy_clean(const char *in, char *out)
{
    size_t len = 0, kept = 0, n;
    uint32_t c;
    for (; (n = next_clean(in, &c)) > 0; in += n) {
        if (is_dropped(c) || (len == 0 && is_blank(c)))
            continue;
        if (c == '\n') {
            out[len++] = '\n';
        } else {
            memcpy(out + len, in, n);
            len += n;
        }
        if (!is_blank(c))
            kept = len;
    }
    out[kept] = '\0';
    return kept;
}

enum yx_err yx_text_clean(struct yx_arena *a, const char *text, size_t len, char **clean_out)
{
    if (!yx_text_valid(text, len))
        return YX_INVALID;
    char *copy = yx_arena_text(a, text, len);
    if (!is_ascii(copy, len)) {
        char *nfc = composed(copy, len);
        if (nfc == NULL)
            return YX_MEMORY;
        copy = yx_arena_copy(a, nfc);
        free(nfc);
    }
    *clean_out = yx_arena_get(a, strlen(copy) + 1);
    copy_clean(copy, *clean_out);
    return YX_OK;
}

static size_t encode(uint32_t code, char *out)
{
    return (size_t)utf8proc_encode_char((utf8proc_int32_t)code, (utf8proc_uint8_t *)out);
}

/* Traditional to simplified, blanks to single spaces. */
static char *simplify(struct yx_arena *a, const char *in)
{
    char *out = yx_arena_get(a, strlen(in) * 2 + 1);
    size_t len = 0, n;
    uint32_t c;
    for (; (n = yx_text_next(in, &c)) > 0; in += n) {
        if (is_dropped(c))
            continue;
        if (is_blank(c)) {
            if (len > 0 && out[len - 1] != ' ')
                out[len++] = ' ';
        } else {
            len += encode(yx_simplified(c), out + len);
        }
    }
    if (len > 0 && out[len - 1] == ' ')
        len--;
    out[len] = '\0';
    return out;
}

static enum yx_err map_text(struct yx_arena *a, const char *text, size_t len, int options, char **out)
{
    if (!yx_text_valid(text, len))
        return YX_INVALID;
    utf8proc_uint8_t *mapped = NULL;
    utf8proc_ssize_t n = utf8proc_map((const utf8proc_uint8_t *)text, (utf8proc_ssize_t)len, &mapped,
        (utf8proc_option_t)(UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT | UTF8PROC_IGNORE | options));
    if (n < 0)
        return n == UTF8PROC_ERROR_NOMEM ? YX_MEMORY : YX_INVALID;
    *out = simplify(a, (const char *)mapped);
    free(mapped);
    return YX_OK;
}

enum yx_err yx_text_fold(struct yx_arena *a, const char *text, size_t len, char **folded_out)
{
    return map_text(a, text, len, UTF8PROC_CASEFOLD, folded_out);
}

enum yx_err yx_text_even(struct yx_arena *a, const char *text, size_t len, char **even_out)
{
    return map_text(a, text, len, 0, even_out);
}

size_t yx_text_count(const char *text)
{
    size_t count = 0;
    for (; *text; text++)
        count += ((unsigned char)*text & 0xc0) != 0x80;
    return count;
}

size_t yx_text_cut(const char *text, size_t len, size_t max)
{
    if (len <= max)
        return len;
    while (max > 0 && ((unsigned char)text[max] & 0xc0) == 0x80)
        max--;
    return max;
}

/* Of the character that begins with this byte: one outside the basic plane takes two. */
static size_t units_of(unsigned char first)
{
    return first >= 0xf0 ? 2 : (first & 0xc0) != 0x80;
}

size_t yx_text_units(const char *text)
{
    size_t units = 0;
    for (; *text; text++)
        units += units_of((unsigned char)*text);
    return units;
}

size_t yx_text_cut_units(const char *text, size_t max)
{
    size_t units = 0, at = 0;
    for (; text[at]; at++) {
        units += units_of((unsigned char)text[at]);
        if (units > max)
            break;
    }
    return at;
}
