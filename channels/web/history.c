#include <stdlib.h>
#include <string.h>

#include "web.h"

/* The transcript is asked for in slices into memory of its own: a request's arena is
 * bounded and passing it ends the process, while a conversation may be of any length. */
enum { SLICE = 20, SLICE_MEMORY = 8 << 20, AFTER_MOST = 200, AFTER_BYTES = 512 << 10, LAST_MOST = 60,
       LAST_BYTES = 64 << 10 };

static const struct yx_message *copy(struct yx_arena *arena, const struct yx_message *m)
{
    struct yx_message *made = yx_arena_get(arena, sizeof *made);
    *made = *m;
    made->text = yx_arena_copy(arena, m->text);
    made->extra = m->extra ? yx_arena_copy(arena, m->extra) : NULL;
    made->files = m->files ? yx_arena_copy(arena, m->files) : NULL;
    return made;
}

static size_t weight(const struct yx_message *m)
{
    return strlen(m->text) + (m->extra ? strlen(m->extra) : 0) + (m->files ? strlen(m->files) : 0);
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

/* Whether something stands behind `after`. */
static enum yx_err look(const struct web *web, const char *visitor, int64_t after, struct web_history *h, bool *more_out)
{
    struct yx_message *at;
    size_t count = 0;
    yx_arena_wipe(h->arenas[1]);
    enum yx_err err = yx_transcript(web->host, h->arenas[1], "", visitor, after, 1, &at, &count, &h->owner);
    *more_out = count > 0;
    return err == YX_EMPTY ? YX_OK : err;
}

/* The last id, by doubling and halving: some thirty looks, however long the conversation. */
static enum yx_err find_last(const struct web *web, const char *visitor, struct web_history *h, int64_t *last_out)
{
    int64_t low = 0, high = 1;
    bool more = true;
    enum yx_err err = look(web, visitor, 0, h, &more);
    bool some = more;
    while (err == YX_OK && more && (err = look(web, visitor, high, h, &more)) == YX_OK && more) {
        low = high;
        high *= 2;
    }
    while (err == YX_OK && high - low > 1) {
        int64_t middle = low + (high - low) / 2;
        err = look(web, visitor, middle, h, &more);
        *(more ? &low : &high) = middle;
    }
    *last_out = some ? high : 0;
    return err;
}

/* Drop from the front what is too much for a page. */
static void trim(struct web_history *h)
{
    size_t bytes = 0, keep = 0;
    while (keep < h->count && keep < LAST_MOST && bytes <= LAST_BYTES)
        bytes += weight(h->messages[h->count - ++keep]);
    memmove(h->messages, h->messages + h->count - keep, keep * sizeof *h->messages);
    h->count = keep;
}

enum yx_err web_history_last(const struct web *web, const char *visitor,
    struct web_history *h)
{
    struct yx_message *at;
    size_t count = SLICE;
    int64_t last = 0;
    enum yx_err err = begin(h, LAST_MOST + 2 * SLICE);
    if (err == YX_OK)
        err = find_last(web, visitor, h, &last);
    int64_t after = last > LAST_MOST ? last - LAST_MOST : 0;
    /* what is written meanwhile comes in behind, at most one slice more */
    while (err == YX_OK && count == SLICE && h->count <= LAST_MOST) {
        err = slice(web, visitor, after, h, &at, &count);
        for (size_t i = 0; err == YX_OK && i < count; i++)
            h->messages[h->count++] = copy(h->arenas[0], &at[i]);
        if (err == YX_OK && count > 0)
            after = at[count - 1].id;
    }
    if (err != YX_OK) {
        web_history_free(h);
        return err;
    }
    trim(h);
    return YX_OK;
}

void web_history_free(struct web_history *h)
{
    yx_arena_free(&h->arenas[0]);
    yx_arena_free(&h->arenas[1]);
    h->messages = NULL;
    h->count = 0;
}
