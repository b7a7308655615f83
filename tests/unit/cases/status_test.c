/* What somebody outside sees of a case: by what its kind shows, and nothing of whoever is not to be known. */
#include "cases/turn.h"
#include "house.h"

static char code[YX_CASE_CODE + 1];
static unsigned char digest[YX_CASE_KEY];
static int64_t now_ms;

static int64_t filed(const char *kind)
{
    case_code_draw(code, digest);
    return house_file(kind, REPORTER, now_ms, code, digest);
}

static enum yx_err status(const char *who, const char *number, const char *with, struct yx_case_seen *seen)
{
    return yx_case_status(house.arena, who, number, with, now_ms, seen);
}

static void a_kind_shows_what_it_says(void **state)
{
    (void)state;
    now_ms = house_at("2026-11-20", 10);
    struct yx_case_seen seen;
    const char *number = house_case(filed("complaint")).number;
    assert_int_equal(status("a", number, code, &seen), YX_OK);
    assert_string_equal(seen.state, "new");
    assert_string_equal(seen.due, "12月1日"); /* the promise, before the law's day */
    assert_int_equal(seen.opened_ms, now_ms);
    assert_null(seen.reply);
    number = house_case(filed("mediation")).number;
    assert_int_equal(status("b", number, code, &seen), YX_OK);
    assert_null(seen.missing); /* statements stay private */
    number = house_case(filed("supervisor_report")).number;
    assert_int_equal(status("c", number, code, &seen), YX_NOT_FOUND); /* the supervisor alone */
    const struct yx_case_scene mine = { .arena = house.arena, .contact = REPORTER, .now_ms = now_ms }, theirs = { .arena = house.arena,
        .contact = SECOND_REPORTER, .now_ms = now_ms };
    assert_int_equal(yx_case_scene_look(&mine, number, &seen), YX_OK);
    assert_int_equal(yx_case_scene_look(&theirs, number, &seen), YX_NOT_FOUND);
}

static void guessing_is_bounded_by_who_guesses(void **state)
{
    (void)state;
    struct yx_case_seen seen;
    const char *number = house_case(filed("complaint")).number;
    int refused = 0;
    for (int i = 0; i < 30; i++)
        refused += status("somebody", number, "0000000000000000", &seen) == YX_RATE;
    assert_int_equal(refused, 20);
    assert_int_equal(status("somebody", number, code, &seen), YX_RATE);
    assert_int_equal(status("the reporter", number, code, &seen), YX_OK); /* whom that does not keep out */
}

static int by_size(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return x < y ? -1 : x > y;
}

enum { ROUNDS = 400 };

/* The middle of many tries of one number and one that is not there, one after the other, so that a busy machine slows
 * both down. */
static void a_wrong_code_takes_as_long_as_an_unknown_number(void **state)
{
    (void)state;
    struct yx_case_seen seen;
    int64_t wrong[ROUNDS], unknown[ROUNDS];
    const char *number = house_case(filed("complaint")).number;
    struct yx_arena *a = yx_arena_new(1 << 20);
    for (int i = 0; i < ROUNDS; i++) {
        const char *who = yx_arena_print(house.arena, "w%d", i), *other = yx_arena_print(house.arena, "u%d", i);
        int64_t begin = yx_clock_mono_us();
        for (int n = 0; n < 8; n++)
            assert_int_equal(yx_case_status(a, who, number, "0000000000000000", now_ms, &seen), YX_NOT_FOUND);
        wrong[i] = yx_clock_mono_us() - begin;
        begin = yx_clock_mono_us();
        for (int n = 0; n < 8; n++)
            assert_int_equal(yx_case_status(a, other, "TS26010199", "0000000000000000", now_ms, &seen), YX_NOT_FOUND);
        unknown[i] = yx_clock_mono_us() - begin;
        yx_arena_wipe(a);
    }
    yx_arena_free(&a);
    qsort(wrong, ROUNDS, sizeof *wrong, by_size);
    qsort(unknown, ROUNDS, sizeof *unknown, by_size);
    print_message("eight tries: wrong code %lld us, unknown number %lld us\n", (long long)wrong[ROUNDS / 2], (long long)unknown[ROUNDS / 2]);
    assert_true(wrong[ROUNDS / 2] <= unknown[ROUNDS / 2] * 3 / 2 + 8 && unknown[ROUNDS / 2] <= wrong[ROUNDS / 2] * 3 / 2 + 8);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_kind_shows_what_it_says),
        cmocka_unit_test(guessing_is_bounded_by_who_guesses),
        cmocka_unit_test(a_wrong_code_takes_as_long_as_an_unknown_number),
    };
    return cmocka_run_group_tests_name("cases/status", tests, house_open, house_close);
}
