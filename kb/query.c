#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "kb/rank.h"

enum { MOST_TERMS = 400, MOST_REPEATS = 3 };

static int by_term(const void *a, const void *b)
{
    yx_kb_term x = *(const yx_kb_term *)a, y = *(const yx_kb_term *)b;
    return (x > y) - (x < y);
}

/* Add one term that stands `repeats` times in the question. */
static void want(const struct yx_kb_index *x, struct yx_kb_query *q, yx_kb_term term, size_t repeats)
{
    struct yx_kb_wanted *w = &q->wanted[q->count];
    q->asked++;
    if (yx_kb_index_find(x, term, &w->list) != YX_OK) {
        q->weight_all += x->header->unknown_idf;
        return;
    }
    float times = (float)(repeats < MOST_REPEATS ? repeats : MOST_REPEATS);
    long weight = lroundf(w->list.idf * times * YX_KB_WEIGHT);
    w->term = term;
    w->weight = weight < 1 ? 1 : (uint32_t)weight;
    q->weight_all += w->list.idf;
    q->count++;
}

void yx_kb_query_make(const struct yx_kb_index *x, struct yx_arena *a, const char *folded,
    struct yx_kb_query *query_out)
{
    size_t room = strlen(folded) + 1;
    if (room > 2 * MOST_TERMS)
        room = 2 * MOST_TERMS;
    yx_kb_term *terms = yx_arena_get(a, room * sizeof *terms);
    size_t count = yx_kb_tokenize(folded, terms, room);
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
            found += q->wanted[i].list.idf;
    return q->weight_all > 0 ? found / q->weight_all : 0;
}
