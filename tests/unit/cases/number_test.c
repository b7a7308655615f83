/* Numbers without gap or double from many threads; codes that nobody can read back. */
#include <pthread.h>
#include <sodium.h>

#include "house.h"

enum { THREADS = 8, EACH = 150 };

static void *file_many(void *arg)
{
    int64_t now_ms = *(int64_t *)arg;
    const struct yx_values values = house_values("supervisor_report");
    for (int i = 0; i < EACH; i++) {
        struct yx_arena *a = yx_arena_new(4 << 20);
        const struct case_draft draft = { .kind = yx_kinds_find(&yx_cases.kinds, "supervisor_report"), .values = &values, .contact = 1 };
        struct case_plan p = { .arena = a, .actor = { .contact = 1 }, .draft = &draft, .id = yx_id_next(), .now_ms = now_ms };
        enum yx_err err = case_do(&p, case_plan_open);
        yx_arena_free(&a);
        if (err != YX_OK)
            return (void *)1;
    }
    return NULL;
}

static void numbers_are_consecutive_from_many_threads(void **state)
{
    (void)state;
    pthread_t threads[THREADS];
    int64_t now_ms = house_at("2026-11-21", 12);
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, file_many, &now_ms), 0);
    for (int i = 0; i < THREADS; i++) {
        void *failed;
        pthread_join(threads[i], &failed);
        assert_null(failed);
    }
    assert_int_equal(house_count("SELECT COUNT(DISTINCT number) FROM cases WHERE number LIKE 'SJ261121%'"), THREADS * EACH);
    assert_int_equal(house_count("SELECT MAX(CAST(substr(number, 9) AS INTEGER)) FROM cases"), THREADS * EACH);
    assert_int_equal(house_count("SELECT MIN(CAST(substr(number, 9) AS INTEGER)) FROM cases"), 1);
    assert_int_equal(house_count("SELECT last FROM case_number WHERE day = 'SJ261121'"), THREADS * EACH);
    assert_int_equal(house_count("SELECT COUNT(*) FROM cases WHERE number IN ('SJ26112101', 'SJ26112199', 'SJ261121100', 'SJ2611211200')"), 4);
}

static enum yx_err give_and_fail(struct yx_tx *tx, void *arg)
{
    enum yx_err err = case_number_next(tx, "TS", *(int64_t *)arg, (char[YX_CASE_NUMBER_MOST]){ 0 });
    return err == YX_OK ? YX_CONFLICT : err;
}

static enum yx_err give(struct yx_tx *tx, void *arg)
{
    return case_number_next(tx, "TS", house_at("2026-11-22", 0), arg);
}

static void a_commit_that_fails_gives_its_number_back(void **state)
{
    (void)state;
    int64_t now_ms = house_at("2026-11-22", 0);
    char number[YX_CASE_NUMBER_MOST];
    assert_int_equal(yx_store_commit(house.store, give_and_fail, &now_ms), YX_CONFLICT);
    assert_int_equal(yx_store_commit(house.store, give, number), YX_OK);
    assert_string_equal(number, "TS26112201");
}

static void a_number_is_read_as_people_type_it(void **state)
{
    (void)state;
    static const char *const good[] = { "SJ26112017", "sj26112017", " ＳＪ２６１１２０１７ ", "SJ 261120 17", "SJ-261120-17" };
    static const char *const bad[] = { "", "26112017", "SJ261120", "SJX6112017", "SJ26112017'", "SJ2611201700000000000000000", "编号", "\xff" };
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        assert_string_equal(case_number_clean(house.arena, good[i]), "SJ26112017");
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_string_equal(case_number_clean(house.arena, bad[i]), "");
}

static void a_code_is_kept_as_a_keyed_digest_alone(void **state)
{
    (void)state;
    char code[YX_CASE_CODE + 1], other[YX_CASE_CODE + 1];
    unsigned char digest[YX_CASE_KEY], typed[YX_CASE_KEY];
    case_code_draw(code, digest);
    case_code_draw(other, typed);
    assert_int_equal(strspn(code, "0123456789"), YX_CASE_CODE);
    assert_string_not_equal(code, other);
    assert_memory_not_equal(digest, typed, YX_CASE_KEY);
    assert_true(case_code_digest(code, typed));
    assert_memory_equal(digest, typed, YX_CASE_KEY);
    assert_true(case_code_digest(case_code_shown(house.arena, code), typed)); /* with its dashes */
    assert_memory_equal(digest, typed, YX_CASE_KEY);
    assert_false(case_code_digest("123", typed));
    assert_false(case_code_digest("12345678901234567", typed));
    assert_false(case_code_digest("1234abcd12345678", typed));
    unsigned char key = yx_cases.code_key[0];
    yx_cases.code_key[0] ^= 1; /* another key: another digest */
    case_code_digest(code, typed);
    yx_cases.code_key[0] = key;
    assert_memory_not_equal(digest, typed, YX_CASE_KEY);
}

static enum yx_err put_seal(struct yx_tx *tx, void *arg)
{
    return case_seal_put(tx, 7, 8, arg, yx_clock_ms());
}

static enum yx_err deliver(struct yx_tx *tx, void *arg)
{
    (void)arg;
    return yx_case_delivered(tx, 7, 8);
}

static const char *unmasked(const char *text)
{
    struct yx_tx *tx;
    assert_int_equal(yx_store_read(house.store, &tx), YX_OK);
    const char *shown = yx_case_unmask(tx, house.arena, 7, 8, text);
    yx_store_done(house.store, &tx);
    return shown;
}

static void a_code_that_was_said_stays_masked_and_can_be_said_again(void **state)
{
    (void)state;
    const char *text = yx_arena_print(house.arena, "查询码 %s，请记好", case_code_masked());
    const char *sealed = case_seal(house.arena, "1234567890123456");
    assert_null(strstr(sealed, "1234"));
    assert_string_equal(unmasked(text), text);
    assert_int_equal(yx_store_commit(house.store, put_seal, (void *)(uintptr_t)sealed), YX_OK);
    assert_string_equal(unmasked(text), "查询码 1234-5678-9012-3456，请记好");
    assert_int_equal(strlen(unmasked(text)), strlen(text)); /* offsets of letters stay right */
    assert_string_equal(unmasked("别的话"), "别的话");
    assert_int_equal(yx_store_commit(house.store, deliver, NULL), YX_OK);
    assert_string_equal(unmasked(text), text);
}

static void a_filed_case_tells_its_code_once_and_masks_it(void **state)
{
    (void)state;
    char code[YX_CASE_CODE + 1];
    unsigned char digest[YX_CASE_KEY];
    struct yx_tx *tx;
    struct yx_conversation c;
    struct yx_message m;
    case_code_draw(code, digest);
    const struct yx_values values = house_values("complaint");
    const struct case_draft draft = { .kind = yx_kinds_find(&yx_cases.kinds, "complaint"), .values = &values, .contact = REPORTER,
        .conversation = REPORTER + 1000, .code = code, .digest = digest };
    struct case_plan p = { .arena = house.arena, .actor = { .me = &intake }, .draft = &draft, .id = yx_id_next(),
        .now_ms = yx_clock_ms() };
    assert_int_equal(case_do(&p, case_plan_open), YX_OK);
    assert_int_equal(yx_store_read(house.store, &tx), YX_OK);
    assert_int_equal(yx_conversation_get(tx, house.arena, REPORTER + 1000, &c, NULL), YX_OK);
    assert_int_equal(yx_message_get(tx, house.arena, c.id, c.last_message, &m), YX_OK);
    assert_non_null(strstr(m.text, "编号 TS"));
    assert_non_null(strstr(m.text, "查询码 ****-****-****-****"));
    assert_null(strstr(m.text, code));
    const char *shown = yx_case_unmask(tx, house.arena, c.id, m.id, m.text);
    assert_non_null(strstr(shown, case_code_shown(house.arena, code)));
    yx_store_done(house.store, &tx);
    assert_int_equal(house_count(yx_arena_print(house.arena, "SELECT COUNT(*) FROM case_seal WHERE CAST(sealed AS TEXT) LIKE '%%%s%%'", code)), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_consecutive_from_many_threads),
        cmocka_unit_test(a_commit_that_fails_gives_its_number_back),
        cmocka_unit_test(a_number_is_read_as_people_type_it),
        cmocka_unit_test(a_code_is_kept_as_a_keyed_digest_alone),
        cmocka_unit_test(a_code_that_was_said_stays_masked_and_can_be_said_again),
        cmocka_unit_test(a_filed_case_tells_its_code_once_and_masks_it),
    };
    return cmocka_run_group_tests_name("cases/number", tests, house_open, house_close);
}
