/* What people sent, as a part of a backup: FILES/HH/HASH, and FILES/new/ID of those that are on their way. */
#ifndef YX_BACKUP_SENT_H
#define YX_BACKUP_SENT_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/err.h"

/* What copies one file into the backup under its name there, "files/ab/…". */
typedef enum yx_err yx_sent_copy(void *arg, const char *from, const char *name);

/* While it is held no file is moved from FILES/new to its hash, and none of these is removed: what the database says of
 * them stays true. -1: there are none. Close it. */
int yx_sent_hold(struct yx_arena *, const char *files);

/* Those on their way (under the hold), and those that are kept. */
enum yx_err yx_sent_new(const char *files, yx_sent_copy *, void *arg);
enum yx_err yx_sent_kept(const char *files, yx_sent_copy *, void *arg);

/* Whether a name of a manifest is one of these: "files/HH/HASH" or "files/new/ID". */
bool yx_sent_is(const char *name);

/* A file of these was put in place: open it, and its folders, to the house's group, as they are made (core/files). */
void yx_sent_open(const char *path);

#endif
