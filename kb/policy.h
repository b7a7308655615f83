/* Sure, unsure, or not a matter that the articles know. */
#ifndef YX_KB_POLICY_H
#define YX_KB_POLICY_H

#include <stdbool.h>
#include <stddef.h>

#include "kb/format.h"
#include "kb/index.h"
#include "kb/rank.h"
#include "kb/yx_kb.h"

/* The table that every index is built with; see policy.c for what each number does. */
extern const struct yx_kb_limits yx_kb_limits_default;

/* What the decision goes by. */
struct yx_kb_signs {
    float cover;  /* of the best hit */
    float share;  /* its score of the highest that any document could have */
    float margin; /* how far it is above the second, of its own score; 1 without a second */
    float scope;  /* how much the words speak for a legal matter, as log-odds */
    bool scoped;  /* whether the index has a model to tell */
    size_t terms; /* different terms asked */
};
void yx_kb_signs_of(const struct yx_kb_index *, const struct yx_kb_query *, const char *folded,
    const struct yx_kb_hit *hits, size_t count, struct yx_kb_signs *signs_out);

/* Pure: signs and limits in, decision out. */
enum yx_kb_decision yx_kb_judge(const struct yx_kb_limits *, const struct yx_kb_signs *);

#endif
