#include "people/tell.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/clock.h"
#include "base/id.h"
#include "serve/listeners.h"
#include "yx_desk.h"

void yx_people_channel(int64_t staff, unsigned char channel_out[YX_CONTACT_BYTES])
{
    char number[24];
    snprintf(number, sizeof number, "%" PRId64, staff);
    const struct yx_contact who = { "desk", staff ? "" : "all", staff ? number : "" };
    yx_contact_digest(&who, channel_out);
}

void yx_people_tell(enum yx_wake_kind what, int64_t staff, int64_t conversation, int64_t message)
{
    unsigned char channel[YX_CONTACT_BYTES];
    yx_people_channel(staff, channel);
    yx_wake_tell(what, conversation, message, channel);
}

void yx_people_hang_up(int64_t staff)
{
    yx_people_tell(YX_WAKE_HANG_UP, staff, 0, 0);
}

static void listens(int64_t staff, int64_t now_ms)
{
    unsigned char channel[YX_CONTACT_BYTES];
    yx_people_channel(staff, channel);
    yx_listeners_add(channel, now_ms);
}

void yx_people_listens(int64_t staff, int64_t now_ms)
{
    listens(staff, now_ms);
    listens(0, now_ms);
}

void yx_desk_push_channels(struct yx_arena *a, int64_t staff, const char **own_out, const char **all_out)
{
    unsigned char channel[YX_CONTACT_BYTES];
    char *own = yx_arena_get(a, 2 * sizeof channel + 1), *all = yx_arena_get(a, 2 * sizeof channel + 1);
    yx_people_listens(staff, yx_clock_ms());
    yx_people_channel(staff, channel);
    yx_hex(channel, sizeof channel, own);
    yx_people_channel(0, channel);
    yx_hex(channel, sizeof channel, all);
    *own_out = own;
    *all_out = all;
}
