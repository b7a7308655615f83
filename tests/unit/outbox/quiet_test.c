#include "outbox/quiet.h"

#include "base/clock.h"
#include "unit.h"

enum { FROM = 22 * 60, TO = 7 * 60 };

static int64_t at(int day, int hour, int minute)
{
    return yx_clock_from_civil(&(struct yx_civil){ .year = 2026, .month = 11, .day = day, .hour = hour, .minute = minute });
}

static void a_night_ends_in_the_morning(void **state)
{
    (void)state;
    assert_int_equal(yx_quiet_until(FROM, TO, at(24, 21, 59)), 0);
    assert_int_equal(yx_quiet_until(FROM, TO, at(24, 22, 0)), at(25, 7, 0));
    assert_int_equal(yx_quiet_until(FROM, TO, at(25, 0, 0)), at(25, 7, 0));
    assert_int_equal(yx_quiet_until(FROM, TO, at(25, 6, 59) + 59999), at(25, 7, 0));
    assert_int_equal(yx_quiet_until(FROM, TO, at(25, 7, 0)), 0);
    assert_int_equal(yx_quiet_until(FROM, TO, at(30, 23, 0)), at(31, 7, 0)); /* the first of December */
}

static void a_rest_by_day_and_none_at_all(void **state)
{
    (void)state;
    assert_int_equal(yx_quiet_until(12 * 60, 14 * 60, at(24, 13, 0)), at(24, 14, 0));
    assert_int_equal(yx_quiet_until(12 * 60, 14 * 60, at(24, 14, 0)), 0);
    assert_int_equal(yx_quiet_until(0, 0, at(24, 0, 0)), 0);
    assert_int_equal(yx_quiet_until(FROM, FROM, at(24, 22, 0)), 0);
}

static void whoever_writes_at_night_is_answered(void **state)
{
    (void)state;
    assert_true(yx_quiet_answers(at(24, 23, 0), at(24, 23, 5)));
    assert_false(yx_quiet_answers(at(24, 23, 0), at(25, 1, 0))); /* they are asleep by now */
    assert_false(yx_quiet_answers(0, at(24, 23, 0)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_night_ends_in_the_morning),
        cmocka_unit_test(a_rest_by_day_and_none_at_all),
        cmocka_unit_test(whoever_writes_at_night_is_answered),
    };
    return cmocka_run_group_tests_name("outbox/quiet", tests, NULL, NULL);
}
