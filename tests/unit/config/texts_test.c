#include "config/texts.h"

#include "unit.h"

static char *folder;
static struct yx_arena *arena;
static struct yx_faults faults;
static struct yx_texts *texts;

static int set_up(void **state)
{
    (void)state;
    folder = unit_folder();
    arena = yx_arena_new(1 << 20);
    faults = (struct yx_faults){ .arena = arena };
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    yx_texts_free(&texts);
    yx_arena_free(&arena);
    unit_remove(folder);
    return 0;
}

static char *write_file(const char *name, const char *text)
{
    char *path = yx_arena_print(arena, "%s/%s", folder, name);
    FILE *out = fopen(path, "w");
    fputs(text, out);
    fclose(out);
    return path;
}

static enum yx_err open_both(const char *ours, const char *county)
{
    yx_texts_free(&texts);
    faults = (struct yx_faults){ .arena = arena };
    return yx_texts_open(write_file("a.yaml", ours), county ? write_file("b.yaml", county) : NULL, &faults, &texts);
}

static void finds_texts_by_key_and_by_path(void **state)
{
    (void)state;
    assert_int_equal(open_both("b: 二\na: 一\npage:\n  title: 三\n", NULL), YX_OK);
    assert_string_equal(yx_texts_get(texts, "a"), "一");
    assert_string_equal(yx_texts_get(texts, "page.title"), "三");
    assert_string_equal(yx_texts_get(texts, "nowhere"), "nowhere");
}

static void fills_placeholders_and_leaves_the_unknown(void **state)
{
    (void)state;
    assert_int_equal(open_both("a: '{who}，您好 {who} {x} { {} {Who}'\n", NULL), YX_OK);
    assert_string_equal(yx_texts_fill(texts, arena, "a", "who", "{x}", "wh", "no", NULL),
        "{x}，您好 {x} {x} { {} {Who}");
    assert_string_equal(yx_texts_fill(texts, arena, "a", "x", "1", "who", NULL, NULL), "，您好  1 { {} {Who}");
}

static void lets_a_county_say_it_otherwise(void **state)
{
    (void)state;
    assert_int_equal(open_both("a: 您好{n}\nb: 二\n", "a: '{n}，老乡'\n"), YX_OK);
    assert_string_equal(yx_texts_get(texts, "a"), "{n}，老乡");
    assert_string_equal(yx_texts_get(texts, "b"), "二");
}

static void refuses_a_countys_text_that_would_lose_something(void **state)
{
    (void)state;
    assert_int_equal(open_both("a: 您好{n}\n", "a: 老乡\n"), YX_INVALID);
    assert_string_equal(faults.first->message, "{n} of the original is missing");
    assert_null(texts);
    assert_int_equal(open_both("a: 您好\n", "a: '{m}'\n"), YX_INVALID);
    assert_string_equal(faults.first->message, "{m} is not in the original");
    assert_int_equal(open_both("a: 您好\n", "b: 二\n"), YX_INVALID);
    assert_int_equal(faults.first->line, 1);
    assert_string_equal(faults.first->path, ".b");
}

static void refuses_a_catalogue_that_is_none(void **state)
{
    (void)state;
    assert_int_equal(open_both("- a\n", NULL), YX_INVALID);
    assert_int_equal(open_both("a: [1]\n", NULL), YX_INVALID);
    assert_int_equal(open_both("p: {t: 1}\np.t: 2\n", NULL), YX_INVALID);
    assert_string_equal(faults.first->message, "the text is here twice");
    assert_int_equal(yx_texts_open("/nonexistent.yaml", NULL, &faults, &texts), YX_NOT_FOUND);
}

static void takes_an_absent_county_file_for_no_change(void **state)
{
    (void)state;
    assert_int_equal(yx_texts_open(write_file("a.yaml", "a: 一\n"), "/nonexistent.yaml", &faults, &texts), YX_OK);
    assert_int_equal(faults.count, 0);
}

#define T(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(finds_texts_by_key_and_by_path),
        T(fills_placeholders_and_leaves_the_unknown),
        T(lets_a_county_say_it_otherwise),
        T(refuses_a_countys_text_that_would_lose_something),
        T(refuses_a_catalogue_that_is_none),
        T(takes_an_absent_county_file_for_no_change),
    };
    return cmocka_run_group_tests_name("config/texts", tests, NULL, NULL);
}
