#include <pthread.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "house.h"

enum { THREADS = 8, WORKS = 500 };

static struct house house;

static int set_up(void **state)
{
    (void)state;
    house_build(&house, NULL);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    house_remove(&house);
    return 0;
}

static void a_commit_is_read_after_reopening(void **state)
{
    (void)state;
    struct note n = { .conversation = 1, .id = 1, .body = "老板跑了，工资没给" };
    assert_int_equal(yx_store_commit(house.store, note_put, &n), YX_OK);
    yx_store_close(&house.store);
    assert_int_equal(house_open(&house), YX_OK);
    struct yx_tx *tx;
    struct yx_rows rows;
    struct yx_arena *arena = yx_arena_new(4096);
    assert_int_equal(yx_store_read(house.store, &tx), YX_OK);
    assert_int_equal(yx_tx_query(tx, "SELECT body, extra, id FROM message", NULL, 0, &rows), YX_OK);
    assert_int_equal(yx_rows_next(&rows), YX_OK);
    assert_string_equal(yx_rows_text(&rows, 0, arena), n.body);
    assert_null(yx_rows_text(&rows, 1, arena));
    assert_int_equal(yx_rows_int(&rows, 2), 1);
    assert_int_equal(yx_rows_next(&rows), YX_EMPTY);
    yx_rows_close(&rows);
    yx_store_done(house.store, &tx);
    yx_arena_free(&arena);
}

static void a_failing_work_undoes_only_itself(void **state)
{
    (void)state;
    struct note good = { .conversation = 2, .id = 1 };
    struct note bad = { .conversation = 2, .id = 2, .then = YX_CONFLICT };
    struct note after = { .conversation = 2, .id = 3 };
    assert_int_equal(yx_store_commit(house.store, note_put, &good), YX_OK);
    assert_int_equal(yx_store_commit(house.store, note_put, &bad), YX_CONFLICT);
    assert_int_equal(yx_store_commit(house.store, note_put, &after), YX_OK);
    assert_int_equal(house_notes(&house, 2), 2);
}

/* More than the writer keeps in memory: pages go to the log before the work has ended. */
static void a_work_larger_than_memory_is_whole_or_undone(void **state)
{
    (void)state;
    enum { LEN = 8 << 20 };
    char *body = malloc(LEN + 1), *finding = NULL;
    struct yx_arena *arena = yx_arena_new(1 << 16);
    memset(body, 'x', LEN);
    body[LEN] = '\0';
    struct note bad = { .conversation = 12, .id = 1, .body = body, .then = YX_CONFLICT };
    struct note good = { .conversation = 12, .id = 2, .body = body }, little = { .conversation = 12, .id = 3 };
    assert_int_equal(yx_store_commit(house.store, note_put, &bad), YX_CONFLICT);
    assert_int_equal(yx_store_commit(house.store, note_put, &little), YX_OK);
    assert_int_equal(yx_store_commit(house.store, note_put, &good), YX_OK);
    assert_int_equal(house_notes(&house, 12), 2);
    assert_int_equal(yx_store_verify(house.store, arena, &finding), YX_OK);
    yx_store_close(&house.store);
    assert_int_equal(house_open(&house), YX_OK);
    assert_int_equal(house_notes(&house, 12), 2);
    yx_arena_free(&arena);
    free(body);
}

static void the_same_key_again_is_empty(void **state)
{
    (void)state;
    struct note n = { .conversation = 3, .id = 1 };
    assert_int_equal(yx_store_commit(house.store, note_put, &n), YX_OK);
    assert_int_equal(yx_store_commit(house.store, note_put, &n), YX_EMPTY);
}

/* Goes on after a statement that the database refused. */
static enum yx_err ignores_an_error(struct yx_tx *tx, void *arg)
{
    (void)arg;
    note_put(tx, &(struct note){ .conversation = 4, .id = 1 });
    enum yx_err err = yx_tx_run(tx,
        "INSERT INTO message (conversation, id, author, reply_to, body, at_ms) "
        "VALUES (4, 1, 0, 0, '', 0)", NULL, 0);
    assert_int_equal(err, YX_DUPLICATE);
    return YX_OK;
}

static void a_work_that_ignores_a_failed_statement_is_undone(void **state)
{
    (void)state;
    assert_int_equal(yx_store_commit(house.store, ignores_an_error, NULL), YX_DUPLICATE);
    assert_int_equal(house_notes(&house, 4), 0);
}

static enum yx_err leaves_rows_open(struct yx_tx *tx, void *arg)
{
    struct yx_rows rows;
    enum yx_err err = note_put(tx, arg);
    if (err == YX_OK)
        err = yx_tx_query(tx, "SELECT id FROM message WHERE conversation = 5", NULL, 0, &rows);
    return err == YX_OK ? yx_rows_next(&rows) : err;
}

static void rows_left_open_do_not_stop_the_next_work(void **state)
{
    (void)state;
    for (int64_t id = 1; id <= 2; id++) {
        struct note n = { .conversation = 5, .id = id };
        assert_int_equal(yx_store_commit(house.store, leaves_rows_open, &n), YX_OK);
    }
    assert_int_equal(house_notes(&house, 5), 2);
}

static enum yx_err counts_wrong(struct yx_tx *tx, void *arg)
{
    (void)arg;
    return yx_tx_run(tx, "DELETE FROM message WHERE id = ?", NULL, 0);
}

static void a_wrong_number_of_values_is_refused(void **state)
{
    (void)state;
    assert_int_equal(yx_store_commit(house.store, counts_wrong, NULL), YX_INTERNAL);
}

/* Every third work of a thread fails after it has written. */
static void *write_many(void *arg)
{
    int64_t conversation = *(int64_t *)arg;
    intptr_t wrong = 0;
    for (int64_t id = 1; id <= WORKS; id++) {
        struct note n = { .conversation = conversation, .id = id };
        n.then = id % 3 == 0 ? YX_CONFLICT : YX_OK;
        wrong += yx_store_commit(house.store, note_put, &n) != n.then;
    }
    return (void *)wrong;
}

static void many_threads_lose_nothing(void **state)
{
    (void)state;
    pthread_t threads[THREADS];
    int64_t conversation[THREADS];
    for (int i = 0; i < THREADS; i++) {
        conversation[i] = 100 + i;
        pthread_create(&threads[i], NULL, write_many, &conversation[i]);
    }
    for (int i = 0; i < THREADS; i++) {
        void *wrong;
        pthread_join(threads[i], &wrong);
        assert_null(wrong);
        assert_int_equal(house_notes(&house, 100 + i), WORKS - WORKS / 3);
    }
}

/* 20 KB each, so that the log would reach 64 MB. */
static void *write_long(void *arg)
{
    char body[20000] = "";
    memset(body, 'x', sizeof body - 1);
    intptr_t wrong = 0;
    for (int64_t id = 1; id <= 400; id++) {
        struct note n = { .conversation = *(int64_t *)arg, .id = id, .body = body };
        wrong += yx_store_commit(house.store, note_put, &n) != YX_OK;
    }
    return (void *)wrong;
}

static void the_log_stays_small_while_commits_go_on(void **state)
{
    (void)state;
    pthread_t threads[THREADS];
    int64_t conversation[THREADS];
    struct stat s;
    for (int i = 0; i < THREADS; i++) {
        conversation[i] = 200 + i;
        pthread_create(&threads[i], NULL, write_long, &conversation[i]);
    }
    for (int i = 0; i < THREADS; i++) {
        void *wrong;
        pthread_join(threads[i], &wrong);
        assert_null(wrong);
    }
    char *log = house_file(&house, "yixian.db-wal");
    assert_int_equal(stat(log, &s), 0);
    print_message("the log has %lld KiB after 64000 KiB\n", (long long)s.st_size / 1024);
    assert_true(s.st_size < 36 << 20);
    free(log);
}

static void marks_nobody_waits_for_arrive(void **state)
{
    (void)state;
    struct note n = { .conversation = 6, .id = 1 };
    int64_t from_ms = yx_clock_ms();
    yx_store_later(house.store, note_put, &n, sizeof n);
    n.id = 99; /* it was copied */
    while (house_notes(&house, 6) == 0 && yx_clock_ms() - from_ms < 2000)
        usleep(1000);
    assert_int_equal(house_notes(&house, 6), 1);
    print_message("a lone mark was committed after %lld ms\n",
        (long long)(yx_clock_ms() - from_ms));
}

static void closing_commits_the_marks_that_wait(void **state)
{
    (void)state;
    for (int64_t id = 1; id <= 300; id++) {
        struct note n = { .conversation = 7, .id = id };
        yx_store_later(house.store, note_put, &n, sizeof n);
    }
    yx_store_close(&house.store);
    assert_int_equal(house_open(&house), YX_OK);
    assert_int_equal(house_notes(&house, 7), 300);
}

static void a_snapshot_does_not_see_later_commits(void **state)
{
    (void)state;
    struct yx_tx *tx;
    struct note n = { .conversation = 8, .id = 1 };
    assert_int_equal(yx_store_commit(house.store, note_put, &n), YX_OK);
    assert_int_equal(yx_store_read(house.store, &tx), YX_OK);
    assert_int_equal(note_count(tx, 8), 1);
    n.id = 2;
    assert_int_equal(yx_store_commit(house.store, note_put, &n), YX_OK);
    assert_int_equal(note_count(tx, 8), 1);
    yx_store_done(house.store, &tx);
    assert_null(tx);
    assert_int_equal(house_notes(&house, 8), 2);
}

static void a_reader_cannot_write(void **state)
{
    (void)state;
    struct yx_tx *tx;
    struct note n = { .conversation = 9, .id = 1 };
    assert_int_equal(yx_store_read(house.store, &tx), YX_OK);
    assert_int_equal(note_put(tx, &n), YX_READ_ONLY);
    yx_store_done(house.store, &tx);
}

/* Borrow a reader for a moment, again and again; more threads than readers. */
static void *read_many(void *arg)
{
    (void)arg;
    intptr_t wrong = 0;
    for (int i = 0; i < WORKS; i++) {
        struct yx_tx *tx;
        if (yx_store_read(house.store, &tx) != YX_OK) {
            wrong++;
            continue;
        }
        wrong += note_count(tx, 12345) != 0;
        yx_store_done(house.store, &tx);
    }
    return (void *)wrong;
}

static void more_readers_than_connections_take_turns(void **state)
{
    (void)state;
    pthread_t threads[THREADS];
    for (int i = 0; i < THREADS; i++)
        pthread_create(&threads[i], NULL, read_many, NULL);
    for (int i = 0; i < THREADS; i++) {
        void *wrong;
        pthread_join(threads[i], &wrong);
        assert_null(wrong);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_commit_is_read_after_reopening),
        cmocka_unit_test(a_failing_work_undoes_only_itself),
        cmocka_unit_test(a_work_larger_than_memory_is_whole_or_undone),
        cmocka_unit_test(the_same_key_again_is_empty),
        cmocka_unit_test(a_work_that_ignores_a_failed_statement_is_undone),
        cmocka_unit_test(rows_left_open_do_not_stop_the_next_work),
        cmocka_unit_test(a_wrong_number_of_values_is_refused),
        cmocka_unit_test(many_threads_lose_nothing),
        cmocka_unit_test(the_log_stays_small_while_commits_go_on),
        cmocka_unit_test(marks_nobody_waits_for_arrive),
        cmocka_unit_test(closing_commits_the_marks_that_wait),
        cmocka_unit_test(a_snapshot_does_not_see_later_commits),
        cmocka_unit_test(a_reader_cannot_write),
        cmocka_unit_test(more_readers_than_connections_take_turns),
    };
    return cmocka_run_group_tests_name("store/commit", tests, set_up, tear_down);
}
