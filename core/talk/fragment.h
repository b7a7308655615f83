/* Texts that say of themselves that they are one of several, "(1/2)": kept until the others are
 * there, or it has taken too long. */
#ifndef YX_TALK_FRAGMENT_H
#define YX_TALK_FRAGMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "store/store.h"
#include "talk/contact.h"

struct yx_fragment {
    int64_t id;
    struct yx_contact who;
    const char *external_id;
    int part, parts;    /* from 1 */
    const char *text;   /* with its mark */
    int64_t at_ms, due_ms;
};

struct yx_fragments {
    struct yx_fragment *at;
    size_t count;
};

/* Keep one. YX_DUPLICATE: it was kept before, waiting or taken. */
enum yx_err yx_fragment_add(struct yx_tx *, const struct yx_fragment *);

/* Lease the texts of one message of a sender that says it has so many parts: the oldest of each part, in
 * their order; in the arena. YX_EMPTY: `whole` and one is still missing, or somebody else has them. */
enum yx_err yx_fragments_claim(struct yx_tx *, struct yx_arena *, const struct yx_contact *, int parts, bool whole,
    int64_t now_ms, int64_t lease_ms, struct yx_fragments *out);

/* One of each message that is due, at most `most`; in the arena. */
enum yx_err yx_fragments_due(struct yx_tx *, struct yx_arena *, size_t most, int64_t now_ms, struct yx_fragments *out);

/* In the commit that records their message. */
enum yx_err yx_fragments_taken(struct yx_tx *, const struct yx_fragments *);

/* Forget all of a sender's, waiting or taken. */
enum yx_err yx_fragments_erase(struct yx_tx *, const struct yx_contact *);

/* Forget those that were taken and came before. */
enum yx_err yx_fragments_forget(struct yx_tx *, int64_t before_ms);

#endif
