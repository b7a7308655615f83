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
    assert_string_equal(yx_plain_hint(arena, texts, &m, false), "（还有下文，回复 2 接着看）");
    yx_texts_free(&texts);
}

static void the_narrower_bound_counts_and_a_hint_takes_its_room(void **state)
{
    (void)state;
    const char *text = "一二三四五六七八九十😀十一二三四五六七八九二十一二三四五六七八九三十";
    assert_int_equal(yx_part_room(text, 0, &(struct yx_limits){ 0 }, NULL), 0);
    assert_int_equal(yx_part_room(text, 0, &(struct yx_limits){ .reply_bytes = 40 }, NULL), 40);
    assert_int_equal(yx_part_room(text, 0, &(struct yx_limits){ .reply_units = 10 }, NULL), 30);
    assert_int_equal(yx_part_room(text, 0, &(struct yx_limits){ .reply_units = 11 }, NULL), 30); /* not half of 😀 */
    assert_int_equal(yx_part_room(text, 3, &(struct yx_limits){ .reply_units = 11 }, NULL), 31);
    assert_int_equal(yx_part_room(text, 0, &(struct yx_limits){ .reply_units = 10, .reply_bytes = 20 }, NULL), 20);
    assert_int_equal(yx_part_room(text, 0, &(struct yx_limits){ .reply_units = 30 }, "回复一"), 26 * 3 - 2);
    assert_true(yx_part_room(text, 0, &(struct yx_limits){ .reply_units = 3 }, "回复一") > 0); /* never nothing */
}

static struct yx_texts *open_texts(void)
{
    struct yx_faults faults = { .arena = arena };
    struct yx_texts *texts;
    assert_int_equal(yx_texts_open("core/texts/zh-CN.yaml", NULL, &faults, &texts), YX_OK);
    return texts;
}

static void a_short_form_has_its_basis_and_choices(void **state)
{
    (void)state;
    struct yx_texts *texts = open_texts();
    const struct yx_message m = { .text = "很长的话", .extra = "{\"short\": \"短话\", \"sources\": [{\"law\": \"甲法\", \"article\":"
        " \"第一条\"}, {\"law\": \"乙法\", \"article\": \"第二条\"}, {\"law\": \"丙法\", \"article\": \"第三条\"}],"
        " \"choices\": [{\"number\": 1, \"label\": \"工资\"}]}" };
    assert_string_equal(yx_plain_short(arena, texts, &m), "短话\n依据：《甲法》第一条；《乙法》第二条等\n1. 工资");
    assert_string_equal(yx_plain(arena, texts, &m),
        "很长的话\n\n依据：《甲法》第一条；《乙法》第二条；《丙法》第三条\n\n1. 工资");
    assert_string_equal(yx_plain_hint(arena, texts, &m, true), "回复2看全文");
    assert_string_equal(yx_plain_hint(arena, texts, &m, false), "（还有下文，回复 2 接着看）");
    assert_null(yx_plain_short(arena, texts, &(struct yx_message){ .text = "话" }));
    assert_null(yx_plain_short(arena, texts, &(struct yx_message){ .text = "话", .extra = "{\"sources\": []}" }));
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
        PLAIN_TEST(the_narrower_bound_counts_and_a_hint_takes_its_room),
        PLAIN_TEST(a_short_form_has_its_basis_and_choices),
    };
    return cmocka_run_group_tests_name("outbox/plain", tests, NULL, NULL);
}
