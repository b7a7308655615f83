#include "audit/judge.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/id.h"

enum { BACK_MS = 1000, AHEAD_MS = 60 * 1000 };

bool yx_audit_judge_bad(struct yx_audit_judge *j, int64_t position, const char *finding)
{
    if (j->report.finding == NULL) {
        j->report.bad = position;
        j->report.finding = yx_arena_copy(j->arena, finding);
    }
    return false;
}

static bool knows(const struct yx_audit_judge *j, const unsigned char public[YX_AUDIT_PUBLIC])
{
    size_t count = j->keys ? j->keys->count : 0;
    bool known = count == 0;
    for (size_t i = 0; i < count && !known; i++)
        known = memcmp(j->keys->publics[i], public, YX_AUDIT_PUBLIC) == 0;
    return known;
}

void yx_audit_judge_point(struct yx_audit_judge *j, const struct yx_audit_point *p)
{
    if (j->point_count == j->point_room) {
        size_t room = j->point_room ? 2 * j->point_room : 64;
        struct yx_audit_point *points = yx_arena_get(j->arena, room * sizeof *points);
        if (j->point_count > 0)
            memcpy(points, j->points, j->point_count * sizeof *points);
        j->points = points;
        j->point_room = room;
    }
    j->points[j->point_count++] = *p;
}

const char *yx_audit_judge_signature(const struct yx_audit_judge *j, const struct yx_audit_head *h)
{
    char hex[2 * YX_AUDIT_PUBLIC + 1];
    if (!yx_audit_is_signed(h))
        return yx_arena_print(j->arena, "head %" PRId64 ": its signature is wrong", h->number);
    yx_hex(h->public, sizeof h->public, hex);
    if (!knows(j, h->public))
        return yx_arena_print(j->arena, "head %" PRId64 " is signed with another key, %s", h->number, hex);
    return NULL;
}

static const char *fault_of(const struct yx_audit_judge *j, const struct yx_audit_head *h)
{
    if (h->number != j->head_number + 1)
        return yx_arena_print(j->arena, "head %" PRId64 " is missing", j->head_number + 1);
    const char *fault = yx_audit_judge_signature(j, h);
    if (fault == NULL && h->position < j->head_position)
        fault = yx_arena_print(
            j->arena, "head %" PRId64 " ends before the one before it: entries were taken away", h->number);
    return fault;
}

void yx_audit_judge_head(struct yx_audit_judge *j, const struct yx_audit_head *h)
{
    struct yx_audit_point p = { .position = h->position, .fault = fault_of(j, h) };
    p.from = yx_arena_print(j->arena, "head %" PRId64 " (of %" PRId64 ")", h->number, h->day);
    memcpy(p.hash, h->hash, sizeof p.hash);
    yx_audit_judge_point(j, &p);
    j->report.heads++;
    j->head_number = h->number;
    j->head_position = h->position;
    if (p.fault == NULL && h->position > j->report.signed_to)
        j->report.signed_to = h->position;
}

static int by_position(const void *a, const void *b)
{
    const struct yx_audit_point *p = a, *q = b;
    return (p->position > q->position) - (p->position < q->position);
}

void yx_audit_judge_ready(struct yx_audit_judge *j)
{
    if (j->point_count > 0)
        qsort(j->points, j->point_count, sizeof *j->points, by_position);
}

static const char *judge_words(const struct yx_audit_link *l)
{
    unsigned char hash[YX_AUDIT_HASH];
    if (l->words == NULL)
        return NULL;
    if (!l->has_content)
        return "words stand beside it that were not there when it was sealed";
    yx_audit_hash_words(l, hash);
    return memcmp(hash, l->content, sizeof hash) == 0 ? NULL : "its words or their salt were changed";
}

static bool judge_points(struct yx_audit_judge *j, const struct yx_audit_link *l)
{
    for (; j->next_point < j->point_count && j->points[j->next_point].position <= l->position;
         j->next_point++) {
        const struct yx_audit_point *p = &j->points[j->next_point];
        if (p->fault != NULL)
            return yx_audit_judge_bad(j, l->position, p->fault);
        if (memcmp(p->hash, l->hash, YX_AUDIT_HASH) != 0 || p->position != l->position)
            return yx_audit_judge_bad(
                j, l->position, yx_arena_print(j->arena, "it is not the one that %s knows", p->from));
    }
    return true;
}

static void note_clock(struct yx_audit_judge *j, const struct yx_audit_link *l)
{
    if (l->sealed_ms < j->before_ms - BACK_MS && j->report.back++ == 0)
        j->report.back_at = l->position;
    if (l->at_ms > l->sealed_ms + AHEAD_MS && j->report.ahead++ == 0)
        j->report.ahead_at = l->position;
    j->before_ms = l->sealed_ms;
}

bool yx_audit_judge_link(struct yx_audit_judge *j, const struct yx_audit_link *l)
{
    unsigned char hash[YX_AUDIT_HASH];
    int64_t expected = j->report.entries + 1;
    if (l->position != expected)
        return yx_audit_judge_bad(j, expected,
            l->position > expected
                ? yx_arena_print(j->arena, "it is missing; the next one there is %" PRId64, l->position)
                : "its number was here before");
    const char *wrong = judge_words(l);
    if (wrong != NULL)
        return yx_audit_judge_bad(j, expected, wrong);
    yx_audit_hash_link(l, j->report.hash, hash);
    if (memcmp(hash, l->hash, sizeof hash) != 0)
        return yx_audit_judge_bad(j, expected, "it was changed, or it does not follow on the one before");
    if (!judge_points(j, l))
        return false;
    note_clock(j, l);
    j->report.erased += l->has_content && l->words == NULL;
    j->report.entries = expected;
    memcpy(j->report.hash, hash, sizeof hash);
    return true;
}

bool yx_audit_judge_end(struct yx_audit_judge *j)
{
    const struct yx_audit_report *r = &j->report;
    if (j->next_point < j->point_count) {
        const struct yx_audit_point *p = &j->points[j->next_point];
        return yx_audit_judge_bad(j, r->entries + 1,
            p->fault
                ? p->fault
                : yx_arena_print(j->arena, "it is missing: the end was cut off, %s knows entries to %" PRId64,
                      p->from, p->position));
    }
    if ((r->heads > 0 || (j->keys && j->keys->count > 0)) && r->signed_to < r->entries)
        return yx_audit_judge_bad(j, r->signed_to + 1, "no signed head holds it");
    return true;
}
