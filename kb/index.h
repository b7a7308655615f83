/* An index file in memory: checked, then read through these. */
#ifndef YX_KB_INDEX_H
#define YX_KB_INDEX_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "kb/format.h"
#include "kb/tokenize.h"
#include "kb/yx_kb.h"

struct yx_kb_index {
    const struct yx_kb_header *header;
    const struct yx_kb_slot *slots;
    uint32_t slot_mask;
    const uint32_t *docs;
    const uint16_t *impacts;
    size_t postings;
    const struct yx_kb_block *blocks;
    size_t block_count;
    const struct yx_kb_record *records;
    const uint32_t *order;
    const struct yx_kb_ground *grounds;
    const char *strings;
    const struct yx_kb_odds *scope;
    size_t scope_count;
};

/* Take `size` bytes (aligned on 8, kept by the caller as long as the index is used)
 * as an index. Checks the header, the sections and every offset of the records, so
 * that nothing below can read outside; not the generation (yx_kb_index_digest).
 * YX_NEWER: made by a newer version; YX_CORRUPT: anything else that is wrong. */
enum yx_err yx_kb_index_take(const void *bytes, size_t size, struct yx_kb_index *index_out);

/* Where in a table of mask + 1 slots the search for a term begins. */
uint32_t yx_kb_index_home(yx_kb_term, uint32_t mask);

/* The postings of a term: YX_OK, or YX_EMPTY when no document has it or its entry
 * points outside (then it is left out rather than believed). */
struct yx_kb_list {
    const uint32_t *docs;
    const uint16_t *impacts;
    const struct yx_kb_block *blocks;
    uint32_t count, block_count;
    uint16_t most;
    float idf;
};
enum yx_err yx_kb_index_find(const struct yx_kb_index *, yx_kb_term, struct yx_kb_list *list_out);

/* The document with this id, or YX_NOT_FOUND. */
enum yx_err yx_kb_index_doc(const struct yx_kb_index *, const char *id, uint32_t *doc_out);

/* Its texts, which live in the index; the array of bases in the arena. `doc` < documents. */
void yx_kb_index_article(const struct yx_kb_index *, struct yx_arena *, uint32_t doc,
    struct yx_kb_article *article_out);
const char *yx_kb_index_id(const struct yx_kb_index *, uint32_t doc);
const char *yx_kb_index_title(const struct yx_kb_index *, uint32_t doc);

/* How much a term speaks for a legal matter (log-odds); 0 when the model is silent. */
float yx_kb_index_odds(const struct yx_kb_index *, yx_kb_term);

/* The index of a held generation. */
const struct yx_kb_index *yx_kb_view_index(const struct yx_kb_view *);

#endif
