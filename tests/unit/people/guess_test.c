#include "people/guess.h"

#include "desk.h"

static const unsigned char key[32] = "a key of this test";

static enum yx_err take(struct yx_tx *tx, void *arg)
{
    return yx_guess_take(tx, arg);
}

static enum yx_err right(struct yx_tx *tx, void *arg)
{
    return yx_guess_right(tx, arg);
}

/* How long they must wait; 0: the try was made, and is wrong. */
static int64_t try_as(const char *name, const char *address)
{
    struct yx_guess g = yx_guess_of(key, name, address, desk.now_ms);
    enum yx_err err = yx_store_commit(desk.store, take, &g);
    assert_true(err == YX_OK || err == YX_RATE);
    return err == YX_OK ? 0 : g.wait_ms;
}

static void succeed(const char *name, const char *address)
{
    struct yx_guess g = yx_guess_of(key, name, address, desk.now_ms);
    assert_int_equal(yx_store_commit(desk.store, take, &g), YX_OK);
    assert_int_equal(yx_store_commit(desk.store, right, &g), YX_OK);
}

static void doubles_the_wait_of_a_name_up_to_five_minutes(void **state)
{
    (void)state;
    char address[32];
    int64_t expected = 1000;
    for (int i = 0; i < 5; i++)
        assert_int_equal(try_as("li", "192.0.2.1"), 0);
    for (int i = 0; i < 12; i++) {
        snprintf(address, sizeof address, "198.51.100.%d", i); /* from wherever */
        assert_int_equal(try_as("li", address), expected);
        desk.now_ms += expected - 1;
        assert_int_equal(try_as("li", address), 1);
        desk.now_ms += 1;
        assert_int_equal(try_as("li", address), 0);
        expected = expected * 2 < 300000 ? expected * 2 : 300000;
    }
    assert_int_equal(try_as("wu", "192.0.2.1"), 0); /* others are not theirs to slow down */
}

static void forgets_after_an_hour(void **state)
{
    (void)state;
    for (int i = 0; i < 5; i++)
        assert_int_equal(try_as("li", "192.0.2.1"), 0);
    desk.now_ms += 3600 * 1000;
    assert_int_equal(try_as("li", "192.0.2.1"), 0);
    assert_int_equal(try_as("li", "192.0.2.1"), 0);
}

static void slows_an_address_down_that_tries_many_names(void **state)
{
    (void)state;
    char name[16];
    for (int i = 0; i < 30; i++) {
        snprintf(name, sizeof name, "n%d", i);
        assert_int_equal(try_as(name, "2001:db8::1"), 0);
    }
    assert_int_equal(try_as("another", "2001:db8::1"), 1000);
    assert_int_equal(try_as("another", "2001:db8::ffff:1"), 1000); /* the same network */
    assert_int_equal(try_as("another", "2001:db8:1::1"), 0);
    assert_int_equal(try_as("another", "no address"), 0);
}

static void nobody_elsewhere_keeps_somebody_out(void **state)
{
    (void)state;
    char name[16];
    succeed("li", "192.0.2.1");
    for (int i = 0; i < 30; i++) {
        snprintf(name, sizeof name, "n%d", i);
        assert_int_equal(try_as(name, "192.0.2.1"), 0); /* somebody in the same office */
    }
    assert_int_equal(try_as("n30", "192.0.2.1"), 1000);
    for (int i = 0; i < 5; i++)
        assert_int_equal(try_as("li", "203.0.113.9"), 0);
    assert_int_equal(try_as("li", "203.0.113.9"), 1000);
    assert_int_equal(try_as("li", "203.0.113.10"), 1000);
    for (int i = 0; i < 5; i++)
        assert_int_equal(try_as("li", "192.0.2.1"), 0); /* at home, and counted there as well */
    assert_int_equal(try_as("li", "192.0.2.1"), 1000);
}

static void a_right_try_begins_anew(void **state)
{
    (void)state;
    for (int n = 0; n < 20; n++) { /* an office of many */
        for (int i = 0; i < 4; i++)
            assert_int_equal(try_as("li", "192.0.2.1"), 0);
        succeed("li", "192.0.2.1");
        desk.now_ms += 3600 * 1000 + 1;
    }
    assert_int_equal(desk_count("SELECT count(*) FROM guess"), 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(doubles_the_wait_of_a_name_up_to_five_minutes),
        T(forgets_after_an_hour),
        T(slows_an_address_down_that_tries_many_names),
        T(nobody_elsewhere_keeps_somebody_out),
        T(a_right_try_begins_anew),
    };
    return cmocka_run_group_tests_name("people/guess", tests, NULL, NULL);
}
