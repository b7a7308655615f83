#include "outbox/plain.h"

#include "unit.h"

static struct yx_arena *arena;

static int set_up(void **state)
{
    (void)state;
    arena = yx_arena_new(1 << 20);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    yx_arena_free(&arena);
    return 0;
}

static void a_part_ends_where_something_ends(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t max, end;
    } rows[] = {
        { "短", 0, 3 },
        { "短", 64, 3 },
        { "一二三四五。六七八九十", 24, 18 },          /* behind the sentence */
        { "一二三四五\n\n六七。八九十", 27, 17 },      /* a paragraph before a sentence */
        { "一。二三四五六七八九十", 24, 24 },          /* a sentence in the first half is too short a part */
        { "一二三四五六七八九十", 20, 18 },            /* a whole character */
        { "😀😀😀😀", 13, 12 },
        { "abc def ghi jkl", 12, 12 },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_int_equal(yx_part_end(rows[i].text, 0, rows[i].max), rows[i].end);
}

static void parts_together_are_the_whole(void **state)
{
    (void)state;
    const char *text = "第一段有几句话。还有一句！\n\n第二段，也有几句；最后一句？\n第三段很短\n\n\n第四段。";
    for (size_t max = 12; max < 160; max++) {
        struct yx_buf all = yx_buf_new(4096);
        for (size_t at = 0; at < strlen(text);) {
            size_t end = yx_part_end(text, at, max);
            assert_true(end > at && end - at <= max);
            yx_buf_text(&all, yx_part_of(arena, text, (int64_t)at, (int64_t)end));
            at = yx_part_begin(text, end);
        }
        struct yx_buf want = yx_buf_new(4096);
        for (const char *c = text; *c; c++)
            if (*c != '\n')
                yx_buf_add(&want, c, 1);
        size_t n = 0; /* only blank lines are lost at the borders */
        for (const char *c = all.at; *c; c++)
            if (*c != '\n')
                assert_int_equal(*c, want.at[n++]);
        assert_int_equal(n, want.len);
        yx_buf_free(&want);
        yx_buf_free(&all);
    }
}

static void offsets_that_do_not_fit_any_more_do_no_harm(void **state)
{
    (void)state;
    assert_string_equal(yx_part_of(arena, "一二三", 1, 0), "一二三");
    assert_string_equal(yx_part_of(arena, "一二三", 4, 8), "二");
    assert_string_equal(yx_part_of(arena, "一二三", 100, 200), "");
    assert_string_equal(yx_part_of(arena, "一二三", 6, 3), "");
    assert_string_equal(yx_part_of(arena, "一二三", -5, 3), "一");
}

static void a_law_is_named_once_with_its_articles(void **state)
{
    (void)state;
    struct yx_faults faults = { .arena = arena };
    struct yx_texts *texts;
    const struct yx_message m = { .text = "答", .extra = "{\"sources\":[{\"law\":\"甲法\",\"article\":\"第二条\"},"
        "{\"law\":\"乙法\",\"article\":\"第一条\"},{\"law\":\"甲法\",\"article\":\"第三条\"}],"
        "\"choices\":[{\"number\":1,\"label\":\"工资\"}]}" };
    assert_int_equal(yx_texts_open("core/texts/zh-CN.yaml", NULL, &faults, &texts), YX_OK);
    assert_string_equal(yx_plain(arena, texts, &m), "答\n\n依据：《甲法》第二条、第三条；《乙法》第一条\n\n1. 工资");
    assert_int_equal(yx_plain_choices(&m), 1);
    yx_texts_free(&texts);
}

#define PLAIN_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        PLAIN_TEST(a_part_ends_where_something_ends),
        PLAIN_TEST(parts_together_are_the_whole),
        PLAIN_TEST(a_law_is_named_once_with_its_articles),
        PLAIN_TEST(offsets_that_do_not_fit_any_more_do_no_harm),
    };
    return cmocka_run_group_tests_name("outbox/plain", tests, NULL, NULL);
}
