/* Looking at every page, and copying a running database. */
#include "store/store.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "store/engine.h"
#include "watch/log.h"

enum { CACHE_KIB = 1024, STEP_PAGES = 512 };

/* The first row of a check that tells of a fault, as words. */
static enum yx_err first_finding(struct yx_tx *tx, const char *sql, struct yx_arena *arena,
    char **finding_out)
{
    struct yx_rows rows;
    enum yx_err err = yx_tx_query(tx, sql, NULL, 0, &rows);
    if (err == YX_OK)
        err = yx_rows_next(&rows);
    if (err == YX_OK)
        *finding_out = yx_rows_text(&rows, 0, arena);
    yx_rows_close(&rows);
    return err;
}

static enum yx_err verify(struct yx_tx *tx, struct yx_arena *arena, char **finding_out)
{
    *finding_out = NULL;
    enum yx_err err = first_finding(tx,
        "SELECT integrity_check FROM pragma_integrity_check(1) WHERE integrity_check <> 'ok'",
        arena, finding_out);
    if (err == YX_EMPTY)
        err = first_finding(tx,
            "SELECT \"table\" || ' has a row without its ' || parent FROM pragma_foreign_key_check "
            "LIMIT 1", arena, finding_out);
    if (err == YX_EMPTY)
        return YX_OK;
    if (err == YX_CORRUPT || err == YX_OK) {
        if (*finding_out == NULL)
            *finding_out = yx_arena_copy(arena, sqlite3_errmsg(tx->db));
        return YX_CORRUPT;
    }
    return err;
}

enum yx_err yx_store_verify(struct yx_store *store, struct yx_arena *arena, char **finding_out)
{
    struct yx_tx *tx;
    *finding_out = NULL;
    enum yx_err err = yx_store_read(store, &tx);
    if (err != YX_OK)
        return err;
    err = verify(tx, arena, finding_out);
    yx_store_done(store, &tx);
    return err;
}

/* All pages of the snapshot `from` holds. Its transaction keeps the view still, so
 * writers neither wait nor make the copy begin again. */
static enum yx_err copy_pages(struct yx_tx *from, struct yx_tx *to)
{
    sqlite3_backup *backup = sqlite3_backup_init(to->db, "main", from->db, "main");
    if (backup == NULL)
        return yx_engine_err(to->db, sqlite3_errcode(to->db));
    while (sqlite3_backup_step(backup, STEP_PAGES) == SQLITE_OK)
        continue;
    return yx_engine_err(to->db, sqlite3_backup_finish(backup));
}

/* The copy is one file: out of WAL, durable, and looked through. */
static enum yx_err finish_copy(struct yx_tx *to)
{
    char *finding = NULL;
    struct yx_arena *arena = yx_arena_new(1 << 20);
    if (arena == NULL)
        return YX_MEMORY;
    enum yx_err err = yx_engine_script(to, "PRAGMA journal_mode = DELETE");
    if (err == YX_OK)
        err = verify(to, arena, &finding);
    if (err == YX_CORRUPT)
        yx_log(YX_ERROR, "copy is damaged", "finding", finding, NULL);
    yx_engine_fresh(to);
    yx_arena_free(&arena);
    return err;
}

static enum yx_err make_empty(const char *path)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd >= 0) {
        close(fd);
        return YX_OK;
    }
    return yx_err_of_errno(errno);
}

enum yx_err yx_store_copy(struct yx_store *store, const char *path)
{
    struct yx_tx *from = NULL, *to = NULL;
    enum yx_err err = make_empty(path);
    if (err != YX_OK)
        return err;
    err = yx_engine_open(path, YX_ENGINE_COPY, CACHE_KIB, &to);
    if (err == YX_OK)
        err = yx_store_read(store, &from);
    if (err == YX_OK)
        err = copy_pages(from, to);
    yx_store_done(store, &from);
    if (err == YX_OK)
        err = finish_copy(to);
    yx_engine_close(&to);
    if (err != YX_OK) {
        yx_log(YX_ERROR, "copy failed", "err", yx_err_words(err), NULL);
        unlink(path);
    }
    return err;
}
