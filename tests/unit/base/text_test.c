#include "base/text.h"

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

static void assert_fold(const char *in, const char *want)
{
    char *got = NULL;
    assert_int_equal(yx_text_fold(arena, in, strlen(in), &got), YX_OK);
    assert_string_equal(got, want);
}

static void assert_clean(const char *in, const char *want)
{
    char *got = NULL;
    assert_int_equal(yx_text_clean(arena, in, strlen(in), &got), YX_OK);
    assert_string_equal(got, want);
}

static void evens_out_forms_and_keeps_the_case(void **state)
{
    (void)state;
    char *got = NULL;
    const char *in = "　星光ＫＴＶ門口\u200b：１２號 ";
    assert_int_equal(yx_text_even(arena, in, strlen(in), &got), YX_OK);
    assert_string_equal(got, "星光KTV门口:12号");
    assert_int_equal(yx_text_even(arena, "\xff", 1, &got), YX_INVALID);
}

static void folds_forms_of_the_same_text_to_one(void **state)
{
    (void)state;
    assert_fold("老闆跑了，工資沒給", "老板跑了,工资没给");
    assert_fold("ＡＢＣ１２３", "abc123");
    assert_fold("  工　资\t\n 没给  ", "工 资 没给");
    assert_fold("工\u200b资\ufeff", "工资");
    assert_fold("", "");
    assert_fold("😀離婚", "😀离婚");
}

static void cleans_without_touching_words(void **state)
{
    (void)state;
    assert_clean("  你好\r\n再见\r", "你好\n再见");
    assert_clean("a\x01" "b\x7f" "c", "abc");
    assert_clean("前\u202e后\u2066", "前后");
    assert_clean("繁體不變", "繁體不變");
    assert_clean("e\u0301", "\u00e9");
    assert_clean("\u3000\n", "");
}

static void refuses_what_is_not_utf8(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "\x80", "\xc3", "\xe4\xbd", "\xc0\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xff",
    };
    char *out;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_false(yx_text_valid(bad[i], strlen(bad[i])));
        assert_int_equal(yx_text_clean(arena, bad[i], strlen(bad[i]), &out), YX_INVALID);
        assert_int_equal(yx_text_fold(arena, bad[i], strlen(bad[i]), &out), YX_INVALID);
    }
    assert_false(yx_text_valid("a\0b", 3));
    assert_true(yx_text_valid("", 0));
    assert_true(yx_text_valid("一线😀", strlen("一线😀")));
}

static void counts_and_cuts_whole_characters(void **state)
{
    (void)state;
    assert_int_equal(yx_text_count("一线😀a"), 4);
    assert_int_equal(yx_text_cut("一线", 6, 5), 3);
    assert_int_equal(yx_text_cut("一线", 6, 6), 6);
    assert_int_equal(yx_text_cut("😀", 4, 3), 0);
}

static void counts_and_cuts_units_of_utf16(void **state)
{
    (void)state;
    assert_int_equal(yx_text_units(""), 0);
    assert_int_equal(yx_text_units("a线é"), 3);
    assert_int_equal(yx_text_units("一😀二"), 4); /* outside the basic plane: two */
    assert_int_equal(yx_text_cut_units("一😀二", 0), 0);
    assert_int_equal(yx_text_cut_units("一😀二", 1), 3);
    assert_int_equal(yx_text_cut_units("一😀二", 2), 3); /* never half of it */
    assert_int_equal(yx_text_cut_units("一😀二", 3), 7);
    assert_int_equal(yx_text_cut_units("一😀二", 99), 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(folds_forms_of_the_same_text_to_one, set_up, tear_down),
        cmocka_unit_test_setup_teardown(evens_out_forms_and_keeps_the_case, set_up, tear_down),
        cmocka_unit_test_setup_teardown(cleans_without_touching_words, set_up, tear_down),
        cmocka_unit_test_setup_teardown(refuses_what_is_not_utf8, set_up, tear_down),
        cmocka_unit_test_setup_teardown(counts_and_cuts_whole_characters, set_up, tear_down),
        cmocka_unit_test_setup_teardown(counts_and_cuts_units_of_utf16, set_up, tear_down),
    };
    return cmocka_run_group_tests_name("base/text", tests, NULL, NULL);
}
