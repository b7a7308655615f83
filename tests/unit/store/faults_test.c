/* Disks that are full or not writable, files that are broken or not ours. */
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "house.h"
#include "store/engine.h"

enum { SKIPPED = 77, BODY = 20000, TRIES = 400 };

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

static enum yx_err add_version(struct yx_tx *tx, void *arg)
{
    return yx_tx_run(tx, "INSERT INTO schema_version (version, name, at_ms) VALUES (?, 'x', 0)",
        YX_VALUES(yx_int(*(int *)arg)));
}

static void a_newer_schema_is_refused(void **state)
{
    (void)state;
    int newer = yx_store_schema() + 1, from;
    assert_int_equal(yx_store_commit(house.store, add_version, &newer), YX_OK);
    yx_store_close(&house.store);
    assert_int_equal(house_open(&house), YX_NEWER);
    assert_null(house.store);
    assert_int_equal(yx_store_migrate(house.path, &from), YX_NEWER);
    assert_int_equal(from, newer);
}

static void an_empty_or_absent_database_is_told_apart(void **state)
{
    (void)state;
    yx_store_close(&house.store);
    assert_int_equal(unlink(house.path), 0);
    assert_int_equal(house_open(&house), YX_NOT_FOUND);
    assert_int_equal(close(open(house.path, O_CREAT | O_WRONLY, 0600)), 0);
    assert_int_equal(house_open(&house), YX_CONFLICT); /* version 0: to be migrated */
}

static void a_database_that_is_not_ours_is_left_alone(void **state)
{
    (void)state;
    int from;
    struct yx_tx *tx;
    char *path = house_file(&house, "other.db");
    assert_int_equal(yx_engine_open(path, YX_ENGINE_MAKE, 64, &tx), YX_OK);
    assert_int_equal(yx_engine_script(tx, "CREATE TABLE theirs (a)"), YX_OK);
    yx_engine_close(&tx);
    assert_int_equal(yx_store_migrate(path, &from), YX_CORRUPT);
    free(path);
}

static void overwrite(const char *path, off_t at, size_t n)
{
    int fd = open(path, O_WRONLY);
    char *noise = malloc(n);
    memset(noise, 0xa5, n);
    assert_int_equal(pwrite(fd, noise, n, at), n);
    free(noise);
    close(fd);
}

static void a_file_of_something_else_is_corrupt(void **state)
{
    (void)state;
    int from;
    yx_store_close(&house.store);
    overwrite(house.path, 0, 4096);
    assert_int_equal(house_open(&house), YX_CORRUPT);
    assert_int_equal(yx_store_migrate(house.path, &from), YX_CORRUPT);
}

static void put_many(int64_t conversation, int count)
{
    char *body = calloc(1, BODY);
    memset(body, 'x', BODY - 1);
    for (int64_t id = 1; id <= count; id++) {
        struct note n = { .conversation = conversation, .id = id, .body = body };
        assert_int_equal(yx_store_commit(house.store, note_put, &n), YX_OK);
    }
    free(body);
}

static void a_damaged_page_is_found_and_not_copied(void **state)
{
    (void)state;
    char *finding = NULL, *copy = house_file(&house, "copy.db");
    struct yx_arena *arena = yx_arena_new(1 << 16);
    put_many(1, 20);
    assert_int_equal(yx_store_verify(house.store, arena, &finding), YX_OK);
    yx_store_close(&house.store); /* moves the log into the file */
    overwrite(house.path, 30 * 2048, 100);
    overwrite(house.path, 2048 * 4, 600);
    assert_int_equal(house_open(&house), YX_OK);
    assert_int_equal(yx_store_verify(house.store, arena, &finding), YX_CORRUPT);
    assert_non_null(finding);
    assert_int_equal(yx_store_copy(house.store, copy), YX_CORRUPT);
    assert_int_equal(access(copy, F_OK), -1);
    yx_arena_free(&arena);
    free(copy);
}

/* Run in a child, since limits and mounts are a process's own. */
static int in_child(int (*run)(void))
{
    int status;
    pid_t pid = fork();
    if (pid == 0)
        _exit(run());
    waitpid(pid, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static void expect_fine(int code)
{
    if (code == SKIPPED)
        skip();
    assert_int_equal(code, 0);
}

/* Write until there is no room. Returns how many were acknowledged, -1 when no error came. */
static int fill(enum yx_err *err_out)
{
    static char body[BODY];
    memset(body, 'x', sizeof body - 1);
    for (int id = 1; id <= TRIES; id++) {
        struct note n = { .conversation = 9, .id = id, .body = body };
        *err_out = yx_store_commit(house.store, note_put, &n);
        if (*err_out != YX_OK)
            return id - 1;
    }
    return -1;
}

static int64_t count_notes(void)
{
    struct yx_tx *tx;
    if (yx_store_read(house.store, &tx) != YX_OK)
        return -1;
    int64_t n = note_count(tx, 9);
    yx_store_done(house.store, &tx);
    return n;
}

/* Full, then room again: nothing acknowledged is lost and the store goes on. */
static int full_and_then_not(void (*make_room)(void))
{
    enum yx_err err;
    struct note small = { .conversation = 9, .id = 100000 };
    int stored = fill(&err);
    if (stored < 1 || err != YX_FULL)
        return 2;
    if (count_notes() != stored)
        return 3;
    make_room();
    if (yx_store_commit(house.store, note_put, &small) != YX_OK)
        return 4;
    if (count_notes() != stored + 1)
        return 5;
    yx_store_close(&house.store);
    if (house_open(&house) != YX_OK || count_notes() != stored + 1)
        return 6;
    yx_store_close(&house.store);
    return 0;
}

static void limit_file_size(rlim_t bytes)
{
    struct rlimit limit = { .rlim_cur = bytes, .rlim_max = RLIM_INFINITY };
    setrlimit(RLIMIT_FSIZE, &limit);
}

static void lift_limit(void)
{
    limit_file_size(RLIM_INFINITY);
}

static int run_out_of_file_size(void)
{
    signal(SIGXFSZ, SIG_IGN);
    if (house_open(&house) != YX_OK)
        return 1;
    limit_file_size(1 << 20);
    return full_and_then_not(lift_limit);
}

static void a_limit_on_file_size_is_a_full_disk_that_heals(void **state)
{
    (void)state;
    yx_store_close(&house.store);
    expect_fine(in_child(run_out_of_file_size));
}

/* A small file system of our own over the house's folder. */
static int mount_small(const char *folder)
{
    if (unshare(CLONE_NEWNS) != 0 && unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0)
        return SKIPPED;
    if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0 ||
        mount("tmpfs", folder, "tmpfs", 0, "size=1m") != 0)
        return SKIPPED;
    return 0;
}

static char *ballast;

static void drop_ballast(void)
{
    unlink(ballast);
}

static int run_out_of_disk(void)
{
    int from, code = mount_small(house.folder);
    if (code != 0)
        return code;
    ballast = house_file(&house, "ballast");
    int fd = open(ballast, O_CREAT | O_WRONLY, 0600);
    if (posix_fallocate(fd, 0, 200 << 10) != 0)
        return 1;
    close(fd);
    if (yx_store_migrate(house.path, &from) != YX_OK || house_open(&house) != YX_OK)
        return 1;
    return full_and_then_not(drop_ballast);
}

static void a_full_disk_heals(void **state)
{
    (void)state;
    yx_store_close(&house.store);
    expect_fine(in_child(run_out_of_disk));
}

static int open_on_a_read_only_file_system(void)
{
    int from, code = mount_small(house.folder);
    if (code != 0)
        return code;
    if (yx_store_migrate(house.path, &from) != YX_OK)
        return 1;
    if (mount(NULL, house.folder, NULL, MS_REMOUNT | MS_RDONLY, NULL) != 0)
        return SKIPPED;
    if (house_open(&house) != YX_READ_ONLY)
        return 2;
    return yx_store_migrate(house.path, &from) == YX_READ_ONLY ? 0 : 3;
}

static void a_read_only_folder_is_said_so(void **state)
{
    (void)state;
    yx_store_close(&house.store);
    expect_fine(in_child(open_on_a_read_only_file_system));
}

static void a_tool_that_only_looks_cannot_write(void **state)
{
    (void)state;
    const struct yx_store_setup setup = { .path = house.path, .readers = 1, .read_only = true };
    struct yx_store *looker;
    struct note n = { .conversation = 9, .id = 1 };
    put_many(9, 1);
    assert_int_equal(yx_store_open(&setup, &looker), YX_OK);
    assert_int_equal(yx_store_commit(looker, note_put, &n), YX_READ_ONLY);
    struct yx_tx *tx;
    assert_int_equal(yx_store_read(looker, &tx), YX_OK);
    assert_int_equal(note_count(tx, 9), 1);
    yx_store_done(looker, &tx);
    yx_store_close(&looker);
}

#define fresh(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        fresh(a_newer_schema_is_refused),
        fresh(an_empty_or_absent_database_is_told_apart),
        fresh(a_database_that_is_not_ours_is_left_alone),
        fresh(a_file_of_something_else_is_corrupt),
        fresh(a_damaged_page_is_found_and_not_copied),
        fresh(a_limit_on_file_size_is_a_full_disk_that_heals),
        fresh(a_full_disk_heals),
        fresh(a_read_only_folder_is_said_so),
        fresh(a_tool_that_only_looks_cannot_write),
    };
    return cmocka_run_group_tests_name("store/faults", tests, NULL, NULL);
}
