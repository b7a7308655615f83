/* One page that the supervisor and all roles share: counters, the turns in progress, the
 * messages that were in hand when a process crashed, and whose pages listen. */
#ifndef YX_SERVE_SHARED_H
#define YX_SERVE_SHARED_H

#include <stdatomic.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/err.h"
#include "watch/metrics.h"

enum { YX_TURN_SLOTS = 2048, YX_SUSPECTS = 256, YX_LISTENERS = 65536 };

enum yx_slot_phase { YX_SLOT_IDLE, YX_SLOT_RUNS, YX_SLOT_GUILTY };

/* What one thread of a gate has in hand. */
struct yx_turn_slot {
    _Atomic int pid;           /* whose; 0: free */
    _Atomic int phase;         /* enum yx_slot_phase */
    _Atomic uint64_t key;      /* of the message */
    _Atomic int64_t since_us;  /* yx_clock_mono_us when the turn began */
};

/* Written by the supervisor alone. */
struct yx_suspect {
    _Atomic uint64_t key;
    _Atomic int crashes;
};

struct yx_shared {
    struct yx_metrics metrics;
    struct yx_turn_slot slots[YX_TURN_SLOTS];
    struct yx_suspect suspects[YX_SUSPECTS];
    unsigned next_suspect; /* the one that gives way when all are taken */
    _Atomic uint64_t listeners[YX_LISTENERS]; /* core/serve/listeners.h */
};

/* Make the page; its descriptor (close-on-exec) is for the roles to map. */
enum yx_err yx_shared_new(int *fd_out, struct yx_shared **shared_out);
/* Map the page of a descriptor and count into it. */
enum yx_err yx_shared_map(int fd, struct yx_shared **shared_out);

#endif
