/* Whose a conversation is × what somebody wants to do with it → what comes of it; written by hand, apart from the table
 * in core/desk/judge.c, so that it is changed twice or not at all. */
#include "desk/inside.h"

#include "unit.h"

enum { ME = 7, OTHER = 8, NOW = 1000 };

static const struct {
    const char *whose;
    enum yx_owner owner;
    int64_t staff, lease_until_ms;
    /* claim, reply, note, hand over, close, renew, reveal: as an agent, and as a lead */
    const char *agent, *lead;
} rows[] = {
    /* o: yes, L: not theirs any more, C: somebody was faster or nothing waits, F: no right */
    { "the machine's", YX_BOT, 0, 0, "CLFLLLF", "CLoLLLo" },
    { "it waits", YX_QUEUE, 0, 0, "oLFLLLF", "oLooLLo" },
    { "mine", YX_HUMAN, ME, NOW + 1, "ooooooo", "ooooooo" },
    { "mine, the lease ends now", YX_HUMAN, ME, NOW, "oLoLLLF", "oLoLLLo" },
    { "mine, the lease has ended", YX_HUMAN, ME, NOW - 1, "oLoLLLF", "oLoLLLo" },
    { "another's", YX_HUMAN, OTHER, NOW + 1, "CLFLLLF", "CLooLLo" },
    { "another's, the lease has ended", YX_HUMAN, OTHER, NOW - 1, "oLFLLLF", "oLooLLo" },
};

static char letter_of(enum yx_err err)
{
    return err == YX_OK ? 'o' : err == YX_LEASE ? 'L' : err == YX_CONFLICT ? 'C' : err == YX_FORBIDDEN ? 'F' : '?';
}

static void each_act_comes_to_what_the_table_says(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct yx_conversation c = { .owner = rows[i].owner, .staff = rows[i].staff,
            .lease_until_ms = rows[i].lease_until_ms };
        assert_int_equal(strlen(rows[i].agent), DESK_ACTS);
        for (int act = 0; act < DESK_ACTS; act++)
            for (int lead = 0; lead < 2; lead++) {
                char got = letter_of(desk_judge((enum desk_act)act, desk_whose(&c, ME, NOW), lead));
                char want = (lead ? rows[i].lead : rows[i].agent)[act];
                if (got != want)
                    fail_msg("%s, act %d, %s: %c, not %c", rows[i].whose, act, lead ? "lead" : "agent", got, want);
            }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(each_act_comes_to_what_the_table_says) };
    return cmocka_run_group_tests_name("desk/owner", tests, NULL, NULL);
}
