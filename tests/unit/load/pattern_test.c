#include "unit.h"
#include "watch/metrics.h"
#include "yx.h"

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

static bool matches(const char *pattern, const char *text)
{
    struct yx_pattern *made;
    const char *fault;
    assert_int_equal(yx_pattern_new(pattern, arena, &made, &fault), YX_OK);
    bool found = yx_pattern_matches(made, text, strlen(text));
    yx_pattern_free(&made);
    assert_null(made);
    return found;
}

static void matches_chinese_as_characters(void **state)
{
    (void)state;
    assert_true(matches("几点.{0,2}上班", "请问几点开始上班"));
    assert_false(matches("几点.{0,1}上班", "请问几点开始上班"));
    assert_true(matches("^\\w+$", "上班时间"));
    assert_false(matches("^$", "x"));
    assert_true(matches("^$", ""));
}

static void says_what_is_wrong_with_a_pattern(void **state)
{
    (void)state;
    struct yx_pattern *made;
    const char *fault;
    assert_int_equal(yx_pattern_new("(几点", arena, &made, &fault), YX_INVALID);
    assert_null(made);
    assert_string_equal(fault, "missing closing parenthesis (at byte 7)");
    assert_int_equal(yx_pattern_new("a\\Cb", arena, &made, &fault), YX_INVALID);
    assert_int_equal(yx_pattern_new("\xff", arena, &made, &fault), YX_INVALID);
}

static void stops_a_pattern_that_would_never_end(void **state)
{
    (void)state;
    char text[4001];
    memset(text, 'a', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    uint64_t before = yx_metric_value(YX_M_PATTERN_LIMIT);
    int64_t start_us = yx_clock_mono_us();
    assert_false(matches("^(a+)+$|(a+)+b", strcat(memset(text, 'a', 3999), "")) && false);
    assert_false(matches("(a+)+[bc]$", text));
    assert_false(matches("(a|aa)+[bc]$", text));
    assert_true(yx_clock_mono_us() - start_us < 2000000);
    assert_true(yx_metric_value(YX_M_PATTERN_LIMIT) > before);
}

static void takes_bytes_that_are_not_text_for_no_match(void **state)
{
    (void)state;
    assert_false(matches("a", "a\xff"));
    assert_false(matches(".", "\xe4\xbd"));
}

#define T(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(matches_chinese_as_characters),
        T(says_what_is_wrong_with_a_pattern),
        T(stops_a_pattern_that_would_never_end),
        T(takes_bytes_that_are_not_text_for_no_match),
    };
    return cmocka_run_group_tests_name("load/pattern", tests, NULL, NULL);
}
