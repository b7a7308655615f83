/* A file on its way in. Its bytes lie in FOLDER/new/ID; how many of them count is said by its row alone, so that a piece
 * that was cut off, or written when the house died, is written again. */
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/id.h"
#include "files/inside.h"
#include "serve/wake.h"
#include "watch/log.h"
#include "watch/metrics.h"

enum { FORM_MOST = 64, ROOM_LOOK_MS = 10000 };
#define DAY_MS INT64_C(86400000)

static bool is_form(const char *form)
{
    size_t n = strspn(form, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");
    return n >= 1 && n <= FORM_MOST && form[n] == '\0';
}

/* ---- the bounds ---- */

static enum yx_err read_number(struct yx_tx *tx, const char *sql, const struct yx_value *values, size_t count,
    int64_t *number_out)
{
    struct yx_rows rows;
    enum yx_err err = yx_tx_query(tx, sql, values, count, &rows);
    if (err != YX_OK)
        return err;
    err = yx_rows_next(&rows);
    *number_out = err == YX_OK ? yx_rows_int(&rows, 0) : 0;
    yx_rows_close(&rows);
    return err;
}

/* All that is kept or announced; looked up every ten seconds, since it is a sum over all files. */
static enum yx_err has_room(struct yx_tx *tx, int64_t now_ms)
{
    static _Atomic int64_t used, looked_ms;
    int64_t bytes = 0;
    enum yx_err err = YX_OK;
    if (now_ms - atomic_load(&looked_ms) > ROOM_LOOK_MS) {
        err = read_number(tx, "SELECT COALESCE(SUM(CASE WHEN state = 2 THEN bytes WHEN state < 2 THEN size ELSE 0 END), 0)"
            " FROM file", NULL, 0, &bytes);
        if (err == YX_OK) {
            atomic_store(&used, bytes);
            atomic_store(&looked_ms, now_ms);
        }
    }
    return err == YX_OK && atomic_load(&used) >= yx_files.room ? YX_FULL : err;
}

static enum yx_err may_bring(struct yx_tx *tx, const struct yx_file_who *who, int64_t now_ms)
{
    int64_t brought = 0;
    enum yx_err err = read_number(tx, "SELECT COUNT(*) FROM file WHERE who = ? AND at_ms > ?",
        YX_VALUES(yx_blob(who->who, sizeof who->who), yx_int(now_ms - DAY_MS)), &brought);
    if (err == YX_OK && brought >= yx_files.per_day)
        return YX_RATE;
    return err == YX_OK ? has_room(tx, now_ms) : err;
}

/* ---- announcing ---- */

struct announcing {
    const struct yx_file_who *who;
    const char *form, *name;
    char id[YX_FILE_ID_HEX + 1];
    int64_t size, now_ms;
};

static enum yx_err announce(struct yx_tx *tx, void *arg)
{
    const struct announcing *n = arg;
    enum yx_err err = yx_tx_run(tx,
        "INSERT INTO file (id, who, form, name, size, have, state, kind, reason, bytes, conversation, message, tries, next_ms,"
        " lease_until_ms, at_ms) VALUES (?, ?, ?, ?, ?, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, ?) ON CONFLICT DO NOTHING",
        YX_VALUES(yx_text(n->id), yx_blob(n->who->who, YX_CONTACT_BYTES), yx_text(n->form), yx_text(n->name),
            yx_int(n->size), yx_int(n->now_ms)));
    return err == YX_EMPTY ? YX_DUPLICATE : err;
}

/* YX_EMPTY: they have not announced it yet. */
static enum yx_err find_announced(struct yx_tx *tx, struct yx_arena *a, const struct announcing *n,
    struct yx_file_row *row_out)
{
    struct yx_rows rows;
    enum yx_err err = yx_tx_query(tx, "SELECT id FROM file WHERE who = ? AND form = ?",
        YX_VALUES(yx_blob(n->who->who, YX_CONTACT_BYTES), yx_text(n->form)), &rows);
    if (err != YX_OK)
        return err;
    err = yx_rows_next(&rows);
    const char *id = err == YX_OK ? yx_rows_text(&rows, 0, a) : NULL;
    yx_rows_close(&rows);
    if (err == YX_OK)
        err = yx_row_get_for(tx, a, n->who, id, row_out);
    return err == YX_OK && row_out->size != n->size ? YX_MISMATCH : err;
}

static enum yx_err look_before(struct yx_arena *a, const struct announcing *n, struct yx_file_row *row_out)
{
    struct yx_tx *tx;
    enum yx_err err = yx_store_read(yx_files.store, &tx);
    if (err != YX_OK)
        return err;
    err = find_announced(tx, a, n, row_out);
    if (err == YX_EMPTY) {
        err = may_bring(tx, n->who, n->now_ms);
        err = err == YX_OK ? YX_EMPTY : err;
    }
    yx_store_done(yx_files.store, &tx);
    return err;
}

enum yx_err yx_files_begin(struct yx_arena *a, const struct yx_file_who *who, const char *form, const char *name,
    int64_t size, int64_t now_ms, struct yx_file_row *row_out)
{
    struct announcing n = { .who = who, .form = form, .name = yx_file_name_clean(a, name), .size = size, .now_ms = now_ms };
    unsigned char drawn[YX_FILE_ID_HEX / 2];
    if (!is_form(form) || size < 1)
        return YX_INVALID;
    if (size > yx_files.size_most)
        return YX_TOO_LARGE;
    enum yx_err err = look_before(a, &n, row_out);
    if (err != YX_EMPTY)
        return err;
    yx_random(drawn, sizeof drawn);
    yx_hex(drawn, sizeof drawn, n.id);
    err = yx_store_commit(yx_files.store, announce, &n);
    if (err == YX_OK || err == YX_DUPLICATE) /* by another request of the same page */
        err = look_before(a, &n, row_out);
    return err == YX_EMPTY ? YX_BUSY : err;
}

/* ---- pieces ---- */

struct piece {
    const char *id;
    int64_t from, to, size, now_ms;
};

static enum yx_err count_piece(struct yx_tx *tx, void *arg)
{
    const struct piece *p = arg;
    enum yx_err err = yx_tx_run(tx,
        "UPDATE file SET have = ?, state = ?, next_ms = ? WHERE id = ? AND have = ? AND state = 0",
        YX_VALUES(yx_int(p->to), yx_int(p->to == p->size ? YX_FILE_CHECKING : YX_FILE_COMING), yx_int(p->now_ms),
            yx_text(p->id), yx_int(p->from)));
    return err == YX_EMPTY ? YX_CONFLICT : err;
}

static enum yx_err write_all(int fd, const char *at, size_t len, int64_t from)
{
    while (len > 0) {
        ssize_t n = pwrite(fd, at, len, from);
        if (n < 0 && errno != EINTR)
            return yx_err_of_errno(errno);
        if (n <= 0)
            continue;
        at += n;
        from += n;
        len -= (size_t)n;
    }
    return fdatasync(fd) == 0 ? YX_OK : yx_err_of_errno(errno);
}

/* One at a time for a file: two pieces for the same place must not be mixed. */
static int open_new(const char *id, enum yx_err *err_out)
{
    char path[YX_PLACE_PATH];
    yx_place_new(id, path);
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    *err_out = fd < 0 ? yx_err_of_errno(errno) : YX_OK;
    if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) != 0) {
        *err_out = YX_BUSY;
        close(fd);
        return -1;
    }
    return fd;
}

static enum yx_err write_piece(struct yx_arena *a, const struct yx_file_who *who, struct piece *p, const void *at,
    size_t len, struct yx_file_row *row_out)
{
    enum yx_err err;
    int fd = open_new(p->id, &err);
    if (fd < 0)
        return err;
    err = yx_files_get(a, who, p->id, row_out); /* what counts, now that nobody else writes */
    if (err == YX_OK && (row_out->state != YX_FILE_COMING || row_out->have != p->from))
        err = YX_CONFLICT;
    if (err == YX_OK)
        err = write_all(fd, at, len, p->from);
    if (err == YX_OK)
        err = yx_store_commit(yx_files.store, count_piece, p);
    close(fd);
    return err;
}

enum yx_err yx_files_append(struct yx_arena *a, const struct yx_file_who *who, const char *id, int64_t from, const void *at,
    size_t len, int64_t now_ms, struct yx_file_row *row_out)
{
    enum yx_err err = yx_files_get(a, who, id, row_out);
    if (err != YX_OK)
        return err;
    struct piece p = { .id = row_out->id, .from = from, .to = from + (int64_t)len, .size = row_out->size, .now_ms = now_ms };
    char own[YX_FILE_ID_HEX + 1];
    memcpy(own, row_out->id, sizeof own);
    p.id = own;
    if (row_out->state != YX_FILE_COMING || row_out->have != from)
        return YX_CONFLICT;
    if (len == 0 || p.to > p.size)
        return YX_INVALID;
    err = write_piece(a, who, &p, at, len, row_out);
    if (err != YX_OK)
        return err;
    if (p.to == p.size) {
        yx_count(YX_M_FILES);
        yx_wake_tell(YX_WAKE_FILES, 0, 0, NULL);
    }
    return yx_files_get(a, who, own, row_out);
}

enum yx_err yx_files_get(struct yx_arena *a, const struct yx_file_who *who, const char *id, struct yx_file_row *row_out)
{
    struct yx_tx *tx;
    enum yx_err err = yx_store_read(yx_files.store, &tx);
    if (err != YX_OK)
        return err;
    err = yx_row_get_for(tx, a, who, id, row_out);
    yx_store_done(yx_files.store, &tx);
    return err;
}
