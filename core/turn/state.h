/* The inside of a turn, for the files of this room only. */
#ifndef YX_TURN_STATE_H
#define YX_TURN_STATE_H

#include "cases/turn.h"
#include "outbox/parts.h"
#include "outbox/plain.h"
#include "talk/conversation.h"
#include "talk/dedupe.h"
#include "talk/fragment.h"
#include "talk/kept.h"
#include "talk/message.h"
#include "talk/recent.h"
#include "talk/service.h"
#include "turn/turn.h"

enum { YX_REPLY_MAX = 8 * 1024, YX_SHORT_MAX = 1024, YX_STATE_MAX = 16 * 1024, YX_CHOICES_MAX = 9, YX_SOURCES_MAX = 12, YX_HELD_MAX = 5 };

/* Who speaks: a plugin, or the core itself by a key of its catalogue. */
enum yx_speaker {
    YX_SPEAKER_NOBODY,  /* a person owns the conversation: recorded, nothing said */
    YX_SPEAKER_PLUGIN,
    YX_SPEAKER_HUMAN,   /* asks for a person */
    YX_SPEAKER_MENU,
    YX_SPEAKER_EXIT,
    YX_SPEAKER_STOP,    /* wants no more letters */
    YX_SPEAKER_RESUME,  /* takes them again */
    YX_SPEAKER_WAITING, /* already in the queue */
    YX_SPEAKER_UNKNOWN, /* no plugin wants it */
    YX_SPEAKER_POISON,  /* crashed us twice */
    YX_SPEAKER_EVENT,   /* something happened that nobody wrote: the channel's own words */
    YX_SPEAKER_REST,    /* the rest of a long message */
    YX_SPEAKER_RATED,   /* they have said how a service was */
};

struct yx_choice {
    const char *label, *value;
};

/* What a plugin said should happen. */
struct yx_effects {
    struct yx_buf text;
    struct yx_source sources[YX_SOURCES_MAX];
    size_t source_count;
    struct yx_choice choices[YX_CHOICES_MAX];
    size_t choice_count;
    const char *keep; /* JSON */
    int keep_version;
    bool forget, leave_floor, hand_over, urgent, unanswered, failed;
    int floor_s;
    const char *why, *few; /* few: the short form */
    const struct yx_provenance *provenance;
    struct yx_case_turn *cases; /* NULL: nothing happens to cases */
};

/* Where the rest of a message begins that was too long for one reply. */
struct yx_rest {
    int64_t message, from_byte; /* message 0: there is none */
};

/* How a service was, as the citizen says it. stars 0: they have said nothing of it. */
struct yx_rated {
    int64_t service;
    int stars;
};

struct yx_turn {
    const struct yx_loaded_channel *channel;
    const struct yx_inbound *inbound;
    struct yx_limits limits; /* of the account */
    const struct yx_fragments *fragments; /* the texts that the message was put together from, or NULL */
    struct yx_arena *arena;
    struct yx_contact contact;
    unsigned char who[YX_CONTACT_BYTES]; /* digest of the contact: names its lane, rate and memory */
    int64_t now_ms, started_us;
    char *text, *folded;

    /* recall */
    struct yx_delivery delivery;
    struct yx_conversation conversation; /* id 0: not opened yet */
    const struct yx_kept *kept;
    const struct yx_held *held; /* letters that this reply says first */
    size_t held_count;
    bool repeats; /* the same text came so often that it is not answered any more */

    /* route */
    enum yx_speaker speaker;
    const struct yx_loaded_plugin *plugin;
    const char *trigger, *choice;
    bool urgent; /* danger: what is said goes out at any hour */
    struct yx_rest rest;
    struct yx_rated rated;

    /* answer */
    struct yx_effects effects;

    /* record */
    struct yx_message_record in, out;
    struct yx_letter letters[YX_LETTERS_MOST]; /* the reply's, and its rest that follows */
    size_t letter_count;                      /* 0: nothing is said */
    const struct yx_message *reply;         /* as this response carries it, or NULL */
    const char *decision; /* of an unanswered question, or NULL */
    struct yx_kept keep;  /* json NULL: nothing to keep */
    bool drop;            /* forget what the plugin kept */
    bool released;        /* what was held for them may go now */
    bool asks;            /* a person was asked for: conversation.service begins */
    int64_t left;         /* the service that the citizen has left, or 0 */
    bool leaves;          /* conversation.left_ms has changed */
    int64_t media;        /* the id of what belongs to the message, 0: nothing */
    int case_digits;      /* of the number of a case that is opened, behind its day; 0: as usual */
    struct yx_outcome *outcome;
    int tries;
};

/* The one house of this process. */
extern struct yx_turn_house yx_turns;

/* route.c: decide who speaks. Runs plugins' bids. */
void yx_turn_route(struct yx_turn *);

/* commands.c: which command a folded text is, YX_SPEAKER_NOBODY when none. */
enum yx_speaker yx_command_of(const char *folded);
enum yx_err yx_commands_open(const char *file, struct yx_faults *);
void yx_commands_close(void);

/* pending.c: the one open question of a conversation as JSON
 * {"plugin": …, "choices": [{"label", "value"}, …]}. */
char *yx_pending_print(const struct yx_turn *);
/* Does the text answer it (its number, in any writing, or a label)? Sets plugin and
 * choice, the rest that is asked for, or how a service was. */
bool yx_pending_takes(struct yx_turn *);
/* The same question with one more choice behind the others: the rest of a message. */
char *yx_pending_with_rest(const struct yx_turn *, const struct yx_rest *);

/* compose.c: what is said, and the conversation as it will be; from speaker and effects. */
void yx_turn_compose(struct yx_turn *);

/* parts.c: the letters that carry `said` from its byte `from` (whole: never its short form), and the
 * reply of this response. */
void yx_turn_write_out(struct yx_turn *, const struct yx_message *said, size_t from, bool whole);
/* The reply that a letter carries, as the response shows it. */
const struct yx_message *yx_turn_part(struct yx_turn *, const struct yx_message *said, const struct yx_letter *);

/* record.c: apply it in one commit. YX_DUPLICATE, YX_CONFLICT: recall and run again. */
enum yx_err yx_turn_record(struct yx_turn *);

/* turn.c: a turn of that sender, and its steps. Lives in the arena; `outcome` must be initialized. */
struct yx_turn *yx_turn_new(const struct yx_loaded_channel *, struct yx_arena *, const struct yx_inbound *,
    int64_t now_ms, struct yx_outcome *);
void yx_turn_run(struct yx_turn *, const struct yx_inbound *);

/* join.c: true when the text is one of several and was taken as such. Its outcome is set. */
bool yx_join_takes(struct yx_turn *, const struct yx_inbound *);
/* request.c: the channel of a guest. */
const struct yx_loaded_channel *yx_channel_of(const struct yx_host *);

/* lane.c: turns of one sender go one behind the other in this process. YX_BUSY: too many
 * wait, or the one before takes too long. */
enum yx_err yx_lane_enter(uint64_t sender);
void yx_lane_leave(uint64_t sender);

#endif
