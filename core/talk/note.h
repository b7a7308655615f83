/* What staff write for each other: private notes, and who handed a conversation to whom.
 * No citizen ever reads it. Inside commits. */
#ifndef YX_TALK_NOTE_H
#define YX_TALK_NOTE_H

#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "store/store.h"

struct yx_note {
    int64_t id, conversation, staff;
    const char *text;
    int64_t at_ms;
};
enum yx_err yx_note_add(struct yx_tx *, const struct yx_note *);
/* The last ones of a conversation, oldest first, at most `most`; in the arena. */
enum yx_err yx_note_list(struct yx_tx *, struct yx_arena *, int64_t conversation, int most,
    struct yx_note **list_out, size_t *count_out);

/* How a conversation changed hands. The numbers stand in the database. */
enum yx_handed {
    YX_HANDED_TAKEN,     /* claimed, or given by the clock */
    YX_HANDED_COLLEAGUE,
    YX_HANDED_TEAM,
    YX_HANDED_SHIFT,     /* to the next one */
    YX_HANDED_MACHINE,
    YX_HANDED_LOST,      /* the lease ended */
    YX_HANDED_CLOSED,
};
struct yx_handover {
    int64_t id, conversation, service, from_staff, to_staff, to_team;
    enum yx_handed kind;
    const char *note; /* for the one who receives it, or NULL */
    int64_t at_ms;
};
enum yx_err yx_handover_add(struct yx_tx *, const struct yx_handover *);
enum yx_err yx_handover_list(struct yx_tx *, struct yx_arena *, int64_t conversation, int most,
    struct yx_handover **list_out, size_t *count_out);

#endif
