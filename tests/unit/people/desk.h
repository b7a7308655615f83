/* A desk for tests: a store, its people, and doors to come in by. */
#ifndef YX_UNIT_PEOPLE_DESK_H
#define YX_UNIT_PEOPLE_DESK_H

#include "people/acts.h"
#include "people/console.h"
#include "people/password.h"
#include "people/people.h"
#include "people/sessions.h"
#include "people/staff.h"
#include "people/totp.h"

#include "unit.h"

#define NOW INT64_C(1800000000000)
#define GOOD "a good passphrase"

static struct {
    char *folder, *path;
    struct yx_store *store;
    struct yx_arena *arena;
    int64_t now_ms;
} desk;

static inline void desk_open_with(unsigned totp_roles)
{
    static const char key[] = "thirty-two bytes of a test's key";
    const struct yx_desk_setup setup = { key, sizeof key, totp_roles, "一线" };
    assert_int_equal(yx_desk_open(&setup), YX_OK);
}

static inline int desk_build(void **state)
{
    (void)state;
    int from;
    desk.folder = unit_folder();
    desk.arena = yx_arena_new(64 << 20);
    desk.now_ms = NOW;
    desk.path = yx_arena_print(desk.arena, "%s/d.db", desk.folder);
    const struct yx_store_setup setup = { .path = desk.path, .readers = 2,
        .yield_path = yx_arena_print(desk.arena, "%s/d.page", desk.folder) };
    assert_int_equal(yx_store_migrate(desk.path, &from), YX_OK);
    assert_int_equal(yx_store_open(&setup, &desk.store), YX_OK);
    yx_people_start(desk.store);
    desk_open_with(0);
    return 0;
}

static inline int desk_remove(void **state)
{
    (void)state;
    yx_desk_close();
    yx_store_close(&desk.store);
    yx_arena_free(&desk.arena);
    unit_remove(desk.folder);
    return 0;
}

/* Somebody with the password GOOD. */
static inline int64_t desk_add(const char *name, unsigned roles, bool must_change)
{
    static char hash[YX_PASSWORD_HASH];
    struct yx_console_staff s = { .staff = { .name = name, .display = name, .roles = roles, .capacity = 3,
                                      .must_change = must_change }, .hash = hash };
    if (*hash == '\0')
        assert_int_equal(yx_password_hash(GOOD, hash), YX_OK);
    assert_int_equal(yx_console_add(desk.store, desk.arena, &s, desk.now_ms), YX_OK);
    return s.staff.id;
}

static inline struct yx_door desk_door(const char *token)
{
    return (struct yx_door){ .token = token, .address = "192.0.2.7", .agent = "Firefox", .now_ms = desk.now_ms };
}

static inline enum yx_err desk_login(const char *name, const char *password, struct yx_session *out)
{
    const struct yx_door door = desk_door("");
    return yx_desk_login(desk.arena, &door, name, password, out);
}

static inline enum yx_err desk_enter(const char *token, struct yx_session *out)
{
    const struct yx_door door = desk_door(token);
    return yx_desk_enter(desk.arena, &door, true, out);
}

static inline int64_t desk_count(const char *sql)
{
    struct yx_tx *tx;
    struct yx_rows rows;
    assert_int_equal(yx_store_read(desk.store, &tx), YX_OK);
    assert_int_equal(yx_tx_query(tx, sql, NULL, 0, &rows), YX_OK);
    assert_int_equal(yx_rows_next(&rows), YX_OK);
    int64_t n = yx_rows_int(&rows, 0);
    yx_rows_close(&rows);
    yx_store_done(desk.store, &tx);
    return n;
}

#define T(name) cmocka_unit_test_setup_teardown(name, desk_build, desk_remove)

#endif
