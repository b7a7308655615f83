/* Writing a ZIP archive, its files stored as they are: what any computer of a citizen opens with a click. */
#ifndef YX_PERSON_ZIP_H
#define YX_PERSON_ZIP_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"

struct yx_zip; /* one thread */

/* A new file (YX_DUPLICATE: there is one), for its owner only; names and memory in the arena. */
enum yx_err yx_zip_new(const char *path, struct yx_arena *, struct yx_zip **zip_out);

/* Add a file, at most 4 GiB in all; `name` is UTF-8, with / between folders. */
enum yx_err yx_zip_add(struct yx_zip *, const char *name, const void *bytes, size_t len);
/* The same from a file. YX_NOT_FOUND: it is not there, and nothing was added. */
enum yx_err yx_zip_add_file(struct yx_zip *, const char *name, const char *from);

/* Finish it, durably; `good` false, or a failure: nothing is left of it. */
enum yx_err yx_zip_end(struct yx_zip **, bool good);

#endif
