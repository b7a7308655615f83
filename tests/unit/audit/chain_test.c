/* The format that others rely on, sealing, and forgetting. */
#include <sys/wait.h>
#include <unistd.h>

#include "audit/lines.h"
#include "base/id.h"

#include "house.h"

/* Computed with printf and sha256sum. */
static void an_entry_is_hashed_as_the_readme_says(void **state)
{
    (void)state;
    unsigned char before[YX_AUDIT_HASH] = { 0 }, hash[YX_AUDIT_HASH];
    char hex[2 * YX_AUDIT_HASH + 1];
    const struct yx_audit_link l = { .position = 1,
        .id = 42,
        .at_ms = NOW,
        .kind = YX_AUDIT_BY_STAFF,
        .who = 7,
        .act = "login",
        .object = 7,
        .sealed_ms = NOW + 5 };
    yx_audit_hash_link(&l, before, hash);
    yx_hex(hash, sizeof hash, hex);
    FILE *other = popen(
        "printf 'yixian audit 1\\n1\\n42\\n1800000000000\\nstaff\\n7\\nlogin\\n7\\n-\\n1800000000005\\n%064d\\n' 0"
        " | sha256sum",
        "r");
    char got[65] = "";
    assert_non_null(other);
    assert_int_equal(fread(got, 1, 64, other), 64);
    pclose(other);
    assert_string_equal(hex, got);
}

static void a_key_is_64_hex_digits(void **state)
{
    (void)state;
    struct yx_audit_key key;
    assert_false(yx_audit_key_read("", 0, &key));
    assert_false(yx_audit_key_read(SEED, 63, &key));
    assert_false(yx_audit_key_read(SEED "00", 66, &key));
    assert_false(yx_audit_key_read("zz"
                                   "0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
        64, &key));
    assert_true(yx_audit_key_read(SEED, 64, &key));
}

static enum yx_err append_and_fail(struct yx_tx *tx, void *arg)
{
    enum yx_err err = yx_audit_append(tx, arg);
    return err == YX_OK ? YX_CONFLICT : err;
}

static void an_entry_lives_and_dies_with_its_commit(void **state)
{
    (void)state;
    struct yx_audit_entry e = {
        .kind = YX_AUDIT_BY_CLOCK, .act = "lost", .object = 5, .words = "{\"from\":\"甲\"}", .at_ms = NOW
    };
    assert_int_equal(yx_store_commit(house.store, append_and_fail, &e), YX_CONFLICT);
    assert_int_equal(
        house_count("SELECT (SELECT count(*) FROM audit) + (SELECT count(*) FROM audit_content)"), 0);
    static const char *const wrong[] = { "", "Login", "log in", "log\nin",
        "a123456789b123456789c123456789d1234567890" };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        e.act = wrong[i];
        assert_int_equal(yx_store_commit(house.store, house_append_work, &e), YX_INVALID);
    }
    e.act = "lost";
    assert_int_equal(yx_store_commit(house.store, house_append_work, &e), YX_OK);
    assert_int_equal(house_seal(NOW), 1);
    assert_int_equal(house_seal(NOW), 0);
}

static void many_are_sealed_in_their_order(void **state)
{
    (void)state;
    for (int i = 0; i < 30; i++)
        house_append(YX_AUDIT_BY_STAFF, i, "claim", 1000 + i, i % 3 ? NULL : "{\"n\":\"1\"}");
    assert_int_equal(house_seal(NOW), 30);
    assert_int_equal(house_count("SELECT count(*) FROM audit WHERE position = who + 1"), 30);
    assert_int_equal(house_count("SELECT count(*) FROM audit WHERE (content IS NULL) = (who % 3 <> 0)"), 30);
    assert_int_equal(
        house_count("SELECT count(DISTINCT salt) FROM audit_content WHERE length(salt) = 32"), 10);
    house_append(YX_AUDIT_BY_STAFF, 1, "login", 1, NULL);
    assert_int_equal(house_seal(NOW + 1000), 1);
    assert_int_equal(house_count("SELECT count(*) FROM audit_head"), 1); /* the same day's goes on */
    house_append(YX_AUDIT_BY_STAFF, 1, "login", 1, NULL);
    assert_int_equal(house_seal(NOW + DAY_MS), 1);
    assert_int_equal(house_count("SELECT count(*) FROM audit_head"), 2);
    assert_null(house_verify(NULL, 0).finding);
}

static void a_clock_that_was_moved_is_told(void **state)
{
    (void)state;
    house_append(YX_AUDIT_BY_STAFF, 1, "login", 1, NULL);
    house_seal(NOW + 5 * DAY_MS);
    house_append(YX_AUDIT_BY_STAFF, 1, "login", 1, NULL);
    house_seal(NOW);
    house_append(YX_AUDIT_BY_STAFF, 1, "login", 1, NULL);
    house_seal(NOW - DAY_MS);
    const struct yx_audit_report r = house_verify(NULL, 0);
    assert_null(r.finding);
    assert_int_equal(r.back, 2);
    assert_int_equal(r.back_at, 2);
    assert_int_equal(r.ahead, 1); /* dated NOW, sealed the day before */
    assert_int_equal(r.ahead_at, 3);
}

/* ---- forgetting ---- */

static int64_t forgotten;
static enum yx_err forget(struct yx_tx *tx, void *arg)
{
    return yx_audit_forget(tx, *(int64_t *)arg, YX_AUDIT_BY_COMMAND, 0, NOW, &forgotten);
}

static void what_is_forgotten_leaves_the_chain_whole(void **state)
{
    (void)state;
    int64_t person = 500, none = 0;
    house_append(YX_AUDIT_BY_STAFF, 7, "reveal", person, "{\"why\":\"x\"}");
    house_append(YX_AUDIT_BY_CITIZEN, person, "case.submit", 900, "{\"text\":\"y\"}");
    house_append(YX_AUDIT_BY_STAFF, 7, "claim", 501, "{\"to\":\"z\"}");
    house_seal(NOW);
    house_append(YX_AUDIT_BY_STAFF, 7, "claim", person, "{\"to\":\"not sealed yet\"}");
    assert_int_equal(yx_store_commit(house.store, forget, &none), YX_INVALID);
    assert_int_equal(yx_store_commit(house.store, forget, &person), YX_OK);
    assert_int_equal(forgotten, 3);
    assert_int_equal(house_count("SELECT count(*) FROM audit_content"), 1);
    assert_null(house_verify(NULL, 0).finding); /* before what forgets is sealed, too */
    house_seal(NOW + 1000);
    const struct yx_audit_report r = house_verify(NULL, 0);
    assert_null(r.finding);
    assert_int_equal(r.erased, 2); /* the third was never in the chain with its words */
    /* what is taken away behind it is not covered by it */
    house_append(YX_AUDIT_BY_STAFF, 7, "claim", person, "{\"to\":\"later\"}");
    house_seal(NOW + 2000);
    assert_null(house_verify(NULL, 0).finding);
    assert_int_equal(house_run("DELETE FROM audit_content WHERE words LIKE '%later%'", NULL, 0), YX_OK);
    assert_int_equal(house_verify(NULL, 0).bad, 6);
}

/* In one batch: whatever was there before stands before it, though its id be larger. */
static void what_forgets_is_sealed_behind_what_it_forgot(void **state)
{
    (void)state;
    int64_t person = 500;
    assert_int_equal(yx_store_commit(house.store, forget, &person), YX_OK);
    house_append(YX_AUDIT_BY_STAFF, 7, "claim", 501, NULL);
    house_seal(NOW);
    assert_int_equal(house_count("SELECT position FROM audit WHERE act = 'forget'"), 2);
}

/* The bytes themselves, not only the rows. */
static void nothing_of_it_is_left_in_the_file(void **state)
{
    (void)state;
    int64_t person = 500;
    house_append(YX_AUDIT_BY_STAFF, 7, "claim", person, "{\"to\":\"a word that stands nowhere else\"}");
    house_seal(NOW);
    assert_int_equal(yx_store_commit(house.store, forget, &person), YX_OK);
    house_seal(NOW);
    char *command = yx_arena_print(house.arena,
        "sqlite3 %s/a.db 'PRAGMA wal_checkpoint(TRUNCATE)' >/dev/null; ! grep -q"
        " 'stands nowhere else' %s/a.db*",
        house.folder, house.folder);
    assert_int_equal(system(command), 0);
}

/* ---- what was recorded before there was a chain ---- */

/* The migration alone, over a database as it was left by the one before. */
static void acts_of_before_join_the_chain(void **state)
{
    (void)state;
    static const char before[] =
        "DROP TABLE audit; DROP TABLE audit_content; DROP TABLE audit_head; DROP TABLE audit_check;"
        "CREATE TABLE act (id INTEGER PRIMARY KEY, at_ms, staff, what, object, detail);"
        "INSERT INTO act VALUES (1, 10, 7, 'login', 7, '{\"address\":\"x\"}'),"
        " (2, 20, 0, 'staff_add', 8, '{\"by\":\"command\"}'), (3, 30, 0, 'lost', 500, '{\"from\":\"y\"}'),"
        " (4, 40, 0, 'login_failed', 0, '{}');\n";
    const char *path = yx_arena_print(house.arena, "%s/a.db", house.folder);
    const struct yx_store_setup setup = {
        .path = path, .readers = 2, .yield_path = yx_arena_print(house.arena, "%s/a.page", house.folder)
    };
    yx_store_close(&house.store);
    FILE *to = fopen(yx_arena_print(house.arena, "%s/before.sql", house.folder), "w");
    assert_true(fputs(before, to) > 0 && fclose(to) == 0);
    const char *command = yx_arena_print(house.arena,
        "cat '%s'/before.sql core/store/sql/*_audit.sql | sqlite3 -bail '%s'", house.folder, path);
    assert_int_equal(system(command), 0);
    assert_int_equal(yx_store_open(&setup, &house.store), YX_OK);
    assert_int_equal(house_seal(NOW), 4);
    assert_null(house_verify(NULL, 0).finding);
    assert_int_equal(
        house_count("SELECT count(*) FROM audit WHERE (position, kind) IN ((1, 1), (2, 5), (3, 4), (4, 0))"),
        4);
    assert_int_equal(house_count("SELECT count(*) FROM audit_content WHERE length(salt) = 32"), 2);
}

/* ---- the clock ---- */

static void the_clock_seals_and_looks_through_all_of_it_once_a_day(void **state)
{
    (void)state;
    const struct yx_audit_keys none = { 0 };
    house_append(YX_AUDIT_BY_STAFF, 7, "login", 7, NULL);
    yx_audit_due(house.store, &none, NOW - DAY_MS);
    assert_int_equal(house_count("SELECT count(*) FROM audit_head"), 0);
    /* from now on there is a key: what was there before is signed, too, and that this began is an act */
    yx_audit_due(house.store, &house.keys, NOW);
    assert_int_equal(house_count("SELECT position FROM audit_head"), 2);
    assert_int_equal(
        house_count("SELECT count(*) FROM audit WHERE act = 'audit.sign' AND kind = 4 AND position = 2"), 1);
    assert_int_equal(
        house_count("SELECT count(*) FROM audit_check WHERE at_ms = 1800000000000 AND position = 2"
                    " AND finding IS NULL"),
        1);
    house_append(YX_AUDIT_BY_STAFF, 7, "logout", 7, NULL);
    yx_audit_due(house.store, &house.keys, NOW + 1000);
    assert_int_equal(house_count("SELECT position FROM audit_check"), 2);
    assert_int_equal(house_count("SELECT count(*) FROM audit WHERE position = 0"), 0);
    assert_int_equal(house_run("UPDATE audit SET object = 8 WHERE position = 3", NULL, 0), YX_OK);
    yx_audit_due(house.store, &house.keys, NOW + DAY_MS);
    assert_int_equal(
        house_count("SELECT count(*) FROM audit_check WHERE position = 2 AND finding LIKE 'it was changed%'"),
        1);
}

/* Two clocks for a moment, during a reload: one is told that it was too late. */
static void two_sealers_never_both_seal(void **state)
{
    (void)state;
    size_t count;
    for (int i = 0; i < 50; i++)
        house_append(YX_AUDIT_BY_STAFF, 7, "claim", i, NULL);
    pid_t other = fork();
    if (other == 0) { /* a process of its own, with its own store */
        struct yx_store *store;
        const struct yx_store_setup setup = { .readers = 1,
            .path = yx_arena_print(house.arena, "%s/a.db", house.folder),
            .yield_path = yx_arena_print(house.arena, "%s/a.page", house.folder) };
        enum yx_err err = yx_store_open(&setup, &store);
        for (int i = 0; i < 20 && (err == YX_OK || err == YX_CONFLICT); i++)
            err = yx_audit_seal(store, &house.keys.key, NOW, &count);
        _exit(err == YX_OK || err == YX_CONFLICT ? 0 : 1);
    }
    for (int i = 0; i < 20; i++) {
        enum yx_err err = yx_audit_seal(house.store, &house.keys.key, NOW, &count);
        assert_true(err == YX_OK || err == YX_CONFLICT);
        house_append(YX_AUDIT_BY_STAFF, 8, "login", 8, NULL);
    }
    int status;
    assert_int_equal(waitpid(other, &status, 0), other);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    house_seal(NOW);
    const struct yx_audit_report r = house_verify(NULL, 0);
    assert_null(r.finding);
    assert_int_equal(r.entries, 70);
}

/* ---- files ---- */

static void a_file_is_judged_line_by_line(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "{}\n", "[]\n", "{\"head\":1}\n", "\n", "{\"position\":1,\"id\":\"x\"}\n",
        "{\"position\":1,\"id\":\"1\",\"at\":1,\"by\":\"staff\",\"who\":\"1\",\"act\":\"a\",\"object\":\"1\",\"content\":\"zz\",\"sealed\":1,\"hash\":\"00\"}\n"
    };
    const char *file = yx_arena_print(house.arena, "%s/lines", house.folder), *why = NULL;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        FILE *to = fopen(file, "w");
        fputs(wrong[i], to);
        fclose(to);
        struct yx_audit_judge judge = { .arena = house.arena };
        assert_int_equal(yx_audit_lines_points(&judge, file, &why), YX_INVALID);
        assert_non_null(strstr(why, "line 1 is none of"));
    }
    struct yx_audit_judge judge = { .arena = house.arena };
    assert_int_equal(yx_audit_lines_verify(&judge, "/nowhere", &why), YX_NOT_FOUND);
}

static void an_export_is_whole_elsewhere(void **state)
{
    (void)state;
    int64_t count;
    const char *file = yx_arena_print(house.arena, "%s/chain.jsonl", house.folder), *why = NULL;
    for (int i = 0; i < 5; i++)
        house_append(YX_AUDIT_BY_STAFF, 7, "claim", i, "{\"a\":\"引号\\\" 和换行\\n\"}");
    house_seal(NOW);
    FILE *to = fopen(file, "w");
    assert_int_equal(yx_audit_export(house.store, to, true, &count), YX_OK);
    fclose(to);
    assert_int_equal(count, 5);
    struct yx_audit_judge judge = { .arena = house.arena, .keys = &house.keys };
    assert_int_equal(yx_audit_lines_verify(&judge, file, &why), YX_OK);
    assert_null(judge.report.finding);
    assert_int_equal(judge.report.entries, 5);
    assert_int_equal(judge.report.signed_to, 5);
    assert_int_equal(judge.report.erased, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(an_entry_is_hashed_as_the_readme_says),
        T(a_key_is_64_hex_digits),
        T(an_entry_lives_and_dies_with_its_commit),
        T(many_are_sealed_in_their_order),
        T(a_clock_that_was_moved_is_told),
        T(what_is_forgotten_leaves_the_chain_whole),
        T(what_forgets_is_sealed_behind_what_it_forgot),
        T(nothing_of_it_is_left_in_the_file),
        T(acts_of_before_join_the_chain),
        T(the_clock_seals_and_looks_through_all_of_it_once_a_day),
        T(two_sealers_never_both_seal),
        T(a_file_is_judged_line_by_line),
        T(an_export_is_whole_elsewhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
