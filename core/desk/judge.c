#include "desk/inside.h"

/* What somebody may do with a conversation, by whose it is. LEAD: a lead may, others have no right; LEAD_OR_LEASE: a
 * lead may, for others it is not theirs any more. */
enum verdict { YES, LEASE, TAKEN, LEAD, LEAD_OR_LEASE };

static const enum verdict table[DESK_ACTS][DESK_WHOSE] = {
    /*                   bot's          waits          mine  mine, late  another's      another's, late */
    [DESK_CLAIM] =     { TAKEN,         YES,           YES,  YES,        TAKEN,         YES },
    [DESK_REPLY] =     { LEASE,         LEASE,         YES,  LEASE,      LEASE,         LEASE },
    [DESK_NOTE] =      { LEAD,          LEAD,          YES,  YES,        LEAD,          LEAD },
    [DESK_HAND_OVER] = { LEASE,         LEAD_OR_LEASE, YES,  LEASE,      LEAD_OR_LEASE, LEAD_OR_LEASE },
    [DESK_CLOSE] =     { LEASE,         LEASE,         YES,  LEASE,      LEASE,         LEASE },
    [DESK_RENEW] =     { LEASE,         LEASE,         YES,  LEASE,      LEASE,         LEASE },
    [DESK_REVEAL] =    { LEAD,          LEAD,          YES,  LEAD,       LEAD,          LEAD },
};

enum desk_whose desk_whose(const struct yx_conversation *c, int64_t staff, int64_t now_ms)
{
    if (c->owner != YX_HUMAN)
        return c->owner == YX_QUEUE ? DESK_WAITS : DESK_BOTS;
    bool late = now_ms >= c->lease_until_ms;
    if (c->staff == staff)
        return late ? DESK_MINE_LATE : DESK_MINE;
    return late ? DESK_ANOTHERS_LATE : DESK_ANOTHERS;
}

enum yx_err desk_judge(enum desk_act act, enum desk_whose whose, bool lead)
{
    switch (table[act][whose]) {
    case YES: return YX_OK;
    case LEASE: return YX_LEASE;
    case TAKEN: return YX_CONFLICT;
    case LEAD: return lead ? YX_OK : YX_FORBIDDEN;
    case LEAD_OR_LEASE: break;
    }
    return lead ? YX_OK : YX_LEASE;
}
