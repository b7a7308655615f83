/* A file whose content is a secret. Inside the program only. */
#ifndef YX_CONFIG_SECRET_H
#define YX_CONFIG_SECRET_H

#include <stddef.h>

#include "base/arena.h"

/* Its content without the last line end, in the arena, with a NUL behind *len_out. NULL: it
 * cannot be read, is not a file of at most 4,096 bytes, or others on the machine could
 * read or change it; *fault_out (arena or static) says which, and never what is in it. */
char *yx_secret_file(struct yx_arena *, const char *path, size_t *len_out, const char **fault_out);

#endif
