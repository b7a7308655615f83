#include "kb/topic.h"
#include "kb_unit.h"

/* title, articles, bases, oldest review, unsure */
#define ROW(a, b, c, d, e) { .title = (a), .articles = (b), .bases = (c), .oldest_review = (d), .unsure = (e) }

/* Two topics each: which one is thinner, the first. */
static void puts_the_thinner_topic_first(void **state)
{
    (void)state;
    static const struct {
        const char *why;
        struct yx_kb_topic thin, thick;
    } table[] = {
        { "more missed for each article", ROW("甲", 10, 50, "2026-01-01", 30), ROW("乙", 2, 9, "2026-01-01", 5) },
        { "without articles it misses most", ROW("甲", 0, 0, "", 1), ROW("乙", 2, 9, "2026-01-01", 500) },
        { "without articles, nobody asked", ROW("甲", 0, 0, "", 0), ROW("乙", 2, 9, "2026-01-01", 0) },
        { "fewer articles, nobody asked", ROW("甲", 7, 90, "2026-01-01", 0), ROW("乙", 8, 9, "2026-01-01", 0) },
        { "fewer articles, the same ratio", ROW("甲", 2, 9, "2026-01-01", 4), ROW("乙", 4, 9, "2026-01-01", 8) },
        { "fewer bases", ROW("甲", 7, 40, "2026-01-01", 0), ROW("乙", 7, 41, "2025-01-01", 0) },
        { "older review", ROW("甲", 7, 40, "2025-12-31", 0), ROW("乙", 7, 40, "2026-01-01", 0) },
        { "no topic is last", ROW("甲", 99, 999, "2026-01-01", 0), ROW("", 0, 0, "", 1000) },
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        for (int turned = 0; turned < 2; turned++) {
            struct yx_kb_topic rows[2] = { table[i].thin, table[i].thick };
            if (turned) {
                rows[0] = table[i].thick;
                rows[1] = table[i].thin;
            }
            yx_kb_topic_sort(rows, 2);
            if (strcmp(rows[0].title, table[i].thin.title) != 0)
                fail_msg("%s", table[i].why);
        }
}

static void counts_each_kind_of_miss(void **state)
{
    (void)state;
    struct yx_kb_topic rows[] = {
        { .title = "a", .articles = 1, .oldest_review = "" },
        { .title = "b", .articles = 1, .oldest_review = "", .unsure = 1 },
        { .title = "c", .articles = 1, .oldest_review = "", .none = 2 },
        { .title = "d", .articles = 1, .oldest_review = "", .useless = 3 },
        { .title = "e", .articles = 1, .oldest_review = "", .useful = 9 },
    };
    yx_kb_topic_sort(rows, 5);
    assert_string_equal(rows[0].title, "d");
    assert_string_equal(rows[1].title, "c");
    assert_string_equal(rows[2].title, "b");
}

static void sums_up_what_is_current(void **state)
{
    (void)state;
    static const char *const titles[] = { "劳动", "土地" };
    struct yx_kb_source sources[] = {
        { .id = "a", .topic = "劳动", .status = "current", .valid_from = "2020-01-01", .valid_to = "", .reviewed_on = "2026-03-01", .basis_count = 2 },
        { .id = "b", .topic = "劳动", .status = "current", .valid_from = "2020-01-01", .valid_to = "", .reviewed_on = "2026-02-01", .basis_count = 3 },
        { .id = "c", .topic = "劳动", .status = "draft", .valid_from = "2020-01-01", .valid_to = "", .reviewed_on = "2020-02-01", .basis_count = 9 },
        { .id = "d", .topic = "劳动", .status = "current", .valid_from = "2020-01-01", .valid_to = "2021-01-01", .reviewed_on = "2020-02-01", .basis_count = 9 },
        { .id = "e", .topic = "别的", .status = "current", .valid_from = "2020-01-01", .valid_to = "", .reviewed_on = "2026-04-01", .basis_count = 1 },
    };
    const struct yx_kb_library library = { .sources = sources, .count = 5, .topics = { titles, 2 } };
    size_t count;
    struct yx_kb_topic *rows = yx_kb_topic_rows(&library, arena, "2026-11-23", &count);
    assert_int_equal(count, 3);
    const struct yx_kb_topic *labour = yx_kb_topic_of(rows, count, "劳动"), *land = yx_kb_topic_of(rows, count, "土地");
    assert_int_equal(labour->articles, 2);
    assert_int_equal(labour->bases, 5);
    assert_string_equal(labour->oldest_review, "2026-02-01");
    assert_int_equal(land->articles, 0);
    assert_string_equal(land->oldest_review, "");
    assert_int_equal(yx_kb_topic_of(rows, count, "别的")->articles, 1);
    assert_string_equal(yx_kb_topic_of(rows, count, "")->title, "");
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, kb_set_up, kb_tear_down)
    const struct CMUnitTest tests[] = {
        T(puts_the_thinner_topic_first),
        T(counts_each_kind_of_miss),
        T(sums_up_what_is_current),
    };
    return cmocka_run_group_tests_name("kb/topic", tests, NULL, NULL);
}
