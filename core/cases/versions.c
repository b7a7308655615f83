/* A case keeps the kind that it was opened with: bytes by their hash in the store, read once a process. */
#include <pthread.h>
#include <string.h>

#include "base/clock.h"
#include "cases/inside.h"
#include "watch/log.h"

enum { ARENA = 64 << 20, OLD_MOST = 256 };

/* Kinds that are not in the files any more, as this process has met them. */
static struct {
    pthread_mutex_t lock;
    struct yx_arena *arena;
    struct yx_kind *at[OLD_MOST];
    size_t count;
} old = { .lock = PTHREAD_MUTEX_INITIALIZER };

struct keeping {
    const struct yx_kinds *kinds;
    int64_t now_ms;
};

static enum yx_err keep(struct yx_tx *tx, void *arg)
{
    const struct keeping *k = arg;
    enum yx_err err = YX_OK;
    for (size_t i = 0; i < k->kinds->count && err == YX_OK; i++) {
        const struct yx_kind *kind = k->kinds->at[i];
        err = yx_tx_run(tx, "INSERT INTO case_kind (hash, name, source, at_ms) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
            YX_VALUES(yx_text(kind->hash), yx_text(kind->name), yx_text(kind->source), yx_int(k->now_ms)));
        err = err == YX_EMPTY ? YX_OK : err;
    }
    return err;
}

/* How many of them the store has; a start with known kinds writes nothing. */
static enum yx_err count_kept(struct yx_store *store, const struct yx_kinds *kinds, size_t *count_out)
{
    struct yx_tx *tx;
    enum yx_err err = yx_store_read(store, &tx);
    *count_out = 0;
    for (size_t i = 0; err == YX_OK && i < kinds->count; i++) {
        struct yx_rows rows;
        err = yx_tx_query(tx, "SELECT 1 FROM case_kind WHERE hash = ?", YX_VALUES(yx_text(kinds->at[i]->hash)), &rows);
        if (err != YX_OK)
            break;
        err = yx_rows_next(&rows);
        *count_out += err == YX_OK;
        yx_rows_close(&rows);
        err = err == YX_EMPTY ? YX_OK : err;
    }
    if (tx != NULL)
        yx_store_done(store, &tx);
    return err;
}

enum yx_err case_kinds_keep(struct yx_store *store, const struct yx_kinds *kinds, int64_t now_ms)
{
    struct keeping k = { kinds, now_ms };
    size_t kept;
    enum yx_err err = count_kept(store, kinds, &kept);
    return err == YX_OK && kept < kinds->count ? yx_store_commit(store, keep, &k) : err;
}

static const struct yx_kind *find_old(const char *hash)
{
    for (size_t i = 0; i < old.count; i++)
        if (strcmp(old.at[i]->hash, hash) == 0)
            return old.at[i];
    return NULL;
}

/* In the lock. */
static enum yx_err remember(struct yx_tx *tx, const char *name, const char *hash, const struct yx_kind **kind_out)
{
    struct yx_rows rows;
    struct yx_kind *kind = NULL;
    if (old.arena == NULL)
        old.arena = yx_arena_new(ARENA);
    if (old.arena == NULL || old.count == OLD_MOST)
        return YX_MEMORY;
    enum yx_err err = yx_tx_query(tx, "SELECT source FROM case_kind WHERE hash = ?", YX_VALUES(yx_text(hash)), &rows);
    if (err != YX_OK)
        return err;
    err = yx_rows_next(&rows);
    const char *source = err == YX_OK ? yx_rows_text(&rows, 0, old.arena) : NULL;
    yx_rows_close(&rows);
    struct yx_faults faults = { .arena = old.arena };
    if (source != NULL)
        err = yx_kind_read(old.arena, source, strlen(source), name, "case_kind", &faults, &kind);
    if (err != YX_OK || kind == NULL || strcmp(kind->hash, hash) != 0) {
        yx_log(YX_ERROR, "a kind of case cannot be read from the store", "kind", name, "hash", hash, NULL);
        return YX_CORRUPT;
    }
    old.at[old.count++] = kind;
    *kind_out = kind;
    return YX_OK;
}

enum yx_err case_kind_of(struct yx_tx *tx, const char *name, const char *hash, const struct yx_kind **kind_out)
{
    const struct yx_kind *present = yx_kinds_find(&yx_cases.kinds, name);
    enum yx_err err = YX_OK;
    *kind_out = present;
    if (present != NULL && strcmp(present->hash, hash) == 0)
        return YX_OK;
    pthread_mutex_lock(&old.lock);
    *kind_out = find_old(hash);
    if (*kind_out == NULL)
        err = remember(tx, name, hash, kind_out);
    pthread_mutex_unlock(&old.lock);
    return err;
}

void case_kinds_forget(void)
{
    for (size_t i = 0; i < old.count; i++)
        yx_kind_close(old.at[i]);
    old.count = 0;
    yx_arena_free(&old.arena);
}
