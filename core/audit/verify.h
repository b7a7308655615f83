/* Looking through the whole chain in the database, a piece at a time. */
#ifndef YX_AUDIT_VERIFY_H
#define YX_AUDIT_VERIFY_H

#include "audit/judge.h"

struct yx_audit_walk; /* one thread */

/* Begin: the heads and the end are read now; entries that are sealed later are the next walk's. The keys
 * (NULL: none) must live as long; points: what else is said of the chain (yx_audit_judge_point), or NULL.
 * NULL: no memory, *err_out else. */
enum yx_err yx_audit_walk_new(struct yx_store *, const struct yx_audit_keys *,
    const struct yx_audit_point *points, size_t point_count, struct yx_audit_walk **walk_out);

/* Look at the next entries, at most `most`, 1 to 10,000. YX_OK: there are more; YX_EMPTY: that was all, and
 * it is whole; YX_CORRUPT: the report says what is wrong; else why it could not be read. */
enum yx_err yx_audit_walk_step(struct yx_audit_walk *, int most);

/* What was found so far; lives as long as the walk. */
const struct yx_audit_report *yx_audit_walk_report(const struct yx_audit_walk *);

void yx_audit_walk_free(struct yx_audit_walk **);

/* All of it at once, into an arena: YX_OK whole, YX_CORRUPT. */
enum yx_err yx_audit_check(struct yx_store *, struct yx_arena *, char **finding_out);

#endif
