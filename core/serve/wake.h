/* “There is something to do”, told to post in a datagram: best effort, never the truth.
 * A datagram that is lost costs a second, since post looks each second by itself. */
#ifndef YX_SERVE_WAKE_H
#define YX_SERVE_WAKE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "talk/contact.h"

/* Where the socket is, below paths.var. */
#define YX_WAKE_SOCKET "/run/post.sock"

enum yx_wake_kind {
    YX_WAKE_OUTBOX = 1, /* letters or files wait */
    YX_WAKE_NEWS,       /* a page of `who` may ask for what came up to `message` */
    YX_WAKE_TYPING,     /* somebody writes to `who` */
    /* for pages of staff that listen to the channel `who`: */
    YX_WAKE_QUEUE,        /* what waits changed */
    YX_WAKE_CONVERSATION, /* something new in `conversation` */
    YX_WAKE_ME,           /* something about themselves */
    YX_WAKE_HANG_UP,      /* the channel ends */
    YX_WAKE_CASE,         /* something new of the case whose id `conversation` is */
    YX_WAKE_FILES,        /* a file came in whole */
};

struct yx_wake {
    uint32_t form; /* of this struct: another version's is passed over */
    uint32_t kind;
    int64_t conversation, message;
    unsigned char who[YX_CONTACT_BYTES];
};

/* The supervisor's: make the socket at `path` (an old one is removed). -1 and *err_out. */
int yx_wake_bind(const char *path, enum yx_err *err_out);

/* A sender's: once per process, before yx_wake_tell. */
void yx_wake_aim(const char *path);
/* The same by paths.var. */
void yx_wake_find(const char *var);
/* Tell. Does not wait; nobody there, or too much at once: it is lost. Any thread. */
void yx_wake_tell(enum yx_wake_kind, int64_t conversation, int64_t message,
    const unsigned char *who);

/* Post's: the next one, without waiting; false when there is none. */
bool yx_wake_hear(int fd, struct yx_wake *wake_out);

#endif
