/* Letters: what must reach a person. A reply begins as a letter that is offered in the
 * response to the request that brought the question; what does not fit there, comes too
 * late or was said unasked, is pushed by post, or waits for the person to write. */
#ifndef YX_OUTBOX_LETTER_H
#define YX_OUTBOX_LETTER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "store/store.h"
#include "yx_channel.h"

/* The numbers stand in the database (and, as literals, in the SQL, where an index wants them). */
enum yx_letter_state {
    YX_LETTER_OFFERED,  /* leased to the request that may carry it */
    YX_LETTER_ANSWERED, /* that response was written */
    YX_LETTER_QUEUED,   /* to be pushed; leased while it is under way */
    YX_LETTER_SENT,     /* the platform took it */
    YX_LETTER_HELD,     /* until the person writes */
    YX_LETTER_DEAD,     /* given up, with a reason */
    YX_LETTER_DROPPED,  /* not sent, with a reason: its reader wants no letters */
};

/* How it reaches the person when no response carries it. */
enum yx_letter_ways { YX_WAY_ASKED, YX_WAY_PUSH, YX_WAY_NEXT_MESSAGE };

struct yx_letter {
    int64_t id;                    /* from yx_id_next: letters stand in the order they were written */
    int64_t conversation, contact, message; /* to whom, what it says */
    enum yx_letter_state state;
    enum yx_letter_ways ways;
    int64_t from_byte, to_byte;    /* the part of the message as written out; to_byte 0: all of it */
    int64_t behind;                /* the letter whose writing it waits for, or 0 */
    int64_t lease_until_ms;        /* until then nobody else may send it */
    bool desk;                     /* written for the desk, not by a turn */
    int64_t answers_ms;            /* when that was written which it answers; 0: it is said unasked */
    bool urgent;                   /* goes out at any hour, and to those who want no letters */
    bool is_short;                 /* the part is one of the message's short form */
};

/* The ways that an account's limits leave; limits NULL: it is asked for. */
enum yx_letter_ways yx_letter_ways(const struct yx_limits *);

enum yx_err yx_letter_add(struct yx_tx *, const struct yx_letter *);

/* One letter: id, state, ways, part and form are filled. YX_EMPTY: there is none. */
enum yx_err yx_letter_get(struct yx_tx *, int64_t id, struct yx_letter *out);

/* Mark it as written, soon and without waiting: the mark may be lost in a crash, and
 * the letter then stays offered and is handed out again. Any thread. */
void yx_letter_answered(struct yx_store *, int64_t letter);
/* The same, waiting until it is durable: others wait behind it. */
enum yx_err yx_letter_answered_now(struct yx_store *, int64_t letter);

/* The response came too late or could not be written: it is pushed, when it can be; else it
 * stays offered to the next try. Without waiting. */
void yx_letter_missed(struct yx_store *, int64_t letter);

/* In the turn's commit: the person has written, so what was held for them may go. */
enum yx_err yx_letter_release(struct yx_tx *, int64_t contact, int64_t now_ms);

/* The messages of letters that wait for the person's next message, the oldest first, at most `most`;
 * in the arena. For accounts that cannot push: the turn says them again in its reply. */
struct yx_held {
    int64_t letter;
    struct yx_message message;
    int64_t from_byte, to_byte;
};
enum yx_err yx_letter_held(struct yx_tx *, struct yx_arena *, int64_t contact, int most,
    struct yx_held **held_out, size_t *count_out);
/* In the turn's commit: that one was said in the reply. */
enum yx_err yx_letter_said(struct yx_tx *, int64_t letter, int64_t now_ms);

/* In a commit: what the platform reports. Only forward; YX_EMPTY: no such letter, or not forward. */
enum yx_err yx_letter_receipt(struct yx_tx *, const struct yx_receipt *, int64_t now_ms);

#endif
