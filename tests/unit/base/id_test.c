#include "base/id.h"

#include <pthread.h>

#include "base/clock.h"
#include "unit.h"

enum { EACH = 20000, THREADS = 4 };

static void *draw(void *arg)
{
    int64_t *ids = arg;
    for (int i = 0; i < EACH; i++)
        ids[i] = yx_id_next();
    return NULL;
}

static int by_value(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static void ids_are_unique_and_grow(void **state)
{
    (void)state;
    static int64_t ids[THREADS * EACH];
    pthread_t threads[THREADS];
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, draw, ids + i * EACH), 0);
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    for (int i = 1; i < EACH; i++)
        assert_true(ids[i] > ids[i - 1]);
    qsort(ids, THREADS * EACH, sizeof *ids, by_value);
    assert_true(ids[0] > 0);
    for (int i = 1; i < THREADS * EACH; i++)
        assert_true(ids[i] != ids[i - 1]);
}

static void a_digest_depends_on_key_and_on_where_parts_end(void **state)
{
    (void)state;
    unsigned char a[16], b[16], key[32] = { 1 };
    const struct yx_part one[] = { { "ab", 2 }, { "c", 1 } }, other[] = { { "a", 1 }, { "bc", 2 } };
    yx_digest(NULL, one, 2, a, sizeof a);
    yx_digest(NULL, one, 2, b, sizeof b);
    assert_memory_equal(a, b, sizeof a);
    yx_digest(NULL, other, 2, b, sizeof b);
    assert_memory_not_equal(a, b, sizeof a);
    yx_digest(key, one, 2, b, sizeof b);
    assert_memory_not_equal(a, b, sizeof a);
}

static void hex_is_lower_case(void **state)
{
    (void)state;
    char out[7];
    yx_hex("\x00\xaf\x10", 3, out);
    assert_string_equal(out, "00af10");
}

static void civil_time_is_chinas(void **state)
{
    (void)state;
    /* 2026-11-22 23:30 UTC is 2026-11-23 07:30 in China, a Monday */
    struct yx_civil c = yx_clock_civil(INT64_C(1795390200000));
    assert_int_equal(c.year, 2026);
    assert_int_equal(c.month, 11);
    assert_int_equal(c.day, 23);
    assert_int_equal(c.hour, 7);
    assert_int_equal(c.minute, 30);
    assert_int_equal(c.weekday, 1);
    assert_true(yx_clock_from_civil(&c) == INT64_C(1795390200000));
    c.day = 0; /* carried on: the last of October */
    assert_int_equal(yx_clock_civil(yx_clock_from_civil(&c)).day, 31);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ids_are_unique_and_grow),
        cmocka_unit_test(a_digest_depends_on_key_and_on_where_parts_end),
        cmocka_unit_test(hex_is_lower_case),
        cmocka_unit_test(civil_time_is_chinas),
    };
    return cmocka_run_group_tests_name("base/id", tests, NULL, NULL);
}
