#include "kb/corpus.h"

#include <zlib.h>

#include "kb_unit.h"

static char *folder, *path;

static int begin(void **state)
{
    kb_set_up(state);
    folder = unit_folder();
    path = yx_arena_print(arena, "%s/c.jsonl", folder);
    return 0;
}

static int finish(void **state)
{
    unit_remove(folder);
    return kb_tear_down(state);
}

struct got {
    int count;
    char last[64];
};

static enum yx_err count_line(void *arg, const struct yx_kb_line *line)
{
    struct got *got = arg;
    got->count++;
    snprintf(got->last, sizeof got->last, "%s|%s|%s|%s|%ld", line->id, line->title, line->text, line->keywords,
        line->number);
    return YX_OK;
}

static void reads_plain_and_gzipped_lines(void **state)
{
    (void)state;
    static const char text[] = "{\"id\":\"a\",\"text\":\"甲\"}\n\n{\"id\":\"b\",\"title\":\"题\",\"text\":\"乙\",\"keywords\":\"词\",\"label\":1}";
    struct got got = { 0 };
    long line;
    kb_write_file(path, text);
    assert_int_equal(yx_kb_corpus_read(path, count_line, &got, &line), YX_OK);
    assert_int_equal(got.count, 2);
    assert_string_equal(got.last, "b|题|乙|词|3");
    gzFile zip = gzopen(path, "wb");
    assert_int_equal(gzwrite(zip, text, sizeof text - 1), sizeof text - 1);
    assert_int_equal(gzclose(zip), Z_OK);
    got.count = 0;
    assert_int_equal(yx_kb_corpus_read(path, count_line, &got, &line), YX_OK);
    assert_int_equal(got.count, 2);
}

static void says_at_which_line_it_ended(void **state)
{
    (void)state;
    static const char *const wrong[] = { "{\"id\":\"a\"}\nnonsense\n", "{\"id\":\"a\"}\n{\"text\":\"x\"}\n",
        "{\"id\":\"a\"}\n{\"id\":\"\"}\n", "{\"id\":\"a\"}\n{\"id\":7}\n", "{\"id\":\"a\"}\n[1]\n",
        "{\"id\":\"a\"}\n{\"id\":\"b\",\"text\":null}\n", "{\"id\":\"a\"}\n{\"id\":\"b\",\"id\":\"c\"}\n" };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct got got = { 0 };
        long line = 0;
        kb_write_file(path, wrong[i]);
        assert_int_equal(yx_kb_corpus_read(path, count_line, &got, &line), YX_INVALID);
        assert_int_equal(line, 2);
        assert_int_equal(got.count, 1);
    }
}

static void reads_long_lines_and_refuses_endless_ones(void **state)
{
    (void)state;
    struct got got = { 0 };
    long line;
    size_t n = 5 << 20;
    char *text = yx_arena_get(arena, n + 1);
    memset(text, 'x', n);
    memcpy(text, "{\"id\":\"", 7);
    memcpy(text + 1000000, "\"}\n", 4);
    kb_write_file(path, text);
    assert_int_equal(yx_kb_corpus_read(path, count_line, &got, &line), YX_OK);
    memcpy(text + 1000000, "xxxx", 4);
    kb_write_file(path, text);
    assert_int_equal(yx_kb_corpus_read(path, count_line, &got, &line), YX_TOO_LARGE);
    assert_int_equal(yx_kb_corpus_read("/nonexistent/x", count_line, &got, &line), YX_NOT_FOUND);
}

static void refuses_a_gzipped_file_that_is_cut(void **state)
{
    (void)state;
    struct got got = { 0 };
    long line;
    unsigned seed = 3;
    gzFile zip = gzopen(path, "wb");
    for (int i = 0; i < 20000; i++)
        gzprintf(zip, "{\"id\":\"%d\",\"text\":\"%d\"}\n", i, rand_r(&seed));
    assert_int_equal(gzclose(zip), Z_OK);
    assert_int_equal(system(yx_arena_print(arena, "truncate -s 50000 '%s'", path)), 0);
    assert_int_not_equal(yx_kb_corpus_read(path, count_line, &got, &line), YX_OK);
}

static void weighs_statutes_by_their_text_alone(void **state)
{
    (void)state;
    const struct yx_kb_weights *weights;
    kb_write_file(path, "{\"id\":\"a\",\"title\":\"中华人民共和国劳动法第五十条\",\"text\":\"工资\"}\n");
    assert_int_equal(yx_kb_corpus_weights(path, &weights), YX_OK);
    assert_ptr_equal(weights, &yx_kb_weights_statutes);
    kb_write_file(path, "{\"id\":\"a\",\"title\":\"第三者插足怎么办\",\"text\":\"工资\"}\n");
    assert_int_equal(yx_kb_corpus_weights(path, &weights), YX_OK);
    assert_ptr_equal(weights, &yx_kb_weights_entries);
}

static void refuses_two_documents_with_one_id(void **state)
{
    (void)state;
    long line;
    struct yx_kb_report report;
    struct yx_kb_builder *b = yx_kb_builder_new(&yx_kb_weights_entries);
    kb_write_file(path, "{\"id\":\"a\",\"text\":\"x\"}\n{\"id\":\"b\",\"text\":\"y\"}\n{\"id\":\"a\",\"text\":\"z\"}\n");
    assert_int_equal(yx_kb_corpus_build(path, b, &line), YX_OK);
    assert_int_equal(yx_kb_builder_write(b, yx_arena_print(arena, "%s/x", folder), &yx_kb_limits_default, &report),
        YX_DUPLICATE);
    assert_string_equal(yx_kb_builder_fault(b), "a");
    yx_kb_builder_free(&b);
}

static void says_that_a_place_cannot_be_written(void **state)
{
    (void)state;
    struct yx_kb_report report;
    struct yx_kb_builder *b = yx_kb_builder_new(&yx_kb_weights_entries);
    struct yx_kb_draft bad = { "x", "\xff", "", "", "", "", "", NULL, 0 };
    assert_int_equal(yx_kb_builder_add(b, &bad), YX_INVALID);
    kb_add(b, "a", "x", "y");
    assert_int_equal(yx_kb_builder_write(b, "/nonexistent/x", &yx_kb_limits_default, &report), YX_IO);
    assert_int_equal(yx_kb_builder_write(b, folder, &yx_kb_limits_default, &report), YX_IO);
    yx_kb_builder_free(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(reads_plain_and_gzipped_lines, begin, finish),
        cmocka_unit_test_setup_teardown(says_at_which_line_it_ended, begin, finish),
        cmocka_unit_test_setup_teardown(reads_long_lines_and_refuses_endless_ones, begin, finish),
        cmocka_unit_test_setup_teardown(refuses_a_gzipped_file_that_is_cut, begin, finish),
        cmocka_unit_test_setup_teardown(weighs_statutes_by_their_text_alone, begin, finish),
        cmocka_unit_test_setup_teardown(refuses_two_documents_with_one_id, begin, finish),
        cmocka_unit_test_setup_teardown(says_that_a_place_cannot_be_written, begin, finish),
    };
    return cmocka_run_group_tests_name("kb/corpus", tests, NULL, NULL);
}
