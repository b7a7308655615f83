/* A service: one time that a person was asked for, from the queue to its end. What is
 * counted of the work of people hangs on it. Inside commits. */
#ifndef YX_TALK_SERVICE_H
#define YX_TALK_SERVICE_H

#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "store/store.h"

/* The numbers stand in the database. */
enum yx_service_end { YX_SERVICE_OPEN, YX_SERVICE_CLOSED, YX_SERVICE_TO_MACHINE, YX_SERVICE_LEFT };

enum { YX_STARS_MOST = 5 };

/* Begin one. `id` from yx_id_next; `asked_message`: the last message of the conversation then. */
enum yx_err yx_service_open(struct yx_tx *, int64_t id, int64_t conversation, int64_t asked_message, int64_t now_ms);

/* Somebody has it from now on; the first time counts as taken. */
enum yx_err yx_service_taken(struct yx_tx *, int64_t id, int64_t staff, int64_t team, int64_t now_ms);
/* They have answered; the first time is kept. */
enum yx_err yx_service_answered(struct yx_tx *, int64_t id, int64_t now_ms);
/* It went from one person on to another, or to a team. */
enum yx_err yx_service_handed(struct yx_tx *, int64_t id);

/* It is over. `summary` may be NULL: what was written before stays. */
enum yx_err yx_service_end(struct yx_tx *, int64_t id, enum yx_service_end, int64_t last_message,
    const char *summary, int64_t now_ms);
/* The summary so far, of one that goes on with somebody else. */
enum yx_err yx_service_summary(struct yx_tx *, int64_t id, const char *summary);

/* The citizen says how it was, 1 to YX_STARS_MOST; the first word counts. YX_EMPTY: it was rated already. */
enum yx_err yx_service_rate(struct yx_tx *, int64_t id, int stars, int64_t now_ms);

/* Those of a conversation that have ended, the latest first, at most `most`; in the arena. */
struct yx_service_past {
    int64_t id, from_ms, to_ms, staff, stars;
    const char *summary; /* or NULL */
};
enum yx_err yx_service_list(struct yx_tx *, struct yx_arena *, int64_t conversation, int most,
    struct yx_service_past **list_out, size_t *count_out);

#endif
