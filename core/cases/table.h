/* What may happen to a case: states, events, and the one table that says which event leads from where to where, who may
 * do it, what it needs, and what must hold. A kind chooses among its rows and may narrow who, never widen. */
#ifndef YX_CASES_TABLE_H
#define YX_CASES_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

/* The numbers stand in the database. X(name, word) */
#define YX_CASE_STATE_MAP(X) \
    X(NEW, "new") X(INFO, "info") X(OPEN, "open") X(HOLD, "hold") X(REVIEW, "review") X(CLOSED, "closed") \
    X(MERGED, "merged") X(ERASED, "erased")
enum yx_case_state {
#define X(name, word) YX_CASE_##name,
    YX_CASE_STATE_MAP(X)
#undef X
        YX_CASE_STATES
};

#define YX_CASE_EVENT_MAP(X) \
    X(SUBMIT, "submit") X(ASK, "ask") X(SUPPLY, "supply") X(LAPSE, "lapse") X(ACCEPT, "accept") X(DECLINE, "decline") \
    X(REFER, "refer") X(RETURNED, "returned") X(TRANSFER, "transfer") X(SEND_BACK, "send_back") X(JOIN, "join") \
    X(PART, "part") X(SUSPEND, "hold") X(RESUME, "resume") X(EXTEND, "extend") X(PROPOSE, "propose") \
    X(APPROVE, "approve") X(RETURN, "return") X(ASK_REOPEN, "ask_reopen") X(REOPEN, "reopen") \
    X(REFUSE_REOPEN, "refuse_reopen") X(MERGE, "merge") X(UNMERGE, "unmerge") X(WITHDRAW, "withdraw") \
    X(CONTINUE, "continue") X(ADD, "add") X(URGE, "urge") X(RATE, "rate") X(ESCALATE, "escalate") X(NOTE, "note") \
    X(KEEP, "keep") X(RELEASE, "release") X(ERASE, "erase")
enum yx_case_event {
#define X(name, word) YX_CASE_DO_##name,
    YX_CASE_EVENT_MAP(X)
#undef X
        YX_CASE_EVENTS
};
_Static_assert(YX_CASE_EVENTS <= 64, "sets of events are 64 bits");
/* An event in a set of them. */
#define YX_CASE_BIT(event) ((uint64_t)1 << (event))

/* Who does it (bits). */
enum yx_case_by {
    YX_HAT_REPORTER = 1,
    YX_HAT_INTAKE = 2,   /* an agent of the desk */
    YX_HAT_HANDLER = 4,  /* whose case it is, or who was joined to it */
    YX_HAT_REVIEWER = 8,
    YX_HAT_LEAD = 16,
    YX_HAT_CLOCK = 32,
    YX_HAT_TOOL = 64,    /* the command line, and the retention job */
};

/* What an event must bring (bits). */
enum yx_case_needs {
    YX_NEEDS_NOTE = 1,     /* for colleagues */
    YX_NEEDS_REASON = 2,   /* for the record, of law or fact */
    YX_NEEDS_TEXT = 4,     /* for the reporter and the public */
    YX_NEEDS_OUTCOME = 8,  /* one of the kind's */
    YX_NEEDS_BODY = 16,    /* the receiving body, by its name */
    YX_NEEDS_SOMEBODY = 32, /* a colleague, or a body of the house */
    YX_NEEDS_MISSING = 64, /* the list of what is missing */
    YX_NEEDS_TARGET = 128, /* another case */
    YX_NEEDS_STARS = 256,
};

/* What must hold beside state and person (bits). */
enum yx_case_guard {
    YX_GUARD_ANOTHER = 1,   /* not who proposed it, nor one of its handlers */
    YX_GUARD_ONCE = 2,      /* not extended yet, and a limit that runs can be */
    YX_GUARD_REOPEN = 4,    /* within the kind's days behind its end */
    YX_GUARD_ASKED = 8,     /* the reporter has asked for it */
    YX_GUARD_URGE = 16,     /* not within the kind's hours behind the last one */
    YX_GUARD_RATE = 32,     /* within the kind's days behind its end */
    YX_GUARD_REFERRED = 64, /* it was closed by a referral */
    YX_GUARD_WITHDRAWN = 128, /* it was closed by its reporter */
    YX_GUARD_SENT = 256,    /* it came from another body or colleague */
    YX_GUARD_LAPSED = 512,  /* the reporter's time is over, and the kind closes it then */
    YX_GUARD_SAME_KIND = 1024, /* the target is of the same kind, another case, and under way */
    YX_GUARD_FREE = 2048,   /* no legal hold */
    YX_GUARD_HELD = 4096,   /* there is a legal hold */
};

enum { YX_TO_SAME = -1, YX_TO_BACK = -2 }; /* beside a state: as it is; where it came from */

struct yx_case_rule {
    enum yx_case_event event;
    unsigned from; /* states (bits) */
    int to;        /* a state, YX_TO_SAME, YX_TO_BACK */
    unsigned who;  /* bits of enum yx_case_by */
    unsigned needs, guards;
};

/* The row of an event. Static. */
const struct yx_case_rule *yx_case_rule(enum yx_case_event);
/* Words, static; the other way: false when there is none such. */
const char *yx_case_state_word(enum yx_case_state);
const char *yx_case_event_word(enum yx_case_event);
bool yx_case_event_of(const char *word, enum yx_case_event *event_out);
bool yx_case_state_of(const char *word, enum yx_case_state *state_out);
const char *yx_case_by_word(enum yx_case_by);
/* The bit of an actor by its word ("handler"), 0: none. */
unsigned yx_case_by_of(const char *word);

#endif
