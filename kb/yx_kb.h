/* The knowledge base for those who ask it: one read-only, memory-mapped file, made
 * by `yixian kb build` and renamed into place. */
#ifndef YX_KB_H
#define YX_KB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/api.h"
#include "base/arena.h"
#include "base/err.h"

struct yx_kb;      /* the file's place, and the generation in use */
struct yx_kb_view; /* one generation, held */

/* Watch `path`; a file that is absent, or damaged (YX_CORRUPT), is an error. A newer
 * file renamed to the same path is taken by a later yx_kb_refresh. Any thread after. */
enum yx_err yx_kb_open(const char *path, struct yx_kb **kb_out);
void yx_kb_close(struct yx_kb **);

/* Take a new generation if the file changed; a damaged one is logged once and the old
 * one stays. Call each second. */
void yx_kb_refresh(struct yx_kb *);

/* Hold the generation in use; its memory stays mapped until it is let go. Any thread. */
YX_API struct yx_kb_view *yx_kb_hold(struct yx_kb *);
YX_API void yx_kb_let_go(struct yx_kb_view **);

/* A name for the generation: hex, changes with content. Lives while held. */
YX_API const char *yx_kb_generation(const struct yx_kb_view *);

/* The best `most` (1 to 100) articles for a question, best first. `folded`: as from
 * yx_text_fold. Results' texts live while held; the array in the arena. */
struct yx_kb_hit {
    uint32_t doc;
    const char *id;
    const char *title;
    float score;
    float cover; /* 0..1: which part of the question's weight the article contains */
};
YX_API enum yx_err yx_kb_search(const struct yx_kb_view *, struct yx_arena *, const char *folded,
    int most, struct yx_kb_hit **hits_out, size_t *count_out);

/* An article as it was written. Texts live while held. */
struct yx_kb_basis {
    const char *law, *article; /* 中华人民共和国劳动法, 第五十条 */
    const char *since;         /* 2018-12-29 or "" */
};
struct yx_kb_article {
    const char *id, *title, *topic, *revision, *reviewed_on, *body;
    const struct yx_kb_basis *basis;
    size_t basis_count;
};
YX_API enum yx_err yx_kb_article(const struct yx_kb_view *, struct yx_arena *, const char *id,
    struct yx_kb_article *article_out);

/* What to do with a question. */
enum yx_kb_decision { YX_KB_SURE, YX_KB_UNSURE, YX_KB_NONE };
struct yx_kb_verdict {
    enum yx_kb_decision decision;
    struct yx_kb_hit *hits; /* SURE: the first is meant; UNSURE: up to three to choose from */
    size_t count;
};

/* Search and decide by the thresholds that the file carries. NONE: not a legal matter
 * that the articles know. */
YX_API enum yx_err yx_kb_decide(const struct yx_kb_view *, struct yx_arena *, const char *folded,
    struct yx_kb_verdict *verdict_out);

#endif
