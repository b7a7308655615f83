/* A guest that answers everything with the same words: a turn without a search, for the
 * bench and for tests that count messages. */
#include "yx.h"
#include "yx_plugin.h"

static enum yx_err echo_start(const struct yx_host *host, void **self_out)
{
    *self_out = (void *)(uintptr_t)yx_text_of(host, "answer");
    return YX_OK;
}

static struct yx_bid echo_bid(void *self, const struct yx_turn *turn)
{
    (void)self;
    (void)turn;
    return (struct yx_bid){ .sure = 99, .why = "any" };
}

static enum yx_err echo_answer(void *self, struct yx_turn *turn)
{
    yx_say(turn, self);
    return YX_OK;
}

const struct yx_plugin yx_plugin = {
    .abi = YX_PLUGIN_ABI,
    .name = "echo",
    .summary = "answers everything with the same words",
    .start = echo_start,
    .bid = echo_bid,
    .answer = echo_answer,
};
