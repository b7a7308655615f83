#include "outbox/parts.h"

#include <string.h>

#include "base/id.h"
#include "outbox/plain.h"

static bool is_plain(const struct yx_writing *w)
{
    return w->limits != NULL && w->limits->plain;
}

static struct yx_letter letter(const struct yx_writing *w, const struct yx_message *said, size_t from, size_t to)
{
    return (struct yx_letter){
        .id = yx_id_next(), .conversation = w->conversation, .contact = w->contact, .message = said->id,
        .ways = yx_letter_ways(w->limits), .from_byte = (int64_t)from, .to_byte = (int64_t)to,
        .lease_until_ms = w->lease_until_ms, .desk = w->desk, .answers_ms = w->answers_ms,
        .urgent = w->urgent,
    };
}

/* Nothing carries it: all of it in one letter, which post cuts where it must. */
static struct yx_letter unasked(const struct yx_writing *w, const struct yx_message *said)
{
    static const enum yx_letter_state states[] = {
        [YX_WAY_ASKED] = YX_LETTER_OFFERED, [YX_WAY_PUSH] = YX_LETTER_QUEUED, [YX_WAY_NEXT_MESSAGE] = YX_LETTER_HELD,
    };
    struct yx_letter l = letter(w, said, 0, 0);
    l.state = states[l.ways];
    return l;
}

static size_t end_of(const struct yx_writing *w, const char *all, size_t from, const char *hint)
{
    return yx_part_end(all, from, yx_part_room(all, from, w->limits, hint));
}

/* The first part now, the rest as a letter behind it, which post sends part by part. */
static size_t follow(const struct yx_writing *w, const struct yx_message *said, const char *all, size_t from,
    struct yx_letter *letters)
{
    size_t to = end_of(w, all, from, NULL), next = yx_part_begin(all, to);
    letters[0] = letter(w, said, from, to);
    if (next >= strlen(all))
        return 1;
    letters[1] = letter(w, said, next, strlen(all));
    letters[1].state = YX_LETTER_QUEUED;
    letters[1].behind = letters[0].id;
    letters[1].lease_until_ms = 0;
    return 2;
}

/* The first part now, the rest when it is asked for. */
static void cut(const struct yx_writing *w, const struct yx_message *said, const char *all, size_t from,
    struct yx_letter *letter_out, int64_t *rest)
{
    size_t len = strlen(all), to = end_of(w, all, from, NULL);
    if (to < len)
        to = end_of(w, all, from, yx_plain_hint(w->arena, w->texts, said, false));
    *letter_out = letter(w, said, from, to);
    if (yx_part_begin(all, to) < len)
        *rest = (int64_t)yx_part_begin(all, to);
}

/* The short form now, all of it when it is asked for. False: there is none, or it would spare nothing. */
static bool shorten(const struct yx_writing *w, const struct yx_message *said, const char *all,
    struct yx_letter *letter_out, int64_t *rest)
{
    const char *few = w->limits->brief && !w->whole ? yx_plain_short(w->arena, w->texts, said) : NULL;
    const char *hint = few ? yx_plain_hint(w->arena, w->texts, said, true) : NULL;
    if (few == NULL || strlen(all) <= strlen(few) + 1 + strlen(hint))
        return false;
    *letter_out = letter(w, said, 0, end_of(w, few, 0, hint));
    letter_out->is_short = true;
    *rest = 0;
    return true;
}

static size_t write_plain(const struct yx_writing *w, const struct yx_message *said, size_t from,
    struct yx_letter *letters, int64_t *rest)
{
    const char *all = yx_plain(w->arena, w->texts, said);
    if (from >= strlen(all))
        from = 0;
    if (from == 0 && shorten(w, said, all, letters, rest))
        return 1;
    if (w->limits->pushes && !w->limits->asked)
        return follow(w, said, all, from, letters);
    cut(w, said, all, from, letters, rest);
    return 1;
}

size_t yx_letters_write(const struct yx_writing *w, const struct yx_message *said, size_t from,
    struct yx_letter letters_out[YX_LETTERS_MOST], int64_t *rest_out)
{
    *rest_out = -1;
    if (w->lease_until_ms == 0 || !is_plain(w)) {
        letters_out[0] = w->lease_until_ms == 0 ? unasked(w, said) : letter(w, said, 0, 0);
        return 1;
    }
    size_t count = write_plain(w, said, from, letters_out, rest_out);
    if (w->limits->apart) {
        letters_out[0].state = YX_LETTER_QUEUED;
        letters_out[0].lease_until_ms = 0;
    }
    return count;
}

const char *yx_letter_form(struct yx_arena *a, const struct yx_texts *texts, const struct yx_message *said,
    bool is_short)
{
    const char *few = is_short ? yx_plain_short(a, texts, said) : NULL;
    return few ? few : yx_plain(a, texts, said);
}

static bool has_more(const char *all, int64_t to)
{
    size_t len = strlen(all);
    return to > 0 && (uint64_t)to < len && yx_part_begin(all, (size_t)to) < len;
}

char *yx_letter_text(struct yx_arena *a, const struct yx_texts *texts, const struct yx_message *said,
    const struct yx_letter *l, bool hinted)
{
    const char *all = yx_letter_form(a, texts, said, l->is_short);
    char *part = yx_part_of(a, all, l->from_byte, l->to_byte);
    if (hinted && (l->is_short || has_more(all, l->to_byte)))
        part = yx_arena_print(a, "%s\n%s", part, yx_plain_hint(a, texts, said, l->is_short));
    return part;
}

const struct yx_message *yx_letter_part(const struct yx_writing *w, const struct yx_message *said,
    const struct yx_letter *l)
{
    if (!is_plain(w))
        return said;
    struct yx_message *part = yx_arena_get(w->arena, sizeof *part);
    *part = *said;
    part->extra = NULL;
    part->text = yx_letter_text(w->arena, w->texts, said, l,
        l->is_short || !w->limits->pushes || w->limits->asked);
    return part;
}
