/* Threads that stand still in a call of a library that knows no time-out: what each one
 * does, and a signal to those that do it for too long. The signal does nothing but make
 * a blocking system call return EINTR, which fcgi2 takes for the end of a connection. */
#ifndef YX_GATE_STILL_H
#define YX_GATE_STILL_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

enum yx_still_phase {
    YX_STILL_NEW,
    YX_STILL_WAITS,  /* for a connection or the head of a request: may be woken */
    YX_STILL_READS,  /* a body */
    YX_STILL_WORKS,  /* our own code: never signalled */
    YX_STILL_WRITES, /* a response */
    YX_STILL_GONE,
};

/* One thread's. Zeroed, then `thread` set by pthread_create. */
struct yx_still {
    pthread_t thread;
    _Atomic int phase;
    _Atomic unsigned long steps; /* grows with each step: no clock is asked on the way */
    unsigned long seen;          /* the watch's own: steps when it looked, and since when */
    long long since_us;
};

/* Called by the thread itself: at its begin, at each step, at its end. */
void yx_still_enter(struct yx_still *);
void yx_still_step(struct yx_still *, enum yx_still_phase);
void yx_still_leave(struct yx_still *);

/* Signal the thread if it waits; true when it has left. Any other thread. */
bool yx_still_wake(struct yx_still *);

/* Give SIGUSR1 its empty handler and ignore SIGPIPE. Once per process. */
void yx_still_signals(void);

/* Watch `count` threads whose states lie `stride` bytes apart, on a thread of its own.
 * Milliseconds until one that waits (wait_ms), or reads or writes (stall_ms), is signalled. */
struct yx_still_limits {
    int wait_ms, stall_ms;
};
struct yx_still_watch;
bool yx_still_watch_start(const struct yx_still_limits *, struct yx_still *first, size_t stride,
    int count, struct yx_still_watch **watch_out);
/* From now on whoever reads or writes stands still after one second: we want to end. */
void yx_still_watch_hurry(struct yx_still_watch *);
void yx_still_watch_end(struct yx_still_watch **);

#endif
