#include "gate/limit.h"

#include <pthread.h>
#include <stdatomic.h>

#include "unit.h"

static const struct yx_limit_setup setup = { .buckets = 8192, .per_minute = 30, .burst = 5 };

static int take(struct yx_limit *l, uint64_t sender, int64_t now_ms, int tries)
{
    int got = 0;
    for (int i = 0; i < tries; i++)
        got += yx_limit_take(l, sender, now_ms) == YX_OK;
    return got;
}

static void gives_a_burst_and_then_the_rate(void **state)
{
    (void)state;
    struct yx_limit *l = yx_limit_new(&setup);
    assert_int_equal(take(l, 77, 1000, 10), 5);
    assert_int_equal(take(l, 77, 2999, 10), 0);
    assert_int_equal(take(l, 77, 3000, 10), 1); /* 30 a minute: one in two seconds */
    assert_int_equal(take(l, 77, 9000, 10), 3);
    assert_int_equal(take(l, 77, INT64_C(1) << 50, 10), 5); /* never more than the burst */
    yx_limit_free(&l);
    assert_null(l);
}

static void senders_do_not_share(void **state)
{
    (void)state;
    struct yx_limit *l = yx_limit_new(&setup);
    for (uint64_t s = 0; s < 1000; s++)
        assert_int_equal(take(l, s * UINT64_C(0x9e3779b97f4a7c15), 1000, 10), 5);
    yx_limit_free(&l);
}

static void a_clock_that_goes_back_gives_nothing(void **state)
{
    (void)state;
    struct yx_limit *l = yx_limit_new(&setup);
    assert_int_equal(take(l, 7, 100000, 5), 5);
    assert_int_equal(take(l, 7, 50000, 5), 0);
    assert_int_equal(take(l, 7, 101999, 5), 0);
    assert_int_equal(take(l, 7, 102000, 5), 1);
    yx_limit_free(&l);
}

static void a_full_table_forgets_the_idle_before_the_busy(void **state)
{
    (void)state;
    const struct yx_limit_setup small = { .buckets = 64, .per_minute = 30, .burst = 5 };
    struct yx_limit *l = yx_limit_new(&small);
    assert_int_equal(take(l, 1 << 8, 1000, 5), 5); /* drained */
    for (uint64_t s = 2; s < 5000; s++)
        take(l, s << 8, 1000, 1); /* strangers that wrote once each */
    assert_int_equal(take(l, 1 << 8, 1000, 5), 0);
    yx_limit_free(&l);
}

struct crowd {
    struct yx_limit *limit;
    _Atomic int got;
};

static void *press(void *arg)
{
    struct crowd *c = arg;
    atomic_fetch_add(&c->got, take(c->limit, 42, 1000, 1000));
    return NULL;
}

static void threads_get_together_what_one_would_get(void **state)
{
    (void)state;
    struct crowd c = { .limit = yx_limit_new(&setup) };
    pthread_t threads[8];
    for (int i = 0; i < 8; i++)
        pthread_create(&threads[i], NULL, press, &c);
    for (int i = 0; i < 8; i++)
        pthread_join(threads[i], NULL);
    assert_int_equal(c.got, 5);
    yx_limit_free(&c.limit);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gives_a_burst_and_then_the_rate),
        cmocka_unit_test(senders_do_not_share),
        cmocka_unit_test(a_clock_that_goes_back_gives_nothing),
        cmocka_unit_test(a_full_table_forgets_the_idle_before_the_busy),
        cmocka_unit_test(threads_get_together_what_one_would_get),
    };
    return cmocka_run_group_tests_name("gate/limit", tests, NULL, NULL);
}
