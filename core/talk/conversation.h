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
    int64_t staff;          /* whose it is, until lease_until_ms; 0: nobody's */
    int64_t lease_until_ms;
    int64_t team;           /* for whom it waits, or waited; 0: everybody */
    int64_t area;           /* which they named; 0 or less: none, in the messages up to -area */
    int64_t from_ms;        /* it waits for the next shift: not before then; 0: now */
    int64_t service;        /* the one under way (talk/service.h), or 0 */
    int64_t lost_staff;     /* whose lease ended, until somebody takes it; or 0 */
    int64_t staff_message;  /* the last that the desk has written, or 0 */
    int64_t seen_message;   /* the last that a page of theirs has fetched; see yx_conversation_seen */
    int64_t left_ms;        /* since when its contact wants no letters (yx_contact_left), 0: they take them */
};

/* The conversation of a contact. YX_EMPTY: they have never written. Texts in the arena. */
enum yx_err yx_conversation_find(struct yx_tx *, struct yx_arena *, const struct yx_contact *,
    struct yx_conversation *out);

/* The same by its id; *who_out (may be NULL): whose it is. YX_NOT_FOUND: there is none. */
enum yx_err yx_conversation_get(struct yx_tx *, struct yx_arena *, int64_t id, struct yx_conversation *out,
    struct yx_contact *who_out);

/* Open the first one, with its contact. YX_CONFLICT: somebody was faster. */
enum yx_err yx_conversation_open(struct yx_tx *, const struct yx_contact *,
    const struct yx_conversation *);

/* Save a conversation that was read with `version`, and count the version up; all but
 * seen_message. YX_CONFLICT: it changed meanwhile. */
enum yx_err yx_conversation_save(struct yx_tx *, const struct yx_conversation *);

/* A page of theirs has fetched the messages up to `message`: says nothing of the conversation
 * itself, so its version stays. */
enum yx_err yx_conversation_seen(struct yx_tx *, int64_t id, int64_t message);

/* The machine has it, and nobody waits: what asking for a person had set is unset. */
void yx_conversation_to_machine(struct yx_conversation *);

#endif
