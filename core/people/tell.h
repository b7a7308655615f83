/* “Something new” for the pages of staff: best effort, by a datagram to post, which publishes it. */
#ifndef YX_PEOPLE_TELL_H
#define YX_PEOPLE_TELL_H

#include <stdint.h>

#include "serve/wake.h"

/* The channel in nchan of one person's pages, of everybody's with 0. */
void yx_people_channel(int64_t staff, unsigned char channel_out[YX_CONTACT_BYTES]);

/* Tell the pages of one person, or with 0 everybody's, that a conversation (message: its last, or 0), the queue or
 * something about themselves changed: YX_WAKE_CONVERSATION, YX_WAKE_QUEUE, YX_WAKE_ME. Any thread. */
void yx_people_tell(enum yx_wake_kind what, int64_t staff, int64_t conversation, int64_t message);

/* A page of this person waits for news, their own and everybody's. Any thread. */
void yx_people_listens(int64_t staff, int64_t now_ms);

/* The person's pages hear nothing any more: their connections end. */
void yx_people_hang_up(int64_t staff);

#endif
