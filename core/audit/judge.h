/* Whether a chain is whole: entries are shown to it one by one, in order, from the database or from a file. */
#ifndef YX_AUDIT_JUDGE_H
#define YX_AUDIT_JUDGE_H

#include "audit/chain.h"

/* What somebody says of an entry: a head, or a line that was printed earlier. */
struct yx_audit_point {
    int64_t position;
    unsigned char hash[YX_AUDIT_HASH];
    const char *from;  /* "head 12" */
    const char *fault; /* what is wrong with the head itself, or NULL */
};

/* What was found. */
struct yx_audit_report {
    int64_t entries; /* looked at; also the last position */
    int64_t heads, signed_to;
    int64_t erased;        /* entries whose words were forgotten (or, in a file, are not in it) */
    int64_t back, back_at; /* how often the clock was set back, as sealing saw it; before which entry first */
    int64_t ahead,
        ahead_at; /* how many entries are dated over a minute behind their own sealing; the first */
    unsigned char hash[YX_AUDIT_HASH]; /* of the last */
    int64_t bad;                       /* the first bad entry */
    const char *finding;               /* what is wrong there; NULL: the chain is whole */
};

struct yx_audit_judge {
    struct yx_arena *arena;
    const struct yx_audit_keys *keys; /* the ones that count; NULL or empty: those that the heads name */
    struct yx_audit_point *points;
    size_t point_count, point_room, next_point;
    int64_t before_ms, head_number, head_position; /* the last one shown */
    struct yx_audit_report report;
};

/* Add what is said of the chain, before the first entry is shown: the heads in their order, lines elsewhere. */
void yx_audit_judge_head(struct yx_audit_judge *, const struct yx_audit_head *);
void yx_audit_judge_point(struct yx_audit_judge *, const struct yx_audit_point *);
/* No more of these: entries follow. */
void yx_audit_judge_ready(struct yx_audit_judge *);

/* The next entry. False: it is bad, report.finding says why; then show no more. */
bool yx_audit_judge_link(struct yx_audit_judge *, const struct yx_audit_link *);
/* That was the last: what heads and lines say of entries behind it, and entries that no head signs. */
bool yx_audit_judge_end(struct yx_audit_judge *);

/* Say that an entry is bad; false. */
bool yx_audit_judge_bad(struct yx_audit_judge *, int64_t position, const char *finding);

/* What is wrong with a head's signature; NULL: it is one of a key that counts. In the judge's arena. */
const char *yx_audit_judge_signature(const struct yx_audit_judge *, const struct yx_audit_head *);

#endif
