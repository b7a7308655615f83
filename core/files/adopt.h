/* What post has fetched from a platform (core/outbox/media.h) becomes a file like any other. */
#ifndef YX_FILES_ADOPT_H
#define YX_FILES_ADOPT_H

#include "base/arena.h"

/* Take over what was fetched since. The arena is wiped. The porter's. */
void yx_adopt_media(struct yx_arena *);

#endif
