#include "kb/topic.h"

#include <stdlib.h>
#include <string.h>

static void add(struct yx_kb_topic *row, const struct yx_kb_source *s)
{
    row->articles++;
    row->bases += s->basis_count;
    if (row->oldest_review[0] == '\0' || strcmp(s->reviewed_on, row->oldest_review) < 0)
        row->oldest_review = s->reviewed_on;
}

struct yx_kb_topic *yx_kb_topic_rows(const struct yx_kb_library *l, struct yx_arena *a, const char *today,
    size_t *count_out)
{
    size_t count = l->topics.count + 1;
    struct yx_kb_topic *rows = yx_arena_get(a, count * sizeof *rows);
    for (size_t i = 0; i < count; i++)
        rows[i] = (struct yx_kb_topic){ .title = i < l->topics.count ? l->topics.titles[i] : "", .oldest_review = "" };
    for (size_t i = 0; i < l->count; i++)
        if (yx_kb_source_is_current(&l->sources[i], today))
            add(yx_kb_topic_of(rows, count, l->sources[i].topic), &l->sources[i]);
    *count_out = count;
    return rows;
}

struct yx_kb_topic *yx_kb_topic_of(struct yx_kb_topic *rows, size_t count, const char *title)
{
    struct yx_kb_topic *none = NULL;
    for (size_t i = 0; i < count; i++) {
        if (strcmp(rows[i].title, title) == 0)
            return &rows[i];
        if (rows[i].title[0] == '\0')
            none = &rows[i];
    }
    return none;
}

static size_t missed(const struct yx_kb_topic *t)
{
    return t->unsure + t->none + t->useless;
}

static int order(size_t less, size_t more)
{
    return (less > more) - (less < more);
}

/* a/b against c/d as a·d against c·b: a topic without articles misses most. */
static int by_thinness(const void *x, const void *y)
{
    const struct yx_kb_topic *a = x, *b = y;
    if ((a->title[0] == '\0') != (b->title[0] == '\0'))
        return a->title[0] == '\0' ? 1 : -1;
    int first = order(missed(b) * a->articles, missed(a) * b->articles);
    if (first == 0)
        first = order(a->articles, b->articles);
    if (first == 0)
        first = order(a->bases, b->bases);
    return first != 0 ? first : strcmp(a->oldest_review, b->oldest_review);
}

void yx_kb_topic_sort(struct yx_kb_topic *rows, size_t count)
{
    qsort(rows, count, sizeof *rows, by_thinness);
}
