/* What goes: files that nobody sent on for a day, and what lies in the folders without a row. */
#include <fcntl.h>
#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "files/inside.h"
#include "watch/log.h"
#include "watch/metrics.h"

enum { ROWS_MOST = 100, ARENA = 256 << 10, LOOK_MS = 60000, WALK_MS = 3600000 };
#define DAY_MS INT64_C(86400000)

struct old {
    struct yx_arena *arena;
    int64_t before_ms;
    struct yx_file_row rows[ROWS_MOST];
    size_t count;
};

static enum yx_err list_old(struct yx_tx *tx, struct old *o)
{
    struct yx_rows rows;
    enum yx_err err = yx_tx_query(tx, "SELECT id, hash FROM file WHERE message = 0 AND at_ms < ? ORDER BY at_ms LIMIT ?",
        YX_VALUES(yx_int(o->before_ms), yx_int(ROWS_MOST)), &rows);
    if (err != YX_OK)
        return err;
    for (o->count = 0; o->count < ROWS_MOST && (err = yx_rows_next(&rows)) == YX_OK; o->count++) {
        struct yx_file_row *f = &o->rows[o->count];
        const char *id = yx_rows_text(&rows, 0, o->arena);
        *f = (struct yx_file_row){ .hash = yx_rows_text(&rows, 1, o->arena) };
        memcpy(f->id, id, strnlen(id, YX_FILE_ID_HEX));
    }
    yx_rows_close(&rows);
    return err == YX_EMPTY ? YX_OK : err;
}

/* One that was sent on meanwhile stays. */
static enum yx_err forget(struct yx_tx *tx, void *arg)
{
    const struct old *o = arg;
    enum yx_err err = YX_OK;
    for (size_t i = 0; i < o->count && (err == YX_OK || err == YX_EMPTY); i++)
        err = yx_tx_run(tx, "DELETE FROM file WHERE id = ? AND message = 0", YX_VALUES(yx_text(o->rows[i].id)));
    return err == YX_EMPTY ? YX_OK : err;
}

/* Whether a query by one text finds nothing. */
static bool is_none(const char *sql, const char *text)
{
    struct yx_tx *tx;
    struct yx_rows rows;
    if (yx_store_read(yx_files.store, &tx) != YX_OK)
        return false;
    enum yx_err err = yx_tx_query(tx, sql, YX_VALUES(yx_text(text)), &rows);
    if (err == YX_OK) {
        err = yx_rows_next(&rows);
        yx_rows_close(&rows);
    }
    yx_store_done(yx_files.store, &tx);
    return err == YX_EMPTY;
}

/* Unless another row needs the same content. */
static void unlink_kept(const char *hash)
{
    char path[YX_PLACE_PATH];
    enum yx_err err;
    int lock = yx_place_lock(&err);
    if (lock < 0)
        return;
    yx_place_kept(hash, path);
    if (is_none("SELECT 1 FROM file WHERE hash = ? LIMIT 1", hash))
        unlink(path);
    close(lock);
}

static void unlink_new(const char *id)
{
    char path[YX_PLACE_PATH];
    yx_place_new(id, path);
    unlink(path);
    yx_place_clean(id, path);
    unlink(path);
}

static void sweep_rows(int64_t now_ms)
{
    struct old o = { .arena = yx_arena_new(ARENA), .before_ms = now_ms - DAY_MS };
    struct yx_tx *tx;
    if (o.arena == NULL)
        return;
    enum yx_err err = yx_store_read(yx_files.store, &tx);
    if (err == YX_OK) {
        err = list_old(tx, &o);
        yx_store_done(yx_files.store, &tx);
    }
    if (err == YX_OK && o.count > 0)
        err = yx_store_commit(yx_files.store, forget, &o);
    for (size_t i = 0; err == YX_OK && i < o.count; i++) {
        if (is_none("SELECT 1 FROM file WHERE id = ?", o.rows[i].id)) {
            unlink_new(o.rows[i].id);
            yx_count(YX_M_FILES_SWEPT);
        }
        if (o.rows[i].hash != NULL)
            unlink_kept(o.rows[i].hash);
    }
    if (err != YX_OK)
        yx_log(YX_ERROR, "files not swept", "err", yx_err_words(err), NULL);
    yx_arena_free(&o.arena);
}

/* ---- folders ---- */

static void judge_new(const char *name)
{
    char id[YX_FILE_ID_HEX + 1];
    snprintf(id, sizeof id, "%s", name);
    const char *rest = name + strlen(id);
    if (yx_place_is_id(id) && (*rest == '\0' || strcmp(rest, ".clean") == 0) &&
        is_none("SELECT 1 FROM file WHERE id = ? AND state < 2", id))
        unlink_new(id);
}

static void judge_kept(const char *name)
{
    if (strlen(name) == YX_FILE_HASH_HEX && strspn(name, "0123456789abcdef") == YX_FILE_HASH_HEX)
        unlink_kept(name);
}

/* One that was taken over, and whose house died before it was removed here. */
static void judge_media(const char *name)
{
    char path[YX_PLACE_PATH];
    if (strspn(name, "0123456789") == strlen(name) &&
        is_none("SELECT 1 FROM media WHERE id = CAST(? AS BIGINT) AND file IS NULL", name) &&
        (size_t)snprintf(path, sizeof path, "%s/%s", yx_files.media, name) < sizeof path)
        unlink(path);
}

/* Hand the names in a folder that are older than a day to `judge`. */
static void walk(const char *folder, int64_t now_ms, void (*judge)(const char *name))
{
    DIR *d = opendir(folder);
    for (struct dirent *e; d != NULL && (e = readdir(d)) != NULL;) {
        struct stat s;
        if (e->d_name[0] != '.' && fstatat(dirfd(d), e->d_name, &s, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(s.st_mode) &&
            (int64_t)s.st_mtime * 1000 < now_ms - DAY_MS)
            judge(e->d_name);
    }
    if (d != NULL)
        closedir(d);
}

static void walk_all(int64_t now_ms)
{
    char path[YX_PLACE_PATH];
    snprintf(path, sizeof path, "%s/new", yx_files.folder);
    walk(path, now_ms, judge_new);
    walk(yx_files.media, now_ms, judge_media);
    for (unsigned i = 0; i < 256; i++) {
        snprintf(path, sizeof path, "%s/%02x", yx_files.folder, i);
        walk(path, now_ms, judge_kept);
    }
}

void yx_files_sweep(int64_t now_ms)
{
    static int64_t look_ms, walk_ms;
    if (now_ms >= look_ms || now_ms < look_ms - LOOK_MS) {
        look_ms = now_ms + LOOK_MS;
        sweep_rows(now_ms);
    }
    if (now_ms >= walk_ms || now_ms < walk_ms - WALK_MS) {
        walk_ms = now_ms + WALK_MS;
        walk_all(now_ms);
    }
}
