/* A guest that dies in the middle of a turn when a certain word is said, and takes nothing
 * else: what the house does then is tested by tests/stack. */
#include <signal.h>
#include <string.h>

#include "yx.h"
#include "yx_plugin.h"

static bool is_meant(const struct yx_turn *turn)
{
    return strstr(yx_turn_text(turn), "请让进程崩溃") != NULL;
}

static struct yx_bid crash_bid(void *self, const struct yx_turn *turn)
{
    (void)self;
    return (struct yx_bid){ .sure = is_meant(turn) ? 100 : 0, .why = "asked to crash" };
}

static enum yx_err crash_answer(void *self, struct yx_turn *turn)
{
    (void)self;
    yx_say(turn, yx_turn_text(turn)); /* an effect that must never be seen */
    raise(SIGSEGV);
    return YX_OK;
}

const struct yx_plugin yx_plugin = {
    .abi = YX_PLUGIN_ABI,
    .name = "crash",
    .summary = "crashes when it is asked to",
    .bid = crash_bid,
    .answer = crash_answer,
};
