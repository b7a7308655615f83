#include "outbox/parts.h"

#include <stdio.h>
#include <string.h>

#include "base/id.h"
#include "outbox/plain.h"

enum { HINT_ROOM = 96 };

static bool is_plain(const struct yx_writing *w)
{
    return w->limits != NULL && w->limits->plain;
}

static char *written_out(const struct yx_writing *w, const struct yx_message *said)
{
    return yx_plain(w->arena, w->texts, said);
}

static struct yx_letter letter(const struct yx_writing *w, const struct yx_message *said, size_t from, size_t to)
{
    return (struct yx_letter){
        .id = yx_id_next(), .conversation = w->conversation, .contact = w->contact, .message = said->id,
        .ways = yx_letter_ways(w->limits), .from_byte = (int64_t)from, .to_byte = (int64_t)to,
        .lease_until_ms = w->lease_until_ms, .desk = w->desk,
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

/* The first part now, the rest as a letter behind it, which post sends part by part. */
static size_t follow(const struct yx_writing *w, const struct yx_message *said, const char *all, size_t from,
    struct yx_letter *letters)
{
    size_t to = yx_part_end(all, from, w->limits->reply_bytes), next = yx_part_begin(all, to);
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
static size_t cut(const struct yx_writing *w, const struct yx_message *said, const char *all, size_t from,
    struct yx_letter *letters, size_t *rest)
{
    size_t len = strlen(all), to = yx_part_end(all, from, w->limits->reply_bytes);
    if (to < len)
        to = yx_part_end(all, from, w->limits->reply_bytes - HINT_ROOM);
    letters[0] = letter(w, said, from, to);
    if (yx_part_begin(all, to) < len)
        *rest = yx_part_begin(all, to);
    return 1;
}

size_t yx_letters_write(const struct yx_writing *w, const struct yx_message *said, size_t from,
    struct yx_letter letters_out[YX_LETTERS_MOST], size_t *rest_out)
{
    *rest_out = 0;
    if (w->lease_until_ms == 0 || !is_plain(w)) {
        letters_out[0] = w->lease_until_ms == 0 ? unasked(w, said) : letter(w, said, 0, 0);
        return 1;
    }
    const char *all = written_out(w, said);
    if (from >= strlen(all))
        from = 0;
    return w->limits->pushes ? follow(w, said, all, from, letters_out) : cut(w, said, all, from, letters_out, rest_out);
}

static const char *hint(const struct yx_writing *w, const struct yx_message *said)
{
    char number[24];
    snprintf(number, sizeof number, "%zu", yx_plain_choices(said) + 1);
    return yx_texts_fill(w->texts, w->arena, "plain.rest", "number", number, NULL);
}

const struct yx_message *yx_letter_part(const struct yx_writing *w, const struct yx_message *said,
    const struct yx_letter *l)
{
    if (!is_plain(w))
        return said;
    struct yx_message *part = yx_arena_get(w->arena, sizeof *part);
    const char *all = written_out(w, said);
    *part = *said;
    part->extra = NULL;
    part->text = yx_part_of(w->arena, all, l->from_byte, l->to_byte);
    if (!w->limits->pushes && l->to_byte > 0 && (size_t)l->to_byte < strlen(all))
        part->text = yx_arena_print(w->arena, "%s\n%s", part->text, hint(w, said));
    return part;
}
