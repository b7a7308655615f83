/* What a message brought beside words (a picture, a voice): wanted in the turn's commit,
 * fetched by post before the platform forgets it, kept below paths.var/media. */
#ifndef YX_OUTBOX_MEDIA_H
#define YX_OUTBOX_MEDIA_H

#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "store/store.h"

enum yx_media_state { YX_MEDIA_WANTED, YX_MEDIA_KEPT, YX_MEDIA_LOST };

struct yx_media {
    int64_t id, conversation, message;
    const char *channel, *account, *kind, *platform_id;
    int64_t tries;
};

/* In the turn's commit. */
enum yx_err yx_media_want(struct yx_tx *, const struct yx_media *, int64_t now_ms);

/* In a commit of post: the next that are wanted, leased; in the arena. */
enum yx_err yx_media_claim(struct yx_tx *, struct yx_arena *, int most, int64_t now_ms, int64_t lease_ms,
    struct yx_media **media_out, size_t *count_out);

/* In a commit of post: it is kept, lost (reason), or tried again at next_ms. */
enum yx_err yx_media_kept(struct yx_tx *, int64_t id, int64_t bytes, const char *content_type);
enum yx_err yx_media_lost(struct yx_tx *, int64_t id, const char *reason);
enum yx_err yx_media_later(struct yx_tx *, int64_t id, int64_t next_ms, const char *reason);

/* How many bytes all that is kept takes. */
enum yx_err yx_media_used(struct yx_tx *, int64_t *bytes_out);

#endif
