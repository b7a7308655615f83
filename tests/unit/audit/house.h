/* A database with a chain, for tests that ill-treat it. */
#ifndef YX_UNIT_AUDIT_HOUSE_H
#define YX_UNIT_AUDIT_HOUSE_H

#include "audit/rows.h"
#include "audit/verify.h"

#include "unit.h"

#define NOW INT64_C(1800000000000) /* 2027-01-15 16:00 in China */
#define DAY_MS INT64_C(86400000)
#define SEED "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"

static struct {
    char *folder;
    struct yx_store *store;
    struct yx_arena *arena;
    struct yx_audit_keys keys;
} house;

static inline int house_build(void **state)
{
    (void)state;
    int from;
    house.folder = unit_folder();
    house.arena = yx_arena_new(256 << 20);
    const char *path = yx_arena_print(house.arena, "%s/a.db", house.folder);
    const struct yx_store_setup setup = {
        .path = path, .readers = 2, .yield_path = yx_arena_print(house.arena, "%s/a.page", house.folder)
    };
    assert_int_equal(yx_store_migrate(path, &from), YX_OK);
    assert_int_equal(yx_store_open(&setup, &house.store), YX_OK);
    house.keys = (struct yx_audit_keys){ .signs = true, .count = 1 };
    assert_true(yx_audit_key_read(SEED, strlen(SEED), &house.keys.key));
    memcpy(house.keys.publics[0], house.keys.key.public, YX_AUDIT_PUBLIC);
    return 0;
}

static inline int house_remove(void **state)
{
    (void)state;
    yx_store_close(&house.store);
    yx_arena_free(&house.arena);
    unit_remove(house.folder);
    return 0;
}

static inline enum yx_err house_append_work(struct yx_tx *tx, void *arg)
{
    return yx_audit_append(tx, arg);
}

static inline void house_append(
    enum yx_audit_kind kind, int64_t who, const char *act, int64_t object, const char *words)
{
    struct yx_audit_entry e = { kind, who, act, object, words, NOW };
    assert_int_equal(yx_store_commit(house.store, house_append_work, &e), YX_OK);
}

static inline size_t house_seal(int64_t now_ms)
{
    size_t count;
    assert_int_equal(yx_audit_seal(house.store, &house.keys.key, now_ms, &count), YX_OK);
    return count;
}

/* Run SQL with values; the text is kept as long as the store. */
struct house_sql {
    const char *sql;
    const struct yx_value *values;
    size_t count;
};
static inline enum yx_err house_sql_work(struct yx_tx *tx, void *arg)
{
    const struct house_sql *s = arg;
    return yx_tx_run(tx, s->sql, s->values, s->count);
}
static inline enum yx_err house_run(const char *sql, const struct yx_value *values, size_t count)
{
    struct house_sql s = { yx_arena_copy(house.arena, sql), values, count };
    return yx_store_commit(house.store, house_sql_work, &s);
}

static inline int64_t house_count(const char *sql)
{
    struct yx_tx *tx;
    struct yx_rows rows;
    assert_int_equal(yx_store_read(house.store, &tx), YX_OK);
    assert_int_equal(yx_tx_query(tx, yx_arena_copy(house.arena, sql), NULL, 0, &rows), YX_OK);
    assert_int_equal(yx_rows_next(&rows), YX_OK);
    int64_t n = yx_rows_int(&rows, 0);
    yx_rows_close(&rows);
    yx_store_done(house.store, &tx);
    return n;
}

/* What the chain looks like, with the house's key; points: what an earlier copy says, or NULL. */
static inline struct yx_audit_report house_verify(const struct yx_audit_point *points, size_t count)
{
    struct yx_audit_walk *w;
    static struct yx_audit_report report;
    static char finding[400];
    enum yx_err err = yx_audit_walk_new(house.store, &house.keys, points, count, &w);
    while (err == YX_OK)
        err = yx_audit_walk_step(w, 7);
    report = *yx_audit_walk_report(w);
    assert_int_equal(err, report.finding ? YX_CORRUPT : YX_EMPTY);
    if (report.finding)
        snprintf(finding, sizeof finding, "%s", report.finding);
    report.finding = report.finding ? finding : NULL;
    yx_audit_walk_free(&w);
    return report;
}

#define T(name) cmocka_unit_test_setup_teardown(name, house_build, house_remove)

#endif
