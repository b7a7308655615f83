#include "house.h"

#include "turn/join.h"

static struct yx_limits limits;
static int answers;
static char sender[32]; /* another one in each test: what a process remembers of people outlives its houses */
static char heard[512];

static enum yx_err answer(void *self, struct yx_turn *t)
{
    (void)self;
    answers++;
    snprintf(heard, sizeof heard, "%s", yx_turn_text(t));
    yx_say(t, "答复");
    return YX_OK;
}

static struct yx_bid bid(void *self, const struct yx_turn *t)
{
    (void)self;
    (void)t;
    return (struct yx_bid){ .sure = 50, .why = "test" };
}

static const struct yx_plugin plugin = {
    .abi = YX_PLUGIN_ABI, .name = "probe", .summary = "test", .bid = bid, .answer = answer,
};

static void tell_limits(void *self, const char *account, struct yx_limits *out)
{
    (void)self;
    (void)account;
    *out = limits;
}

static const struct yx_channel channel = {
    .abi = YX_CHANNEL_ABI, .name = "phone", .summary = "test", .deadline_ms = 5000, .text_max = 100,
    .limits = tell_limits,
};

static int set_up(void **state)
{
    (void)state;
    static int test;
    answers = 0;
    snprintf(sender, sizeof sender, "张%d", ++test);
    *heard = '\0';
    limits = (struct yx_limits){ .plain = true, .pushes = true, .apart = true, .join_s = 30 };
    house_build(&plugin, &channel);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    house_remove();
    return 0;
}

static struct yx_outcome say(const char *id, const char *text)
{
    return house_take((struct yx_inbound){ .external_id = id, .sender = sender, .text = text }, NULL);
}

/* ---- the mark ---- */

static void marks_are_found_at_either_end(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int part, parts;
        const char *rest;
    } rows[] = {
        { "(1/2)老板", 1, 2, "老板" }, { "老板(2/2)", 2, 2, "老板" }, { "（1/3）老板", 1, 3, "老板" },
        { "老板（3/3）", 3, 3, "老板" }, { " (1/2) 老板 ", 1, 2, " 老板" }, { "老板 (2/9)\n", 2, 9, "老板 " },
        { "(1/2）老板", 1, 2, "老板" }, { "(2/2)", 2, 2, "" },
    };
    static const char *const none[] = { "", "老板", "(1/1)老板", "(0/2)老板", "(3/2)老板", "(1/2", "1/2老板", "(1／2)老板",
        "老板(1/2)工资", "(10/12)老板", "(a/b)", "(1/2", ")", "(/)", "(1-2)老板" };
    struct yx_mark m;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_true(yx_mark_read(rows[i].text, strlen(rows[i].text), &m));
        assert_int_equal(m.part, rows[i].part);
        assert_int_equal(m.parts, rows[i].parts);
        assert_int_equal(m.end - m.begin, strlen(rows[i].rest));
        assert_memory_equal(rows[i].text + m.begin, rows[i].rest, m.end - m.begin);
    }
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        assert_false(yx_mark_read(none[i], strlen(none[i]), &m));
}

/* ---- joining ---- */

static void texts_of_one_message_are_one_turn(void **state)
{
    (void)state;
    struct yx_outcome o = say("a", "(2/3)半年的");
    assert_int_equal(o.err, YX_OK);
    assert_int_equal(o.message_id, 0);
    say("b", "(1/3)老板拖欠");
    assert_int_equal(answers, 0);
    o = say("c", "(3/3)工资");
    assert_int_equal(answers, 1);
    assert_string_equal(heard, "老板拖欠半年的工资");
    assert_int_equal(o.message_id, 1);
    assert_int_equal(count("SELECT COUNT(*) FROM letter WHERE state = 2"), 1);
    assert_int_equal(count("SELECT COUNT(*) FROM fragment WHERE state = 1"), 3);
}

static void a_text_that_comes_twice_counts_once(void **state)
{
    (void)state;
    say("a", "(1/2)老板拖欠");
    assert_true(say("a", "(1/2)老板拖欠").duplicate);
    say("b", "(2/2)工资");
    assert_true(say("b", "(2/2)工资").duplicate); /* its answer was lost on the way */
    assert_true(say("a", "(1/2)老板拖欠").duplicate);
    yx_joins_tick(yx_clock_ms() + 3600000);
    assert_int_equal(answers, 1);
    assert_int_equal(count("SELECT COUNT(*) FROM message"), 2);
}

static void what_is_there_goes_on_when_it_has_waited(void **state)
{
    (void)state;
    int64_t now_ms = yx_clock_ms();
    say("a", "(1/3)老板拖欠");
    say("c", "(3/3)工资");
    yx_joins_tick(now_ms + 29000);
    assert_int_equal(answers, 0);
    yx_joins_tick(now_ms + 32000);
    assert_int_equal(answers, 1);
    assert_string_equal(heard, "老板拖欠……工资");
    assert_int_equal(count("SELECT COUNT(*) FROM letter WHERE state = 2"), 1);
    yx_joins_tick(now_ms + 99000);
    assert_int_equal(answers, 1);
    say("b", "(2/3)半年的"); /* too late: by itself, as it was written */
    yx_joins_tick(yx_clock_ms() + 32000);
    assert_string_equal(heard, "(2/3)半年的");
    assert_int_equal(answers, 2);
}

static void one_alone_is_as_it_was_written(void **state)
{
    (void)state;
    say("a", "这房子我占(1/2)");
    assert_int_equal(answers, 0);
    yx_joins_tick(yx_clock_ms() + 32000);
    assert_string_equal(heard, "这房子我占(1/2)");
}

static void people_and_messages_are_not_mixed(void **state)
{
    (void)state;
    say("a", "(1/2)甲的头");
    house_take((struct yx_inbound){ .external_id = "a", .sender = "李", .text = "(2/2)乙的尾" }, NULL);
    say("c", "(1/3)另一条");
    assert_int_equal(answers, 0);
    say("b", "(2/2)甲的尾");
    assert_string_equal(heard, "甲的头甲的尾");
    assert_int_equal(answers, 1);
    say("p", "没有标记的话"); /* does not wait */
    assert_string_equal(heard, "没有标记的话");
}

static void what_can_never_be_taken_is_let_go(void **state)
{
    (void)state;
    char long_text[400] = "(1/2)";
    for (int i = 0; i < 60; i++)
        strcat(long_text, "字");
    say("a", long_text);
    memcpy(long_text, "(2/2)", 5);
    assert_int_equal(say("b", long_text).err, YX_TOO_LARGE); /* 120 characters */
    assert_int_equal(count("SELECT COUNT(*) FROM fragment WHERE state = 0"), 0);
    assert_int_equal(answers, 0);
}

static void without_the_wish_nothing_is_joined(void **state)
{
    (void)state;
    limits.join_s = 0;
    say("a", "(1/2)老板");
    assert_string_equal(heard, "(1/2)老板");
    assert_int_equal(count("SELECT COUNT(*) FROM fragment"), 0);
}

#define JOIN_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(marks_are_found_at_either_end),
        JOIN_TEST(texts_of_one_message_are_one_turn),
        JOIN_TEST(a_text_that_comes_twice_counts_once),
        JOIN_TEST(what_is_there_goes_on_when_it_has_waited),
        JOIN_TEST(one_alone_is_as_it_was_written),
        JOIN_TEST(people_and_messages_are_not_mixed),
        JOIN_TEST(what_can_never_be_taken_is_let_go),
        JOIN_TEST(without_the_wish_nothing_is_joined),
    };
    return cmocka_run_group_tests_name("turn/join", tests, NULL, NULL);
}
