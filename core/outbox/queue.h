/* The letters that wait, as post takes and settles them. All of it inside commits of post. */
#ifndef YX_OUTBOX_QUEUE_H
#define YX_OUTBOX_QUEUE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "store/store.h"
#include "yx_channel.h"

/* A letter that post has taken, with all that sending needs; texts in the arena. */
struct yx_claimed {
    int64_t id, conversation, contact;
    int64_t from_byte, to_byte, chunk, tries;
    const char *channel, *account, *recipient;
    const char *template, *params;
    struct yx_message message;
    int64_t window_until_ms, window_sends;
    int64_t answers_ms; /* see struct yx_letter */
    int64_t left_ms;    /* since when they want no letters, or 0 */
    bool urgent, is_short;
};

/* Take the oldest that are due, at most `most`: one a person, in their order, none whose
 * account rests. Leased until now_ms + lease_ms: another process may then take it again. */
enum yx_err yx_queue_claim(struct yx_tx *, struct yx_arena *, int most, int64_t now_ms, int64_t lease_ms,
    struct yx_claimed **claimed_out, size_t *count_out);

/* What became of a try. */
enum yx_settled_as {
    YX_SETTLED_SENT,  /* all of it */
    YX_SETTLED_PART,  /* up to from_byte: the next part at once */
    YX_SETTLED_LATER, /* at next_ms; counts as a try when `tried` */
    YX_SETTLED_HELD,  /* until they write */
    YX_SETTLED_DEAD,
    YX_SETTLED_DROPPED, /* not sent, and not to be: they want none */
};
struct yx_settled {
    int64_t id, conversation;
    enum yx_settled_as as;
    int64_t from_byte, chunk, next_ms, now_ms;
    bool tried;
    bool quiet;      /* LATER: until the morning; what is said to them meanwhile does not wait behind it */
    int64_t message; /* of SENT, when it holds a code (cases/cases.h) that was delivered with it; else 0 */
    bool spent;      /* a send of the window was used */
    bool shut;       /* the platform says that the window is not open */
    char reason[96]; /* "" keeps what there is */
    char platform_id[72];
};
enum yx_err yx_queue_settle(struct yx_tx *, const struct yx_settled *);

/* Replies whose response was never written (its process died, or a mark was lost): those
 * that can be pushed are queued, the others wait for the person's next message. */
enum yx_err yx_queue_sweep(struct yx_tx *, int64_t now_ms);

/* How many wait. */
enum yx_err yx_queue_count(struct yx_tx *, int64_t *count_out);

/* For the administrator: letters in a state, the oldest first, behind `after`. */
struct yx_listed {
    int64_t id, tries, at_ms, next_ms;
    int state;
    const char *channel, *account, *reason;
};
enum yx_err yx_queue_list(struct yx_tx *, struct yx_arena *, int state, int64_t after, int most,
    struct yx_listed **listed_out, size_t *count_out);

/* In a commit of the administrator's: a dead letter (0: all of them) is tried again from the beginning. YX_EMPTY: none. */
enum yx_err yx_queue_retry(struct yx_tx *, int64_t id);

#endif
