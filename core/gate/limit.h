/* How often one sender may write: token buckets in a table of fixed size. */
#ifndef YX_GATE_LIMIT_H
#define YX_GATE_LIMIT_H

#include <stdint.h>

#include "base/err.h"

struct yx_limit;

struct yx_limit_setup {
    int buckets;    /* senders remembered at once; a power of two, at least 64 */
    int per_minute; /* how fast a bucket fills, 1 to 60,000 */
    int burst;      /* how much it holds, 1 to 1,000 */
};

/* NULL when there is no memory. Free with yx_limit_free. */
struct yx_limit *yx_limit_new(const struct yx_limit_setup *);

/* Take a token of the sender's: YX_OK, or YX_RATE. `sender`: a keyed 64-bit hash of whatever
 * names them, so that nobody can aim at another's bucket. When the table is full, the
 * bucket that is nearest to being full again gives way: what it knew matters least.
 * now_ms must not jump; one that goes back is taken for the last one. Any thread. */
enum yx_err yx_limit_take(struct yx_limit *, uint64_t sender, int64_t now_ms);

void yx_limit_free(struct yx_limit **);

#endif
