/* The files of a folder. */
#ifndef YX_KB_FILES_H
#define YX_KB_FILES_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/err.h"

/* The files of a folder whose names end in `end`, sorted, with the folder before
 * them; `deep`: also those one folder further down. NULL behind the last; in the arena.
 * YX_NOT_FOUND, YX_IO. */
enum yx_err yx_kb_files(struct yx_arena *, const char *folder, const char *end, bool deep,
    const char *const **files_out);

#endif
