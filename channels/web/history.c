#include <stdlib.h>
#include <string.h>

#include "web.h"

/* The transcript is asked for in slices into memory of its own: a request's arena is
 * bounded and passing it ends the process, while a conversation may be of any length. */
enum { SLICE = 20, SLICE_MEMORY = 8 << 20, AFTER_MOST = 200, AFTER_BYTES = 512 << 10, LAST_MOST = 60,
       LAST_BYTES = 64 << 10, SLICES_MOST = 2000 };

static const struct yx_message *copy(struct yx_arena *arena, const struct yx_message *m)
{
    struct yx_message *made = yx_arena_get(arena, sizeof *made);
    *made = *m;
    made->text = yx_arena_copy(arena, m->text);
    made->extra = m->extra ? yx_arena_copy(arena, m->extra) : NULL;
    return made;
}

static size_t weight(const struct yx_message *m)
{
    return strlen(m->text) + (m->extra ? strlen(m->extra) : 0);
}

static enum yx_err begin(struct web_history *h, size_t room)
{
    *h = (struct web_history){ .owner = YX_BOT };
    h->arenas[0] = yx_arena_new(SLICE_MEMORY);
    h->arenas[1] = yx_arena_new(SLICE_MEMORY);
    if (h->arenas[0] && h->arenas[1]) {
        h->messages = yx_arena_get(h->arenas[0], room * sizeof(void *));
        return YX_OK;
    }
    web_history_free(h);
    return YX_MEMORY;
}

/* One slice into arenas[1], wiped before. */
static enum yx_err slice(const struct web *web, const char *visitor, int64_t after, struct web_history *h,
    struct yx_message **at, size_t *count)
{
    yx_arena_wipe(h->arenas[1]);
    *count = 0;
    enum yx_err err = yx_transcript(web->host, h->arenas[1], "", visitor, after, SLICE, at, count, &h->owner);
    return err == YX_EMPTY ? YX_OK : err;
}

enum yx_err web_history_after(const struct web *web, const char *visitor,
    int64_t after, struct web_history *h)
{
    struct yx_message *at;
    size_t count = SLICE, bytes = 0;
    enum yx_err err = begin(h, AFTER_MOST);
    while (err == YX_OK && count == SLICE && !h->more) {
        err = slice(web, visitor, after, h, &at, &count);
        for (size_t i = 0; err == YX_OK && i < count && !h->more; i++) {
            h->more = h->count == AFTER_MOST || bytes > AFTER_BYTES;
            if (h->more)
                break;
            bytes += weight(&at[i]);
            after = at[i].id;
            h->messages[h->count++] = copy(h->arenas[0], &at[i]);
        }
    }
    if (err != YX_OK)
        web_history_free(h);
    return err;
}

/* Drop from the front what is too much, once the kept ones are twice as many. */
static void trim(struct web_history *h, size_t most)
{
    size_t bytes = 0, keep = 0;
    while (keep < h->count && keep < most && bytes <= LAST_BYTES)
        bytes += weight(h->messages[h->count - ++keep]);
    memmove(h->messages, h->messages + h->count - keep, keep * sizeof *h->messages);
    h->count = keep;
}

/* Move what is kept to a fresh arena, so that a long conversation costs no more. */
static enum yx_err settle(struct web_history *h)
{
    struct yx_arena *fresh = yx_arena_new(SLICE_MEMORY);
    if (fresh == NULL)
        return YX_MEMORY;
    trim(h, LAST_MOST);
    const struct yx_message **moved = yx_arena_get(fresh, (LAST_MOST + SLICE) * 2 * sizeof(void *));
    for (size_t i = 0; i < h->count; i++)
        moved[i] = copy(fresh, h->messages[i]);
    yx_arena_free(&h->arenas[0]);
    h->arenas[0] = fresh;
    h->messages = moved;
    return YX_OK;
}

enum yx_err web_history_last(const struct web *web, const char *visitor,
    struct web_history *h)
{
    struct yx_message *at;
    size_t count = SLICE;
    int64_t after = 0;
    enum yx_err err = begin(h, (LAST_MOST + SLICE) * 2);
    for (int n = 0; err == YX_OK && count == SLICE && n < SLICES_MOST; n++) {
        err = slice(web, visitor, after, h, &at, &count);
        for (size_t i = 0; err == YX_OK && i < count; i++)
            h->messages[h->count++] = copy(h->arenas[0], &at[i]);
        if (err == YX_OK && count > 0)
            after = at[count - 1].id;
        if (err == YX_OK && (h->count > LAST_MOST + SLICE || count < SLICE))
            err = settle(h);
    }
    if (err != YX_OK)
        web_history_free(h);
    return err;
}

void web_history_free(struct web_history *h)
{
    yx_arena_free(&h->arenas[0]);
    yx_arena_free(&h->arenas[1]);
    h->messages = NULL;
    h->count = 0;
}
