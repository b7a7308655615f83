/* A conversation: who speaks with us by which way, who owns it now, what it waits for. */
#ifndef YX_TALK_CONVERSATION_H
#define YX_TALK_CONVERSATION_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "store/store.h"
#include "talk/contact.h"
#include "yx_channel.h"

struct yx_conversation {
    int64_t id, contact;
    enum yx_owner owner;
    int64_t version;        /* grows with each turn: a turn that saw an older one runs again */
    int64_t last_message;   /* ids of messages count from 1 */
    const char *floor;      /* the plugin that gets the next message, or NULL */
    int64_t floor_until_ms;
    const char *pending;    /* JSON of the one open question (turn/pending.h), or NULL */
    int64_t queued_ms;      /* since when it waits for a person, 0: it does not */
    bool urgent;
    const char *queue_why;  /* for staff, or NULL */
    int64_t created_ms, updated_ms;
    int64_t window_until_ms, window_sends; /* how long, how often free text may be sent; of a windowed account */
    int64_t held;           /* letters that wait until they write */
};

/* The conversation of a contact. YX_EMPTY: they have never written. Texts in the arena. */
enum yx_err yx_conversation_find(struct yx_tx *, struct yx_arena *, const struct yx_contact *,
    struct yx_conversation *out);

/* Open the first one, with its contact. YX_CONFLICT: somebody was faster. */
enum yx_err yx_conversation_open(struct yx_tx *, const struct yx_contact *,
    const struct yx_conversation *);

/* Save a conversation that was read with `version`, and count the version up.
 * YX_CONFLICT: it changed meanwhile. */
enum yx_err yx_conversation_save(struct yx_tx *, const struct yx_conversation *);

#endif
