/* Seen before? A delivery is known by (channel, account, sender, external id). */
#ifndef YX_TALK_DEDUPE_H
#define YX_TALK_DEDUPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "store/store.h"
#include "talk/conversation.h"

enum { YX_DEDUPE_BYTES = 16 };

struct yx_delivery {
    unsigned char key[YX_DEDUPE_BYTES];    /* of contact and external id */
    unsigned char digest[YX_DEDUPE_BYTES]; /* of the text: the same id with another is an error */
    int64_t conversation, message, reply, letter; /* reply and letter 0: nothing was said to it */
};

/* Fill key and digest; of a message with files the digest is of them, too. Pure. */
void yx_delivery_name(const struct yx_contact *, const char *external_id, const char *text,
    const char *const *files, size_t file_count, struct yx_delivery *);

/* YX_EMPTY: new. YX_OK: seen, the rest of `d` is filled. YX_MISMATCH: seen with another text. */
enum yx_err yx_delivery_find(struct yx_tx *, struct yx_delivery *d);

/* Keep it. YX_DUPLICATE: it was kept meanwhile. */
enum yx_err yx_delivery_add(struct yx_tx *, const struct yx_delivery *, int64_t now_ms);

#endif
