#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "kb/corpus.h"
#include "kb/eval.h"

enum { TOP = 100, DEEP = 10, ARENA_MAX = 16 << 20 };

struct judgement {
    char *query, *doc;
    long relevance;
};

struct judgements {
    struct judgement *at;
    size_t count, room;
};

static void judgements_free(struct judgements *j)
{
    for (size_t i = 0; i < j->count; i++)
        free(j->at[i].query); /* holds the document too */
    free(j->at);
}

/* `qid TAB docid TAB rel`; the strings share one allocation. */
static enum yx_err add_judgement(struct judgements *j, const char *line)
{
    char *copy = strdup(line), *rest = copy;
    char *query = strsep(&rest, "\t"), *doc = strsep(&rest, "\t"), *relevance = strsep(&rest, "\t\r\n");
    if (copy == NULL || doc == NULL || relevance == NULL) {
        free(copy);
        return YX_INVALID;
    }
    if (j->count == j->room) {
        size_t room = j->room ? j->room * 2 : 1024;
        struct judgement *at = realloc(j->at, room * sizeof *at);
        if (at == NULL) {
            free(copy);
            return YX_MEMORY;
        }
        j->at = at;
        j->room = room;
    }
    j->at[j->count++] = (struct judgement){ query, doc, strtol(relevance, NULL, 10) };
    return YX_OK;
}

static int by_query(const void *a, const void *b)
{
    const struct judgement *x = a, *y = b;
    int order = strcmp(x->query, y->query);
    if (order == 0) /* the best first: that is the ideal ranking */
        order = (y->relevance > x->relevance) - (y->relevance < x->relevance);
    return order;
}

static enum yx_err read_judgements(const char *path, struct judgements *j, long *line_out)
{
    FILE *f = fopen(path, "re");
    char *line = NULL;
    size_t room = 0;
    enum yx_err err = YX_OK;
    if (f == NULL)
        return errno == ENOENT ? YX_NOT_FOUND : YX_IO;
    for (*line_out = 0; err == YX_OK && getline(&line, &room, f) > 0;) {
        ++*line_out;
        err = add_judgement(j, line);
    }
    free(line);
    fclose(f);
    if (err == YX_OK && j->count > 0)
        qsort(j->at, j->count, sizeof *j->at, by_query);
    return err;
}

struct round {
    const struct yx_kb_view *view;
    struct judgements judgements;
    struct yx_kb_measures *sums;
    struct yx_arena *arena;
    double *times;
    size_t asked, room;
};

static long relevance_of(const struct judgement *j, size_t count, const char *doc)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(j[i].doc, doc) == 0)
            return j[i].relevance;
    return 0;
}

static double gain(long relevance, size_t rank)
{
    return (exp2((double)relevance) - 1) / log2((double)rank + 2);
}

/* How many of the first `deep` hits are right. */
static size_t found_in(const long *relevance, size_t count, size_t deep)
{
    size_t found = 0;
    for (size_t i = 0; i < count && i < deep; i++)
        found += relevance[i] > 0;
    return found;
}

static void add_gain(struct yx_kb_measures *m, const struct judgement *j, size_t judged, const long *relevance,
    size_t count)
{
    double got = 0, ideal = 0;
    for (size_t i = 0; i < count && i < DEEP; i++)
        got += gain(relevance[i], i);
    for (size_t i = 0; i < judged && i < DEEP; i++)
        ideal += gain(j[i].relevance, i);
    m->ndcg_10 += ideal > 0 ? got / ideal : 0;
    for (size_t i = 0; i < count && i < DEEP; i++)
        if (relevance[i] > 0) {
            m->mrr_10 += 1.0 / (double)(i + 1);
            break;
        }
}

static void add_query(struct yx_kb_measures *m, const struct judgement *j, size_t judged, const struct yx_kb_hit *hits,
    size_t count)
{
    long relevance[TOP];
    size_t right = 0;
    for (size_t i = 0; i < judged; i++)
        right += j[i].relevance > 0;
    for (size_t i = 0; i < count; i++)
        relevance[i] = relevance_of(j, judged, hits[i].id);
    double all = right > 0 ? (double)right : 1;
    m->recall_1 += (double)found_in(relevance, count, 1) / all;
    m->recall_5 += (double)found_in(relevance, count, 5) / all;
    m->recall_10 += (double)found_in(relevance, count, 10) / all;
    m->recall_100 += (double)found_in(relevance, count, 100) / all;
    m->success_1 += found_in(relevance, count, 1) > 0;
    m->success_3 += found_in(relevance, count, 3) > 0;
    m->success_5 += found_in(relevance, count, 5) > 0;
    m->success_10 += found_in(relevance, count, 10) > 0;
    add_gain(m, j, judged, relevance, count);
}

/* The judgements of one query: where they begin, how many. */
static size_t judgements_of(const struct judgements *j, const char *query, const struct judgement **first_out)
{
    size_t low = 0, high = j->count, n = 0;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(j->at[middle].query, query) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    *first_out = j->at + low;
    while (low + n < j->count && strcmp(j->at[low + n].query, query) == 0)
        n++;
    return n;
}

static bool keep_time(struct round *s, double us)
{
    if (s->asked == s->room) {
        size_t room = s->room ? s->room * 2 : 1024;
        double *times = realloc(s->times, room * sizeof *times);
        if (times == NULL)
            return false;
        s->times = times;
        s->room = room;
    }
    s->times[s->asked++] = us;
    return true;
}

/* Questions without judgements are not measured. */
static enum yx_err take_query(void *arg, const struct yx_kb_line *line)
{
    struct round *s = arg;
    const struct judgement *j;
    struct yx_kb_hit *hits;
    size_t count = 0, judged = judgements_of(&s->judgements, line->id, &j);
    char *folded;
    if (judged == 0)
        return YX_OK;
    yx_arena_wipe(s->arena);
    int64_t start_us = yx_clock_mono_us();
    enum yx_err err = yx_text_fold(s->arena, line->text, strlen(line->text), &folded);
    if (err == YX_OK)
        err = yx_kb_search(s->view, s->arena, folded, TOP, &hits, &count);
    if (err != YX_OK)
        return err;
    add_query(s->sums, j, judged, hits, count);
    return keep_time(s, (double)(yx_clock_mono_us() - start_us)) ? YX_OK : YX_MEMORY;
}

static int by_time(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static size_t count_queries(const struct judgements *j)
{
    size_t n = 0;
    for (size_t i = 0; i < j->count; i++)
        n += i == 0 || strcmp(j->at[i].query, j->at[i - 1].query) != 0;
    return n;
}

/* Sums to means over all questions that are judged, also those that were not asked. */
static void finish(struct round *s)
{
    struct yx_kb_measures *m = s->sums;
    double *sums[] = { &m->recall_1, &m->recall_5, &m->recall_10, &m->recall_100, &m->success_1, &m->success_3,
        &m->success_5, &m->success_10, &m->mrr_10, &m->ndcg_10 };
    m->questions = count_queries(&s->judgements);
    for (size_t i = 0; i < sizeof sums / sizeof *sums; i++)
        *sums[i] /= m->questions > 0 ? (double)m->questions : 1;
    if (s->asked == 0)
        return;
    qsort(s->times, s->asked, sizeof *s->times, by_time);
    m->p50_us = s->times[s->asked / 2];
    m->p95_us = s->times[s->asked * 95 / 100];
}

enum yx_err yx_kb_eval_qrels(const struct yx_kb_view *view, const char *queries, const char *qrels,
    struct yx_kb_measures *measures_out, long *line_out)
{
    *measures_out = (struct yx_kb_measures){ 0 };
    struct round s = { .view = view, .sums = measures_out, .arena = yx_arena_new(ARENA_MAX) };
    enum yx_err err = s.arena == NULL ? YX_MEMORY : read_judgements(qrels, &s.judgements, line_out);
    if (err == YX_OK)
        err = yx_kb_corpus_read(queries, take_query, &s, line_out);
    if (err == YX_OK)
        finish(&s);
    free(s.times);
    judgements_free(&s.judgements);
    yx_arena_free(&s.arena);
    return err;
}
