#include "kb/index.h"

#include <string.h>

/* splitmix64's last step: neighbouring pairs of characters must not be neighbours. */
static uint64_t scatter(uint64_t x)
{
    x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
    return x ^ x >> 31;
}

uint32_t yx_kb_index_home(yx_kb_term term, uint32_t mask)
{
    return (uint32_t)scatter(term) & mask;
}

static const size_t unit_of[YX_KB_SECTIONS] = {
    [YX_KB_TERMS] = sizeof(struct yx_kb_slot),
    [YX_KB_DOCS] = sizeof(uint32_t),
    [YX_KB_IMPACTS] = sizeof(uint16_t),
    [YX_KB_BLOCKS] = sizeof(struct yx_kb_block),
    [YX_KB_RECORDS] = sizeof(struct yx_kb_record),
    [YX_KB_ORDER] = sizeof(uint32_t),
    [YX_KB_BASES] = sizeof(struct yx_kb_ground),
    [YX_KB_STRINGS] = 1,
    [YX_KB_SCOPE] = sizeof(struct yx_kb_odds),
};

enum { MOST_BASES = 1000 }; /* of one document; a bound on what a caller's arena must hold */

static enum yx_err check_header(const struct yx_kb_header *h, size_t size)
{
    if (size < sizeof *h || memcmp(h->magic, YX_KB_MAGIC, sizeof h->magic) != 0)
        return YX_CORRUPT;
    if (h->version > YX_KB_VERSION)
        return YX_NEWER;
    if (h->version != YX_KB_VERSION || h->header_size != sizeof *h || h->file_size != size ||
        !(h->unknown_idf >= 0 && h->unknown_idf < 100) || !(h->single_weight >= 0 && h->single_weight <= 10))
        return YX_CORRUPT;
    for (int i = 0; i < YX_KB_SECTIONS; i++) {
        const struct yx_kb_section *s = &h->sections[i];
        if (s->offset < sizeof *h || s->offset % YX_KB_ALIGN != 0 || s->offset > size ||
            s->size > size - s->offset || s->size % unit_of[i] != 0)
            return YX_CORRUPT;
    }
    return YX_OK;
}

static size_t count_of(const struct yx_kb_header *h, enum yx_kb_section_kind kind)
{
    return (size_t)h->sections[kind].size / unit_of[kind];
}

/* Do the sections fit each other? */
static bool sizes_agree(const struct yx_kb_header *h)
{
    size_t slots = count_of(h, YX_KB_TERMS), docs = h->documents;
    return slots >= 2 && (slots & (slots - 1)) == 0 && slots <= UINT32_MAX && h->terms < slots &&
        count_of(h, YX_KB_DOCS) == count_of(h, YX_KB_IMPACTS) && count_of(h, YX_KB_RECORDS) == docs &&
        count_of(h, YX_KB_ORDER) == docs && count_of(h, YX_KB_STRINGS) >= 1;
}

/* Every text of a record begins inside the strings, which end with NUL. */
static bool record_is_sound(const struct yx_kb_record *r, size_t strings, size_t grounds)
{
    return r->id < strings && r->title < strings && r->topic < strings && r->revision < strings &&
        r->reviewed_on < strings && r->body < strings && r->basis <= grounds && r->basis_count <= grounds - r->basis &&
        r->basis_count <= MOST_BASES;
}

static bool records_are_sound(const struct yx_kb_index *x)
{
    size_t strings = count_of(x->header, YX_KB_STRINGS), grounds = count_of(x->header, YX_KB_BASES);
    if (x->strings[strings - 1] != '\0')
        return false;
    for (uint32_t d = 0; d < x->header->documents; d++)
        if (!record_is_sound(&x->records[d], strings, grounds) || x->order[d] >= x->header->documents)
            return false;
    for (size_t g = 0; g < grounds; g++) {
        const struct yx_kb_ground *ground = &x->grounds[g];
        if (ground->law >= strings || ground->article >= strings || ground->since >= strings)
            return false;
    }
    return true;
}

enum yx_err yx_kb_index_take(const void *bytes, size_t size, struct yx_kb_index *index_out)
{
    const struct yx_kb_header *h = bytes;
    enum yx_err err = check_header(h, size);
    if (err != YX_OK)
        return err;
    if (!sizes_agree(h))
        return YX_CORRUPT;
    const char *base = bytes;
    const void *at[YX_KB_SECTIONS];
    for (int i = 0; i < YX_KB_SECTIONS; i++)
        at[i] = base + h->sections[i].offset;
    *index_out = (struct yx_kb_index){
        .header = h,
        .slots = at[YX_KB_TERMS],
        .slot_mask = (uint32_t)count_of(h, YX_KB_TERMS) - 1,
        .docs = at[YX_KB_DOCS],
        .impacts = at[YX_KB_IMPACTS],
        .postings = count_of(h, YX_KB_DOCS),
        .blocks = at[YX_KB_BLOCKS],
        .block_count = count_of(h, YX_KB_BLOCKS),
        .records = at[YX_KB_RECORDS],
        .order = at[YX_KB_ORDER],
        .grounds = at[YX_KB_BASES],
        .strings = at[YX_KB_STRINGS],
        .scope = at[YX_KB_SCOPE],
        .scope_count = count_of(h, YX_KB_SCOPE),
    };
    return records_are_sound(index_out) ? YX_OK : YX_CORRUPT;
}

static bool list_of(const struct yx_kb_index *x, const struct yx_kb_slot *slot, struct yx_kb_list *list_out)
{
    size_t blocks = ((size_t)slot->count + YX_KB_BLOCK - 1) / YX_KB_BLOCK;
    if (slot->count == 0 || slot->first > x->postings || slot->count > x->postings - slot->first ||
        slot->block > x->block_count || blocks > x->block_count - slot->block || !(slot->idf >= 0 && slot->idf < 100))
        return false;
    *list_out = (struct yx_kb_list){
        .docs = x->docs + slot->first,
        .impacts = x->impacts + slot->first,
        .blocks = x->blocks + slot->block,
        .count = slot->count,
        .block_count = (uint32_t)blocks,
        .most = slot->most,
        .idf = slot->idf,
    };
    return true;
}

enum yx_err yx_kb_index_find(const struct yx_kb_index *x, yx_kb_term term, struct yx_kb_list *list_out)
{
    uint32_t at = yx_kb_index_home(term, x->slot_mask);
    for (uint32_t tried = 0; tried <= x->slot_mask; tried++, at = (at + 1) & x->slot_mask) {
        if (x->slots[at].term == term)
            return list_of(x, &x->slots[at], list_out) ? YX_OK : YX_EMPTY;
        if (x->slots[at].term == 0)
            break;
    }
    return YX_EMPTY;
}

const char *yx_kb_index_id(const struct yx_kb_index *x, uint32_t doc)
{
    return x->strings + x->records[doc].id;
}

const char *yx_kb_index_title(const struct yx_kb_index *x, uint32_t doc)
{
    return x->strings + x->records[doc].title;
}

enum yx_err yx_kb_index_doc(const struct yx_kb_index *x, const char *id, uint32_t *doc_out)
{
    uint32_t low = 0, high = x->header->documents;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        int order = strcmp(yx_kb_index_id(x, x->order[middle]), id);
        if (order == 0) {
            *doc_out = x->order[middle];
            return YX_OK;
        }
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return YX_NOT_FOUND;
}

void yx_kb_index_article(const struct yx_kb_index *x, struct yx_arena *a, uint32_t doc,
    struct yx_kb_article *article_out)
{
    const struct yx_kb_record *r = &x->records[doc];
    struct yx_kb_basis *basis = yx_arena_get(a, (r->basis_count + 1) * sizeof *basis);
    for (uint32_t i = 0; i < r->basis_count; i++) {
        const struct yx_kb_ground *g = &x->grounds[r->basis + i];
        basis[i] = (struct yx_kb_basis){ x->strings + g->law, x->strings + g->article, x->strings + g->since };
    }
    *article_out = (struct yx_kb_article){
        .id = x->strings + r->id,
        .title = x->strings + r->title,
        .topic = x->strings + r->topic,
        .revision = x->strings + r->revision,
        .reviewed_on = x->strings + r->reviewed_on,
        .body = x->strings + r->body,
        .basis = basis,
        .basis_count = r->basis_count,
    };
}

float yx_kb_index_odds(const struct yx_kb_index *x, yx_kb_term term)
{
    size_t low = 0, high = x->scope_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (x->scope[middle].term == term)
            return x->scope[middle].odds;
        if (x->scope[middle].term < term)
            low = middle + 1;
        else
            high = middle;
    }
    return 0;
}
