/* A guest that was built for a later contract: the house must refuse it by name and number. */
#include "yx.h"
#include "yx_plugin.h"

static enum yx_err never(void *self, struct yx_turn *turn)
{
    (void)self;
    (void)turn;
    return YX_OK;
}

const struct yx_plugin yx_plugin = {
    .abi = { 99, sizeof(struct yx_plugin) },
    .name = "wrong_abi",
    .summary = "of another contract",
    .answer = never,
};
