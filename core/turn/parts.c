/* What is said, as the letters that carry it, and the part of it that this response shows. */
#include "turn/state.h"

static struct yx_writing writing(const struct yx_turn *t)
{
    return (struct yx_writing){
        .limits = &t->limits, .texts = yx_turns.texts, .arena = t->arena, .conversation = t->conversation.id,
        .contact = t->conversation.contact, .lease_until_ms = t->now_ms + t->limits.deadline_ms,
        .answers_ms = t->now_ms,
        .urgent = t->urgent || t->effects.urgent || t->speaker == YX_SPEAKER_STOP || t->speaker == YX_SPEAKER_RESUME,
    };
}

const struct yx_message *yx_turn_part(struct yx_turn *t, const struct yx_message *said, const struct yx_letter *l)
{
    struct yx_writing w = writing(t);
    return yx_letter_part(&w, said, l);
}

void yx_turn_write_out(struct yx_turn *t, const struct yx_message *said, size_t from, bool whole)
{
    struct yx_writing w = writing(t);
    int64_t rest;
    w.whole = whole;
    t->letter_count = yx_letters_write(&w, said, from, t->letters, &rest);
    if (rest >= 0)
        t->conversation.pending = yx_pending_with_rest(t, &(struct yx_rest){ said->id, rest });
    t->reply = t->limits.apart ? NULL : yx_letter_part(&w, said, &t->letters[0]);
}
