/* Patterns as an administrator writes them, and how they match. Small on purpose: every part is one of some
 * texts, and a gap is bounded, so that no text makes them slow. */
#include <string.h>

#include "supervisor.h"

enum { GAP_SHORT = 5, STEPS_MOST = 20000, OPTIONS_MOST = 400 };

/* A pattern while it is read. */
struct reading {
    struct yx_arena *arena;
    const struct sv_set *sets;
    struct sv_pattern *made;
    int gap; /* before the next part */
    const char *why;
};

static void add_part(struct reading *r, const char **options, size_t count)
{
    if (r->made->count == SV_PARTS_MOST) {
        r->why = "has more than 12 parts";
        return;
    }
    r->made->parts[r->made->count++] = (struct sv_part){ options, count, r->gap };
    r->gap = 0;
}

/* (a|b|) */
static size_t read_choice(struct reading *r, const char *at)
{
    size_t len = strcspn(at, ")"), count = 1, n = 0;
    if (at[len] != ')') {
        r->why = "a ( is never closed";
        return 0;
    }
    for (size_t i = 1; i < len; i++)
        count += at[i] == '|';
    const char **options = yx_arena_get(r->arena, count * sizeof *options);
    for (size_t i = 1; n < count; n++) {
        size_t m = strcspn(at + i, "|)");
        options[n] = sv_lower(r->arena, at + i, m);
        i += m + 1;
    }
    add_part(r, options, count);
    return len + 1;
}

/* <没> */
static size_t read_set_name(struct reading *r, const char *at)
{
    size_t len = strcspn(at, ">");
    for (const struct sv_set *s = r->sets; s && at[len] == '>'; s = s->next)
        if (strlen(s->name) == len - 1 && memcmp(s->name, at + 1, len - 1) == 0) {
            add_part(r, s->words, s->count);
            return len + 1;
        }
    r->why = yx_arena_print(r->arena, "there is no set %.*s>", (int)len, at);
    return 0;
}

struct sv_pattern *sv_pattern_read(
    struct yx_arena *a, const char *text, const struct sv_set *sets, const char **why_out)
{
    static const char dots[] = "…", special[] = "(<\xe2";
    struct sv_pattern *made = yx_arena_get(a, sizeof *made);
    struct reading r = { .arena = a, .sets = sets, .made = made };
    made->parts = yx_arena_get(a, SV_PARTS_MOST * sizeof *made->parts);
    while (*text && r.why == NULL) {
        size_t n = strcspn(text, special);
        if (strncmp(text, dots, sizeof dots - 1) == 0) {
            r.gap += GAP_SHORT;
            n = sizeof dots - 1;
        } else if (*text == '(') {
            n = read_choice(&r, text);
        } else if (*text == '<') {
            n = read_set_name(&r, text);
        } else {
            const char **one = yx_arena_get(a, sizeof *one);
            n = n ? n : strlen("…");
            one[0] = sv_lower(a, text, n);
            add_part(&r, one, 1);
        }
        text += n;
    }
    if (made->count == 0 && r.why == NULL)
        r.why = "says nothing";
    if (made->count > 0 && made->parts[0].gap > 0)
        r.why = "may not begin with a gap";
    for (size_t i = 0; r.why == NULL && i < made->parts[0].count; i++)
        if (*made->parts[0].options[i] == '\0')
            r.why = "may not begin with what may be absent";
    *why_out = r.why;
    return r.why ? NULL : made;
}

/* ---- matching ---- */

struct matching {
    const struct sv_pattern *pattern;
    const char *text;
    int steps;
    struct yx_span parts[SV_PARTS_MOST];
    struct sv_hit *best;
};

/* What a gap does not cross. */
static bool is_wall(const char *at)
{
    static const char *const walls[] = { "没", "不", "未", "无", "就", "还", "却", "才" };
    if (sv_is_break_at(at))
        return true;
    for (size_t i = 0; i < sizeof walls / sizeof *walls; i++)
        if (strncmp(at, walls[i], strlen(walls[i])) == 0)
            return true;
    return false;
}

static void keep(struct matching *m, size_t start, size_t end)
{
    if (m->best->span.len >= end - start)
        return;
    m->best->span = (struct yx_span){ start, end - start };
    m->best->part_count = m->pattern->count;
    memcpy(m->best->parts, m->parts, sizeof m->parts);
}

static void go_on(
    struct matching *m, size_t part, size_t start, size_t at) /* NOLINT(misc-no-recursion): 12 parts */
{
    if (part == m->pattern->count) {
        keep(m, start, at);
        return;
    }
    const struct sv_part *p = &m->pattern->parts[part];
    uint32_t code;
    for (int gap = 0; gap <= p->gap; gap++) {
        for (size_t i = 0; i < p->count; i++) {
            size_t n = strlen(p->options[i]);
            if (++m->steps > STEPS_MOST)
                return;
            if (strncmp(m->text + at, p->options[i], n) != 0)
                continue;
            m->parts[part] = (struct yx_span){ at, n };
            go_on(m, part + 1, start, at + n);
        }
        if (m->text[at] == '\0' || is_wall(m->text + at))
            return;
        at += yx_text_next(m->text + at, &code);
    }
}

bool sv_pattern_match(const struct sv_pattern *pattern, const char *text, size_t at, struct sv_hit *hit_out)
{
    struct matching m = { .pattern = pattern, .text = text, .best = hit_out };
    *hit_out = (struct sv_hit){ 0 };
    go_on(&m, 0, at, at);
    return hit_out->span.len > 0;
}

/* ---- by the first character ---- */

static size_t bucket_of(const char *at)
{
    uint32_t code;
    yx_text_next(at, &code);
    return code % SV_BUCKETS;
}

static void add_to(struct sv_patterns *p, struct yx_arena *a, size_t bucket, const struct sv_pattern *pattern)
{
    if (p->count[bucket] > 0 && p->bucket[bucket][p->count[bucket] - 1] == pattern)
        return;
    if (p->count[bucket] == p->room[bucket]) {
        size_t room = p->room[bucket] ? p->room[bucket] * 2 : 8;
        const struct sv_pattern **more = yx_arena_get(a, room * sizeof *more);
        if (p->count[bucket] > 0)
            memcpy(more, p->bucket[bucket], p->count[bucket] * sizeof *more);
        p->bucket[bucket] = more;
        p->room[bucket] = room;
    }
    p->bucket[bucket][p->count[bucket]++] = pattern;
}

void sv_patterns_add(struct sv_patterns *p, struct yx_arena *a, const struct sv_pattern *pattern)
{
    for (size_t i = 0; i < pattern->parts[0].count; i++)
        add_to(p, a, bucket_of(pattern->parts[0].options[i]), pattern);
}

const struct sv_pattern *const *sv_patterns_at(const struct sv_patterns *p, const char *at, size_t *count_out)
{
    size_t bucket = bucket_of(at);
    *count_out = p->count[bucket];
    return p->bucket[bucket];
}
