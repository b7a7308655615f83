/* The inside of the desk, for the files of this room only. */
#ifndef YX_DESK_INSIDE_H
#define YX_DESK_INSIDE_H

#include "desk/desk.h"
#include "files/files.h"
#include "outbox/parts.h"
#include "talk/conversation.h"
#include "talk/message.h"
#include "talk/note.h"
#include "talk/service.h"
#include "yx_desk.h"

/* The one house of this process. */
extern struct yx_desk_house yx_desk;

/* ---- judge.c: whose it is, and who may do what with it ---- */

enum desk_act { DESK_CLAIM, DESK_REPLY, DESK_NOTE, DESK_HAND_OVER, DESK_CLOSE, DESK_RENEW, DESK_REVEAL, DESK_ACTS };
/* As somebody sees it: theirs with a lease, without; another's, likewise. */
enum desk_whose { DESK_BOTS, DESK_WAITS, DESK_MINE, DESK_MINE_LATE, DESK_ANOTHERS, DESK_ANOTHERS_LATE, DESK_WHOSE };

enum desk_whose desk_whose(const struct yx_conversation *, int64_t staff, int64_t now_ms);
/* YX_OK, YX_LEASE, YX_CONFLICT or YX_FORBIDDEN. Pure. */
enum yx_err desk_judge(enum desk_act, enum desk_whose, bool lead);

/* ---- plan.c: an act, prepared from a snapshot, done in one commit ---- */

enum { DESK_SAID_MOST = 2 };

struct desk_said {
    struct yx_message_record record;
    struct yx_letter letters[YX_LETTERS_MOST];
    size_t letter_count;
};

/* What an act will change. Filled from a snapshot; the commit holds only while the conversation is as it was then. */
struct desk_plan {
    struct yx_arena *arena; /* of this try */
    struct yx_tx *tx;       /* the snapshot, while planning */
    const struct yx_staff *me; /* NULL: the clock */
    const struct yx_form *form; /* NULL: the act has none */
    const char *kind;       /* of the form: the same one for another act, or conversation, is another's */
    int64_t id, now_ms;
    const void *wish; /* the act's own input */
    void *got;        /* and its own output, outside of the arena */

    struct yx_conversation c; /* as it was read, then as it will be */
    struct yx_contact who;
    int64_t before; /* whose it was, a staff id */
    int64_t written_ms; /* see desk_written */
    bool nothing;   /* it is as it should be: no commit */

    struct desk_said said[DESK_SAID_MOST];
    size_t said_count;
    struct yx_handover hand; /* id 0: it did not change hands */
    struct yx_note note;     /* id 0: none */
    bool taken, answered;    /* what the service notes */
    int64_t began_ms;        /* it begins with this act, since then; 0: it is there */
    enum yx_service_end ended; /* of service `ended_service` */
    int64_t ended_service;
    const char *summary;
    int64_t absent;          /* somebody whose page is gone: not on duty any more; 0: nobody */
    const char *act, *detail; /* for the auditor; act NULL: nothing */
    int64_t object;           /* what the form made */
    const char *const *files; /* what belongs to what staff say; ids of files that they have brought */
    size_t file_count;
    unsigned char brought_by[YX_CONTACT_BYTES];
};

/* Decide from what was read; not YX_OK: nothing is done, and that is the answer. May run more than once. */
typedef enum yx_err desk_planner(struct desk_plan *);

/* Read, plan, commit; again when the conversation changed meanwhile. Of `p`, arena, me, form, id, now_ms, wish and got
 * are set. Then pages and post are told. */
enum yx_err desk_do(struct desk_plan *p, desk_planner *);

/* ---- what planners say and set ---- */

/* The core's own words to the citizen; event: for staff's pages. */
void desk_announce(struct desk_plan *, const char *event, const char *text);
/* Words of the core's catalogue with {name}, {team}, {when}; NULL where there is none. */
const char *desk_words(struct desk_plan *, const char *key, const char *name, const char *team, const char *when);
/* A message with its letters. */
void desk_say(struct desk_plan *, enum yx_author, const char *text, const char *extra);
/* It is `staff`'s from now on. */
void desk_give(struct desk_plan *, int64_t staff);
/* It waits from now on. */
void desk_put_back(struct desk_plan *);
void desk_hand(struct desk_plan *, enum yx_handed, int64_t to_staff, int64_t to_team, const char *note);
/* {"name": "value"} for the auditor. */
const char *desk_detail(struct yx_arena *, const char *name, const char *value);
/* When somebody is there: NULL when somebody is, else in words; "" when that is not known. */
const char *desk_when(struct yx_arena *, int64_t now_ms);

/* ---- who.c ---- */

/* A sender as staff see it until they reveal it: a number with its middle hidden, else a short name. */
const char *desk_mask(struct yx_arena *, const struct yx_contact *);
/* A text in its bounds, cleaned; NULL: empty, too long or no text. */
const char *desk_clean(struct yx_arena *, const char *text, size_t most);
/* Somebody's display name, NULL when there is nobody. */
enum yx_err desk_name_of(struct yx_tx *, struct yx_arena *, int64_t staff, const char **name_out);
enum yx_err desk_team_of(struct yx_tx *, struct yx_arena *, int64_t team, const char **name_out);
enum yx_err desk_area_of(struct yx_tx *, struct yx_arena *, int64_t area, const char **name_out);
/* What the sender's account can do; all 0: a page. */
struct yx_limits desk_limits(const struct yx_contact *);
/* When the citizen has last written, where that decides whether their telephone may ring now; else 0. */
enum yx_err desk_written(struct yx_tx *, int64_t conversation, const struct yx_limits *, int64_t *at_ms_out);

/* ---- files.c ---- */

/* Staff as those who bring files, and who read this conversation (0: none). */
struct yx_file_who desk_file_who(struct yx_arena *, int64_t staff, int64_t conversation);

/* ---- queue.c ---- */

/* Those that are somebody's, of everybody with staff 0, without those of `but`; the oldest first, at most
 * YX_DESK_MINE_MOST. */
enum yx_err desk_list_owned(struct yx_tx *, struct yx_arena *, int64_t staff, int64_t but,
    struct yx_desk_mine **list_out, size_t *count_out);
/* The next one that waits for somebody of a team. YX_EMPTY: none. */
enum yx_err desk_next(struct yx_tx *, int64_t team, int64_t now_ms, int64_t *conversation_out);

#endif
