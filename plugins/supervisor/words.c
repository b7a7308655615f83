#include <stdlib.h>
#include <string.h>

#include "supervisor.h"

char *sv_lower(struct yx_arena *a, const char *text, size_t len)
{
    char *low = yx_arena_text(a, text, len);
    for (char *c = low; *c; c++)
        *c = *c >= 'A' && *c <= 'Z' ? (char)(*c - 'A' + 'a') : *c;
    return low;
}

void sv_words_add(struct sv_words *w, struct yx_arena *a, const char *text, int value)
{
    if (w->count == w->room) {
        size_t room = w->room ? w->room * 2 : 64;
        struct sv_word *more = yx_arena_get(a, room * sizeof *more);
        if (w->count > 0)
            memcpy(more, w->at, w->count * sizeof *more);
        w->at = more;
        w->room = room;
    }
    size_t len = strlen(text);
    char *low = sv_lower(a, text, len);
    w->at[w->count++] = (struct sv_word){ low, len, value };
    w->longest = len > w->longest ? len : w->longest;
}

static int by_text(const void *a, const void *b)
{
    return strcmp(((const struct sv_word *)a)->text, ((const struct sv_word *)b)->text);
}

/* Of a word that is there twice the first one added stays: qsort may mix them, so they are weeded before. */
void sv_words_close(struct sv_words *w)
{
    size_t kept = 0;
    for (size_t i = 0; i < w->count; i++) {
        bool seen = false;
        for (size_t k = 0; k < kept && !seen; k++)
            seen = w->at[k].len == w->at[i].len && memcmp(w->at[k].text, w->at[i].text, w->at[i].len) == 0;
        if (!seen)
            w->at[kept++] = w->at[i];
    }
    w->count = kept;
    if (kept > 0)
        qsort(w->at, kept, sizeof *w->at, by_text);
}

static const struct sv_word *find(const struct sv_words *w, const char *at, size_t len)
{
    size_t low = 0, high = w->count;
    while (low < high) {
        size_t mid = (low + high) / 2;
        int order = strncmp(w->at[mid].text, at, len);
        if (order == 0 && w->at[mid].len > len)
            order = 1;
        if (order == 0)
            return &w->at[mid];
        if (order < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return NULL;
}

size_t sv_words_match(const struct sv_words *w, const char *at, int *value_out)
{
    size_t most = strnlen(at, w->longest);
    for (size_t len = most; len > 0; len--) {
        if (at[len] != '\0' && ((unsigned char)at[len] & 0xc0) == 0x80)
            continue;
        const struct sv_word *found = find(w, at, len);
        if (found == NULL)
            continue;
        if (value_out)
            *value_out = found->value;
        return len;
    }
    return 0;
}

size_t sv_words_before(const struct sv_words *w, const char *text, size_t end)
{
    for (size_t len = end < w->longest ? end : w->longest; len > 0; len--)
        if (((unsigned char)text[end - len] & 0xc0) != 0x80 && find(w, text + end - len, len))
            return len;
    return 0;
}

int sv_words_value(const struct sv_words *w, const char *at, size_t len)
{
    const struct sv_word *found = len > 0 ? find(w, at, len) : NULL;
    return found ? found->value : 0;
}
