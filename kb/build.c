#include "kb/build.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "kb/builder.h"
#include "kb/index.h"

enum {
    SCRATCH_MAX = 64 << 20,   /* folding the longest document takes less */
    TEXT_MAX = 4 << 20,       /* bytes of one field */
    TABLE_FIRST = 1 << 12,
};

/* Learned by measuring: see README.md for on what. */
const struct yx_kb_weights yx_kb_weights_articles = {
    .k1 = 2.0f,
    .single = 1.5f,
    .weight = { 2.0f, 1.5f, 1.0f },
    .b = { 0.5f, 0.3f, 0.6f },
};
const struct yx_kb_weights yx_kb_weights_entries = {
    .k1 = 2.0f,
    .single = 0.8f,
    .weight = { 2.0f, 1.0f, 0.5f },
    .b = { 0.5f, 0.5f, 0.6f },
};
const struct yx_kb_weights yx_kb_weights_statutes = {
    .k1 = 0.8f,
    .single = 0.7f,
    .weight = { 0.0f, 1.0f, 1.0f },
    .b = { 0.5f, 0.5f, 0.75f },
};

void *yx_kb_rows_grow(struct yx_kb_rows *rows, size_t size, size_t more)
{
    if (rows->count + more > rows->room) {
        size_t room = rows->room ? rows->room : 1024;
        while (room < rows->count + more)
            room *= 2;
        void *items = realloc(rows->items, room * size);
        if (items == NULL)
            return NULL;
        rows->items = items;
        rows->room = room;
    }
    return (char *)rows->items + rows->count * size;
}

struct yx_kb_builder *yx_kb_builder_new(const struct yx_kb_weights *weights)
{
    struct yx_kb_builder *b = calloc(1, sizeof *b);
    if (b == NULL)
        return NULL;
    b->weights = *weights;
    b->fault = "";
    b->table_size = TABLE_FIRST;
    b->table = calloc(TABLE_FIRST, sizeof *b->table);
    b->scratch = yx_arena_new(SCRATCH_MAX);
    char *strings = yx_kb_rows_grow(&b->strings, 1, 1);
    if (b->table == NULL || b->scratch == NULL || strings == NULL) {
        yx_kb_builder_free(&b);
        return NULL;
    }
    *strings = '\0'; /* place 0 is the empty text */
    b->strings.count = 1;
    return b;
}

void yx_kb_builder_free(struct yx_kb_builder **b)
{
    if (*b == NULL)
        return;
    struct yx_kb_rows *rows[] = { &(*b)->entries, &(*b)->postings, &(*b)->records, &(*b)->grounds,
        &(*b)->strings, &(*b)->lengths, &(*b)->scope };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        free(rows[i]->items);
    free((*b)->table);
    yx_arena_free(&(*b)->scratch);
    free(*b);
    *b = NULL;
}

const char *yx_kb_builder_fault(const struct yx_kb_builder *b)
{
    return b->fault;
}

static struct yx_kb_entry *entry_at(struct yx_kb_builder *b, size_t number)
{
    return (struct yx_kb_entry *)b->entries.items + number;
}

/* The place in the table where a term is, or would be. */
static uint32_t *table_place(struct yx_kb_builder *b, yx_kb_term term)
{
    uint32_t mask = (uint32_t)(b->table_size - 1);
    uint32_t at = yx_kb_index_home(term, mask);
    while (b->table[at] != 0 && entry_at(b, b->table[at] - 1)->term != term)
        at = (at + 1) & mask;
    return &b->table[at];
}

static bool table_grow(struct yx_kb_builder *b)
{
    uint32_t *table = calloc(b->table_size * 2, sizeof *table);
    if (table == NULL)
        return false;
    free(b->table);
    b->table = table;
    b->table_size *= 2;
    for (size_t i = 0; i < b->entries.count; i++)
        *table_place(b, entry_at(b, i)->term) = (uint32_t)i + 1;
    return true;
}

static struct yx_kb_entry *entry_of(struct yx_kb_builder *b, yx_kb_term term)
{
    if (b->entries.count * 2 >= b->table_size && !table_grow(b))
        return NULL;
    uint32_t *place = table_place(b, term);
    if (*place == 0) {
        struct yx_kb_entry *e = yx_kb_rows_grow(&b->entries, sizeof *e, 1);
        if (e == NULL)
            return NULL;
        *e = (struct yx_kb_entry){ .term = term };
        *place = (uint32_t)++b->entries.count;
    }
    return entry_at(b, *place - 1);
}

/* Count a term once more for the field of a document. */
static enum yx_err count_term(struct yx_kb_builder *b, yx_kb_term term, uint32_t doc, enum yx_kb_field field)
{
    struct yx_kb_entry *e = entry_of(b, term);
    if (e == NULL)
        return YX_MEMORY;
    struct yx_kb_posting *all = b->postings.items;
    struct yx_kb_posting *p = e->last ? &all[e->last - 1] : NULL;
    if (p == NULL || p->doc != doc) {
        if (b->postings.count >= UINT32_MAX - 1)
            return YX_TOO_LARGE;
        p = yx_kb_rows_grow(&b->postings, sizeof *p, 1);
        if (p == NULL)
            return YX_MEMORY;
        *p = (struct yx_kb_posting){ .term = (uint32_t)(e - entry_at(b, 0)), .doc = doc };
        e->last = (uint32_t)++b->postings.count;
        e->count++;
    }
    if (p->times[field] < UINT16_MAX)
        p->times[field]++;
    return YX_OK;
}

static enum yx_err add_field(struct yx_kb_builder *b, const char *text, uint32_t doc, enum yx_kb_field field,
    struct yx_kb_lengths *lengths)
{
    char *folded = NULL;
    size_t len = strlen(text);
    if (len > TEXT_MAX)
        return YX_TOO_LARGE;
    if (b->weights.weight[field] <= 0)
        return yx_text_valid(text, len) ? YX_OK : YX_INVALID;
    enum yx_err err = yx_text_fold(b->scratch, text, len, &folded);
    if (err != YX_OK)
        return err;
    size_t room = strlen(folded) + 1;
    yx_kb_term *terms = yx_arena_get(b->scratch, room * sizeof *terms);
    size_t count = yx_kb_tokenize(folded, b->weights.single > 0, terms, room);
    for (size_t i = 0; i < count && err == YX_OK; i++)
        err = count_term(b, terms[i], doc, field);
    lengths->of[field] = (uint32_t)count;
    b->length_sum[field] += (double)count;
    return err;
}

/* Keep a text; its place, 0 for "" and, with *err_io set, when there is no room. */
static uint32_t keep(struct yx_kb_builder *b, const char *text, enum yx_err *err_io)
{
    size_t n = strlen(text) + 1;
    if (n == 1 || *err_io != YX_OK)
        return 0;
    if (b->strings.count + n > UINT32_MAX) {
        *err_io = YX_TOO_LARGE;
        return 0;
    }
    char *at = yx_kb_rows_grow(&b->strings, 1, n);
    if (at == NULL) {
        *err_io = YX_MEMORY;
        return 0;
    }
    memcpy(at, text, n);
    b->strings.count += n;
    return (uint32_t)(b->strings.count - n);
}

static enum yx_err keep_grounds(struct yx_kb_builder *b, const struct yx_kb_draft *d, struct yx_kb_record *r)
{
    enum yx_err err = YX_OK;
    struct yx_kb_ground *g = yx_kb_rows_grow(&b->grounds, sizeof *g, d->basis_count + 1);
    if (g == NULL)
        return YX_MEMORY;
    r->basis = (uint32_t)b->grounds.count;
    r->basis_count = (uint32_t)d->basis_count;
    for (size_t i = 0; i < d->basis_count; i++) {
        const struct yx_kb_basis *basis = &d->basis[i];
        g[i].law = keep(b, basis->law, &err);
        g[i].article = keep(b, basis->article, &err);
        g[i].since = keep(b, basis->since, &err);
    }
    b->grounds.count += d->basis_count;
    return err;
}

static enum yx_err keep_record(struct yx_kb_builder *b, const struct yx_kb_draft *d,
    const struct yx_kb_lengths *lengths)
{
    struct yx_kb_record *r = yx_kb_rows_grow(&b->records, sizeof *r, 1);
    struct yx_kb_lengths *l = yx_kb_rows_grow(&b->lengths, sizeof *l, 1);
    if (r == NULL || l == NULL)
        return YX_MEMORY;
    *l = *lengths;
    enum yx_err err = keep_grounds(b, d, r);
    r->id = keep(b, d->id, &err);
    r->title = keep(b, d->title, &err);
    r->topic = keep(b, d->topic, &err);
    r->revision = keep(b, d->revision, &err);
    r->reviewed_on = keep(b, d->reviewed_on, &err);
    r->body = keep(b, d->body, &err);
    if (err == YX_OK) {
        b->records.count++;
        b->lengths.count++;
    }
    return err;
}

static enum yx_err add_fields(struct yx_kb_builder *b, const struct yx_kb_draft *d, struct yx_kb_lengths *lengths)
{
    uint32_t doc = (uint32_t)b->records.count;
    enum yx_err err = add_field(b, d->title, doc, YX_KB_TITLE, lengths);
    if (err == YX_OK)
        err = add_field(b, d->ask, doc, YX_KB_ASK, lengths);
    if (err == YX_OK)
        err = add_field(b, d->body, doc, YX_KB_BODY, lengths);
    return err;
}

enum yx_err yx_kb_builder_add(struct yx_kb_builder *b, const struct yx_kb_draft *d)
{
    struct yx_kb_lengths lengths = { { 0 } };
    yx_arena_wipe(b->scratch);
    b->fault = yx_arena_copy(b->scratch, d->id);
    if (d->id[0] == '\0' || !yx_text_valid(d->id, strlen(d->id)))
        return YX_INVALID;
    enum yx_err err = add_fields(b, d, &lengths);
    if (err == YX_OK)
        err = keep_record(b, d, &lengths);
    if (err == YX_OK)
        b->fault = "";
    return err;
}

enum yx_err yx_kb_builder_scope(struct yx_kb_builder *b, const struct yx_kb_odds *odds, size_t count)
{
    b->scope.count = 0;
    struct yx_kb_odds *at = yx_kb_rows_grow(&b->scope, sizeof *at, count + 1);
    if (at == NULL)
        return YX_MEMORY;
    if (count > 0)
        memcpy(at, odds, count * sizeof *odds);
    b->scope.count = count;
    return YX_OK;
}
