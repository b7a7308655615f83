#include "talk/contact.h"

#include "unit.h"

static void a_sender_is_shown_masked(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        { "13800138000", "138****8000" }, { "+8613800138000", "+86*******8000" }, { "12345678", "123*5678" },
        { "1234567", "******7" }, { "12348", "****8" }, { "1", "1" }, { "", "" }, { "某某银行", "***行" },
    };
    struct yx_arena *arena = yx_arena_new(1 << 16);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_string_equal(yx_contact_masked(arena, rows[i][0]), rows[i][1]);
    yx_arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(a_sender_is_shown_masked) };
    return cmocka_run_group_tests_name("talk/contact", tests, NULL, NULL);
}
