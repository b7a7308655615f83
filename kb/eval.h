/* How good the search and the policy are on labelled questions. */
#ifndef YX_KB_EVAL_H
#define YX_KB_EVAL_H

#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"
#include "kb/yx_kb.h"

/* How one list of questions with one right article each went. */
struct yx_kb_tally {
    size_t questions, first, in_three;
    double reciprocal;                   /* the sum of 1/rank within ten */
    size_t sure_right, sure_wrong;
    size_t unsure_right, unsure_without; /* the right one among the three, or not */
    size_t none;
};

/* Questions from `question TAB article-id` lines; # begins a remark. A line with no
 * article is out of scope: only SURE (sure_wrong), UNSURE (unsure_without) and NONE
 * count. Each that went wrong is given to `wrong` if not NULL. *line_out: where a bad
 * line stands (YX_INVALID), also an id that the index does not have (YX_NOT_FOUND). */
typedef void (*yx_kb_wrong)(void *arg, const char *question, const char *id, const struct yx_kb_verdict *);
enum yx_err yx_kb_eval_questions(const struct yx_kb_view *, const char *path, yx_kb_wrong, void *arg,
    struct yx_kb_tally *tally_io, long *line_out);

/* Means over the questions of the qrels, as the usual definitions have them (gain
 * 2^rel − 1, discount log2(rank + 1)), 0 to 1; times in microseconds of one search. */
struct yx_kb_measures {
    size_t questions;
    double recall_1, recall_5, recall_10, recall_100;
    double success_1, success_3, success_5, success_10;
    double mrr_10, ndcg_10;
    double p50_us, p95_us;
};
enum yx_err yx_kb_eval_qrels(const struct yx_kb_view *, const char *queries, const char *qrels,
    struct yx_kb_measures *measures_out, long *line_out);

#endif
