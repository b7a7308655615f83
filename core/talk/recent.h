/* Conversations as the last turn of this process left them: a guess that spares the
 * reading. What is right is decided at the commit, by the conversation's version and
 * the delivery's unique key; so everything that changes a conversation counts its
 * version up. Only plain ones are kept here: the machine owns it, nobody holds the floor,
 * no plugin kept anything, no staff ever wrote in it; a question may be open. */
#ifndef YX_TALK_RECENT_H
#define YX_TALK_RECENT_H

#include <stdbool.h>

#include "talk/conversation.h"
#include "talk/dedupe.h"

/* The conversation of a contact, unless it is unknown or this delivery is one of the
 * last few it had. `who`: the
 * contact's digest (talk/contact.h). Texts in the
 * arena. Any thread. */
bool yx_recent_get(const unsigned char *who, const struct yx_delivery *, struct yx_arena *,
    struct yx_conversation *out);

/* It was recorded as `c`, whose version is the one before; `plain`: as said above. */
void yx_recent_put(const unsigned char *who, const struct yx_delivery *,
    const struct yx_conversation *c, bool plain);

/* The guess was wrong. */
void yx_recent_drop(const unsigned char *who);

#endif
