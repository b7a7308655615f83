/* Whether an answer helped: what its reader said of it, for the editors. */
#ifndef YX_TALK_FEEDBACK_H
#define YX_TALK_FEEDBACK_H

#include <stdbool.h>
#include <stdint.h>

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

#endif
