/* A message that takes a process down is found out: the thread that crashed says which
 * one it had in hand, and the supervisor counts. The turn asks before it runs a plugin. */
#ifndef YX_SERVE_POISON_H
#define YX_SERVE_POISON_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "serve/shared.h"

/* ---- in the gate ---- */

/* Use this page from now on, and catch fatal signals: the thread that gets one marks its
 * own message guilty and dies of it as it would have. Once per process, before threads;
 * without it (tools, tests) the calls below do nothing. */
void yx_poison_start(struct yx_shared *);

/* This thread begins a turn on a message; it has ended it. key: a digest of the delivery,
 * never 0. Any thread. */
void yx_poison_enter(uint64_t key);
void yx_poison_leave(void);

/* How many processes died with this message in hand, since the supervisor began. Any thread. */
int yx_poison_crashes(uint64_t key);

/* ---- in the supervisor ---- */

/* A process has ended: count its guilty messages when `blame` is set, free its slots.
 * Returns how many were blamed. */
int yx_poison_reap(struct yx_shared *, pid_t, bool blame);

/* The first turn that has taken longer than `limit_us`: its message becomes guilty.
 * Returns the process to end, or 0. */
pid_t yx_poison_overdue(struct yx_shared *, int64_t limit_us, int64_t now_us);

#endif
