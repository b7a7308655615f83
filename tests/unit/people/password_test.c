#include "people/password.h"

#include "unit.h"

static struct yx_arena *arena;

static int set_up(void **state)
{
    (void)state;
    arena = yx_arena_new(1 << 20);
    return arena ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    yx_arena_free(&arena);
    return 0;
}

static void hashes_with_argon2id_at_its_cost(void **state)
{
    (void)state;
    char hash[YX_PASSWORD_HASH], again[YX_PASSWORD_HASH];
    assert_int_equal(yx_password_hash("春江潮水连海平xy", hash), YX_OK);
    assert_int_equal(yx_password_hash("春江潮水连海平xy", again), YX_OK);
    assert_memory_equal(hash, "$argon2id$v=19$m=19456,t=2,p=1$", 31);
    assert_string_not_equal(hash, again); /* a salt each */
    assert_true(yx_password_fits(hash, "春江潮水连海平xy"));
    assert_false(yx_password_fits(hash, "春江潮水连海平xY"));
    assert_false(yx_password_fits(hash, ""));
    assert_false(yx_password_fits("no hash at all", "春江潮水连海平xy"));
}

static void expect(const char *why, const char *password)
{
    const char *got = yx_password_fault(arena, password, "wangli", "王丽");
    if ((got == NULL) != (why == NULL) || (why && strcmp(got, why) != 0))
        fail_msg("%s: %s", password, got ? got : "good");
}

static void refuses_what_is_guessed_first(void **state)
{
    (void)state;
    char longest[200];
    memset(longest, 'x', sizeof longest);
    longest[129] = '\0';
    expect("short", "");
    expect("short", "Ab3-xyz9k");
    expect("long", longest);
    expect("name", "WangLi-2026!");
    expect("name", "ｗａｎｇｌｉ88888x"); /* full width is folded */
    expect("common", "aaaaaaaaaaaa");
    expect("common", "abababababab");
    expect("common", "1234567890");
    expect("common", "0987654321");
    expect("common", "abcdefghijkl");
    expect("common", "Password123");
    expect("common", "QWERTYUIOP12");
    expect("common", "woaini1314");
    expect("common", "\xff\xfe\xff\xfe\xff\xfe\xff\xfe\xff\xfe");
    expect(NULL, "correct horse battery");
    expect(NULL, "Tr0ub4dor&3x");
    expect(NULL, "床前明月光疑是地上霜");
    expect(NULL, "my password is a long sentence");
}

static void draws_what_the_rules_allow(void **state)
{
    (void)state;
    char one[YX_PASSWORD_DRAWN + 1], other[YX_PASSWORD_DRAWN + 1];
    for (int i = 0; i < 200; i++) {
        yx_password_draw(one);
        yx_password_draw(other);
        assert_int_equal(strlen(one), YX_PASSWORD_DRAWN);
        assert_null(strpbrk(one, "0O1lIo "));
        assert_string_not_equal(one, other);
        assert_null(yx_password_fault(arena, one, "wangli", "王丽"));
    }
}

#define T(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(hashes_with_argon2id_at_its_cost),
        T(refuses_what_is_guessed_first),
        T(draws_what_the_rules_allow),
    };
    return cmocka_run_group_tests_name("people/password", tests, NULL, NULL);
}
