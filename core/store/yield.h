/* Manners between processes that write the same database. SQLite lets the next
 * comer have the lock, so a process that commits without pause starves the others.
 * Here each announces in a shared page that it waits, and who has just committed
 * lets those go first. The page is a hint: the database's own lock keeps us correct,
 * and whatever a dead or stopped process left in the page costs 20 ms once. */
#ifndef YX_STORE_YIELD_H
#define YX_STORE_YIELD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

struct yx_yield;

/* Map the page (made when absent) and take a slot; the process that dies leaves its
 * slot to the next. YX_BUSY: all slots are taken by living ones. Without a path
 * (NULL) *yield_out is NULL, which all the others accept and do nothing. */
enum yx_err yx_yield_open(const char *path, struct yx_yield **yield_out);
void yx_yield_close(struct yx_yield **);

/* How often the lock was released; read it before trying, give it to yx_yield_wait. */
uint32_t yx_yield_turn(struct yx_yield *);

/* Say that we wait, then sleep until the lock is released (turn changes) or 2 ms passed. */
void yx_yield_wait(struct yx_yield *, uint32_t turn);

/* We hold the lock: no more waiting. */
void yx_yield_got(struct yx_yield *);

/* We let it go. Wakes whoever waits. */
void yx_yield_released(struct yx_yield *);

/* Let everybody who waits now have it first; at most 20 ms. True when somebody waited.
 * Call it between two commits. */
bool yx_yield_give_way(struct yx_yield *);

/* Whether a living process has the page at `path` open: somebody serves. Right also
 * after a crash or a reboot, because it asks the kernel and not the page. */
bool yx_yield_is_used(const char *path);

#endif
