#include <fcntl.h>
#include <pthread.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kb_unit.h"

static const char *const first_texts[] = { "one", "拖欠工资", "先去劳动监察", NULL };
static const char *const second_texts[] = { "two", "拖欠工资", "先去仲裁", "three", "离婚", "去法院", NULL };

static char *folder, *path;

static int begin(void **state)
{
    kb_set_up(state);
    folder = unit_folder();
    path = yx_arena_print(arena, "%s/kb.idx", folder);
    kb_make(path, &yx_kb_weights_articles, first_texts);
    return 0;
}

static int finish(void **state)
{
    unit_remove(folder);
    return kb_tear_down(state);
}

static const char *first_id(const struct yx_kb_view *view, const char *question)
{
    struct yx_kb_hit *hits;
    size_t count;
    assert_int_equal(yx_kb_search(view, arena, question, 3, &hits, &count), YX_OK);
    return count > 0 ? hits[0].id : "";
}

static void keeps_an_old_generation_readable_while_it_is_held(void **state)
{
    (void)state;
    struct yx_kb *kb;
    assert_int_equal(yx_kb_open(path, &kb), YX_OK);
    struct yx_kb_view *old = yx_kb_hold(kb);
    kb_make(path, &yx_kb_weights_articles, second_texts);
    yx_kb_refresh(kb);
    struct yx_kb_view *new = yx_kb_hold(kb);
    assert_string_not_equal(yx_kb_generation(old), yx_kb_generation(new));
    assert_int_equal(strlen(yx_kb_generation(new)), 32);
    assert_string_equal(first_id(new, "工资"), "two");
    yx_kb_close(&kb);
    assert_null(kb);
    assert_string_equal(first_id(old, "工资"), "one"); /* also after the place is closed */
    yx_kb_let_go(&old);
    yx_kb_let_go(&new);
    assert_null(old);
}

static void changes_nothing_while_the_file_is_the_same(void **state)
{
    (void)state;
    struct yx_kb *kb;
    assert_int_equal(yx_kb_open(path, &kb), YX_OK);
    struct yx_kb_view *before = yx_kb_hold(kb);
    yx_kb_refresh(kb);
    struct yx_kb_view *after = yx_kb_hold(kb);
    assert_ptr_equal(before, after);
    yx_kb_let_go(&before);
    yx_kb_let_go(&after);
    yx_kb_close(&kb);
}

static void names_the_same_content_the_same(void **state)
{
    (void)state;
    struct yx_kb_report a, b;
    for (int i = 0; i < 2; i++) {
        struct yx_kb_builder *builder = yx_kb_builder_new(&yx_kb_weights_articles);
        kb_add(builder, "x", "题", "文");
        assert_int_equal(yx_kb_builder_write(builder, path, &yx_kb_limits_default, i ? &b : &a), YX_OK);
        yx_kb_builder_free(&builder);
    }
    assert_string_equal(a.generation, b.generation);
}

/* The file with one byte changed at `at` (from the end when negative). */
static void damage(off_t at)
{
    struct stat st;
    unsigned char byte;
    char *copy = yx_arena_print(arena, "%s/damaged", folder);
    char *command = yx_arena_print(arena, "cp '%s' '%s'", path, copy);
    assert_int_equal(system(command), 0);
    int fd = open(copy, O_RDWR);
    assert_int_equal(fstat(fd, &st), 0);
    off_t place = at < 0 ? st.st_size + at : at;
    assert_int_equal(pread(fd, &byte, 1, place), 1);
    byte = (unsigned char)(byte ^ 0x5a);
    assert_int_equal(pwrite(fd, &byte, 1, place), 1);
    close(fd);
    assert_int_equal(rename(copy, path), 0);
}

static void refuses_files_that_are_damaged(void **state)
{
    (void)state;
    static const off_t places[] = { 0, 9, 17, 25, 60, 96, 400, -1, -30 };
    struct yx_kb *kb = NULL;
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        kb_make(path, &yx_kb_weights_articles, second_texts);
        damage(places[i]);
        enum yx_err err = yx_kb_open(path, &kb);
        if (err != YX_CORRUPT && err != YX_NEWER)
            fail_msg("byte %ld: %s", (long)places[i], yx_err_words(err));
    }
    assert_null(kb);
    kb_write_file(path, "");
    assert_int_equal(yx_kb_open(path, &kb), YX_CORRUPT);
    assert_int_equal(yx_kb_open("/nonexistent/kb.idx", &kb), YX_NOT_FOUND);
    assert_int_equal(yx_kb_open(folder, &kb), YX_IO);
}

static void refuses_files_that_are_cut_short(void **state)
{
    (void)state;
    struct stat st;
    struct yx_kb *kb = NULL;
    assert_int_equal(stat(path, &st), 0);
    for (off_t size = st.st_size - 1; size > 0; size -= 97) {
        assert_int_equal(truncate(path, size), 0);
        assert_int_equal(yx_kb_open(path, &kb), YX_CORRUPT);
    }
}

static void keeps_the_old_one_when_the_new_one_is_damaged(void **state)
{
    (void)state;
    struct yx_kb *kb;
    assert_int_equal(yx_kb_open(path, &kb), YX_OK);
    damage(-2);
    yx_kb_refresh(kb);
    yx_kb_refresh(kb);
    struct yx_kb_view *view = yx_kb_hold(kb);
    assert_string_equal(first_id(view, "工资"), "one");
    yx_kb_let_go(&view);
    assert_int_equal(unlink(path), 0);
    yx_kb_refresh(kb);
    kb_make(path, &yx_kb_weights_articles, second_texts);
    yx_kb_refresh(kb);
    view = yx_kb_hold(kb);
    assert_string_equal(first_id(view, "工资"), "two");
    yx_kb_let_go(&view);
    yx_kb_close(&kb);
}

static void *read_on(void *arg)
{
    struct yx_kb *kb = arg;
    size_t wrong = 0;
    struct yx_arena *own = yx_arena_new(1 << 20);
    for (int i = 0; i < 2000; i++) {
        struct yx_kb_hit *hits;
        size_t count;
        struct yx_kb_view *view = yx_kb_hold(kb);
        wrong += yx_kb_search(view, own, "工资", 3, &hits, &count) != YX_OK || count != 1;
        yx_kb_let_go(&view);
        yx_arena_wipe(own);
    }
    yx_arena_free(&own);
    return (void *)(uintptr_t)wrong;
}

static void lets_threads_read_while_generations_come(void **state)
{
    (void)state;
    pthread_t threads[3];
    struct yx_kb *kb;
    void *wrong;
    assert_int_equal(yx_kb_open(path, &kb), YX_OK);
    for (int i = 0; i < 3; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, read_on, kb), 0);
    for (int i = 0; i < 10; i++) {
        kb_make(path, &yx_kb_weights_articles, i % 2 ? first_texts : second_texts);
        yx_kb_refresh(kb);
    }
    for (int i = 0; i < 3; i++) {
        assert_int_equal(pthread_join(threads[i], &wrong), 0);
        assert_null(wrong);
    }
    yx_kb_close(&kb);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(keeps_an_old_generation_readable_while_it_is_held, begin, finish),
        cmocka_unit_test_setup_teardown(changes_nothing_while_the_file_is_the_same, begin, finish),
        cmocka_unit_test_setup_teardown(names_the_same_content_the_same, begin, finish),
        cmocka_unit_test_setup_teardown(refuses_files_that_are_damaged, begin, finish),
        cmocka_unit_test_setup_teardown(refuses_files_that_are_cut_short, begin, finish),
        cmocka_unit_test_setup_teardown(keeps_the_old_one_when_the_new_one_is_damaged, begin, finish),
        cmocka_unit_test_setup_teardown(lets_threads_read_while_generations_come, begin, finish),
    };
    return cmocka_run_group_tests_name("kb/map", tests, NULL, NULL);
}
