/* Moving pages from the write-ahead log into the database, on a thread and a
 * connection of its own, so that a commit never waits for it. */
#ifndef YX_STORE_CHECKPOINT_H
#define YX_STORE_CHECKPOINT_H

#include <stdbool.h>

#include "base/err.h"

struct yx_checkpoint;

enum yx_err yx_checkpoint_start(const char *path, struct yx_checkpoint **checkpoint_out);
void yx_checkpoint_stop(struct yx_checkpoint **);

/* The log holds so many pages after a commit. Cheap; from the writer's thread. */
void yx_checkpoint_grown(struct yx_checkpoint *, int pages);

/* Whether the writer should move the rest itself before it writes again, because the
 * log has outgrown its bound and only starts again at its beginning when all is moved,
 * which never happens while commits go on. True once per request. */
bool yx_checkpoint_wants_rest(struct yx_checkpoint *);

#endif
