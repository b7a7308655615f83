/* From what is said to the letters that carry it. A page shows a message whole; where only
 * text can be shown it is written out, and what does not fit into one reply follows by
 * itself (pushed) or when it is asked for (the rest, by its number). */
#include <stdio.h>
#include <string.h>

#include "base/id.h"
#include "turn/state.h"

enum { HINT_ROOM = 96 };

static struct yx_letter *add_letter(struct yx_turn *t, const struct yx_message *said, size_t from, size_t to)
{
    struct yx_letter *l = &t->letters[t->letter_count++];
    *l = (struct yx_letter){
        .id = yx_id_next(), .conversation = t->conversation.id, .contact = t->conversation.contact,
        .message = said->id, .ways = yx_letter_ways(&t->limits),
        .from_byte = (int64_t)from, .to_byte = (int64_t)to,
    };
    if (t->letter_count > 1) {
        l->state = YX_LETTER_QUEUED;
        l->behind = t->letters[0].id;
    } else {
        l->lease_until_ms = t->now_ms + t->limits.deadline_ms;
    }
    return l;
}

static char *written_out(struct yx_turn *t, const struct yx_message *said)
{
    return yx_plain(t->arena, yx_turns.texts, said);
}

static const char *hint(struct yx_turn *t, const struct yx_message *said)
{
    char number[24];
    snprintf(number, sizeof number, "%zu", yx_plain_choices(said) + 1);
    return yx_texts_fill(yx_turns.texts, t->arena, "plain.rest", "number", number, NULL);
}

const struct yx_message *yx_turn_part(struct yx_turn *t, const struct yx_message *said, const struct yx_letter *l)
{
    if (!t->limits.plain)
        return said;
    struct yx_message *part = yx_arena_get(t->arena, sizeof *part);
    const char *all = written_out(t, said);
    *part = *said;
    part->extra = NULL;
    part->text = yx_part_of(t->arena, all, l->from_byte, l->to_byte);
    if (!t->limits.pushes && l->to_byte > 0 && (size_t)l->to_byte < strlen(all))
        part->text = yx_arena_print(t->arena, "%s\n%s", part->text, hint(t, said));
    return part;
}

/* The first part now, the rest as a letter behind it, which post sends part by part. */
static void follow(struct yx_turn *t, const struct yx_message *said, const char *all, size_t from)
{
    size_t to = yx_part_end(all, from, t->limits.reply_bytes), next = yx_part_begin(all, to);
    add_letter(t, said, from, to);
    if (next < strlen(all))
        add_letter(t, said, next, strlen(all));
}

/* The first part now, the rest when it is asked for. */
static void cut(struct yx_turn *t, const struct yx_message *said, const char *all, size_t from)
{
    size_t len = strlen(all), to = yx_part_end(all, from, t->limits.reply_bytes);
    if (to < len)
        to = yx_part_end(all, from, t->limits.reply_bytes - HINT_ROOM);
    add_letter(t, said, from, to);
    if (yx_part_begin(all, to) < len)
        t->conversation.pending = yx_pending_with_rest(t,
            &(struct yx_rest){ said->id, (int64_t)yx_part_begin(all, to) });
}

void yx_turn_write_out(struct yx_turn *t, const struct yx_message *said, size_t from)
{
    if (!t->limits.plain) {
        add_letter(t, said, 0, 0);
    } else {
        const char *all = written_out(t, said);
        if (from >= strlen(all))
            from = 0;
        (t->limits.pushes ? follow : cut)(t, said, all, from);
    }
    t->reply = t->letter_count > 0 ? yx_turn_part(t, said, &t->letters[0]) : NULL;
}
