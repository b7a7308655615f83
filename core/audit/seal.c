/* The sealer: what waits gets its positions and hashes, and the end of the chain is signed. All of it is
 * computed from a snapshot; the commit holds only while the tail is still the one it was computed behind. */
#include <string.h>

#include "audit/rows.h"
#include "base/clock.h"
#include "base/id.h"
#include "watch/log.h"

enum { AT_ONCE = 1000, ARENA = 64 << 20 };

struct sealing {
    struct yx_audit_link *links;
    unsigned char (*salts)[YX_AUDIT_SALT];
    size_t count;
    struct yx_audit_link tail;       /* what was sealed before */
    struct yx_audit_head last, head; /* head.number 0: nothing is signed */
};

static enum yx_err read_all(struct yx_store *store, struct yx_arena *a, struct sealing *s)
{
    struct yx_tx *tx;
    enum yx_err err = yx_store_read(store, &tx);
    if (err != YX_OK)
        return err;
    err = yx_audit_waiting(tx, a, AT_ONCE, &s->links, &s->count);
    if (err == YX_OK && s->count > 0)
        err = yx_audit_tail(tx, a, &s->tail);
    if ((err == YX_OK || err == YX_EMPTY) && s->count > 0)
        err = yx_audit_head_last(tx, a, &s->last);
    yx_store_done(store, &tx);
    return err == YX_EMPTY ? YX_OK : err;
}

static void chain(struct yx_arena *a, struct sealing *s, int64_t now_ms)
{
    const unsigned char *before = s->tail.hash; /* zeros when there is none */
    s->salts = yx_arena_get(a, s->count * sizeof *s->salts);
    for (size_t i = 0; i < s->count; i++) {
        struct yx_audit_link *l = &s->links[i];
        l->position = s->tail.position + 1 + (int64_t)i;
        l->sealed_ms = now_ms;
        l->has_content = l->words != NULL;
        if (l->has_content) {
            yx_random(s->salts[i], YX_AUDIT_SALT);
            l->salt = s->salts[i];
            l->salt_len = YX_AUDIT_SALT;
            yx_audit_hash_words(l, l->content);
        }
        yx_audit_hash_link(l, before, l->hash);
        before = l->hash;
    }
}

static int64_t day_of(int64_t ms)
{
    struct yx_civil t = yx_clock_civil(ms);
    return (int64_t)t.year * 10000 + t.month * 100 + t.day;
}

/* The day's head goes on, unless the tail is not as it was signed: then what was signed stays as evidence. */
static void sign(struct sealing *s, const struct yx_audit_key *key, int64_t now_ms)
{
    const struct yx_audit_link *end = &s->links[s->count - 1];
    bool whole = s->last.number == 0 || (s->last.position == s->tail.position &&
                                            memcmp(s->last.hash, s->tail.hash, YX_AUDIT_HASH) == 0);
    if (!whole)
        yx_log(YX_ERROR, "audit: the last entry is not the one that was signed", "signed",
            yx_num(s->last.position), "found", yx_num(s->tail.position), NULL);
    bool goes_on = whole && s->last.number > 0 && s->last.day == day_of(now_ms);
    s->head = (struct yx_audit_head){
        .number = s->last.number + !goes_on, .day = day_of(now_ms), .position = end->position, .at_ms = now_ms
    };
    memcpy(s->head.hash, end->hash, sizeof s->head.hash);
    yx_audit_sign(key, &s->head);
}

static enum yx_err write_link(struct yx_tx *tx, const struct yx_audit_link *l)
{
    enum yx_err err = yx_tx_run(tx,
        "UPDATE audit SET position = ?, sealed_ms = ?, content = ?, hash = ? WHERE id = ? AND position = 0",
        YX_VALUES(yx_int(l->position), yx_int(l->sealed_ms),
            l->has_content ? yx_blob(l->content, sizeof l->content) : yx_text(NULL),
            yx_blob(l->hash, sizeof l->hash), yx_int(l->id)));
    if (err != YX_OK || !l->has_content)
        return err == YX_EMPTY ? YX_CONFLICT : err;
    err = yx_tx_run(tx, "UPDATE audit_content SET salt = ? WHERE entry = ?",
        YX_VALUES(yx_blob(l->salt, l->salt_len), yx_int(l->id)));
    return err == YX_EMPTY ? YX_OK : err; /* forgotten meanwhile */
}

static enum yx_err is_tail(struct yx_tx *tx, int64_t position)
{
    struct yx_rows rows;
    enum yx_err err = yx_tx_query(tx, "SELECT 1 FROM audit WHERE position > 0 AND position > ? LIMIT 1",
        YX_VALUES(yx_int(position)), &rows);
    if (err != YX_OK)
        return err;
    err = yx_rows_next(&rows);
    yx_rows_close(&rows);
    return err == YX_OK ? YX_CONFLICT : err == YX_EMPTY ? YX_OK : err;
}

static enum yx_err apply(struct yx_tx *tx, void *arg)
{
    const struct sealing *s = arg;
    enum yx_err err = is_tail(tx, s->tail.position);
    for (size_t i = 0; err == YX_OK && i < s->count; i++)
        err = write_link(tx, &s->links[i]);
    if (err == YX_OK && s->head.number > 0)
        err = yx_audit_head_put(tx, &s->head);
    return err;
}

static enum yx_err seal_some(struct yx_store *store, struct yx_arena *a, const struct yx_audit_key *key,
    int64_t now_ms, size_t *count_out)
{
    struct sealing s = { 0 };
    enum yx_err err = read_all(store, a, &s);
    *count_out = s.count;
    if (err != YX_OK || s.count == 0)
        return err;
    chain(a, &s, now_ms);
    if (key != NULL)
        sign(&s, key, now_ms);
    return yx_store_commit(store, apply, &s);
}

enum yx_err yx_audit_seal(
    struct yx_store *store, const struct yx_audit_key *key, int64_t now_ms, size_t *count_out)
{
    enum yx_err err;
    size_t count = AT_ONCE;
    *count_out = 0;
    struct yx_arena *a = yx_arena_new(ARENA);
    if (a == NULL)
        return YX_MEMORY;
    do {
        err = seal_some(store, a, key, now_ms, &count);
        *count_out += err == YX_OK ? count : 0;
        yx_arena_wipe(a);
    } while (err == YX_OK && count == AT_ONCE);
    yx_arena_free(&a);
    return err;
}
