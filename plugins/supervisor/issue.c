/* What is reported: all matches, then the longest ones that nothing takes back. */
#include <string.h>

#include "supervisor.h"

enum { HITS_MOST = 400 };

struct found {
    struct sv_hit hit;
    int issue, rank;
    bool gone,
        out; /* gone: it is none, or a negation takes it back; out: that, or part of one or of a longer one */
};

static size_t end_of(const struct found *f)
{
    return f->hit.span.at + f->hit.span.len;
}

static size_t find_all(const struct sv_text *t, const struct sv_patterns *patterns, struct found *found)
{
    size_t count = 0, most;
    uint32_t code;
    for (size_t at = 0; at < t->len; at += yx_text_next(t->low + at, &code)) {
        const struct sv_pattern *const *list = sv_patterns_at(patterns, t->low + at, &most);
        for (size_t i = 0; i < most && count < HITS_MOST; i++) {
            struct found *f = &found[count];
            if (sv_pattern_match(list[i], t->low, at, &f->hit)) {
                *f = (struct found){ f->hit, list[i]->value, list[i]->rank, false, false };
                count++;
            }
        }
    }
    return count;
}

/* Whether `inner` lies in `outer`. */
static bool lies_in(const struct found *inner, const struct found *outer)
{
    return inner->hit.span.at >= outer->hit.span.at && end_of(inner) <= end_of(outer);
}

/* Shares its beginning or its end with the longer one: 扣车不给单子 is no 不给单子. */
static bool is_part(const struct found *inner, const struct found *outer)
{
    bool edge = inner->hit.span.at == outer->hit.span.at || end_of(inner) == end_of(outer);
    return edge && lies_in(inner, outer) && inner->hit.span.len < outer->hit.span.len;
}

static bool is_taken_back(const struct sv_text *t, const struct found *f)
{
    if (sv_words_before(&t->s->negations, t->low, f->hit.span.at) > 0)
        return true;
    /* 有没有 asks */
    size_t at = f->hit.span.at, have = strlen("有");
    return at >= have && memcmp(t->low + at - have, "有", have) == 0 &&
           strncmp(t->low + at, "没有", strlen("没有")) == 0;
}

static void weed(const struct sv_text *t, struct found *found, size_t count, bool negations)
{
    for (size_t i = 0; i < count; i++)
        found[i].gone = found[i].rank == SV_NOT || (negations && is_taken_back(t, &found[i]));
    for (size_t i = 0; i < count; i++) { /* with 没有索要好处 goes 要好处 in it */
        struct found *f = &found[i];
        f->out = f->gone;
        for (size_t k = 0; k < count && !f->out; k++)
            f->out = found[k].gone && found[k].issue == f->issue && lies_in(f, &found[k]);
    }
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < count && !found[i].out; k++)
            found[i].out = !found[k].out && found[k].issue != found[i].issue &&
                           found[k].rank <= found[i].rank && is_part(&found[i], &found[k]);
}

/* The literal parts of a match belong to no place; what its gaps covered may. */
static void mark_parts(struct sv_text *t, const struct found *f)
{
    for (size_t i = 0; i < f->hit.part_count; i++)
        if (f->hit.parts[i].len > 0 && sv_is_free(t, f->hit.parts[i]))
            sv_mark(t, f->hit.parts[i], SV_ISSUE);
}

void sv_read_issues(struct sv_text *t, struct sv_reading *r)
{
    struct found *found = yx_arena_get(t->arena, HITS_MOST * sizeof *found);
    size_t count = find_all(t, &t->s->issue_patterns, found);
    weed(t, found, count, true);
    for (int rank = SV_STRONG; rank <= SV_LAST && r->issues == 0; rank++)
        for (size_t i = 0; i < count; i++)
            if (!found[i].out && found[i].rank == rank)
                r->issues |= 1ULL << found[i].issue;
    for (size_t i = 0; i < count; i++)
        if (!found[i].out && found[i].rank == SV_STRONG)
            mark_parts(t, &found[i]);
}

void sv_read_urgent(struct sv_text *t, struct sv_reading *r)
{
    struct found *found = yx_arena_get(t->arena, HITS_MOST * sizeof *found);
    size_t count = find_all(t, &t->s->urgent_patterns, found);
    weed(t, found, count, false);
    for (size_t i = 0; i < count; i++)
        r->urgent |= !found[i].out;
}
