#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char nothing[1];

struct yx_buf yx_buf_new(size_t max)
{
    return (struct yx_buf){ .at = nothing, .max = max };
}

/* Make room for `n` more bytes and a NUL; how many of them fit. */
static size_t reserve(struct yx_buf *b, size_t n)
{
    if (n > b->max - b->len) {
        b->over = true;
        n = b->max - b->len;
    }
    if (b->len + n < b->room)
        return n;
    size_t room = b->room ? b->room : 64;
    while (room <= b->len + n)
        room *= 2;
    char *at = realloc(b->at == nothing ? NULL : b->at, room);
    if (at == NULL) {
        b->over = true;
        return b->room > b->len ? b->room - b->len - 1 : 0;
    }
    at[b->len] = '\0';
    b->at = at;
    b->room = room;
    return n;
}

void yx_buf_add(struct yx_buf *b, const void *bytes, size_t n)
{
    n = reserve(b, n);
    if (n == 0)
        return;
    memcpy(b->at + b->len, bytes, n);
    b->len += n;
    b->at[b->len] = '\0';
}

void yx_buf_text(struct yx_buf *b, const char *text)
{
    yx_buf_add(b, text, strlen(text));
}

void yx_buf_print(struct yx_buf *b, const char *format, ...)
{
    char room[256], *long_one = NULL;
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int len = vsnprintf(room, sizeof room, format, args);
    if (len >= (int)sizeof room && (long_one = malloc((size_t)len + 1)) != NULL)
        vsnprintf(long_one, (size_t)len + 1, format, again);
    va_end(again);
    va_end(args);
    if (len < 0 || (len >= (int)sizeof room && long_one == NULL))
        b->over = true;
    else
        yx_buf_add(b, long_one ? long_one : room, (size_t)len);
    free(long_one);
}

void yx_buf_clear(struct yx_buf *b)
{
    b->len = 0;
    b->over = false;
    if (b->room > 0)
        b->at[0] = '\0';
}

void yx_buf_free(struct yx_buf *b)
{
    if (b->room > 0)
        free(b->at);
    *b = yx_buf_new(b->max);
}
