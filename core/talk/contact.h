/* Who writes to us, and by which way. */
#ifndef YX_TALK_CONTACT_H
#define YX_TALK_CONTACT_H

#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "store/store.h"

enum { YX_CONTACT_BYTES = 16 };

/* Unique by these three. */
struct yx_contact {
    const char *channel, *account, *sender;
};

/* The short name of a contact, the same in every process: names its lane and rate, and
 * the channel by which its pages hear that there is something new. A sender
 * that can be guessed (a phone number) can be found again from it: no log holds it. Pure. */
void yx_contact_digest(const struct yx_contact *, unsigned char out[YX_CONTACT_BYTES]);

/* How staff and pages see a sender: the first three and the last four characters, and stars
 * between; of a short one the last alone. In the arena. Pure. */
char *yx_contact_masked(struct yx_arena *, const char *sender);

/* In a commit: from left_ms on they want no letters; 0: they take them again. Whoever says it
 * counts the conversation's version up. */
enum yx_err yx_contact_left(struct yx_tx *, int64_t contact, int64_t left_ms);

#endif
