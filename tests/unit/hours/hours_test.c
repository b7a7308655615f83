/* The plugin with a turn that the test holds. */
#define yx_say world_say
#define yx_turn_arena world_arena
#define yx_turn_now_ms world_now_ms

#include "plugins/hours/hours.c"

#include "base/text.h"
#include "config/config.h"
#include "config/texts.h"
#include "load/host.h"
#include "load/load.h"
#include "unit.h"

static char *folder;
static struct yx_arena *arena;
static struct yx_faults faults;
static struct yx_config *config;
static struct yx_texts *texts;
static struct yx_host host;
static void *self;
static int64_t now_ms;
static char said[2000];

void world_say(struct yx_turn *turn, const char *text)
{
    (void)turn;
    strcat(strcat(said, text), "|");
}

struct yx_arena *world_arena(const struct yx_turn *turn)
{
    (void)turn;
    return arena;
}

int64_t world_now_ms(const struct yx_turn *turn)
{
    (void)turn;
    return now_ms;
}

static int set_up(void **state)
{
    (void)state;
    folder = unit_folder();
    arena = yx_arena_new(1 << 20);
    faults = (struct yx_faults){ .arena = arena };
    yx_texts_strict(true);
    return yx_texts_open("plugins/hours/texts/zh-CN.yaml", NULL, &faults, &texts) == YX_OK ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    hours_stop(self);
    self = NULL;
    yx_texts_free(&texts);
    yx_config_free(&config);
    yx_arena_free(&arena);
    unit_remove(folder);
    return 0;
}

static enum yx_err start(const char *options)
{
    char *file = yx_arena_print(arena, "%s/yixian.yaml", folder);
    FILE *out = fopen(file, "w");
    fprintf(out, "plugins: {hours: {%s}}\n", options);
    fclose(out);
    hours_stop(self);
    self = NULL;
    faults = (struct yx_faults){ .arena = arena };
    yx_config_free(&config);
    assert_int_equal(yx_config_open(file, &faults, &config), YX_OK);
    yx_config_take(config, "plugins.hours", hours_options, &faults);
    host = (struct yx_host){ .name = "hours", .prefix = "plugins.hours", .config = config, .texts = texts, .faults = &faults };
    return hours_start(&host, &self);
}

/* What is said on a day of November 2026; the 23rd is a Monday. */
static const char *answer(int day, int hour, int minute)
{
    const struct yx_civil at = { .year = 2026, .month = 11, .day = day, .hour = hour, .minute = minute };
    now_ms = yx_clock_from_civil(&at);
    said[0] = '\0';
    assert_int_equal(hours_answer(self, NULL), YX_OK);
    return said;
}

static void assert_says(const char *text, const char *part)
{
    if (strstr(text, part) == NULL)
        fail_msg("%s lacks %s", text, part);
}

static void says_whether_people_are_there_now(void **state)
{
    (void)state;
    assert_int_equal(start(""), YX_OK);
    assert_says(answer(23, 8, 30), "人工服务到 12:00 为止");
    assert_says(answer(23, 11, 59), "人工服务到 12:00 为止");
    assert_says(answer(23, 12, 0), "今天 14:30 开始");
    assert_says(answer(23, 7, 0), "今天 08:30 开始");
    assert_says(answer(23, 17, 30), "明天 08:30 开始");
    assert_says(answer(27, 18, 0), "周一 08:30 开始");
    assert_says(answer(29, 10, 0), "明天 08:30 开始");
}

static void tells_the_times_of_the_week_and_the_note(void **state)
{
    (void)state;
    assert_int_equal(start("weekend: '09:00-11:00', closed_note: 春节休息。"), YX_OK);
    assert_string_equal(answer(23, 9, 0), "现在是工作时间，人工服务到 12:00 为止。|"
        "周一至周五：08:30–12:00、14:30–17:30\n周六、周日：09:00–11:00|");
    assert_says(answer(23, 20, 0), "|春节休息。|");
}

static void knows_a_house_that_never_opens(void **state)
{
    (void)state;
    assert_int_equal(start("weekdays: ''"), YX_OK);
    assert_says(answer(23, 9, 0), "没有安排人工服务时间");
    assert_says(said, "周一至周五：休息");
    assert_int_equal(start("weekdays: '00:00-24:00'"), YX_OK);
    assert_says(answer(23, 23, 59), "到 24:00 为止");
}

static void refuses_times_that_are_none(void **state)
{
    (void)state;
    static const char *const bad[] = { "8:30-12:00", "08:30", "08:30-", "12:00-08:30", "08:30-24:01", "08:60-09:00",
        "08:30-12:00,", "08:30-12:00;14:00-15:00", "14:00-15:00,08:30-12:00", "08:30-12:00,11:00-13:00", "x",
        "00:00-01:00,01:00-02:00,02:00-03:00,03:00-04:00,04:00-05:00,05:00-06:00,06:00-07:00" };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_int_equal(start(yx_arena_print(arena, "weekend: '%s'", bad[i])), YX_INVALID);
        assert_int_equal(faults.count, 1);
        assert_int_equal(faults.first->line, 1);
        assert_string_equal(faults.first->path, ".plugins.hours.weekend");
    }
}

static bool triggers(const struct yx_trigger *list, size_t count, const char *text)
{
    char *folded;
    assert_int_equal(yx_text_fold(arena, text, strlen(text), &folded), YX_OK);
    for (size_t i = 0; i < count; i++)
        if (yx_pattern_matches(list[i].pattern, folded, strlen(folded)))
            return true;
    return false;
}

static void hears_questions_about_times_and_not_about_wages(void **state)
{
    (void)state;
    static const char *const yes[] = { "几点上班", "你们什么时候上班？", "营业时间", "办公时间是几点到几点", "今天上班吗",
        "請問幾點下班", "周末有人吗", "你们的工作时间是？" };
    static const char *const no[] = { "老板让我加班到几点都不给钱怎么办", "上班路上被车撞了算工伤吗", "上班时间摔伤了怎么赔偿，老板不管",
        "今天老板说不用上班了，工资怎么算", "什么时候能拿到工资" };
    struct yx_trigger *list;
    size_t count;
    assert_int_equal(yx_load_triggers(arena, "plugins/hours/triggers.yaml", &faults, &list, &count), YX_OK);
    for (size_t i = 0; i < sizeof yes / sizeof *yes; i++)
        if (!triggers(list, count, yes[i]))
            fail_msg("not heard: %s", yes[i]);
    for (size_t i = 0; i < sizeof no / sizeof *no; i++)
        if (triggers(list, count, no[i]))
            fail_msg("heard wrongly: %s", no[i]);
    for (size_t i = 0; i < count; i++)
        yx_pattern_free(&list[i].pattern);
}

#define T(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(says_whether_people_are_there_now),
        T(tells_the_times_of_the_week_and_the_note),
        T(knows_a_house_that_never_opens),
        T(refuses_times_that_are_none),
        T(hears_questions_about_times_and_not_about_wages),
    };
    return cmocka_run_group_tests_name("hours/hours", tests, NULL, NULL);
}
