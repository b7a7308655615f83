/* What build.c gathers and write.c writes; nobody else includes it. */
#ifndef YX_KB_BUILDER_H
#define YX_KB_BUILDER_H

#include "base/arena.h"
#include "kb/build.h"

/* A growing array of equal items; `items` moves when it grows. */
struct yx_kb_rows {
    void *items;
    size_t count, room;
};

struct yx_kb_posting {
    uint32_t term, doc;
    uint16_t times[YX_KB_FIELDS];
};

/* A term while building: its number is its place in the rows. */
struct yx_kb_entry {
    yx_kb_term term;
    uint32_t count;     /* documents that have it */
    uint32_t last;      /* the newest posting's place + 1 */
};

struct yx_kb_builder {
    struct yx_kb_weights weights;
    struct yx_kb_rows entries, postings, records, grounds, strings, lengths, scope;
    uint32_t *table;    /* number + 1 of the term whose home it is; open addressing */
    size_t table_size;
    double length_sum[YX_KB_FIELDS];
    struct yx_arena *scratch;
    const char *fault;  /* in `scratch` or static */
};

/* The lengths of one document's fields, in terms. */
struct yx_kb_lengths {
    uint32_t of[YX_KB_FIELDS];
};

/* Room for `more` items of `size` bytes behind the last; NULL without memory. They
 * are not counted yet. */
void *yx_kb_rows_grow(struct yx_kb_rows *, size_t size, size_t more);

#endif
