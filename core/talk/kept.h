/* What plugins keep for a conversation: JSON with a version, one row a plugin. */
#ifndef YX_TALK_KEPT_H
#define YX_TALK_KEPT_H

#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "store/store.h"

struct yx_kept {
    const char *plugin, *json;
    int version;
    const struct yx_kept *next;
};

/* All of a conversation, as a list in the arena; NULL when there is nothing. */
enum yx_err yx_kept_list(struct yx_tx *, struct yx_arena *, int64_t conversation,
    const struct yx_kept **list_out);
enum yx_err yx_kept_put(struct yx_tx *, int64_t conversation, const struct yx_kept *);
enum yx_err yx_kept_drop(struct yx_tx *, int64_t conversation, const char *plugin);

#endif
