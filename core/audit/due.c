/* What the clock does for the chain: it seals each second, and looks through all of it once a day, a piece a
 * second so that nothing waits behind it. What it finds, the auditor reads at the desk. */
#include "audit/rows.h"
#include "audit/verify.h"
#include "watch/log.h"

enum { PIECE = 2000, AGAIN_MS = 24 * 3600 * 1000, SOON_MS = 3600 * 1000 };

static struct {
    struct yx_audit_walk *walk;
    int64_t next_ms;
    bool warned; /* of sealing that fails */
    bool begun;  /* whether something is signed was looked at */
} due;

struct result {
    int64_t at_ms;
    const struct yx_audit_report *report;
};

static enum yx_err keep(struct yx_tx *tx, void *arg)
{
    const struct result *r = arg;
    return yx_audit_note_check(tx, r->at_ms, r->report->entries, r->report->finding);
}

static void finish(struct yx_store *store, enum yx_err err, int64_t now_ms)
{
    struct result result = { now_ms, yx_audit_walk_report(due.walk) };
    if (err == YX_CORRUPT)
        yx_log(YX_ERROR, "audit: the chain is broken", "entry", yx_num(result.report->bad), "why",
            result.report->finding, NULL);
    enum yx_err kept = yx_store_commit(store, keep, &result);
    if (kept != YX_OK)
        yx_log(YX_ERROR, "audit: what was found is not kept", "err", yx_err_words(kept), NULL);
    yx_audit_walk_free(&due.walk);
    due.next_ms = now_ms + (err == YX_CORRUPT ? SOON_MS : AGAIN_MS);
}

static void look_through(struct yx_store *store, const struct yx_audit_keys *keys, int64_t now_ms)
{
    enum yx_err err = YX_OK;
    if (due.walk == NULL && due.next_ms > now_ms && due.next_ms <= now_ms + AGAIN_MS)
        return;
    if (due.walk == NULL)
        err = yx_audit_walk_new(store, keys, NULL, 0, &due.walk);
    if (err == YX_OK)
        err = yx_audit_walk_step(due.walk, PIECE);
    if (err == YX_EMPTY || err == YX_CORRUPT) {
        finish(store, err, now_ms);
    } else if (err != YX_OK) {
        yx_log(YX_ERROR, "audit: the chain cannot be read", "err", yx_err_words(err), NULL);
        yx_audit_walk_free(&due.walk);
        due.next_ms = now_ms + SOON_MS;
    }
}

static enum yx_err append_begin(struct yx_tx *tx, void *arg)
{
    const struct yx_audit_entry entry = { .kind = YX_AUDIT_BY_CLOCK, .act = "audit.sign", .at_ms = *(int64_t *)arg };
    return yx_audit_append(tx, &entry);
}

/* Entries from before there was a key are signed with the first act behind them: that signing begins is one,
 * so that nobody can begin it anew without a trace. */
static void begin_signing(struct yx_store *store, int64_t now_ms)
{
    struct yx_tx *tx;
    struct yx_audit_link tail;
    struct yx_audit_head head;
    struct yx_arena *a = yx_arena_new(1 << 16);
    enum yx_err err = a ? yx_store_read(store, &tx) : YX_MEMORY;
    bool unsigned_yet = false;
    if (err == YX_OK) {
        unsigned_yet = yx_audit_tail(tx, a, &tail) == YX_OK && yx_audit_head_last(tx, a, &head) == YX_EMPTY;
        yx_store_done(store, &tx);
    }
    if (err == YX_OK && unsigned_yet)
        err = yx_store_commit(store, append_begin, &now_ms);
    due.begun = err == YX_OK;
    yx_arena_free(&a);
}

void yx_audit_due(struct yx_store *store, const struct yx_audit_keys *keys, int64_t now_ms)
{
    size_t count;
    if (keys->signs && !due.begun)
        begin_signing(store, now_ms);
    enum yx_err err = yx_audit_seal(store, keys->signs ? &keys->key : NULL, now_ms, &count);
    bool failed = err != YX_OK && err != YX_CONFLICT;
    if (failed && !due.warned)
        yx_log(YX_ERROR, "audit: entries are not sealed", "err", yx_err_words(err), NULL);
    due.warned = failed;
    look_through(store, keys, now_ms);
}
