#include "desk/tell.h"

#include <inttypes.h>
#include <stdio.h>

#include "people/tell.h"
#include "serve/listeners.h"

/* The name under which a conversation that is looked at stands among the listeners. */
static void name_of(int64_t conversation, unsigned char name_out[YX_CONTACT_BYTES])
{
    char number[24];
    snprintf(number, sizeof number, "%" PRId64, conversation);
    yx_contact_digest(&(struct yx_contact){ "desk", "view", number }, name_out);
}

/* Only where somebody listens: each is a request to nginx. */
static void tell(enum yx_wake_kind what, int64_t staff, const struct yx_conversation *c, int64_t now_ms)
{
    unsigned char channel[YX_CONTACT_BYTES];
    yx_people_channel(staff, channel);
    if (yx_listeners_has(channel, now_ms))
        yx_people_tell(what, staff, c->id, c->last_message);
}

void yx_desk_tell(const struct yx_conversation *c, bool queue, int64_t now_ms)
{
    unsigned char name[YX_CONTACT_BYTES];
    name_of(c->id, name);
    if (c->staff != 0)
        tell(YX_WAKE_CONVERSATION, c->staff, c, now_ms);
    if (yx_listeners_has(name, now_ms))
        tell(YX_WAKE_CONVERSATION, 0, c, now_ms);
    if (queue)
        tell(YX_WAKE_QUEUE, 0, c, now_ms);
}

void yx_desk_watch(int64_t conversation, int64_t now_ms)
{
    unsigned char name[YX_CONTACT_BYTES];
    name_of(conversation, name);
    yx_listeners_add(name, now_ms);
}
