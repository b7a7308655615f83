#include "audit/verify.h"

#include <inttypes.h>
#include <stdlib.h>

#include "audit/rows.h"

enum { ARENA = 512 << 20, SCRATCH = 512 << 20, HEADS_AT_ONCE = 1000, PIECE = 5000 };

struct yx_audit_walk {
    struct yx_store *store;
    struct yx_arena *arena, *scratch;
    struct yx_audit_judge judge;
    int64_t until; /* the tail when it began */
};

static enum yx_err read_heads(struct yx_tx *tx, struct yx_audit_walk *w)
{
    struct yx_audit_head *heads;
    size_t count = HEADS_AT_ONCE;
    enum yx_err err = YX_OK;
    for (int64_t from = INT64_MIN; err == YX_OK && count == HEADS_AT_ONCE;) {
        yx_arena_wipe(w->scratch);
        err = yx_audit_heads(tx, w->scratch, from, HEADS_AT_ONCE, &heads, &count);
        for (size_t i = 0; i < count; i++)
            yx_audit_judge_head(&w->judge, &heads[i]);
        if (count == HEADS_AT_ONCE)
            from = heads[count - 1].number + 1;
    }
    return err;
}

static enum yx_err begin(struct yx_audit_walk *w)
{
    struct yx_tx *tx;
    struct yx_audit_link tail;
    enum yx_err err = yx_store_read(w->store, &tx);
    if (err != YX_OK)
        return err;
    err = yx_audit_tail(tx, w->scratch, &tail);
    w->until = tail.position;
    if (err == YX_OK || err == YX_EMPTY)
        err = read_heads(tx, w);
    yx_store_done(w->store, &tx);
    return err;
}

enum yx_err yx_audit_walk_new(struct yx_store *store, const struct yx_audit_keys *keys,
    const struct yx_audit_point *points, size_t point_count, struct yx_audit_walk **walk_out)
{
    struct yx_audit_walk *w = calloc(1, sizeof *w);
    *walk_out = w;
    if (w == NULL)
        return YX_MEMORY;
    w->store = store;
    w->arena = yx_arena_new(ARENA);
    w->scratch = yx_arena_new(SCRATCH);
    w->judge = (struct yx_audit_judge){ .arena = w->arena, .keys = keys };
    enum yx_err err = w->arena && w->scratch ? begin(w) : YX_MEMORY;
    if (err != YX_OK) {
        yx_audit_walk_free(walk_out);
        return err;
    }
    for (size_t i = 0; i < point_count; i++)
        yx_audit_judge_point(&w->judge, &points[i]);
    yx_audit_judge_ready(&w->judge);
    return YX_OK;
}

/* Words may be missing only where something forgets them. */
static enum yx_err judge_missing(struct yx_tx *tx, struct yx_audit_judge *j, const struct yx_audit_link *l)
{
    bool forgotten;
    enum yx_err err = yx_audit_is_forgotten(tx, l, &forgotten);
    if (err == YX_OK && !forgotten)
        yx_audit_judge_bad(j, l->position, "its words are gone, and nothing in the chain forgets them");
    return err == YX_OK && !forgotten ? YX_CORRUPT : err;
}

static enum yx_err judge_end(struct yx_tx *tx, struct yx_audit_walk *w)
{
    int64_t orphan;
    if (!yx_audit_judge_end(&w->judge))
        return YX_CORRUPT;
    enum yx_err err = yx_audit_orphan(tx, &orphan);
    if (err == YX_OK && orphan != 0) {
        yx_audit_judge_bad(&w->judge, w->judge.report.entries + 1,
            yx_arena_print(w->arena, "words stand there for an entry %" PRId64 " that is not there", orphan));
        return YX_CORRUPT;
    }
    return err == YX_OK ? YX_EMPTY : err;
}

static enum yx_err step(struct yx_tx *tx, struct yx_audit_walk *w, int most)
{
    struct yx_audit_link *links;
    size_t count;
    int64_t after = w->judge.report.entries, left = w->until - after;
    if (left < most)
        most = (int)left;
    enum yx_err err = most > 0 ? yx_audit_links(tx, w->scratch, after, most, &links, &count) : YX_OK;
    for (size_t i = 0; most > 0 && err == YX_OK && i < count; i++) {
        if (!yx_audit_judge_link(&w->judge, &links[i]))
            return YX_CORRUPT;
        if (links[i].has_content && links[i].words == NULL)
            err = judge_missing(tx, &w->judge, &links[i]);
    }
    return err == YX_OK && (most <= 0 || w->judge.report.entries == w->until || count == 0) ? judge_end(tx, w)
                                                                                            : err;
}

enum yx_err yx_audit_walk_step(struct yx_audit_walk *w, int most)
{
    struct yx_tx *tx;
    if (w->judge.report.finding != NULL)
        return YX_CORRUPT;
    enum yx_err err = yx_store_read(w->store, &tx);
    if (err != YX_OK)
        return err;
    yx_arena_wipe(w->scratch);
    err = step(tx, w, most);
    yx_store_done(w->store, &tx);
    return err;
}

const struct yx_audit_report *yx_audit_walk_report(const struct yx_audit_walk *w)
{
    return &w->judge.report;
}

void yx_audit_walk_free(struct yx_audit_walk **walk)
{
    if (*walk == NULL)
        return;
    yx_arena_free(&(*walk)->arena);
    yx_arena_free(&(*walk)->scratch);
    free(*walk);
    *walk = NULL;
}

enum yx_err yx_audit_check(struct yx_store *store, struct yx_arena *a, char **finding_out)
{
    struct yx_audit_walk *w;
    *finding_out = NULL;
    enum yx_err err = yx_audit_walk_new(store, NULL, NULL, 0, &w);
    while (err == YX_OK)
        err = yx_audit_walk_step(w, PIECE);
    if (err == YX_CORRUPT && w != NULL) {
        const struct yx_audit_report *r = yx_audit_walk_report(w);
        *finding_out = yx_arena_print(a, "audit entry %" PRId64 ": %s", r->bad, r->finding);
    }
    yx_audit_walk_free(&w);
    return err == YX_EMPTY ? YX_OK : err;
}
