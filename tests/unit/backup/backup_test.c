#include "backup/backup.h"

#include <pthread.h>
#include <stdatomic.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../store/house.h"
#include "backup/manifest.h"

static struct house house;
static struct yx_backup_place place;
static struct yx_arena *arena;
static char *copy, *why;

static void write_text(const char *path, const char *text)
{
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    fputs(text, f);
    fclose(f);
}

static void assert_text(const char *path, const char *want)
{
    char got[100] = "";
    FILE *f = fopen(path, "r");
    assert_non_null(f);
    size_t n = fread(got, 1, sizeof got - 1, f);
    fclose(f);
    got[n] = '\0';
    assert_string_equal(got, want);
}

static char *in(const char *folder, const char *name)
{
    return yx_arena_print(arena, "%s/%s", folder, name);
}

static int set_up(void **state)
{
    (void)state;
    house_build(&house, NULL);
    arena = yx_arena_new(1 << 20);
    copy = in(house.folder, "copy");
    place = (struct yx_backup_place){
        .database = house.path, .page = house.yield_path, .index = in(house.folder, "kb.idx"),
        .secrets = in(house.folder, "secrets"), .config = in(house.folder, "yixian.yaml"),
    };
    write_text(place.index, "an index");
    write_text(place.config, "house: {}\n");
    assert_int_equal(mkdir(place.secrets, 0700), 0);
    write_text(in(place.secrets, "cookie"), "a secret");
    struct note n = { .conversation = 1, .id = 1 };
    assert_int_equal(yx_store_commit(house.store, note_put, &n), YX_OK);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    house_remove(&house);
    yx_arena_free(&arena);
    return 0;
}

static void put(int64_t id)
{
    struct note n = { .conversation = 1, .id = id };
    assert_int_equal(yx_store_commit(house.store, note_put, &n), YX_OK);
}

static void make_copy(void)
{
    enum yx_err err = yx_backup_make(&place, copy, arena, &why);
    if (err != YX_OK)
        print_message("%s\n", why);
    assert_int_equal(err, YX_OK);
    assert_null(why);
}

static void a_running_house_is_backed_up_and_comes_back(void **state)
{
    (void)state;
    make_copy();
    put(2); /* after the backup */
    write_text(in(place.secrets, "cookie"), "another");
    yx_store_close(&house.store);
    assert_int_equal(yx_backup_restore(copy, &place, true, arena, &why), YX_OK);
    assert_text(in(place.secrets, "cookie"), "a secret");
    assert_text(place.index, "an index");
    int from;
    assert_int_equal(yx_store_migrate(house.path, &from), YX_OK);
    assert_int_equal(house_open(&house), YX_OK);
    assert_int_equal(house_notes(&house, 1), 1);
    put(2); /* and goes on */
}

static void a_new_machine_gets_all_of_it(void **state)
{
    (void)state;
    make_copy();
    yx_store_close(&house.store);
    const char *other = in(house.folder, "other/var");
    struct yx_backup_place there = {
        .database = in(other, "yixian.db"), .page = in(other, "page"),
        .index = in(other, "kb.idx"), .secrets = in(other, "secrets"),
        .config = in(other, "yixian.yaml"),
    };
    assert_int_equal(yx_backup_restore_config(copy, there.config, arena, &why), YX_OK);
    assert_int_equal(yx_backup_restore_config(copy, there.config, arena, &why), YX_EMPTY);
    assert_int_equal(yx_backup_restore(copy, &there, false, arena, &why), YX_OK);
    assert_text(there.config, "house: {}\n");
    assert_text(in(there.secrets, "cookie"), "a secret");
    struct stat s;
    assert_int_equal(stat(in(there.secrets, "cookie"), &s), 0);
    assert_int_equal(s.st_mode & 0777, 0600);
    const struct yx_store_setup setup = { .path = there.database, .readers = 1, .read_only = true };
    assert_int_equal(yx_store_open(&setup, &house.store), YX_OK);
    assert_int_equal(house_notes(&house, 1), 1);
}

#define HASH "ab34567890123456789012345678901234567890123456789012345678901234"
#define ID "0123456789abcdef0123456789abcdef"

static void what_people_sent_comes_along(void **state)
{
    (void)state;
    struct stat s;
    const char *files = in(house.folder, "files");
    static const char *const folders[] = { "", "/ab", "/new", "/zz" };
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
        assert_int_equal(mkdir(yx_arena_print(arena, "%s%s", files, folders[i]), 0700), 0);
    write_text(in(files, "ab/" HASH), "a picture");
    write_text(in(files, "new/" ID), "half of");
    write_text(in(files, "new/" ID ".clean"), "no file of ours");
    write_text(in(files, "ab/notes.txt"), "neither");
    write_text(in(files, "lock"), "");
    place.files = files;
    make_copy();
    assert_text(in(copy, "files/ab/" HASH), "a picture");
    assert_int_equal(access(in(copy, "files/ab/notes.txt"), F_OK), -1);
    assert_int_equal(access(in(copy, "files/new/" ID ".clean"), F_OK), -1);
    yx_store_close(&house.store);
    write_text(in(files, "ab/" HASH), "damaged");
    place.files = in(house.folder, "other/files");
    assert_int_equal(yx_backup_restore(copy, &place, true, arena, &why), YX_OK);
    assert_text(in(place.files, "ab/" HASH), "a picture");
    assert_text(in(place.files, "new/" ID), "half of");
    assert_int_equal(stat(in(place.files, "ab/" HASH), &s), 0);
    assert_int_equal(s.st_mode & 0777, 0640);
    assert_int_equal(stat(in(place.files, "new/" ID), &s), 0);
    assert_int_equal(s.st_mode & 0777, 0600);
    place.files = files; /* over what is there: the content is what its name says again */
    assert_int_equal(yx_backup_restore(copy, &place, true, arena, &why), YX_OK);
    assert_text(in(files, "ab/" HASH), "a picture");
    write_text(in(copy, "files/ab/" HASH), "changed in the backup");
    assert_int_equal(yx_backup_check(copy, arena, &why), YX_CORRUPT);
}

static void names_of_files_reach_nothing_else(void **state)
{
    (void)state;
    assert_true(yx_manifest_allows("files/ab/" HASH) && yx_manifest_allows("files/new/" ID));
    static const char *const names[] = { "files/../x", "files/new/../x", "files/ac/" HASH, "files/ab/" HASH "x", "files/new/x",
        "files/ab", "files/lock", "files/", "files/AB/" HASH, "files/new/" ID ".clean" };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (yx_manifest_allows(names[i]))
            fail_msg("%s", names[i]);
}

static void what_was_there_is_moved_aside_with_its_log(void **state)
{
    (void)state;
    char command[300];
    make_copy();
    yx_store_close(&house.store);
    write_text(yx_arena_print(arena, "%s-wal", house.path), "an old log");
    assert_int_equal(yx_backup_restore(copy, &place, true, arena, &why), YX_OK);
    assert_int_equal(access(yx_arena_print(arena, "%s-wal", house.path), F_OK), -1);
    snprintf(command, sizeof command, "test $(ls '%s' | grep -c before-restore) = 3", house.folder);
    assert_int_equal(system(command), 0); /* database, its log, index; a secret in its folder */
}

static void an_existing_target_is_left_alone(void **state)
{
    (void)state;
    assert_int_equal(mkdir(copy, 0700), 0);
    assert_int_equal(yx_backup_make(&place, copy, arena, &why), YX_DUPLICATE);
    assert_non_null(strstr(why, copy));
    assert_int_equal(rmdir(copy), 0); /* still empty */
}

static void a_failed_backup_leaves_nothing(void **state)
{
    (void)state;
    assert_int_equal(unlink(place.config), 0);
    assert_int_equal(yx_backup_make(&place, copy, arena, &why), YX_NOT_FOUND);
    assert_non_null(strstr(why, "yixian.yaml"));
    assert_int_equal(access(copy, F_OK), -1);
    assert_int_equal(access(yx_arena_print(arena, "%s.part", copy), F_OK), -1);
}

static void restoring_needs_a_stopped_server_and_force(void **state)
{
    (void)state;
    make_copy();
    assert_int_equal(yx_backup_restore(copy, &place, true, arena, &why), YX_BUSY);
    yx_store_close(&house.store);
    assert_int_equal(yx_backup_restore(copy, &place, false, arena, &why), YX_DUPLICATE);
    assert_non_null(strstr(why, "--force"));
    assert_int_equal(house_open(&house), YX_OK); /* untouched */
    assert_int_equal(house_notes(&house, 1), 1);
}

static void a_changed_backup_is_refused(void **state)
{
    (void)state;
    make_copy();
    write_text(in(copy, "secrets/cookie"), "A secret"); /* same size */
    assert_int_equal(yx_backup_check(copy, arena, &why), YX_CORRUPT);
    assert_non_null(strstr(why, "secrets/cookie"));
    yx_store_close(&house.store);
    assert_int_equal(yx_backup_restore(copy, &place, true, arena, &why), YX_CORRUPT);
    assert_int_equal(unlink(in(copy, "secrets/cookie")), 0);
    assert_int_equal(yx_backup_check(copy, arena, &why), YX_CORRUPT);
    assert_int_equal(unlink(in(copy, YX_BACKUP_MANIFEST)), 0);
    assert_int_equal(yx_backup_check(copy, arena, &why), YX_INVALID);
}

static void a_manifest_cannot_reach_outside(void **state)
{
    (void)state;
    static const char *const outside[] = {
        "../yixian.db", "/etc/passwd", "secrets/../x", "secrets/", "secrets/.x", "secrets/a/b",
        "secrets", "other", "",
    };
    for (size_t i = 0; i < sizeof outside / sizeof *outside; i++)
        assert_false(yx_manifest_allows(outside[i]));
    assert_true(yx_manifest_allows("secrets/cookie"));
    assert_true(yx_manifest_allows("yixian.db"));
}

static atomic_bool stopping;
static int64_t written;

static void *write_on(void *arg)
{
    (void)arg;
    for (written = 1; !atomic_load(&stopping); written++)
        put(written + 1);
    return NULL;
}

static void a_copy_under_load_is_whole(void **state)
{
    (void)state;
    pthread_t thread;
    atomic_store(&stopping, false);
    pthread_create(&thread, NULL, write_on, NULL);
    usleep(50000);
    make_copy();
    atomic_store(&stopping, true);
    pthread_join(thread, NULL);
    yx_store_close(&house.store);
    const struct yx_store_setup setup = {
        .path = in(copy, YX_BACKUP_DATABASE), .readers = 1, .read_only = true,
    };
    assert_int_equal(yx_store_open(&setup, &house.store), YX_OK);
    assert_in_range(house_notes(&house, 1), 2, written);
}

#define fresh(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        fresh(a_running_house_is_backed_up_and_comes_back),
        fresh(a_new_machine_gets_all_of_it),
        fresh(what_people_sent_comes_along),
        fresh(names_of_files_reach_nothing_else),
        fresh(what_was_there_is_moved_aside_with_its_log),
        fresh(an_existing_target_is_left_alone),
        fresh(a_failed_backup_leaves_nothing),
        fresh(restoring_needs_a_stopped_server_and_force),
        fresh(a_changed_backup_is_refused),
        fresh(a_manifest_cannot_reach_outside),
        fresh(a_copy_under_load_is_whole),
    };
    return cmocka_run_group_tests_name("backup/backup", tests, NULL, NULL);
}
