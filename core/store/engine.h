/* One connection to SQLite, and what only this room may know of it. Everything
 * outside sees a connection as struct yx_tx. A connection is used by one thread at
 * a time; whoever lends it (the pool, the writer) sees to that. */
#ifndef YX_STORE_ENGINE_H
#define YX_STORE_ENGINE_H

#include <sqlite3.h>
#include <stdbool.h>

#include "base/err.h"
#include "store/store.h"

struct yx_cached {
    const char *sql; /* the literal's address is the key */
    sqlite3_stmt *stmt;
};

struct yx_tx {
    sqlite3 *db;
    struct yx_cached *cache; /* open addressing, `room` a power of two */
    size_t room, used;
    enum yx_err failed; /* the first statement that failed since yx_engine_fresh */
    int open_rows;      /* yx_rows not closed yet */
    struct yx_tx *next; /* of the pool's free list */
};

enum yx_engine_mode {
    YX_ENGINE_MAKE,  /* writes, and makes the file */
    YX_ENGINE_WRITE, /* writes */
    YX_ENGINE_READ,  /* one of several readers of a store that is written */
    YX_ENGINE_COPY,  /* fills an empty file, which stays one file */
    YX_ENGINE_LOOK,  /* a tool that must not change anything */
};

/* Open a connection with its page cache of so many KiB. YX_NOT_FOUND, YX_READ_ONLY,
 * YX_FULL, YX_CORRUPT, YX_IO. Close with yx_engine_close (NULL is accepted). */
enum yx_err yx_engine_open(const char *path, enum yx_engine_mode, int cache_kib,
    struct yx_tx **tx_out);
void yx_engine_close(struct yx_tx **);

/* What the last failed call on this connection means to a caller. */
enum yx_err yx_engine_err(sqlite3 *, int rc);

/* Run BEGIN, COMMIT and their like through the statement cache; not recorded in `failed`. */
enum yx_err yx_engine_run(struct yx_tx *, const char *sql);

/* Run a text of statements once, uncached. */
enum yx_err yx_engine_script(struct yx_tx *, const char *sql);

/* The number in the first column of the first row; YX_EMPTY without a row. Uncached. */
enum yx_err yx_engine_number(struct yx_tx *, const char *sql, int64_t *number_out);

/* Forget `failed` and close the rows that a work left open. */
void yx_engine_fresh(struct yx_tx *);

/* The statement of a literal, reset; NULL when it cannot be prepared (the reason
 * is the connection's last error). */
sqlite3_stmt *yx_engine_cached(struct yx_tx *, const char *sql);
void yx_engine_forget(struct yx_tx *);

/* The version of the schema in the file, 0 when nothing of ours is in it. */
enum yx_err yx_engine_version(struct yx_tx *, int *version_out);

#endif
