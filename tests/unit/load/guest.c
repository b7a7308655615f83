/* The guest that load_test.c builds, each time with another thing wrong. It calls nothing
 * of the house: the test program exports nothing. */
#include "yx_plugin.h"

#ifndef GUEST_ABI
#define GUEST_ABI YX_PLUGIN_ABI
#endif
#ifndef GUEST_NAME
#define GUEST_NAME "good"
#endif
#ifndef GUEST_ANSWER
#define GUEST_ANSWER answer
#endif
#ifndef GUEST_SYMBOL
#define GUEST_SYMBOL yx_plugin
#endif

extern enum yx_err nowhere(void *, struct yx_turn *);

static const struct yx_option options[] = {
    { "count", YX_INT, .dflt = "3", .min = 1, .max = 9, .text = "A number." },
    { 0 },
};

__attribute__((unused)) static enum yx_err answer(void *self, struct yx_turn *turn)
{
    (void)self;
    (void)turn;
    return YX_OK;
}

extern YX_API const struct yx_plugin GUEST_SYMBOL;
const struct yx_plugin GUEST_SYMBOL = {
    .abi = GUEST_ABI, .name = GUEST_NAME, .summary = "for tests", .options = options, .answer = GUEST_ANSWER,
};
