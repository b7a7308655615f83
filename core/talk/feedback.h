/* Whether an answer helped: what its reader said of it, for the editors. */
#ifndef YX_TALK_FEEDBACK_H
#define YX_TALK_FEEDBACK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "store/store.h"

struct yx_feedback {
    int64_t conversation, message;
    bool useful;
    int64_t at_ms;
};

/* Keep it; a newer word about the same message takes the place of the older one. That the
 * message is there is the caller's to know. */
enum yx_err yx_feedback_put(struct yx_tx *, const struct yx_feedback *);

/* Hand all of it to `each`, with where the answer came from (JSON of struct yx_provenance,
 * or NULL). `scratch` is wiped before each; stops at the first error. */
enum yx_err yx_feedback_walk(struct yx_tx *, struct yx_arena *scratch,
    enum yx_err (*each)(void *arg, bool useful, const char *provenance), void *arg);

#endif
