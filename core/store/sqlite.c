/* Connections: how they are opened, and what SQLite's codes mean to us. */
#include "store/engine.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store/joined.h"
#include "watch/log.h"

/* Pages of 2 KiB: a commit writes whole pages to the log, and most of those a message
 * touches hold few changed bytes (dedupe, conversation, letter). Against 4 KiB it
 * committed 1.3 times as many works a second; 1 KiB spills common replies. */
enum { BUSY_MS = 5000, PAGE_BYTES = 2048 };

static void configure(void)
{
    /* the statistics take a lock at every malloc, and nobody reads them */
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

/* SQLite may report an I/O error without an errno. */
static enum yx_err err_of_errno(int e)
{
    return e == 0 ? YX_IO : yx_err_of_errno(e);
}

static enum yx_err err_of_constraint(int extended)
{
    switch (extended) {
    case SQLITE_CONSTRAINT_UNIQUE:
    case SQLITE_CONSTRAINT_PRIMARYKEY:
    case SQLITE_CONSTRAINT_ROWID:
        return YX_DUPLICATE;
    default:
        return YX_INTERNAL;
    }
}

/* The errno behind a failed read or write. sqlite3_system_errno is not set when a step
 * fails, so ask the files, the log first: a commit writes nothing else. */
static int errno_of_files(sqlite3 *db)
{
    sqlite3_file *log = NULL;
    int e = 0;
    if (db == NULL)
        return 0;
    if (sqlite3_file_control(db, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log) == SQLITE_OK &&
        log != NULL && log->pMethods != NULL)
        log->pMethods->xFileControl(log, SQLITE_FCNTL_LAST_ERRNO, &e);
    if (e == 0)
        sqlite3_file_control(db, "main", SQLITE_FCNTL_LAST_ERRNO, &e);
    return e == 0 ? sqlite3_system_errno(db) : e;
}

enum yx_err yx_engine_err(sqlite3 *db, int rc)
{
    switch (rc & 0xff) {
    case SQLITE_OK:
    case SQLITE_ROW:
    case SQLITE_DONE:
        return YX_OK;
    case SQLITE_FULL:
        return YX_FULL;
    case SQLITE_READONLY:
        return YX_READ_ONLY;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return YX_CORRUPT;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return YX_BUSY;
    case SQLITE_IOERR:
        return err_of_errno(errno_of_files(db));
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
        return err_of_errno(sqlite3_system_errno(db));
    case SQLITE_NOMEM:
        return YX_MEMORY;
    case SQLITE_TOOBIG:
        return YX_TOO_LARGE;
    case SQLITE_CONSTRAINT:
        return err_of_constraint(sqlite3_extended_errcode(db));
    default:
        return YX_INTERNAL;
    }
}

enum yx_err yx_engine_script(struct yx_tx *tx, const char *sql)
{
    return yx_engine_err(tx->db, sqlite3_exec(tx->db, sql, NULL, NULL, NULL));
}

enum yx_err yx_engine_number(struct yx_tx *tx, const char *sql, int64_t *number_out)
{
    sqlite3_stmt *stmt = NULL;
    int rc = sqlite3_prepare_v2(tx->db, sql, -1, &stmt, NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_step(stmt);
    enum yx_err err = rc == SQLITE_DONE ? YX_EMPTY : yx_engine_err(tx->db, rc);
    if (err == YX_OK)
        *number_out = sqlite3_column_int64(stmt, 0);
    sqlite3_finalize(stmt);
    return err;
}

/* Every connection: foreign keys, nothing temporary on disk, its share of memory. What is deleted is
 * overwritten: somebody may have asked for it (secure_delete; Debian has it on by itself).
 * mmap stays off: touched pages would count as resident in every role. */
static enum yx_err tune(struct yx_tx *tx, enum yx_engine_mode mode, int cache_kib)
{
    char sql[400];
    snprintf(sql, sizeof sql,
        "PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY; PRAGMA mmap_size = 0;"
        "PRAGMA cache_size = -%d; PRAGMA trusted_schema = OFF; PRAGMA synchronous = FULL;"
        "PRAGMA wal_autocheckpoint = 0; PRAGMA secure_delete = ON;%s",
        cache_kib, mode == YX_ENGINE_READ || mode == YX_ENGINE_LOOK ? "PRAGMA query_only = ON;" : "");
    enum yx_err err = yx_engine_script(tx, sql);
    if (err != YX_OK || mode != YX_ENGINE_MAKE)
        return err;
    snprintf(sql, sizeof sql, "PRAGMA page_size = %d; PRAGMA journal_mode = WAL;", PAGE_BYTES);
    return yx_engine_script(tx, sql);
}

/* The first page and the log: what cannot be read or written shows here, not at
 * the first citizen's message. SQLite quietly falls back to reading a file that it
 * may not write. */
static enum yx_err probe(struct yx_tx *tx, enum yx_engine_mode mode)
{
    int64_t n;
    enum yx_err err = yx_engine_number(tx, "SELECT count(*) FROM sqlite_schema", &n);
    bool writes = mode != YX_ENGINE_READ && mode != YX_ENGINE_LOOK;
    if (err == YX_OK && writes && sqlite3_db_readonly(tx->db, "main") == 1)
        err = YX_READ_ONLY;
    return err;
}

/* Make the file before SQLite does, which would let everybody read it; its log takes
 * the file's mode over. An absent one is not to be made by mistake in the other modes. */
static enum yx_err find_file(const char *path, enum yx_engine_mode mode)
{
    if (mode != YX_ENGINE_MAKE)
        return access(path, F_OK) == 0 ? YX_OK : err_of_errno(errno);
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0)
        return err_of_errno(errno);
    close(fd);
    return YX_OK;
}

enum yx_err yx_engine_open(const char *path, enum yx_engine_mode mode, int cache_kib,
    struct yx_tx **tx_out)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, configure);
    *tx_out = NULL;
    enum yx_err err = find_file(path, mode);
    struct yx_tx *tx = err == YX_OK ? calloc(1, sizeof *tx) : NULL;
    if (tx == NULL)
        return err == YX_OK ? YX_MEMORY : err;
    /* readers too are opened for writing: in WAL they keep marks in the shared index */
    int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    flags |= mode == YX_ENGINE_LOOK ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
    int rc = sqlite3_open_v2(path, &tx->db, flags, mode == YX_ENGINE_WRITE ? yx_joined_vfs() : NULL);
    err = yx_engine_err(tx->db, rc);
    if (err == YX_OK) {
        sqlite3_busy_timeout(tx->db, BUSY_MS);
        err = tune(tx, mode, cache_kib);
    }
    if (err == YX_OK)
        err = probe(tx, mode);
    /* the writer waits by itself: SQLite's handler would sleep longer than a commit takes */
    if (err == YX_OK && mode == YX_ENGINE_WRITE)
        sqlite3_busy_timeout(tx->db, 0);
    /* the file is there but its log cannot be made: the folder is the fault */
    if (err == YX_NOT_FOUND)
        err = YX_READ_ONLY;
    if (err != YX_OK)
        yx_engine_close(&tx);
    *tx_out = tx;
    return err;
}

void yx_engine_close(struct yx_tx **tx)
{
    if (*tx == NULL)
        return;
    yx_engine_forget(*tx);
    int rc = sqlite3_close((*tx)->db);
    if (rc != SQLITE_OK)
        yx_log(YX_ERROR, "store connection not closed", "rc", yx_num(rc), NULL);
    free(*tx);
    *tx = NULL;
}

enum yx_err yx_engine_version(struct yx_tx *tx, int *version_out)
{
    int64_t tables = 0, version = 0;
    *version_out = 0;
    enum yx_err err = yx_engine_number(tx,
        "SELECT count(*) FROM sqlite_schema WHERE name = 'schema_version'", &tables);
    if (err == YX_OK && tables > 0)
        err = yx_engine_number(tx, "SELECT max(version) FROM schema_version", &version);
    else if (err == YX_OK) /* somebody else's database must not become ours */
        err = yx_engine_number(tx, "SELECT count(*) FROM sqlite_schema", &tables);
    if (err == YX_OK && version == 0 && tables > 0)
        return YX_CORRUPT;
    *version_out = (int)version;
    return err;
}
