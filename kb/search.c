#include "kb/index.h"
#include "kb/rank.h"
#include "kb/yx_kb.h"

enum { MOST = 100 };

size_t yx_kb_hits(const struct yx_kb_index *x, struct yx_arena *a, const struct yx_kb_query *q, size_t most,
    struct yx_kb_hit **hits_out)
{
    struct yx_kb_ranked ranked[MOST];
    size_t count = yx_kb_rank(x, a, q, most < MOST ? most : MOST, ranked);
    struct yx_kb_hit *hits = yx_arena_get(a, (count + 1) * sizeof *hits);
    for (size_t i = 0; i < count; i++)
        hits[i] = (struct yx_kb_hit){
            .doc = ranked[i].doc,
            .id = yx_kb_index_id(x, ranked[i].doc),
            .title = yx_kb_index_title(x, ranked[i].doc),
            .score = (float)ranked[i].score / (YX_KB_WEIGHT * YX_KB_SCALE),
            .cover = yx_kb_cover(q, ranked[i].doc),
        };
    *hits_out = hits;
    return count;
}

enum yx_err yx_kb_search(const struct yx_kb_view *view, struct yx_arena *a, const char *folded, int most,
    struct yx_kb_hit **hits_out, size_t *count_out)
{
    const struct yx_kb_index *x = yx_kb_view_index(view);
    struct yx_kb_query q;
    if (most < 1 || most > MOST)
        return YX_INVALID;
    yx_kb_query_make(x, a, folded, &q);
    *count_out = yx_kb_hits(x, a, &q, (size_t)most, hits_out);
    return YX_OK;
}

enum yx_err yx_kb_article(
    const struct yx_kb_view *view, struct yx_arena *a, const char *id, struct yx_kb_article *article_out)
{
    uint32_t doc = 0;
    enum yx_err err = yx_kb_index_doc(yx_kb_view_index(view), id, &doc);
    if (err == YX_OK)
        yx_kb_index_article(yx_kb_view_index(view), a, doc, article_out);
    return err;
}
