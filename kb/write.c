#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <math.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/id.h"
#include "kb/build.h"
#include "kb/builder.h"
#include "kb/index.h"

/* Postings by term, documents ascending within it, as the file holds them. */
struct sheet {
    uint32_t *first;     /* of each term; one more at the end */
    uint32_t *docs;
    uint16_t *impacts;
    struct yx_kb_block *blocks;
    size_t block_count;
    struct yx_kb_slot *slots;
    size_t slot_count;
    uint32_t *order;
};

static void sheet_free(struct sheet *s)
{
    free(s->first);
    free(s->docs);
    free(s->impacts);
    free(s->blocks);
    free(s->slots);
    free(s->order);
}

static double idf_of(double documents, double count)
{
    return log(1.0 + (documents - count + 0.5) / (count + 0.5));
}

/* BM25F: the fields' counts, each against its length, added and then saturated. */
static uint16_t impact_of(const struct yx_kb_builder *b, const struct yx_kb_posting *p, const double *average)
{
    const struct yx_kb_lengths *l = (const struct yx_kb_lengths *)b->lengths.items + p->doc;
    const struct yx_kb_weights *w = &b->weights;
    double times = 0;
    for (int f = 0; f < YX_KB_FIELDS; f++)
        if (p->times[f] > 0)
            times += (double)w->weight[f] * p->times[f] /
                (1 - (double)w->b[f] + (double)w->b[f] * l->of[f] / average[f]);
    double impact = times * ((double)w->k1 + 1) / (times + (double)w->k1);
    long whole = lround(impact * YX_KB_SCALE);
    return (uint16_t)(whole < 1 ? 1 : whole);
}

/* Postings came in the order of documents: one stable counting sort by term is enough. */
static bool sort_postings(const struct yx_kb_builder *b, struct sheet *s)
{
    const struct yx_kb_entry *entries = b->entries.items;
    const struct yx_kb_posting *p = b->postings.items;
    double average[YX_KB_FIELDS];
    for (int f = 0; f < YX_KB_FIELDS; f++)
        average[f] = b->length_sum[f] > 0 ? b->length_sum[f] / (double)b->records.count : 1;
    uint32_t *next = malloc((b->entries.count + 1) * sizeof *next);
    s->first = malloc((b->entries.count + 1) * sizeof *s->first);
    s->docs = malloc((b->postings.count + 1) * sizeof *s->docs);
    s->impacts = malloc((b->postings.count + 1) * sizeof *s->impacts);
    bool ok = next != NULL && s->first != NULL && s->docs != NULL && s->impacts != NULL;
    if (ok) {
        s->first[0] = 0;
        for (size_t t = 0; t < b->entries.count; t++) {
            next[t] = s->first[t];
            s->first[t + 1] = s->first[t] + entries[t].count;
        }
        for (size_t i = 0; i < b->postings.count; i++) {
            uint32_t at = next[p[i].term]++;
            s->docs[at] = p[i].doc;
            s->impacts[at] = impact_of(b, &p[i], average);
        }
    }
    free(next);
    return ok;
}

/* The blocks of one term, appended; the highest impact of all. */
static uint16_t cut_blocks(struct sheet *s, uint32_t first, uint32_t end)
{
    uint16_t most = 0;
    for (uint32_t at = first; at < end; at += YX_KB_BLOCK) {
        uint32_t stop = end - at > YX_KB_BLOCK ? at + YX_KB_BLOCK : end;
        struct yx_kb_block *block = &s->blocks[s->block_count++];
        *block = (struct yx_kb_block){ .last = s->docs[stop - 1] };
        for (uint32_t i = at; i < stop; i++)
            if (s->impacts[i] > block->most)
                block->most = s->impacts[i];
        if (block->most > most)
            most = (uint16_t)block->most;
    }
    return most;
}

static bool make_slots(const struct yx_kb_builder *b, struct sheet *s)
{
    const struct yx_kb_entry *entries = b->entries.items;
    s->slot_count = 2;
    while (s->slot_count * 3 < b->entries.count * 4 + 4)
        s->slot_count *= 2;
    s->slots = calloc(s->slot_count, sizeof *s->slots);
    s->blocks = malloc((b->postings.count / YX_KB_BLOCK + b->entries.count + 1) * sizeof *s->blocks);
    if (s->slots == NULL || s->blocks == NULL)
        return false;
    uint32_t mask = (uint32_t)(s->slot_count - 1);
    for (size_t t = 0; t < b->entries.count; t++) {
        uint32_t at = yx_kb_index_home(entries[t].term, mask);
        while (s->slots[at].term != 0)
            at = (at + 1) & mask;
        s->slots[at] = (struct yx_kb_slot){
            .term = entries[t].term,
            .first = s->first[t],
            .count = entries[t].count,
            .block = (uint32_t)s->block_count,
            .idf = (float)idf_of((double)b->records.count, entries[t].count),
        };
        s->slots[at].most = cut_blocks(s, s->first[t], s->first[t + 1]);
    }
    return true;
}

static int by_id(const void *a, const void *b, void *arg)
{
    const struct yx_kb_builder *builder = arg;
    const struct yx_kb_record *r = builder->records.items;
    const char *strings = builder->strings.items;
    return strcmp(strings + r[*(const uint32_t *)a].id, strings + r[*(const uint32_t *)b].id);
}

static enum yx_err make_order(struct yx_kb_builder *b, struct sheet *s)
{
    s->order = malloc(b->records.count * sizeof *s->order);
    if (s->order == NULL)
        return YX_MEMORY;
    for (size_t d = 0; d < b->records.count; d++)
        s->order[d] = (uint32_t)d;
    qsort_r(s->order, b->records.count, sizeof *s->order, by_id, b);
    for (size_t d = 1; d < b->records.count; d++)
        if (by_id(&s->order[d - 1], &s->order[d], b) == 0) {
            const struct yx_kb_record *r = b->records.items;
            b->fault = (const char *)b->strings.items + r[s->order[d]].id;
            return YX_DUPLICATE;
        }
    return YX_OK;
}

struct piece {
    const void *at;
    size_t size;
};

static void list_pieces(const struct yx_kb_builder *b, const struct sheet *s, struct piece pieces[YX_KB_SECTIONS])
{
    pieces[YX_KB_TERMS] = (struct piece){ s->slots, s->slot_count * sizeof *s->slots };
    pieces[YX_KB_DOCS] = (struct piece){ s->docs, b->postings.count * sizeof *s->docs };
    pieces[YX_KB_IMPACTS] = (struct piece){ s->impacts, b->postings.count * sizeof *s->impacts };
    pieces[YX_KB_BLOCKS] = (struct piece){ s->blocks, s->block_count * sizeof *s->blocks };
    pieces[YX_KB_RECORDS] = (struct piece){ b->records.items, b->records.count * sizeof(struct yx_kb_record) };
    pieces[YX_KB_ORDER] = (struct piece){ s->order, b->records.count * sizeof *s->order };
    pieces[YX_KB_BASES] = (struct piece){ b->grounds.items, b->grounds.count * sizeof(struct yx_kb_ground) };
    pieces[YX_KB_STRINGS] = (struct piece){ b->strings.items, b->strings.count };
    pieces[YX_KB_SCOPE] = (struct piece){ b->scope.items, b->scope.count * sizeof(struct yx_kb_odds) };
}

static uint64_t aligned(uint64_t n)
{
    return (n + YX_KB_ALIGN - 1) / YX_KB_ALIGN * YX_KB_ALIGN;
}

static void lay_out(const struct yx_kb_builder *b, const struct yx_kb_limits *limits,
    const struct piece *pieces, struct yx_kb_header *h)
{
    *h = (struct yx_kb_header){
        .version = YX_KB_VERSION,
        .header_size = sizeof *h,
        .documents = (uint32_t)b->records.count,
        .terms = (uint32_t)b->entries.count,
        .unknown_idf = (float)idf_of((double)b->records.count, 0),
        .impact_most = b->weights.k1 + 1,
        .single_weight = b->weights.single,
        .limits = *limits,
    };
    memcpy(h->magic, YX_KB_MAGIC, sizeof h->magic);
    uint64_t at = sizeof *h;
    for (int i = 0; i < YX_KB_SECTIONS; i++) {
        at = aligned(at);
        h->sections[i] = (struct yx_kb_section){ at, pieces[i].size };
        at += pieces[i].size;
    }
    h->file_size = at;
}

static enum yx_err err_of_errno(void)
{
    return errno == ENOSPC || errno == EDQUOT ? YX_FULL : errno == EROFS || errno == EACCES ? YX_READ_ONLY : YX_IO;
}

struct out {
    FILE *file;
    crypto_generichash_state hash;
    uint64_t at;
};

static void put(struct out *o, const void *bytes, size_t n)
{
    if (n == 0)
        return;
    fwrite(bytes, 1, n, o->file); /* ferror is asked once at the end */
    crypto_generichash_update(&o->hash, bytes, n);
    o->at += n;
}

/* The header goes out with zeros for its generation, which is put in at the end. */
static bool put_all(struct out *o, struct yx_kb_header *h, const struct piece *pieces)
{
    static const unsigned char zeros[YX_KB_ALIGN];
    crypto_generichash_init(&o->hash, NULL, 0, sizeof h->generation);
    put(o, h, sizeof *h);
    for (int i = 0; i < YX_KB_SECTIONS; i++) {
        put(o, zeros, (size_t)(h->sections[i].offset - o->at));
        put(o, pieces[i].at, pieces[i].size);
    }
    crypto_generichash_final(&o->hash, h->generation, sizeof h->generation);
    return fseek(o->file, 0, SEEK_SET) == 0 && fwrite(h, sizeof *h, 1, o->file) == 1 && !ferror(o->file) &&
        fflush(o->file) == 0 && fsync(fileno(o->file)) == 0;
}

/* The rename itself must survive a power cut. */
static bool sync_folder(const char *path)
{
    char *copy = strdup(path);
    if (copy == NULL)
        return false;
    int fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    free(copy);
    bool ok = fd >= 0 && fsync(fd) == 0;
    if (fd >= 0)
        close(fd);
    return ok;
}

static enum yx_err write_file(const char *path, struct yx_kb_header *h, const struct piece *pieces)
{
    char *temp = NULL;
    if (asprintf(&temp, "%s.%ld.new", path, (long)getpid()) < 0)
        return YX_MEMORY;
    struct out o = { .file = fopen(temp, "wbe") };
    enum yx_err err = o.file == NULL ? err_of_errno() : YX_OK;
    if (err == YX_OK) {
        if (!put_all(&o, h, pieces))
            err = err_of_errno();
        if (fclose(o.file) != 0 && err == YX_OK)
            err = err_of_errno();
        if (err == YX_OK && (rename(temp, path) != 0 || !sync_folder(path)))
            err = err_of_errno();
        if (err != YX_OK)
            unlink(temp);
    }
    free(temp);
    return err;
}

enum yx_err yx_kb_builder_write(struct yx_kb_builder *b, const char *path, const struct yx_kb_limits *limits,
    struct yx_kb_report *report_out)
{
    struct sheet s = { 0 };
    struct yx_kb_header h;
    struct piece pieces[YX_KB_SECTIONS];
    if (b->records.count == 0)
        return YX_EMPTY;
    enum yx_err err = sort_postings(b, &s) && make_slots(b, &s) ? make_order(b, &s) : YX_MEMORY;
    if (err == YX_OK) {
        list_pieces(b, &s, pieces);
        lay_out(b, limits, pieces, &h);
        err = sodium_init() < 0 ? YX_INTERNAL : write_file(path, &h, pieces);
    }
    if (err == YX_OK) {
        *report_out = (struct yx_kb_report){ h.documents, h.terms, b->postings.count, h.file_size, "" };
        yx_hex(h.generation, sizeof h.generation, report_out->generation);
    }
    sheet_free(&s);
    return err;
}
