#include "kb/rank.h"

#include <stdlib.h>
#include <string.h>

/* Documents are walked in windows. In each window the lists are sorted by the most
 * they can add there (from the maxima of their blocks); those that together cannot
 * lift a document among the best are only looked up for documents that the others
 * found. Scores are whole numbers, so nothing depends on the order of adding. */
enum {
    WINDOW = 4096, /* documents; their scores lie in the nearest cache */
    FIRST = 1024,  /* the first window is smaller: it finds out what the best must have */
    PATCH = 64,    /* scores that are looked at together */
    LOOKUP = 16,   /* one look-up takes about as long as adding so many postings */
};

struct cursor {
    const struct yx_kb_wanted *wanted;
    uint32_t at, block; /* never behind the window's begin */
    uint32_t bound;     /* the most it can add in this window */
    uint32_t near;      /* how many postings it has there, about: whole blocks */
};

struct best {
    struct yx_kb_ranked *heap; /* the worst on top */
    size_t count, most;
};

struct walk {
    struct cursor *cursors;
    size_t count;
    uint32_t *below;  /* [i]: what cursors 0 … i-1 can add together */
    uint32_t *scores; /* WINDOW */
    struct best best;
};

static bool is_worse(struct yx_kb_ranked a, struct yx_kb_ranked b)
{
    return a.score != b.score ? a.score < b.score : a.doc > b.doc;
}

static void sink_top(struct best *b)
{
    for (size_t at = 0;;) {
        size_t worst = at, left = 2 * at + 1;
        for (size_t child = left; child < left + 2 && child < b->count; child++)
            if (is_worse(b->heap[child], b->heap[worst]))
                worst = child;
        if (worst == at)
            return;
        struct yx_kb_ranked swap = b->heap[at];
        b->heap[at] = b->heap[worst];
        b->heap[worst] = swap;
        at = worst;
    }
}

static void offer(struct best *b, uint32_t doc, uint32_t score)
{
    struct yx_kb_ranked r = { doc, score };
    if (b->count == b->most) {
        if (is_worse(b->heap[0], r)) {
            b->heap[0] = r;
            sink_top(b);
        }
        return;
    }
    size_t at = b->count++;
    for (; at > 0 && is_worse(r, b->heap[(at - 1) / 2]); at = (at - 1) / 2)
        b->heap[at] = b->heap[(at - 1) / 2];
    b->heap[at] = r;
}

/* A later document must have more than this: of equals the earlier stays. */
static uint32_t threshold(const struct best *b)
{
    return b->count == b->most ? b->heap[0].score : 0;
}

static int best_first(const void *a, const void *b)
{
    const struct yx_kb_ranked *x = a, *y = b;
    return is_worse(*x, *y) ? 1 : is_worse(*y, *x) ? -1 : 0;
}

/* Move to the first posting not before `doc`, by blocks first. */
static void seek(struct cursor *c, uint32_t doc)
{
    const struct yx_kb_list *l = &c->wanted->list;
    uint32_t block = c->block;
    while (block < l->block_count && l->blocks[block].last < doc)
        block++;
    if (block != c->block) {
        c->block = block;
        if (c->at < block * YX_KB_BLOCK)
            c->at = block * YX_KB_BLOCK;
    }
    while (c->at < l->count && l->docs[c->at] < doc)
        c->at++;
}

/* The most a list can add between `start` and `start + span`. */
static uint32_t bound_in(struct cursor *c, uint32_t start, uint32_t span)
{
    const struct yx_kb_list *l = &c->wanted->list;
    uint32_t most = 0;
    c->near = 0;
    seek(c, start);
    if (c->at >= l->count || l->docs[c->at] - start >= span)
        return 0;
    for (uint32_t b = c->block; b < l->block_count; b++) {
        c->near += YX_KB_BLOCK;
        if (l->blocks[b].most > most)
            most = l->blocks[b].most;
        if (l->blocks[b].last >= start + span - 1)
            break;
    }
    return most * c->wanted->weight;
}

/* Sort by bound, smallest first (few and nearly sorted already: insertion), and add up. */
static void sort_cursors(struct walk *w)
{
    for (size_t i = 1; i < w->count; i++) {
        struct cursor c = w->cursors[i];
        size_t at = i;
        for (; at > 0 && w->cursors[at - 1].bound > c.bound; at--)
            w->cursors[at] = w->cursors[at - 1];
        w->cursors[at] = c;
    }
    w->below[0] = 0;
    for (size_t i = 0; i < w->count; i++)
        w->below[i + 1] = w->below[i] + w->cursors[i].bound;
}

static void add_list(struct walk *w, struct cursor *c, uint32_t start, uint32_t span)
{
    const uint32_t *docs = c->wanted->list.docs;
    const uint16_t *impacts = c->wanted->list.impacts;
    uint32_t *restrict scores = w->scores;
    uint32_t at = c->at, count = c->wanted->list.count, weight = c->wanted->weight, place;
    /* Below `start` this wraps and ends the loop: a damaged list cannot write outside. */
    for (; at < count && (place = docs[at] - start) < span; at++)
        scores[place] += weight * impacts[at];
    c->at = at;
}

/* What the lists below `first` add to a document that may still come among the best. */
static void finish(struct walk *w, size_t first, uint32_t doc, uint32_t score)
{
    uint32_t least = threshold(&w->best);
    for (size_t i = first; i-- > 0;) {
        if (score + w->below[i + 1] <= least)
            return;
        struct cursor *c = &w->cursors[i];
        seek(c, doc);
        if (c->at < c->wanted->list.count && c->wanted->list.docs[c->at] == doc)
            score += c->wanted->weight * c->wanted->list.impacts[c->at];
    }
    if (score > least)
        offer(&w->best, doc, score);
}

/* Whether any of a patch is above; written to be done with wide registers. */
static bool any_above(const uint32_t *scores, uint32_t least)
{
    uint32_t above = 0;
    for (int i = 0; i < PATCH; i++)
        above |= scores[i] > least;
    return above != 0;
}

static void collect_patch(struct walk *w, size_t first, uint32_t start, uint32_t *scores)
{
    for (uint32_t i = 0; i < PATCH; i++)
        if (scores[i] != 0 && scores[i] + w->below[first] > threshold(&w->best))
            finish(w, first, start + i, scores[i]);
}

static void collect(struct walk *w, size_t first, uint32_t start, uint32_t span)
{
    for (uint32_t at = 0; at < span; at += PATCH) {
        uint32_t *scores = w->scores + at, least = threshold(&w->best), below = w->below[first];
        if (any_above(scores, least > below ? least - below : 0))
            collect_patch(w, first, start + at, scores);
    }
    memset(w->scores, 0, span * sizeof *w->scores);
}

/* Which lists are added up: those from here on. The ones before it cannot lift a document
 * above `least` together; they are looked up for what the others find, but only if that
 * takes less time than adding them. */
static size_t first_to_add(const struct walk *w, uint32_t least)
{
    size_t first = 0;
    uint32_t found = 0;
    while (first < w->count && w->below[first + 1] <= least)
        first++;
    for (size_t i = first; i < w->count; i++)
        found += w->cursors[i].near;
    while (first > 0 && w->cursors[first - 1].near / LOOKUP < found)
        found += w->cursors[--first].near;
    return first;
}

static void walk_window(struct walk *w, uint32_t start, uint32_t span, bool fully)
{
    for (size_t i = 0; i < w->count; i++)
        w->cursors[i].bound = bound_in(&w->cursors[i], start, span);
    sort_cursors(w);
    uint32_t least = fully ? 0 : threshold(&w->best);
    if (w->below[w->count] == 0 || (!fully && w->below[w->count] <= least))
        return;
    size_t first = fully ? 0 : first_to_add(w, least);
    for (size_t i = first; i < w->count; i++)
        add_list(w, &w->cursors[i], start, span);
    collect(w, first, start, span);
}

static size_t rank(const struct yx_kb_index *x, struct yx_arena *a, const struct yx_kb_query *q, size_t most,
    bool fully, struct yx_kb_ranked *ranked_out)
{
    struct walk w = {
        .cursors = yx_arena_get(a, (q->count + 1) * sizeof *w.cursors),
        .count = q->count,
        .below = yx_arena_get(a, (q->count + 1) * sizeof *w.below),
        .scores = yx_arena_get(a, WINDOW * sizeof *w.scores),
        .best = { .heap = ranked_out, .most = most },
    };
    for (size_t i = 0; i < q->count; i++)
        w.cursors[i].wanted = &q->wanted[i];
    uint32_t documents = x->header->documents, span = FIRST;
    for (uint32_t start = 0; start < documents; start += span) {
        span = start == 0 ? FIRST : span * 2 < WINDOW ? span * 2 : WINDOW;
        span = documents - start < span ? documents - start : span;
        walk_window(&w, start, span, fully);
    }
    qsort(ranked_out, w.best.count, sizeof *ranked_out, best_first);
    return w.best.count;
}

size_t yx_kb_rank(const struct yx_kb_index *x, struct yx_arena *a, const struct yx_kb_query *q, size_t most,
    struct yx_kb_ranked *ranked_out)
{
    return rank(x, a, q, most, false, ranked_out);
}

size_t yx_kb_rank_fully(const struct yx_kb_index *x, struct yx_arena *a, const struct yx_kb_query *q,
    size_t most, struct yx_kb_ranked *ranked_out)
{
    return rank(x, a, q, most, true, ranked_out);
}
