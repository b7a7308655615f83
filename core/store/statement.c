/* Statements, their values and their rows. */
#include "store/engine.h"

#include <stdlib.h>
#include <string.h>

#include "watch/log.h"

enum { FIRST_ROOM = 64 };

struct yx_value yx_int(int64_t number)
{
    return (struct yx_value){ .kind = YX_V_INT, .number = number };
}

struct yx_value yx_text(const char *text)
{
    if (text == NULL)
        return (struct yx_value){ .kind = YX_V_NULL };
    return (struct yx_value){ .kind = YX_V_TEXT, .at = text, .len = strlen(text) };
}

struct yx_value yx_blob(const void *at, size_t len)
{
    return (struct yx_value){ .kind = YX_V_BLOB, .at = at, .len = len };
}

/* Where the literal is or would be. Addresses of literals share their low bits. */
static struct yx_cached *slot_of(struct yx_cached *cache, size_t room, const char *sql)
{
    size_t at = (size_t)(((uint64_t)(uintptr_t)sql * 0x9e3779b97f4a7c15u) >> 32) & (room - 1);
    while (cache[at].sql != NULL && cache[at].sql != sql)
        at = (at + 1) & (room - 1);
    return &cache[at];
}

static bool make_room(struct yx_tx *tx)
{
    if (tx->room > 0 && tx->used < tx->room / 2)
        return true;
    size_t room = tx->room == 0 ? FIRST_ROOM : tx->room * 2;
    struct yx_cached *cache = calloc(room, sizeof *cache);
    if (cache == NULL)
        return false;
    for (size_t i = 0; i < tx->room; i++)
        if (tx->cache[i].sql != NULL)
            *slot_of(cache, room, tx->cache[i].sql) = tx->cache[i];
    free(tx->cache);
    tx->cache = cache;
    tx->room = room;
    return true;
}

sqlite3_stmt *yx_engine_cached(struct yx_tx *tx, const char *sql)
{
    if (!make_room(tx))
        return NULL;
    struct yx_cached *slot = slot_of(tx->cache, tx->room, sql);
    if (slot->sql != NULL)
        return slot->stmt;
    sqlite3_stmt *stmt = NULL;
    if (sqlite3_prepare_v3(tx->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &stmt, NULL) != SQLITE_OK)
        return NULL;
    *slot = (struct yx_cached){ .sql = sql, .stmt = stmt };
    tx->used++;
    return stmt;
}

void yx_engine_forget(struct yx_tx *tx)
{
    for (size_t i = 0; i < tx->room; i++)
        sqlite3_finalize(tx->cache[i].stmt);
    free(tx->cache);
    tx->cache = NULL;
    tx->room = tx->used = 0;
}

/* Keep the first failure: a work that goes on after it must not be committed, as in
 * PostgreSQL, where the transaction is dead by then. */
static enum yx_err fail(struct yx_tx *tx, int rc)
{
    enum yx_err err = yx_engine_err(tx->db, rc);
    if (tx->failed == YX_OK)
        tx->failed = err;
    if (err == YX_INTERNAL)
        yx_log(YX_ERROR, "statement refused", "why", sqlite3_errmsg(tx->db), NULL);
    return err;
}

static enum yx_err misused(struct yx_tx *tx, const char *why, const char *sql)
{
    yx_log(YX_ERROR, "statement misused", "why", why, "sql", sql, NULL);
    if (tx->failed == YX_OK)
        tx->failed = YX_INTERNAL;
    return YX_INTERNAL;
}

static int bind_one(sqlite3_stmt *stmt, int at, const struct yx_value *v)
{
    switch (v->kind) {
    case YX_V_INT:
        return sqlite3_bind_int64(stmt, at, v->number);
    case YX_V_TEXT:
        return sqlite3_bind_text64(stmt, at, v->at, v->len, SQLITE_STATIC, SQLITE_UTF8);
    case YX_V_BLOB: /* NULL would be bound as NULL; an empty blob is none */
        return sqlite3_bind_blob64(stmt, at, v->at ? v->at : "", v->len, SQLITE_STATIC);
    default:
        return sqlite3_bind_null(stmt, at);
    }
}

static enum yx_err prepare(struct yx_tx *tx, const char *sql, const struct yx_value *values,
    size_t count, sqlite3_stmt **stmt_out)
{
    sqlite3_stmt *stmt = yx_engine_cached(tx, sql);
    if (stmt == NULL)
        return fail(tx, sqlite3_errcode(tx->db));
    if (sqlite3_stmt_busy(stmt))
        return misused(tx, "still open", sql);
    if ((size_t)sqlite3_bind_parameter_count(stmt) != count)
        return misused(tx, "wrong number of values", sql);
    for (size_t i = 0; i < count; i++) {
        int rc = bind_one(stmt, (int)i + 1, &values[i]);
        if (rc != SQLITE_OK)
            return fail(tx, rc);
    }
    *stmt_out = stmt;
    return YX_OK;
}

enum yx_err yx_tx_run(struct yx_tx *tx, const char *sql, const struct yx_value *values, size_t count)
{
    sqlite3_stmt *stmt;
    enum yx_err err = prepare(tx, sql, values, count, &stmt);
    if (err != YX_OK)
        return err;
    int before = sqlite3_total_changes(tx->db);
    int rc = sqlite3_step(stmt);
    if (rc == SQLITE_ROW)
        err = misused(tx, "gives rows", sql);
    else if (rc != SQLITE_DONE)
        err = fail(tx, rc);
    else if (sqlite3_total_changes(tx->db) == before)
        err = YX_EMPTY;
    sqlite3_reset(stmt);
    return err;
}

enum yx_err yx_tx_query(struct yx_tx *tx, const char *sql, const struct yx_value *values,
    size_t count, struct yx_rows *rows_out)
{
    sqlite3_stmt *stmt = NULL;
    enum yx_err err = prepare(tx, sql, values, count, &stmt);
    *rows_out = (struct yx_rows){ .tx = tx, .stmt = err == YX_OK ? stmt : NULL };
    if (err == YX_OK)
        tx->open_rows++;
    return err;
}

enum yx_err yx_rows_next(struct yx_rows *rows)
{
    if (rows->stmt == NULL)
        return rows->tx->failed != YX_OK ? rows->tx->failed : YX_EMPTY;
    int rc = sqlite3_step(rows->stmt);
    if (rc == SQLITE_ROW)
        return YX_OK;
    enum yx_err err = rc == SQLITE_DONE ? YX_EMPTY : fail(rows->tx, rc);
    yx_rows_close(rows); /* another step would start it again */
    return err;
}

void yx_rows_close(struct yx_rows *rows)
{
    if (rows->stmt == NULL)
        return;
    sqlite3_reset(rows->stmt);
    rows->stmt = NULL;
    rows->tx->open_rows--;
}

int64_t yx_rows_int(struct yx_rows *rows, int n)
{
    return sqlite3_column_int64(rows->stmt, n);
}

char *yx_rows_text(struct yx_rows *rows, int n, struct yx_arena *arena)
{
    const char *text = (const char *)sqlite3_column_text(rows->stmt, n);
    if (text == NULL)
        return NULL;
    return yx_arena_text(arena, text, (size_t)sqlite3_column_bytes(rows->stmt, n));
}

const void *yx_rows_blob(struct yx_rows *rows, int n, struct yx_arena *arena, size_t *len_out)
{
    *len_out = 0;
    if (sqlite3_column_type(rows->stmt, n) == SQLITE_NULL)
        return NULL;
    const void *bytes = sqlite3_column_blob(rows->stmt, n);
    *len_out = (size_t)sqlite3_column_bytes(rows->stmt, n);
    return yx_arena_text(arena, bytes, *len_out);
}

enum yx_err yx_engine_run(struct yx_tx *tx, const char *sql)
{
    sqlite3_stmt *stmt = yx_engine_cached(tx, sql);
    if (stmt == NULL)
        return yx_engine_err(tx->db, sqlite3_errcode(tx->db));
    int rc = sqlite3_step(stmt);
    enum yx_err err = yx_engine_err(tx->db, rc); /* before reset clears the errno */
    sqlite3_reset(stmt);
    return err;
}

void yx_engine_fresh(struct yx_tx *tx)
{
    if (tx->open_rows > 0) {
        yx_log(YX_ERROR, "rows left open", "count", yx_num(tx->open_rows), NULL);
        for (size_t i = 0; i < tx->room; i++)
            if (tx->cache[i].stmt != NULL)
                sqlite3_reset(tx->cache[i].stmt);
        tx->open_rows = 0;
    }
    tx->failed = YX_OK;
}
