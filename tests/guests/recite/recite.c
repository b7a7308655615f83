/* A guest that recites as many numbered sentences as it is asked for (背诵 40): answers of
 * any length, of which a test can tell what is missing and what is out of order. */
#include <stdlib.h>
#include <string.h>

#include "yx.h"
#include "yx_plugin.h"

static const char asked[] = "背诵";

static enum yx_err recite_start(const struct yx_host *host, void **self_out)
{
    *self_out = (void *)(uintptr_t)host;
    return YX_OK;
}

static struct yx_bid recite_bid(void *self, const struct yx_turn *turn)
{
    (void)self;
    return (struct yx_bid){ .sure = strncmp(yx_turn_text(turn), asked, sizeof asked - 1) == 0 ? 100 : 0,
        .why = "asked to recite" };
}

static enum yx_err recite_answer(void *self, struct yx_turn *turn)
{
    const char *sentence = yx_text_of(self, "sentence");
    long count = strtol(yx_turn_text(turn) + sizeof asked - 1, NULL, 10);
    struct yx_buf text = yx_buf_new(60000);
    for (long n = 1; n <= count; n++)
        yx_buf_print(&text, "%ld. %s\n", n, sentence);
    if (!text.over && text.len > 0)
        yx_say(turn, text.at);
    yx_buf_free(&text);
    return YX_OK;
}

const struct yx_plugin yx_plugin = {
    .abi = YX_PLUGIN_ABI,
    .name = "recite",
    .summary = "recites as many sentences as it is asked for",
    .start = recite_start,
    .bid = recite_bid,
    .answer = recite_answer,
};
