/* “Something new” for the pages of staff, after the commit that made it. Best effort. */
#ifndef YX_DESK_TELL_H
#define YX_DESK_TELL_H

#include <stdbool.h>

#include "talk/conversation.h"

/* A conversation changed: its owner's pages and those that look at it hear so; `queue`: what waits has
 * changed, too, for everybody at the desk. Any thread. */
void yx_desk_tell(const struct yx_conversation *, bool queue, int64_t now_ms);

/* Somebody who is not its owner looks at it: for a while all pages are told of it. Any thread. */
void yx_desk_watch(int64_t conversation, int64_t now_ms);

#endif
