#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "unit.h"

static void an_arena_gives_zeros_and_is_wiped(void **state)
{
    (void)state;
    struct yx_arena *a = yx_arena_new(1 << 20);
    unsigned char *big = yx_arena_get(a, 300000);
    for (size_t i = 0; i < 300000; i++)
        assert_int_equal(big[i], 0);
    assert_string_equal(yx_arena_text(a, "工资x", 6), "工资");
    assert_string_equal(yx_arena_print(a, "%d-%s", 7, "天"), "7-天");
    assert_true(yx_arena_used(a) >= 300000);
    yx_arena_wipe(a);
    assert_int_equal(yx_arena_used(a), 0);
    char *again = yx_arena_get(a, 100);
    memset(again, 'x', 100);
    yx_arena_wipe(a);
    assert_int_equal(again[0], 0); /* the first block is kept, and overwritten */
    yx_arena_free(&a);
    assert_null(a);
    yx_arena_free(&a);
}

static void an_arena_past_its_maximum_ends_the_process(void **state)
{
    (void)state;
    pid_t child = fork();
    if (child == 0) {
        if (freopen("/dev/null", "w", stderr) == NULL)
            _exit(1);
        struct yx_arena *a = yx_arena_new(1000);
        yx_arena_get(a, 600);
        yx_arena_get(a, 600);
        _exit(0);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_false(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

static void a_buffer_stops_at_its_maximum_and_says_so(void **state)
{
    (void)state;
    struct yx_buf b = yx_buf_new(10);
    assert_string_equal(b.at, "");
    yx_buf_text(&b, "123456");
    yx_buf_print(&b, "%d", 78);
    assert_string_equal(b.at, "12345678");
    assert_false(b.over);
    yx_buf_text(&b, "abc");
    assert_true(b.over);
    assert_string_equal(b.at, "12345678ab");
    yx_buf_clear(&b);
    assert_false(b.over);
    assert_string_equal(b.at, "");
    yx_buf_free(&b);
    b = yx_buf_new(100000);
    for (int i = 0; i < 1000; i++)
        yx_buf_print(&b, "%0600d", i); /* longer than the room of one print */
    assert_true(b.over);
    assert_int_equal(b.len, 100000);
    assert_int_equal(strlen(b.at), 100000);
    yx_buf_free(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_arena_gives_zeros_and_is_wiped),
        cmocka_unit_test(an_arena_past_its_maximum_ends_the_process),
        cmocka_unit_test(a_buffer_stops_at_its_maximum_and_says_so),
    };
    return cmocka_run_group_tests_name("base/memory", tests, NULL, NULL);
}
