#include "kb/policy.h"



enum { CHOICES = 3 };

/* Learned on the held-out questions in tests/kb; README.md says how to do it again. */
const struct yx_kb_limits yx_kb_limits_default = {
    .sure_cover = 0.45f,  /* SURE: the best article has this part of the question's weight, */
    .sure_score = 0.40f,  /* scores this share of what is possible, */
    .sure_margin = 0.20f, /* and stands this far above the second. */
    .ask_cover = 0.10f,   /* Below either of these nothing is offered: */
    .ask_score = 0.10f,
    .scope_bias = 0.0f,
    .scope_none = -1.0f,  /* words that speak more clearly against a legal matter: NONE, */
    .scope_sure = 0.0f,   /* and SURE only when they speak for it. */
};

void yx_kb_signs_of(const struct yx_kb_index *x, const struct yx_kb_query *q, const char *folded,
    const struct yx_kb_hit *hits, size_t count, struct yx_kb_signs *signs_out)
{
    yx_kb_term terms[256];
    size_t n = yx_kb_tokenize(folded, false, terms, sizeof terms / sizeof *terms);
    float odds = x->header->limits.scope_bias;
    for (size_t i = 0; i < n; i++)
        odds += yx_kb_index_odds(x, terms[i]);
    *signs_out = (struct yx_kb_signs){ .scope = n > 0 ? odds / (float)n : 0, .terms = q->asked };
    if (count == 0)
        return;
    float possible = q->weight_all * x->header->impact_most;
    signs_out->cover = hits[0].cover;
    signs_out->share = possible > 0 ? hits[0].score / possible : 0;
    signs_out->margin = count > 1 ? (hits[0].score - hits[1].score) / hits[0].score : 1;
}

enum yx_kb_decision yx_kb_judge(const struct yx_kb_limits *l, const struct yx_kb_signs *s)
{
    if (s->terms == 0 || s->cover < l->ask_cover || s->share < l->ask_score || s->scope < l->scope_none)
        return YX_KB_NONE;
    if (s->cover >= l->sure_cover && s->share >= l->sure_score && s->margin >= l->sure_margin &&
        s->scope >= l->scope_sure)
        return YX_KB_SURE;
    return YX_KB_UNSURE;
}

enum yx_err yx_kb_decide(const struct yx_kb_view *view, struct yx_arena *a, const char *folded,
    struct yx_kb_verdict *verdict_out)
{
    const struct yx_kb_index *x = yx_kb_view_index(view);
    struct yx_kb_query q;
    struct yx_kb_signs signs;
    *verdict_out = (struct yx_kb_verdict){ .decision = YX_KB_NONE };
    enum yx_err err = yx_kb_search(view, a, folded, CHOICES, &verdict_out->hits, &verdict_out->count);
    if (err != YX_OK)
        return err;
    yx_kb_query_make(x, a, folded, &q);
    yx_kb_signs_of(x, &q, folded, verdict_out->hits, verdict_out->count, &signs);
    verdict_out->decision = yx_kb_judge(&x->header->limits, &signs);
    return YX_OK;
}
