#include <sys/stat.h>

#include "house.h"
#include "store/dialect.h"

static void assert_turned(const char *ours, const char *theirs)
{
    char *got = yx_dialect_sqlite(ours);
    assert_string_equal(got, theirs);
    free(got);
}

static void words_of_the_other_engine_are_turned(void **state)
{
    (void)state;
    assert_turned("id BIGINT PRIMARY KEY,", "id INTEGER PRIMARY KEY,");
    assert_turned("id BIGINT NOT NULL", "id BIGINT NOT NULL");
    assert_turned("key BYTEA NOT NULL", "key BLOB NOT NULL");
    assert_turned(") /*clustered*/;", ") WITHOUT ROWID;");
    assert_turned("BYTEA", "BLOB");
}

static void names_strings_and_comments_stay(void **state)
{
    (void)state;
    assert_turned("BYTEAS MYBYTEA BYTEA_2", "BYTEAS MYBYTEA BYTEA_2");
    assert_turned("'BYTEA' \"BYTEA\" 'it''s BYTEA'", "'BYTEA' \"BYTEA\" 'it''s BYTEA'");
    assert_turned("-- BYTEA\nBYTEA", "-- BYTEA\nBLOB");
    assert_turned("/* BYTEA */ BYTEA", "/* BYTEA */ BLOB");
    assert_turned("'never closed BYTEA", "'never closed BYTEA");
    assert_turned("", "");
}

static void migrating_again_changes_nothing(void **state)
{
    (void)state;
    struct house house;
    int from = -1;
    house_build(&house, NULL);
    assert_int_equal(yx_store_migrate(house.path, &from), YX_OK);
    assert_int_equal(from, yx_store_schema());
    house_remove(&house);
}

static void nobody_else_may_read_the_database(void **state)
{
    (void)state;
    struct house house;
    struct stat s;
    house_build(&house, NULL);
    assert_int_equal(stat(house.path, &s), 0);
    assert_int_equal(s.st_mode & 0777, 0600);
    char *log = house_file(&house, "yixian.db-wal");
    assert_int_equal(stat(log, &s), 0);
    assert_int_equal(s.st_mode & 0777, 0600);
    free(log);
    house_remove(&house);
}

static int64_t number(struct yx_tx *tx, const char *sql)
{
    struct yx_rows rows;
    assert_int_equal(yx_tx_query(tx, sql, NULL, 0, &rows), YX_OK);
    assert_int_equal(yx_rows_next(&rows), YX_OK);
    int64_t n = yx_rows_int(&rows, 0);
    yx_rows_close(&rows);
    return n;
}

static void every_migration_is_numbered_in_order(void **state)
{
    (void)state;
    struct house house;
    struct yx_tx *tx;
    house_build(&house, NULL);
    assert_int_equal(yx_store_read(house.store, &tx), YX_OK);
    assert_int_equal(number(tx, "SELECT max(version) FROM schema_version"), yx_store_schema());
    assert_int_equal(number(tx, "SELECT count(*) FROM schema_version"), yx_store_schema());
    yx_store_done(house.store, &tx);
    house_remove(&house);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_of_the_other_engine_are_turned),
        cmocka_unit_test(names_strings_and_comments_stay),
        cmocka_unit_test(migrating_again_changes_nothing),
        cmocka_unit_test(nobody_else_may_read_the_database),
        cmocka_unit_test(every_migration_is_numbered_in_order),
    };
    return cmocka_run_group_tests_name("store/schema", tests, NULL, NULL);
}
