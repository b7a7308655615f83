/* Limits in days, working days, months and minutes, against dates computed by hand from the published calendars. */
#include "base/clock.h"
#include "cases/clock.h"

#include "unit.h"

static struct yx_calendar calendar;
static struct yx_hours hours;
static const struct yx_working working = { &calendar, &hours };

static int open_calendars(void **state)
{
    (void)state;
    struct yx_faults faults = { .arena = yx_arena_new(1 << 20) };
    assert_int_equal(yx_calendar_read("core/schedule/calendars/2024.yaml", &faults, &calendar), YX_OK);
    assert_int_equal(yx_calendar_read("core/schedule/calendars/2025.yaml", &faults, &calendar), YX_OK);
    assert_int_equal(yx_calendar_read("core/schedule/calendars/2026.yaml", &faults, &calendar), YX_OK);
    assert_int_equal(yx_hours_file("core/schedule/hours.yaml", &faults, &hours), YX_OK);
    yx_arena_free(&faults.arena);
    return 0;
}

static int64_t at(const char *day, int hour, int minute)
{
    struct yx_civil c = { .hour = hour, .minute = minute };
    assert_true(yx_date_read(day, &c.year, &c.month, &c.day));
    return yx_clock_from_civil(&c);
}

static void is_day(const char *what, int64_t at_ms, const char *want)
{
    char got[48];
    struct yx_civil c = yx_term_last_day(at_ms);
    snprintf(got, sizeof got, "%04d-%02d-%02d", c.year, c.month, c.day);
    if (strcmp(got, want) != 0)
        fail_msg("%s: %s, not %s", what, got, want);
    struct yx_civil next = yx_clock_civil(at_ms);
    assert_int_equal(next.hour * 60 + next.minute, 0); /* over at midnight */
}

static const struct {
    const char *from;
    int n;
    enum yx_term_unit unit;
    const char *bare, *rolled;
    bool provisional; /* of the rolled one */
} rows[] = {
    /* the three vectors of the design, computed from the published calendars */
    { "2025-09-26", 7, YX_TERM_WORKDAY, "2025-10-13", "2025-10-13", false },
    { "2026-02-10", 7, YX_TERM_WORKDAY, "2026-02-26", "2026-02-26", false },
    { "2026-04-30", 5, YX_TERM_WORKDAY, "2026-05-11", "2026-05-11", false },
    /* day 0 does not count; from a day off as from any other */
    { "2026-11-20", 1, YX_TERM_DAY, "2026-11-21", "2026-11-23", false },
    { "2026-11-20", 15, YX_TERM_DAY, "2026-12-05", "2026-12-07", false },
    { "2026-10-01", 1, YX_TERM_WORKDAY, "2026-10-08", "2026-10-08", false },
    { "2026-09-18", 1, YX_TERM_WORKDAY, "2026-09-20", "2026-09-20", false }, /* a Sunday that is worked */
    { "2026-09-13", 7, YX_TERM_DAY, "2026-09-20", "2026-09-20", false },
    /* a limit that ends in a holiday goes behind all of it */
    { "2026-09-28", 5, YX_TERM_DAY, "2026-10-03", "2026-10-08", false },
    { "2026-02-01", 15, YX_TERM_DAY, "2026-02-16", "2026-02-24", false },
    /* months: the day of the same number, or the last one */
    { "2026-01-31", 1, YX_TERM_MONTH, "2026-02-28", "2026-02-28", false }, /* a Saturday that is worked */
    { "2024-01-31", 1, YX_TERM_MONTH, "2024-02-29", "2024-02-29", false },
    { "2026-03-31", 1, YX_TERM_MONTH, "2026-04-30", "2026-04-30", false },
    { "2026-08-31", 6, YX_TERM_MONTH, "2027-02-28", "2027-03-01", true },
    { "2026-05-15", 1, YX_TERM_MONTH, "2026-06-15", "2026-06-15", false },
    { "2025-12-31", 12, YX_TERM_MONTH, "2026-12-31", "2026-12-31", false },
    /* a year nobody has announced: Monday to Friday, and it says so */
    { "2026-12-30", 5, YX_TERM_WORKDAY, "2027-01-06", "2027-01-06", true },
    { "2026-12-20", 12, YX_TERM_DAY, "2027-01-01", "2027-01-01", true },
};

static void limits_end_when_the_law_says(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct yx_term bare = { rows[i].n, rows[i].unit, false }, roll = { rows[i].n, rows[i].unit, true };
        for (int hour = 0; hour < 24; hour += 23) { /* whenever on the first day it began */
            struct yx_due due = yx_term_due(&bare, &working, at(rows[i].from, hour, 59));
            is_day(rows[i].from, due.at_ms, rows[i].bare);
            assert_int_equal(due.at_ms, due.bare_ms);
            due = yx_term_due(&roll, &working, at(rows[i].from, hour, 59));
            is_day(rows[i].from, due.at_ms, rows[i].rolled);
            is_day(rows[i].from, due.bare_ms, rows[i].bare);
            if (due.provisional != rows[i].provisional)
                fail_msg("%s + %d: provisional %d", rows[i].from, rows[i].n, due.provisional);
        }
    }
}

static void days_that_are_not_rolled_do_not_depend_on_holidays(void **state)
{
    (void)state;
    const struct yx_term bare = { 12, YX_TERM_DAY, false };
    assert_false(yx_term_due(&bare, &working, at("2026-12-20", 9, 0)).provisional);
}

static const struct {
    const char *start;
    struct yx_term term;
    const char *pause, *resume, *want;
} pauses[] = {
    { "2026-11-02", { 15, YX_TERM_DAY, false }, "2026-11-05", "2026-11-15", "2026-11-27" }, /* 12 left */
    { "2026-11-02", { 15, YX_TERM_DAY, false }, "2026-11-05", "2026-11-05", "2026-11-17" }, /* the same day: nothing moves */
    { "2026-11-02", { 7, YX_TERM_WORKDAY, true }, "2026-11-04", "2026-11-16", "2026-11-23" }, /* 5 left */
    { "2026-11-02", { 1, YX_TERM_MONTH, true }, "2026-11-12", "2026-11-22", "2026-12-14" }, /* 20 days left, 12-12 is off */
    { "2026-09-20", { 10, YX_TERM_DAY, true }, "2026-09-25", "2026-09-28", "2026-10-08" }, /* 10-03 is off */
    { "2026-11-02", { 3, YX_TERM_DAY, false }, "2026-11-07", "2026-11-10", "2026-11-08" }, /* over by 2, and stays so */
};

static void what_was_left_is_left_behind_a_pause(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof pauses / sizeof *pauses; i++) {
        const struct yx_term *t = &pauses[i].term;
        struct yx_due due = yx_term_due(t, &working, at(pauses[i].start, 10, 0));
        int64_t left = yx_term_left(t, &working, due.bare_ms, at(pauses[i].pause, 16, 0));
        due = yx_term_resume(t, &working, left, at(pauses[i].resume, 8, 0));
        is_day(pauses[i].start, due.at_ms, pauses[i].want);
    }
}

static void an_extension_counts_from_the_unrolled_end(void **state)
{
    (void)state;
    const struct yx_term sixty = { 60, YX_TERM_DAY, true }, thirty = { 30, YX_TERM_DAY, true };
    struct yx_due due = yx_term_due(&sixty, &working, at("2026-07-28", 10, 0));
    is_day("sixty days", due.bare_ms, "2026-09-26"); /* a holiday */
    is_day("sixty days", due.at_ms, "2026-09-28");
    due = yx_term_extend(&thirty, &working, due.bare_ms);
    is_day("and thirty", due.at_ms, "2026-10-26");
}

static const struct {
    const char *day;
    int hour, minute, n;
    const char *end_day;
    int end_hour, end_minute;
} minutes[] = {
    { "2026-11-20", 9, 0, 5, "2026-11-20", 9, 5 },
    { "2026-11-20", 11, 58, 5, "2026-11-20", 14, 33 }, /* the break does not count */
    { "2026-11-20", 17, 28, 5, "2026-11-23", 8, 33 },  /* nor the weekend */
    { "2026-11-21", 12, 0, 5, "2026-11-23", 8, 35 },
};

static void minutes_count_while_somebody_is_there(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof minutes / sizeof *minutes; i++) {
        const struct yx_term t = { minutes[i].n, YX_TERM_MINUTE, false };
        int64_t start = at(minutes[i].day, minutes[i].hour, minutes[i].minute);
        struct yx_due due = yx_term_due(&t, &working, start);
        assert_int_equal(due.at_ms, at(minutes[i].end_day, minutes[i].end_hour, minutes[i].end_minute));
        assert_int_equal(yx_term_left(&t, &working, due.bare_ms, start), minutes[i].n);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(limits_end_when_the_law_says),
        cmocka_unit_test(days_that_are_not_rolled_do_not_depend_on_holidays),
        cmocka_unit_test(what_was_left_is_left_behind_a_pause),
        cmocka_unit_test(an_extension_counts_from_the_unrolled_end),
        cmocka_unit_test(minutes_count_while_somebody_is_there),
    };
    return cmocka_run_group_tests_name("cases/clock", tests, open_calendars, NULL);
}
