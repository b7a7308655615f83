/* The store: durable commits and consistent reads, over one engine. Rooms own
 * their tables and write their SQL in the common subset: `?` placeholders, BIGINT
 * keys given by us, INSERT … ON CONFLICT DO NOTHING, RETURNING, no vendor functions.
 * Only this room includes sqlite3.h. */
#ifndef YX_STORE_STORE_H
#define YX_STORE_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"

struct yx_store;
struct yx_tx; /* a transaction, or a snapshot for reading */

struct yx_store_setup {
    const char *path;       /* of the database file */
    const char *yield_path; /* of the page in which writing processes announce themselves */
    int readers;            /* snapshot connections kept, 1 to 64 */
    bool read_only;         /* for tools that only look; needs no yield_path */
};

/* Open the file, which must be there (YX_NOT_FOUND), and refuse (YX_NEWER) a schema newer than this program, or (YX_CONFLICT) an
 * older one: migrating is a step of its own. YX_FULL, YX_READ_ONLY, YX_CORRUPT, YX_IO
 * as they are. The reason is logged once here. Free with yx_store_close, which
 * finishes what waits. */
enum yx_err yx_store_open(const struct yx_store_setup *, struct yx_store **store_out);
void yx_store_close(struct yx_store **);

/* Run work(tx, arg) in a transaction; returns YX_OK only when it is durable, else
 * what work returned (its changes are undone) or why the commit failed. Waits for
 * the group it was committed with. `work` runs on the writer's thread, may run more
 * than once, and touches nothing but tx and arg: no hashing, parsing or I/O in it.
 * Any thread. */
typedef enum yx_err yx_work(struct yx_tx *, void *arg);
enum yx_err yx_store_commit(struct yx_store *, yx_work *work, void *arg);

/* The same without waiting, for marks that may be lost in a crash; `len` bytes of
 * arg (at most 64) are copied. Joins the next group; a failure is only counted. */
void yx_store_later(struct yx_store *, yx_work *work, const void *arg, size_t len);

/* A snapshot for reading, from the pool; waits while all are lent. It is the state at
 * its first query, so never older than a commit that returned before this call. Give it back soon:
 * never hold one over a commit or a write to a socket. */
enum yx_err yx_store_read(struct yx_store *, struct yx_tx **tx_out);
void yx_store_done(struct yx_store *, struct yx_tx **);

/* Values for the `?` of a statement, in order. */
struct yx_value {
    enum { YX_V_NULL, YX_V_INT, YX_V_TEXT, YX_V_BLOB } kind;
    int64_t number;
    const void *at; /* must live until the statement is done */
    size_t len;
};
struct yx_value yx_int(int64_t);
struct yx_value yx_text(const char *); /* NULL gives NULL */
struct yx_value yx_blob(const void *, size_t len);

#define YX_VALUES(...)                                                                   \
    (const struct yx_value[]){ __VA_ARGS__ },                                            \
        sizeof((const struct yx_value[]){ __VA_ARGS__ }) / sizeof(struct yx_value)

/* Run a statement that gives no rows. `sql` must be a string that lives as long as
 * the program (a literal): its address is the key of the statement cache. Nothing
 * changed (an INSERT that met its conflict, an UPDATE that found no row): YX_EMPTY. */
enum yx_err yx_tx_run(struct yx_tx *, const char *sql, const struct yx_value *values, size_t count);

/* Run a statement that gives rows. Step with yx_rows_next: YX_OK a row, YX_EMPTY the
 * end, else the error. Always yx_rows_close, also after the end. At most one open
 * per `sql` and transaction. */
struct yx_rows {
    struct yx_tx *tx;
    void *stmt;
};
enum yx_err yx_tx_query(struct yx_tx *, const char *sql, const struct yx_value *values,
    size_t count, struct yx_rows *rows_out);
enum yx_err yx_rows_next(struct yx_rows *);
void yx_rows_close(struct yx_rows *);

/* Column `n` from 0 of the current row. The text is copied into the arena, NULL when
 * the column is NULL; a blob's bytes likewise. */
int64_t yx_rows_int(struct yx_rows *, int n);
char *yx_rows_text(struct yx_rows *, int n, struct yx_arena *);
const void *yx_rows_blob(struct yx_rows *, int n, struct yx_arena *, size_t *len_out);

/* The version of the schema that this program was built for. */
int yx_store_schema(void);

/* Bring the database to it, one numbered migration a transaction; makes the file when
 * it is absent. *from_out: the version found, 0 for a new file. YX_NEWER as above. */
enum yx_err yx_store_migrate(const char *path, int *from_out);

/* Look at every page and reference the engine knows of. YX_CORRUPT with the first
 * finding in *finding_out (arena). Rooms add checks of their own above this. */
enum yx_err yx_store_verify(struct yx_store *, struct yx_arena *, char **finding_out);

/* A consistent copy of a running database into a new file at `to`, durable and
 * verified; one file, no log beside it. YX_DUPLICATE: there is one already. Nothing is
 * left behind on failure. Any thread; writers go on meanwhile. */
enum yx_err yx_store_copy(struct yx_store *, const char *to);

#endif
