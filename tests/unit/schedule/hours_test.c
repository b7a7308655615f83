#include "schedule/hours.h"

#include "base/clock.h"

#include "unit.h"

static struct yx_calendar calendar;
static struct yx_arena *arena;
static struct yx_texts *texts;

static int set_up(void **state)
{
    (void)state;
    arena = yx_arena_new(4 << 20);
    struct yx_faults faults = { .arena = arena };
    calendar.count = 0;
    for (int year = 2024; year <= 2026; year++)
        assert_int_equal(yx_calendar_read(yx_arena_print(arena, "core/schedule/calendars/%d.yaml", year), &faults,
            &calendar), YX_OK);
    assert_int_equal(yx_texts_open("core/texts/zh-CN.yaml", NULL, &faults, &texts), YX_OK);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    yx_texts_free(&texts);
    yx_arena_free(&arena);
    return 0;
}

/* "2026-02-14 08:30" in China, as milliseconds. */
static int64_t at(const char *text)
{
    struct yx_civil c = { 0 };
    assert_int_equal(sscanf(text, "%d-%d-%d %d:%d", &c.year, &c.month, &c.day, &c.hour, &c.minute), 5);
    return yx_clock_from_civil(&c);
}

static struct yx_hours hours_of(const char *yaml)
{
    struct yx_faults faults = { .arena = arena };
    struct yx_hours hours;
    enum yx_err err = yx_hours_read(yaml, strlen(yaml), "test", &faults, &hours);
    if (err != YX_OK)
        yx_faults_print(&faults, stderr);
    assert_int_equal(err, YX_OK);
    return hours;
}

static const char usual[] = "shifts:\n"
                            "  - { name: 白班, days: working, from: \"08:30\", to: \"18:00\","
                            " breaks: [\"10:00-10:15\", \"12:00-14:30\", \"16:00-16:10\"] }\n";

static void days_are_worked_as_announced(void **state)
{
    (void)state;
    static const struct {
        const char *day;
        bool works;
    } rows[] = {
        { "2026-10-09", true }, { "2026-02-14", true },  /* a Saturday worked instead */
        { "2026-02-16", false }, { "2026-02-28", true }, { "2026-01-04", true }, /* a Sunday worked instead */
        { "2026-01-02", false }, { "2026-03-07", false }, { "2026-03-09", true },
        { "2025-10-11", true }, { "2025-10-08", false }, { "2024-02-04", true }, { "2024-10-12", true },
        { "2024-05-11", true }, { "2024-09-17", false },
        { "2027-01-01", true },  /* a Friday of a year that nobody has announced: provisional */
        { "2027-01-02", false },
    };
    int y, m, d;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_true(yx_date_read(rows[i].day, &y, &m, &d));
        if (yx_calendar_works(&calendar, y, m, d) != rows[i].works)
            fail_msg("%s", rows[i].day);
    }
    assert_true(yx_calendar_knows(&calendar, 2026));
    assert_false(yx_calendar_knows(&calendar, 2027));
}

static void somebody_is_there_or_comes_then(void **state)
{
    (void)state;
    struct yx_hours h = hours_of(usual);
    static const struct {
        const char *now, *next; /* next NULL: it is open */
    } rows[] = {
        { "2026-03-09 08:29", "2026-03-09 08:30" }, { "2026-03-09 08:30", NULL },
        { "2026-03-09 10:00", "2026-03-09 10:15" }, { "2026-03-09 10:15", NULL },
        { "2026-03-09 11:59", NULL }, { "2026-03-09 12:00", "2026-03-09 14:30" },
        { "2026-03-09 16:05", "2026-03-09 16:10" }, { "2026-03-09 17:59", NULL },
        { "2026-03-09 18:00", "2026-03-10 08:30" },
        { "2026-03-06 18:00", "2026-03-09 08:30" },  /* over a weekend */
        { "2026-02-13 19:00", "2026-02-14 08:30" },  /* a Saturday worked instead */
        { "2026-02-14 18:00", "2026-02-24 08:30" },  /* over the spring festival */
        { "2026-02-28 09:00", NULL },                /* a Saturday worked instead */
        { "2026-09-30 18:00", "2026-10-08 08:30" },
        { "2026-12-31 20:00", "2027-01-01 08:30" },  /* provisional */
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int64_t now = at(rows[i].now), next = yx_hours_next(&h, &calendar, now);
        if (next != (rows[i].next ? at(rows[i].next) : now) || yx_hours_open(&h, &calendar, now) != (next == now))
            fail_msg("%s", rows[i].now);
    }
}

static void shifts_follow_each_other_and_go_over_midnight(void **state)
{
    (void)state;
    struct yx_hours h = hours_of("shifts:\n"
                                 "  - { name: 早班, days: daily, from: \"08:00\", to: \"16:00\" }\n"
                                 "  - { name: 中班, days: working, from: \"16:00\", to: \"22:00\", breaks: [\"18:00-18:30\"] }\n"
                                 "  - { name: 夜班, days: working, from: \"22:00\", to: \"06:00\", breaks: [\"00:30-01:00\"] }\n"
                                 "closed: [2026-03-12]\n");
    assert_true(yx_hours_open(&h, &calendar, at("2026-03-10 23:59")));
    assert_true(yx_hours_open(&h, &calendar, at("2026-03-11 05:59")));
    assert_false(yx_hours_open(&h, &calendar, at("2026-03-11 00:45")));
    assert_int_equal(yx_hours_next(&h, &calendar, at("2026-03-11 00:45")), at("2026-03-11 01:00"));
    assert_int_equal(yx_hours_next(&h, &calendar, at("2026-03-11 06:00")), at("2026-03-11 08:00"));
    assert_int_equal(yx_hours_next_shift(&h, &calendar, at("2026-03-11 09:00")), at("2026-03-11 16:00"));
    assert_int_equal(yx_hours_next_shift(&h, &calendar, at("2026-03-11 18:10")), at("2026-03-11 22:00"));
    /* closed on the 12th: the night of the 11th still ends, nothing begins */
    assert_true(yx_hours_open(&h, &calendar, at("2026-03-12 05:00")));
    assert_int_equal(yx_hours_next(&h, &calendar, at("2026-03-12 07:00")), at("2026-03-13 08:00"));
    /* a night on the last working day goes on into a holiday; Saturdays have the early shift alone */
    assert_true(yx_hours_open(&h, &calendar, at("2026-03-14 02:00")));
    assert_int_equal(yx_hours_next(&h, &calendar, at("2026-03-14 17:00")), at("2026-03-15 08:00"));
}

static void nobody_ever_is_said_as_never(void **state)
{
    (void)state;
    struct yx_hours h = hours_of("shifts: []\n");
    assert_false(yx_hours_open(&h, &calendar, at("2026-03-09 10:00")));
    assert_int_equal(yx_hours_next(&h, &calendar, at("2026-03-09 10:00")), 0);
    assert_int_equal(yx_hours_next_shift(&h, &calendar, at("2026-03-09 10:00")), 0);
}

static void a_moment_reads_as_people_say_it(void **state)
{
    (void)state;
    static const struct {
        const char *now, *at, *words;
    } rows[] = {
        { "2026-03-09 12:00", "2026-03-09 14:30", "今天14:30" },
        { "2026-03-09 18:00", "2026-03-10 08:30", "明天（周二）8:30" },
        { "2026-03-06 18:00", "2026-03-09 08:30", "3月9日（周一）8:30" },
        { "2026-12-30 18:00", "2027-01-04 08:30", "1月4日（周一）8:30（节假日安排公布后可能调整）" },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_string_equal(yx_hours_when(&calendar, texts, arena, at(rows[i].now), at(rows[i].at)), rows[i].words);
}

static void what_is_written_wrongly_is_said(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "shifts: 8:30\n",
        "shifts:\n  - { name: 白班, from: \"8:30\", to: \"17:00\" }\n",
        "shifts:\n  - { name: 白班, from: \"08:30\", to: \"24:01\" }\n",
        "shifts:\n  - { name: 白班, from: \"08:30\", to: \"17:60\" }\n",
        "shifts:\n  - { name: \"\", from: \"08:30\", to: \"17:00\" }\n",
        "shifts:\n  - { name: 白班, days: monday, from: \"08:30\", to: \"17:00\" }\n",
        "shifts:\n  - { name: 白班, from: \"08:30\", to: \"17:00\", breaks: [\"07:00-07:30\"] }\n",
        "shifts:\n  - { name: 白班, from: \"08:30\", to: \"17:00\", breaks: [\"12:00 - 13:00\"] }\n",
        "shifts:\n  - { name: 白班, from: \"08:30\", to: \"17:00\", breaks: [\"13:00-12:00\"] }\n",
        "shifts:\n  - { name: 白班, from: \"08:30\", to: \"17:00\", pause: [] }\n",
        "closed: [2026-02-30]\n",
        "closed: [tomorrow]\n",
        "open: all\n",
        "[]\n",
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct yx_faults faults = { .arena = arena };
        struct yx_hours h;
        if (yx_hours_read(wrong[i], strlen(wrong[i]), "test", &faults, &h) != YX_INVALID || faults.count == 0)
            fail_msg("%s", wrong[i]);
    }
}

static void the_shipped_hours_print_and_read_back(void **state)
{
    (void)state;
    struct yx_faults faults = { .arena = arena };
    struct yx_hours h, again;
    struct yx_buf out = yx_buf_new(1 << 16);
    assert_int_equal(yx_hours_file("core/schedule/hours.yaml", &faults, &h), YX_OK);
    yx_hours_print(&h, &out);
    again = hours_of(out.at);
    assert_memory_equal(&again, &h, sizeof h);
    yx_buf_clear(&out);
    h = hours_of("shifts:\n  - { name: 夜班, days: rest, from: \"22:00\", to: \"06:00\", breaks: [\"00:30-01:00\"] }\n"
                 "  - { name: 全天, days: daily, from: \"00:00\", to: \"24:00\", breaks: [\"23:30-24:00\"] }\n"
                 "closed: [2026-03-12]\n");
    yx_hours_print(&h, &out);
    again = hours_of(out.at);
    assert_memory_equal(&again, &h, sizeof h);
    yx_buf_free(&out);
}

static void a_calendar_that_is_wrong_is_said(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "year: 2031\noff: []\n", /* worked is missing */
        "year: 1999\noff: []\nworked: []\n",
        "year: 2031\noff: [{ name: 元旦, from: 2030-12-31, to: 2031-01-01 }]\nworked: []\n",
        "year: 2031\noff: [{ name: 元旦, from: 2031-01-03, to: 2031-01-01 }]\nworked: []\n",
        "year: 2031\noff: [{ name: 元旦, from: 2031-01-01, to: 2031-01-01 }]\nworked: [{ name: 元旦, day: 2031-01-01 }]\n",
        "year: 2031\noff: [{ name: 元旦, from: 2031-13-01, to: 2031-13-01 }]\nworked: []\n",
    };
    char *folder = unit_folder(), *file = yx_arena_print(arena, "%s/2031.yaml", folder);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct yx_faults faults = { .arena = arena };
        struct yx_calendar c = { 0 };
        FILE *out = fopen(file, "w");
        assert_non_null(out);
        fputs(wrong[i], out);
        fclose(out);
        if (yx_calendar_read(file, &faults, &c) != YX_INVALID)
            fail_msg("%s", wrong[i]);
    }
    unit_remove(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(days_are_worked_as_announced),
        cmocka_unit_test(somebody_is_there_or_comes_then),
        cmocka_unit_test(shifts_follow_each_other_and_go_over_midnight),
        cmocka_unit_test(nobody_ever_is_said_as_never),
        cmocka_unit_test(a_moment_reads_as_people_say_it),
        cmocka_unit_test(what_is_written_wrongly_is_said),
        cmocka_unit_test(the_shipped_hours_print_and_read_back),
        cmocka_unit_test(a_calendar_that_is_wrong_is_said),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
