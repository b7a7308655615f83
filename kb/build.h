/* Documents to one index file. */
#ifndef YX_KB_BUILD_H
#define YX_KB_BUILD_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "kb/format.h"
#include "kb/tokenize.h"
#include "kb/yx_kb.h"

/* What of a document is looked through, apart because a title says more than a body. */
enum yx_kb_field { YX_KB_TITLE, YX_KB_ASK, YX_KB_BODY, YX_KB_FIELDS };

/* BM25F: how much a field counts, how much its length is held against it, and how
 * fast repeats stop to count. */
struct yx_kb_weights {
    float k1;
    float single; /* what a single character counts in a question; 0: pairs only */
    float weight[YX_KB_FIELDS], b[YX_KB_FIELDS];
};
extern const struct yx_kb_weights yx_kb_weights_articles; /* ours: title, ways to ask, body */
extern const struct yx_kb_weights yx_kb_weights_entries;  /* lists of questions and answers */
extern const struct yx_kb_weights yx_kb_weights_statutes; /* articles of laws: their titles only cite */

/* One document; every text may be "" but the id, none NULL; all are copied. */
struct yx_kb_draft {
    const char *id, *title, *ask, *body, *topic, *revision, *reviewed_on;
    const struct yx_kb_basis *basis;
    size_t basis_count;
};

struct yx_kb_builder;

/* Free with yx_kb_builder_free; NULL without memory. One thread. */
struct yx_kb_builder *yx_kb_builder_new(const struct yx_kb_weights *);
void yx_kb_builder_free(struct yx_kb_builder **);

/* Add a document. YX_INVALID: not UTF-8 or no id; YX_TOO_LARGE: the file could not hold it. */
enum yx_err yx_kb_builder_add(struct yx_kb_builder *, const struct yx_kb_draft *);

/* The model that tells legal matters from others, ascending by term; copied. */
enum yx_err yx_kb_builder_scope(struct yx_kb_builder *, const struct yx_kb_odds *, size_t count);

/* Write the index beside `path`, make it durable, and rename it into place: readers
 * see the old file or the new one. YX_DUPLICATE: two documents have one id (named by
 * yx_kb_builder_fault); YX_EMPTY: no document; YX_IO, YX_FULL, YX_READ_ONLY. */
struct yx_kb_report {
    uint32_t documents, terms;
    uint64_t postings, bytes;
    char generation[2 * YX_KB_GENERATION + 1];
};
enum yx_err yx_kb_builder_write(struct yx_kb_builder *, const char *path,
    const struct yx_kb_limits *, struct yx_kb_report *report_out);

/* The id that a write or an add stumbled over, or "". */
const char *yx_kb_builder_fault(const struct yx_kb_builder *);

#endif
