/* What each topic has, and what its readers did not find: where the next article is due. */
#ifndef YX_KB_TOPIC_H
#define YX_KB_TOPIC_H

#include "kb/library.h"

struct yx_kb_topic {
    const char *title; /* "" is no topic: what belongs to none */
    size_t articles, bases;      /* of those that are current */
    const char *oldest_review;   /* 2026-11-23; "" without an article */
    size_t unsure, none;         /* questions answered with a choice, and with nothing */
    size_t useful, useless;      /* what readers said of answers */
};

/* One row for each topic of the library and behind them one for none, in the arena;
 * *count_out of them. `today`: 2026-11-23. */
struct yx_kb_topic *yx_kb_topic_rows(const struct yx_kb_library *, struct yx_arena *, const char *today,
    size_t *count_out);

/* The row of a title, or of none. */
struct yx_kb_topic *yx_kb_topic_of(struct yx_kb_topic *rows, size_t count, const char *title);

/* Thinnest first: most questions without an answer and answers without use for each
 * article; then fewest articles, fewest bases, oldest review. None stays last. */
void yx_kb_topic_sort(struct yx_kb_topic *rows, size_t count);

#endif
