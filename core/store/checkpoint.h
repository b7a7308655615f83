/* Moving pages from the write-ahead log into the database, on a thread and a
 * connection of its own, so that commits go on meanwhile. */
#ifndef YX_STORE_CHECKPOINT_H
#define YX_STORE_CHECKPOINT_H

#include <sqlite3.h>

#include "base/err.h"

struct yx_checkpoint;

enum yx_err yx_checkpoint_start(const char *path, struct yx_checkpoint **checkpoint_out);
void yx_checkpoint_stop(struct yx_checkpoint **);

/* The log holds so many pages after a commit. Cheap; from the writer's thread. */
void yx_checkpoint_grown(struct yx_checkpoint *, int pages);

/* Move the rest on the writer's own connection, if that was asked for: the log begins
 * again at its start only when all of it is moved, which never happens while commits go
 * on. Little is left by then. Waits for the pages to be moved where the log has become far
 * too long. From the writer's thread, between two commits. */
void yx_checkpoint_take_rest(struct yx_checkpoint *, sqlite3 *);

#endif
