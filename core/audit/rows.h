/* The chain as it stands in the database. Every function works inside a transaction that somebody else
 * opened. */
#ifndef YX_AUDIT_ROWS_H
#define YX_AUDIT_ROWS_H

#include "audit/chain.h"

/* Entries that wait, in the order in which they will be sealed, at most `most`; in the arena. What forgets
 * comes last: all that it forgot stands before it. */
enum yx_err yx_audit_waiting(
    struct yx_tx *, struct yx_arena *, int most, struct yx_audit_link **links_out, size_t *count_out);

/* Sealed ones behind a position, in order, at most `most`; in the arena. */
enum yx_err yx_audit_links(struct yx_tx *, struct yx_arena *, int64_t after, int most,
    struct yx_audit_link **links_out, size_t *count_out);

/* The last one that is sealed: position, sealed_ms and hash. YX_EMPTY: none is. */
enum yx_err yx_audit_tail(struct yx_tx *, struct yx_arena *, struct yx_audit_link *tail_out);

/* Heads with a number of at least `from`, in order, at most `most`; in the arena. */
enum yx_err yx_audit_heads(struct yx_tx *, struct yx_arena *, int64_t from, int most,
    struct yx_audit_head **heads_out, size_t *count_out);
/* The newest. YX_EMPTY: there is none. */
enum yx_err yx_audit_head_last(struct yx_tx *, struct yx_arena *, struct yx_audit_head *head_out);
/* Put a head: a new number, or the newest that goes on. */
enum yx_err yx_audit_head_put(struct yx_tx *, const struct yx_audit_head *);

/* Whether something forgets what this entry had: behind it, or waiting to be sealed. */
enum yx_err yx_audit_is_forgotten(struct yx_tx *, const struct yx_audit_link *, bool *is_out);

/* How many entries wait; words whose entry is not there (the id of one, 0: none). */
enum yx_err yx_audit_count_waiting(struct yx_tx *, int64_t *count_out);
enum yx_err yx_audit_orphan(struct yx_tx *, int64_t *entry_out);

#endif
