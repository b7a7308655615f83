/* The question how a service was: the one open question of a conversation that the core
 * itself asks (conversation.pending); it owns the bare digits 1 to 5. */
#ifndef YX_TALK_RATING_H
#define YX_TALK_RATING_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"

/* The question as it is kept, {"rating": {"service", "until"}}; in the arena. */
char *yx_rating_print(struct yx_arena *, int64_t service, int64_t until_ms);

/* Whether an open question (may be NULL) is this one and still wants an answer; about which service. */
bool yx_rating_read(const char *pending, int64_t now_ms, int64_t *service_out);

#endif
