/* Where the commands of kb find their files. */
#ifndef YX_COMMAND_KB_PLACE_H
#define YX_COMMAND_KB_PLACE_H

#include "base/arena.h"
#include "command/command.h"
#include "kb/library.h"

/* In the arena, or NULL after one line on stderr: the index that `flag` ("--index",
 * "--out") names, else option kb.index. */
const char *yx_kb_place_index(const struct yx_call *, const char *flag, struct yx_arena *);

/* The folder of the knowledge base: --dir, else kb below option paths.data. The same. */
const char *yx_kb_place_dir(const struct yx_call *, struct yx_arena *);

/* Read and judge the library of that folder, with articles of another one when that is not
 * NULL; all in the arena. NULL: what is wrong was printed. */
const struct yx_kb_library *yx_kb_place_library(const struct yx_call *, const char *dir, const char *articles,
    struct yx_arena *);

/* The day as articles write it, 2026-11-23. */
const char *yx_kb_today(struct yx_arena *);

#define YX_FLAG_INDEX { "--index", "FILE", "the compiled knowledge base (else option kb.index)" }
#define YX_FLAG_DIR { "--dir", "FOLDER", "holds articles, laws, topics.yaml, model (else kb below option paths.data)" }

#endif
