#include "cases/table.h"

#include <string.h>

#define IN(state) (1u << YX_CASE_##state)

/* Who may at most; a kind narrows it. LEAD stands in for intake and handler. */
enum {
    CITIZEN = YX_HAT_REPORTER,
    FILER = YX_HAT_REPORTER | YX_HAT_INTAKE | YX_HAT_LEAD,
    TAKER = YX_HAT_INTAKE | YX_HAT_LEAD,
    WORKER = YX_HAT_HANDLER | YX_HAT_LEAD,
    EITHER = YX_HAT_INTAKE | YX_HAT_HANDLER | YX_HAT_LEAD,
    CHIEF = YX_HAT_LEAD,
    JUDGE = YX_HAT_REVIEWER,
    STAFF = YX_HAT_INTAKE | YX_HAT_HANDLER | YX_HAT_REVIEWER | YX_HAT_LEAD,
};

enum { ANY_OPEN = IN(NEW) | IN(INFO) | IN(OPEN) | IN(HOLD) | IN(REVIEW), ANY = ANY_OPEN | IN(CLOSED) | IN(MERGED) };

#define ROW(event, from, to, who, needs, guards) \
    [YX_CASE_DO_##event] = { YX_CASE_DO_##event, (from), (to), (who), (needs), (guards) }

static const struct yx_case_rule table[YX_CASE_EVENTS] = {
    /*  event          from                    to              who      needs    guards */
    ROW(SUBMIT,        0,                      YX_CASE_NEW,    FILER,   0,       0),
    ROW(ASK,           IN(NEW) | IN(OPEN),     YX_CASE_INFO,   EITHER,  YX_NEEDS_MISSING, 0),
    ROW(SUPPLY,        IN(INFO),               YX_TO_BACK,     FILER | YX_HAT_HANDLER, 0, 0),
    ROW(LAPSE,         IN(INFO),               YX_CASE_CLOSED, YX_HAT_CLOCK, 0,   YX_GUARD_LAPSED),
    ROW(ACCEPT,        IN(NEW),                YX_CASE_OPEN,   TAKER,   0,       0),
    ROW(DECLINE,       IN(NEW) | IN(OPEN),     YX_CASE_REVIEW, EITHER,  YX_NEEDS_REASON | YX_NEEDS_TEXT, 0),
    ROW(REFER,         IN(NEW) | IN(OPEN),     YX_CASE_REVIEW, EITHER,  YX_NEEDS_REASON | YX_NEEDS_TEXT | YX_NEEDS_BODY, 0),
    ROW(RETURNED,      IN(CLOSED),             YX_CASE_OPEN,   TAKER,   YX_NEEDS_NOTE, YX_GUARD_REFERRED),
    ROW(TRANSFER,      IN(OPEN),               YX_TO_SAME,     WORKER,  YX_NEEDS_NOTE | YX_NEEDS_SOMEBODY, 0),
    ROW(SEND_BACK,     IN(OPEN),               YX_TO_SAME,     WORKER,  YX_NEEDS_NOTE, YX_GUARD_SENT),
    ROW(JOIN,          IN(OPEN),               YX_TO_SAME,     WORKER,  YX_NEEDS_NOTE | YX_NEEDS_SOMEBODY, 0),
    ROW(PART,          IN(OPEN) | IN(HOLD),    YX_TO_SAME,     WORKER,  YX_NEEDS_NOTE | YX_NEEDS_SOMEBODY, 0),
    ROW(SUSPEND,       IN(OPEN),               YX_CASE_HOLD,   CHIEF,   YX_NEEDS_REASON, 0),
    ROW(RESUME,        IN(HOLD),               YX_CASE_OPEN,   CHIEF,   0,       0),
    ROW(EXTEND,        IN(OPEN),               YX_TO_SAME,     JUDGE,   YX_NEEDS_REASON, YX_GUARD_ANOTHER | YX_GUARD_ONCE),
    ROW(PROPOSE,       IN(OPEN),               YX_CASE_REVIEW, WORKER,  YX_NEEDS_OUTCOME | YX_NEEDS_TEXT, 0),
    ROW(APPROVE,       IN(REVIEW),             YX_CASE_CLOSED, JUDGE,   0,       YX_GUARD_ANOTHER),
    ROW(RETURN,        IN(REVIEW),             YX_TO_BACK,     JUDGE,   YX_NEEDS_NOTE, YX_GUARD_ANOTHER),
    ROW(ASK_REOPEN,    IN(CLOSED),             YX_TO_SAME,     FILER,   YX_NEEDS_REASON, YX_GUARD_REOPEN),
    ROW(REOPEN,        IN(CLOSED),             YX_CASE_OPEN,   CHIEF,   0,       YX_GUARD_ASKED),
    ROW(REFUSE_REOPEN, IN(CLOSED),             YX_TO_SAME,     CHIEF,   YX_NEEDS_REASON | YX_NEEDS_TEXT, YX_GUARD_ASKED),
    ROW(MERGE,         IN(NEW) | IN(OPEN),     YX_CASE_MERGED, CHIEF,   YX_NEEDS_TARGET | YX_NEEDS_NOTE, YX_GUARD_SAME_KIND),
    ROW(UNMERGE,       IN(MERGED),             YX_TO_BACK,     CHIEF,   YX_NEEDS_NOTE, 0),
    ROW(WITHDRAW,      ANY_OPEN | IN(MERGED),  YX_CASE_CLOSED, CITIZEN, 0,       0),
    ROW(CONTINUE,      IN(CLOSED),             YX_CASE_OPEN,   CHIEF,   YX_NEEDS_REASON, YX_GUARD_WITHDRAWN),
    ROW(ADD,           ANY_OPEN | IN(CLOSED),  YX_TO_SAME,     FILER,   0,       0),
    ROW(URGE,          ANY_OPEN,               YX_TO_SAME,     FILER,   0,       YX_GUARD_URGE),
    ROW(RATE,          IN(CLOSED),             YX_TO_SAME,     CITIZEN, YX_NEEDS_STARS, YX_GUARD_RATE),
    ROW(ESCALATE,      ANY_OPEN,               YX_TO_SAME,     YX_HAT_CLOCK | YX_HAT_LEAD, 0, 0),
    ROW(NOTE,          ANY,                    YX_TO_SAME,     STAFF,   YX_NEEDS_NOTE, 0),
    ROW(KEEP,          ANY,                    YX_TO_SAME,     CHIEF | YX_HAT_TOOL, YX_NEEDS_REASON, YX_GUARD_FREE),
    ROW(RELEASE,       ANY,                    YX_TO_SAME,     CHIEF | YX_HAT_TOOL, YX_NEEDS_REASON, YX_GUARD_HELD),
    ROW(ERASE,         IN(CLOSED) | IN(MERGED), YX_CASE_ERASED, YX_HAT_CLOCK | YX_HAT_TOOL, 0, YX_GUARD_FREE),
};

const struct yx_case_rule *yx_case_rule(enum yx_case_event event)
{
    return &table[event];
}

static const char *const state_words[] = {
#define X(name, word) [YX_CASE_##name] = (word),
    YX_CASE_STATE_MAP(X)
#undef X
};
static const char *const event_words[] = {
#define X(name, word) [YX_CASE_DO_##name] = (word),
    YX_CASE_EVENT_MAP(X)
#undef X
};

const char *yx_case_state_word(enum yx_case_state state)
{
    return state_words[state];
}

const char *yx_case_event_word(enum yx_case_event event)
{
    return event_words[event];
}

static int find(const char *const *words, int count, const char *word)
{
    for (int i = 0; i < count; i++)
        if (strcmp(words[i], word) == 0)
            return i;
    return -1;
}

bool yx_case_event_of(const char *word, enum yx_case_event *event_out)
{
    int at = find(event_words, YX_CASE_EVENTS, word);
    if (at >= 0)
        *event_out = (enum yx_case_event)at;
    return at >= 0;
}

bool yx_case_state_of(const char *word, enum yx_case_state *state_out)
{
    int at = find(state_words, YX_CASE_STATES, word);
    if (at >= 0)
        *state_out = (enum yx_case_state)at;
    return at >= 0;
}

static const char *const by_words[] = { "reporter", "intake", "handler", "reviewer", "lead", "clock", "tool" };
enum { BYS = sizeof by_words / sizeof *by_words };

const char *yx_case_by_word(enum yx_case_by by)
{
    for (int i = 0; i < BYS; i++)
        if (by == 1u << i)
            return by_words[i];
    return "";
}

unsigned yx_case_by_of(const char *word)
{
    int at = find(by_words, BYS, word);
    return at < 0 ? 0 : 1u << at;
}
