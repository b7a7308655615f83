/* Names of files, and how they come in: pieces, bounds, whose they are, and what is swept. */
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config/faults.h"
#include "files/inside.h"
#include "unit.h"

enum { NOW = 1700000000 };
#define NOW_MS ((int64_t)NOW * 1000)

static struct {
    char *folder;
    struct yx_arena *arena;
    struct yx_config *config;
    struct yx_faults faults;
    struct yx_store *store;
    struct yx_texts *texts;
} house;

static char *in(const char *name)
{
    return yx_arena_print(house.arena, "%s/%s", house.folder, name);
}

static void open_store(void)
{
    int from;
    assert_int_equal(yx_store_migrate(in("yixian.db"), &from), YX_OK);
    const struct yx_store_setup setup = { .path = in("yixian.db"), .yield_path = in("store.page"), .readers = 2 };
    assert_int_equal(yx_store_open(&setup, &house.store), YX_OK);
}

static int set_up(void **state)
{
    (void)state;
    house.folder = unit_folder();
    house.arena = yx_arena_new(64 << 20);
    house.faults = (struct yx_faults){ .arena = house.arena };
    FILE *f = fopen(in("yixian.yaml"), "w");
    fputs("files: { max_mb: 1, per_day: 3, types: [png, pdf] }\n", f);
    fclose(f);
    assert_int_equal(yx_config_open(in("yixian.yaml"), &house.faults, &house.config), YX_OK);
    yx_config_take(house.config, "", yx_core_options, &house.faults);
    open_store();
    assert_int_equal(yx_texts_open("core/texts/zh-CN.yaml", NULL, &house.faults, &house.texts), YX_OK);
    assert_int_equal(yx_files_start(house.config, &house.faults, house.store, house.texts), YX_OK);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    yx_store_close(&house.store);
    yx_texts_free(&house.texts);
    yx_config_free(&house.config);
    yx_arena_free(&house.arena);
    unit_remove(house.folder);
    return 0;
}

static void names_are_made_harmless(void **state)
{
    static const char *const rows[][2] = {
        { "a.pdf", "a.pdf" }, { "/etc/passwd", "passwd" }, { "..\\..\\a", "a" }, { "a/../..", "文件" }, { "", "文件" },
        { ".htaccess", "htaccess" }, { " .. x . ", "x" }, { "a\"b<c>|d?*.pdf", "abcd.pdf" }, { "a\tb\nc", "abc" },
        { "a\xe2\x80\xae" "fdp.exe", "afdp.exe" }, { "\xef\xbb\xbf" "x", "x" }, { "\xff\xfe", "文件" }, { "合同 2.docx", "合同 2.docx" },
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_string_equal(yx_file_name_clean(house.arena, rows[i][0]), rows[i][1]);
    assert_string_equal(yx_file_name_served(house.arena, "a.exe", YX_FILE_PDF), "a.exe.pdf");
    assert_string_equal(yx_file_name_served(house.arena, "a.JPEG", YX_FILE_JPG), "a.JPEG");
    assert_string_equal(yx_file_name_served(house.arena, ".pdf", YX_FILE_PDF), ".pdf.pdf");
}

static const struct yx_file_who wang = { "wang", 0 }, li = { "li", 0 };

static void assert_new(const char *id, const char *want)
{
    char path[YX_PLACE_PATH], got[100] = "";
    yx_place_new(id, path);
    FILE *f = fopen(path, "r");
    assert_non_null(f);
    got[fread(got, 1, sizeof got - 1, f)] = '\0';
    fclose(f);
    assert_string_equal(got, want);
}

static void pieces_follow_each_other(void **state)
{
    struct yx_file_row f, again;
    (void)state;
    assert_int_equal(yx_files_begin(house.arena, &wang, "f1", "x.pdf", 10, NOW_MS, &f), YX_OK);
    assert_int_equal(yx_files_begin(house.arena, &wang, "f1", "x.pdf", 10, NOW_MS, &again), YX_OK);
    assert_string_equal(f.id, again.id);
    assert_int_equal(yx_files_begin(house.arena, &wang, "f1", "x.pdf", 11, NOW_MS, &again), YX_MISMATCH);
    assert_int_equal(yx_files_append(house.arena, &li, f.id, 0, "01234", 5, NOW_MS, &again), YX_NOT_FOUND);
    assert_int_equal(yx_files_append(house.arena, &wang, f.id, 5, "01234", 5, NOW_MS, &again), YX_CONFLICT);
    assert_int_equal(again.have, 0);
    assert_int_equal(yx_files_append(house.arena, &wang, f.id, 0, "01234", 5, NOW_MS, &again), YX_OK);
    assert_int_equal(again.have, 5);
    assert_int_equal(yx_files_append(house.arena, &wang, f.id, 0, "XXXXX", 5, NOW_MS, &again), YX_CONFLICT);
    assert_int_equal(yx_files_append(house.arena, &wang, f.id, 5, "567890", 6, NOW_MS, &again), YX_INVALID);
    assert_int_equal(yx_files_append(house.arena, &wang, f.id, 5, "", 0, NOW_MS, &again), YX_INVALID);
    /* bytes that were written and did not count, when the house died between */
    char path[YX_PLACE_PATH];
    yx_place_new(f.id, path);
    int fd = open(path, O_WRONLY | O_APPEND);
    assert_true(write(fd, "ZZ", 2) == 2);
    close(fd);
    assert_int_equal(yx_files_append(house.arena, &wang, f.id, 5, "56789", 5, NOW_MS, &again), YX_OK);
    assert_int_equal(again.state, YX_FILE_CHECKING);
    assert_new(f.id, "0123456789");
    assert_int_equal(yx_files_append(house.arena, &wang, f.id, 10, "x", 1, NOW_MS, &again), YX_CONFLICT);
}

static void bounds_are_kept(void **state)
{
    struct yx_file_row f;
    (void)state;
    assert_int_equal(yx_files_begin(house.arena, &wang, "f", "x", (1 << 20) + 1, NOW_MS, &f), YX_TOO_LARGE);
    assert_int_equal(yx_files_begin(house.arena, &wang, "f", "x", 0, NOW_MS, &f), YX_INVALID);
    assert_int_equal(yx_files_begin(house.arena, &wang, "a/b", "x", 1, NOW_MS, &f), YX_INVALID);
    for (int i = 0; i < 3; i++)
        assert_int_equal(yx_files_begin(house.arena, &wang, yx_arena_print(house.arena, "%d", i), "x", 1, NOW_MS, &f), YX_OK);
    assert_int_equal(yx_files_begin(house.arena, &wang, "4", "x", 1, NOW_MS, &f), YX_RATE);
    assert_int_equal(yx_files_begin(house.arena, &wang, "0", "x", 1, NOW_MS, &f), YX_OK); /* it is there already */
    assert_int_equal(yx_files_begin(house.arena, &li, "4", "x", 1, NOW_MS, &f), YX_OK);
    assert_int_equal(yx_files_begin(house.arena, &wang, "4", "x", 1, NOW_MS + 86400001, &f), YX_OK);
}

struct attaching {
    const struct yx_file_who *who;
    const char *id;
};

static enum yx_err attach(struct yx_tx *tx, void *arg)
{
    const struct attaching *a = arg;
    return yx_files_attach(tx, a->who->who, a->id, 7, 3);
}

static enum yx_err try_attach(const struct yx_file_who *who, const char *id)
{
    struct attaching a = { who, id };
    return yx_store_commit(house.store, attach, &a);
}

static void a_file_belongs_to_one_message(void **state)
{
    struct yx_file_row f;
    struct yx_tx *tx;
    struct yx_message messages[] = { { .id = 2 }, { .id = 3 }, { .id = 4 } };
    struct yx_message *each[] = { &messages[0], &messages[1], &messages[2] };
    (void)state;
    assert_int_equal(yx_files_begin(house.arena, &wang, "f", "名.pdf", 1, NOW_MS, &f), YX_OK);
    assert_int_equal(try_attach(&wang, f.id), YX_NOT_FOUND); /* it has not come yet */
    assert_int_equal(yx_files_append(house.arena, &wang, f.id, 0, "x", 1, NOW_MS, &f), YX_OK);
    assert_int_equal(try_attach(&li, f.id), YX_NOT_FOUND);
    const struct yx_file_who reader = { "zhang", 7 }, other = { "zhang", 8 };
    assert_int_equal(yx_files_get(house.arena, &reader, f.id, &f), YX_NOT_FOUND); /* not said yet */
    assert_int_equal(try_attach(&wang, f.id), YX_OK);
    assert_int_equal(try_attach(&wang, f.id), YX_NOT_FOUND);
    assert_int_equal(yx_files_get(house.arena, &reader, f.id, &f), YX_OK);
    assert_int_equal(yx_files_get(house.arena, &other, f.id, &f), YX_NOT_FOUND);
    assert_int_equal(yx_files_get(house.arena, &reader, "../../x", &f), YX_NOT_FOUND);
    assert_int_equal(yx_store_read(house.store, &tx), YX_OK);
    assert_int_equal(yx_files_of(tx, house.arena, 7, each, 3), YX_OK);
    yx_store_done(house.store, &tx);
    assert_null(messages[0].files);
    assert_null(messages[2].files);
    assert_string_equal(messages[1].files,
        yx_arena_print(house.arena, "[{\"id\":\"%s\",\"name\":\"名.pdf\",\"type\":\"\",\"size\":1,\"have\":1,\"state\":\"checking\","
            "\"reason\":\"\",\"words\":\"正在检查\"}]", f.id));
}

static void write_at(const char *path, const char *text, int64_t at_s)
{
    FILE *f = fopen(path, "w");
    fputs(text, f);
    fclose(f);
    const struct timespec times[2] = { { .tv_sec = at_s }, { .tv_sec = at_s } };
    assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
}

static void a_day_later_what_nobody_needs_is_gone(void **state)
{
    struct yx_file_row alone, sent;
    char path[YX_PLACE_PATH], stray[YX_PLACE_PATH], fresh[YX_PLACE_PATH];
    (void)state;
    assert_int_equal(yx_files_begin(house.arena, &wang, "a", "x", 2, NOW_MS, &alone), YX_OK);
    assert_int_equal(yx_files_append(house.arena, &wang, alone.id, 0, "x", 1, NOW_MS, &alone), YX_OK);
    assert_int_equal(yx_files_begin(house.arena, &wang, "s", "x", 1, NOW_MS, &sent), YX_OK);
    assert_int_equal(yx_files_append(house.arena, &wang, sent.id, 0, "x", 1, NOW_MS, &sent), YX_OK);
    assert_int_equal(try_attach(&wang, sent.id), YX_OK);
    assert_int_equal(mkdir(in("files/ab"), 0700), 0);
    yx_place_kept("ab34567890123456789012345678901234567890123456789012345678901234", stray);
    yx_place_kept("ab34567890123456789012345678901234567890123456789012345678901235", fresh);
    write_at(stray, "x", NOW - 90000);
    write_at(fresh, "x", NOW);
    yx_files_sweep(NOW_MS + 86400000 - 1000);
    assert_int_equal(yx_files_get(house.arena, &wang, alone.id, &alone), YX_OK);
    assert_int_equal(access(stray, F_OK), -1);
    assert_int_equal(access(fresh, F_OK), 0);
    yx_files_sweep(NOW_MS + 86400000 + 61000);
    assert_int_equal(yx_files_get(house.arena, &wang, alone.id, &alone), YX_NOT_FOUND);
    yx_place_new(alone.id, path);
    assert_int_equal(access(path, F_OK), -1);
    assert_int_equal(yx_files_get(house.arena, &wang, sent.id, &sent), YX_OK);
    yx_place_new(sent.id, path);
    assert_int_equal(access(path, F_OK), 0);
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        T(names_are_made_harmless),
        T(pieces_follow_each_other),
        T(bounds_are_kept),
        T(a_file_belongs_to_one_message),
        T(a_day_later_what_nobody_needs_is_gone),
    };
    return cmocka_run_group_tests_name("files files", tests, NULL, NULL);
}
