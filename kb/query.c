#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "kb/rank.h"

enum { MOST_TERMS = 400, MOST_REPEATS = 3, MANY_DOCUMENTS = 5000 };

/* In a large collection a single character that every fifth document has costs most of
 * the time and adds nearly nothing: 38.6 → 38.4 nDCG@10 on statutes, 0.83 → 0.61 ms. */
#define WORTHLESS_IDF 1.5f


static int by_term(const void *a, const void *b)
{
    yx_kb_term x = *(const yx_kb_term *)a, y = *(const yx_kb_term *)b;
    return (x > y) - (x < y);
}

/* Add one term that stands `repeats` times in the question. */
static void want(const struct yx_kb_index *x, struct yx_kb_query *q, yx_kb_term term, size_t repeats)
{
    struct yx_kb_wanted *w = &q->wanted[q->count];
    bool single = yx_kb_term_is_single(term) && x->header->single_weight > 0;
    float factor = single ? x->header->single_weight : 1;
    enum yx_err err = yx_kb_index_find(x, term, &w->list);
    if (err == YX_OK && single && w->list.idf < WORTHLESS_IDF && x->header->documents > MANY_DOCUMENTS)
        return;
    q->asked++;
    if (err != YX_OK) {
        q->weight_all += x->header->unknown_idf * factor;
        return;
    }
    float times = (float)(repeats < MOST_REPEATS ? repeats : MOST_REPEATS);
    w->worth = w->list.idf * factor;
    long weight = lroundf(w->worth * times * YX_KB_WEIGHT);
    w->term = term;
    w->weight = weight < 1 ? 1 : (uint32_t)weight;
    q->weight_all += w->worth;
    q->count++;
}

void yx_kb_query_make(const struct yx_kb_index *x, struct yx_arena *a, const char *folded,
    struct yx_kb_query *query_out)
{
    size_t room = strlen(folded) + 1;
    if (room > 2 * MOST_TERMS)
        room = 2 * MOST_TERMS;
    yx_kb_term *terms = yx_arena_get(a, room * sizeof *terms);
    size_t count = yx_kb_tokenize(folded, x->header->single_weight > 0, terms, room);
    qsort(terms, count, sizeof *terms, by_term);
    *query_out = (struct yx_kb_query){ .wanted = yx_arena_get(a, (count + 1) * sizeof *query_out->wanted) };
    for (size_t i = 0, next; i < count && query_out->asked < MOST_TERMS; i = next) {
        for (next = i + 1; next < count && terms[next] == terms[i];)
            next++;
        want(x, query_out, terms[i], next - i);
    }
}

/* Whether an ascending list has the document. */
static bool list_has(const struct yx_kb_list *l, uint32_t doc)
{
    uint32_t low = 0, high = l->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (l->docs[middle] == doc)
            return true;
        if (l->docs[middle] < doc)
            low = middle + 1;
        else
            high = middle;
    }
    return false;
}

float yx_kb_cover(const struct yx_kb_query *q, uint32_t doc)
{
    float found = 0;
    for (size_t i = 0; i < q->count; i++)
        if (list_has(&q->wanted[i].list, doc))
            found += q->wanted[i].worth;
    return q->weight_all > 0 ? found / q->weight_all : 0;
}
