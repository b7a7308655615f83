/* The best documents for weighted terms: BM25F, added up in whole numbers, with
 * what cannot reach the best left out early. */
#ifndef YX_KB_RANK_H
#define YX_KB_RANK_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "kb/index.h"
#include "kb/tokenize.h"

/* A question's term that the index knows. */
struct yx_kb_wanted {
    struct yx_kb_list list;
    yx_kb_term term;
    float worth;     /* its idf, less for a single character */
    uint32_t weight; /* that × its repeats, in 1/YX_KB_WEIGHT, at least 1 */
};

struct yx_kb_query {
    struct yx_kb_wanted *wanted;
    size_t count;
    size_t asked;     /* different terms, those that no document has included */
    float weight_all; /* the sum of what each of them is worth */
};

/* Look up the terms of a folded text, at most 400 different ones. In the arena. */
void yx_kb_query_make(const struct yx_kb_index *, struct yx_arena *, const char *folded,
    struct yx_kb_query *query_out);

struct yx_kb_ranked {
    uint32_t doc;
    uint32_t score; /* in 1/(YX_KB_WEIGHT × YX_KB_SCALE) */
};

/* The `most` best documents, by score downwards, then by document; their number.
 * `ranked_out` has room for `most` (1 to 100). Scratch is about 20 KB of the arena. */
size_t yx_kb_rank(const struct yx_kb_index *, struct yx_arena *, const struct yx_kb_query *,
    size_t most, struct yx_kb_ranked *ranked_out);

/* The same result with nothing left out: what the other is tested against. */
size_t yx_kb_rank_fully(const struct yx_kb_index *, struct yx_arena *, const struct yx_kb_query *,
    size_t most, struct yx_kb_ranked *ranked_out);

/* Which part of the question's weight the document contains, 0 to 1. */
float yx_kb_cover(const struct yx_kb_query *, uint32_t doc);

/* The same as hits, of which the index keeps the texts; the array in the arena. Their number. */
size_t yx_kb_hits(const struct yx_kb_index *, struct yx_arena *, const struct yx_kb_query *, size_t most,
    struct yx_kb_hit **hits_out);

#endif
