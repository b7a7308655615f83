/* Where the commands of kb find their files. */
#ifndef YX_COMMAND_KB_PLACE_H
#define YX_COMMAND_KB_PLACE_H

#include <stdbool.h>

#include "base/arena.h"

/* What a command line of kb may say; texts point into argv, or are NULL. */
struct yx_kb_words {
    const char *config, *dir, *from, *out, *index, *queries, *qrels;
    int top;
    bool json, tsv, verbose;
    char **rest; /* what is not an option, NULL behind the last */
};

/* Read the command line; false: one line was said on stderr (exit 2). `usage` names
 * what the verb takes: an option that it does not name is refused. */
bool yx_kb_words_read(int argc, char **argv, const char *usage, struct yx_kb_words *words_out);

/* Fill in what was not said: the folder and the index from the configuration
 * (yixian.yaml here when --config is not given); in the arena. false: said why. */
bool yx_kb_words_place(struct yx_kb_words *, struct yx_arena *, bool dir_too);

#endif
