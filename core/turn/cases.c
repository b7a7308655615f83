/* What plugins do with cases in a turn: the core's rooms for cases plan it, record commits it. */
#include "turn/state.h"

static struct yx_case_scene scene_of(const struct yx_turn *t)
{
    return (struct yx_case_scene){ .arena = t->arena, .contact = t->conversation.contact, .conversation = t->conversation.id,
        .now_ms = t->now_ms, .digits = t->case_digits };
}

enum yx_err yx_case_open(struct yx_turn *t, const struct yx_case_filing *f, struct yx_case_filed *out)
{
    const struct yx_case_scene s = scene_of(t);
    return yx_case_turn_open(&t->effects.cases, &s, f, out);
}

enum yx_err yx_case_do(struct yx_turn *t, const char *number, enum yx_case_deed deed, const struct yx_case_words *words)
{
    const struct yx_case_scene s = scene_of(t);
    return yx_case_turn_do(&t->effects.cases, &s, number, deed, words);
}

enum yx_err yx_case_own(struct yx_turn *t, int most, struct yx_case_seen **list_out, size_t *count_out)
{
    const struct yx_case_scene s = scene_of(t);
    return yx_case_scene_own(&s, most, list_out, count_out);
}

enum yx_err yx_case_look(struct yx_turn *t, const char *number, struct yx_case_seen *out)
{
    const struct yx_case_scene s = scene_of(t);
    return yx_case_scene_look(&s, number, out);
}
