#include "config/texts.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "config/yaml.h"
#include "watch/log.h"

enum { MEMORY_MOST = 32 << 20, FILLED_MOST = 1 << 16, PAIRS_MOST = 16, NAME_MOST = 40 };

struct entry {
    const char *key, *text;
    int line;
};

struct yx_texts {
    struct yx_arena *arena;
    struct entry *entries; /* sorted by key */
    size_t count;
    atomic_flag told; /* a missing key was logged */
};

static bool strict;

void yx_texts_strict(bool on)
{
    strict = on;
}

static int by_key(const void *a, const void *b)
{
    return strcmp(((const struct entry *)a)->key, ((const struct entry *)b)->key);
}

static struct entry *entry_of(const struct yx_texts *texts, const char *key)
{
    struct entry want = { .key = key };
    return texts->count ? bsearch(&want, texts->entries, texts->count, sizeof want, by_key) : NULL;
}

static size_t leaves(const struct yx_node *node)
{
    size_t n = node->kind == YX_NODE_TEXT;
    for (const struct yx_node *c = node->first; c; c = c->next)
        n += leaves(c);
    return n;
}

/* Texts may stand in maps; the key of one is its path. */
static void collect(struct yx_texts *texts, const struct yx_node *map, const char *file, struct yx_faults *faults)
{
    for (const struct yx_node *n = map->first; n; n = n->next) {
        if (n->kind == YX_NODE_MAP)
            collect(texts, n, file, faults);
        else if (n->kind == YX_NODE_TEXT)
            texts->entries[texts->count++] = (struct entry){ n->path + 1, n->text, n->line };
        else
            yx_fault_add(faults, file, n->line, n->column, n->path, "must be a text");
    }
}

/* The end of a {name} that begins at `at`, or NULL when it is no placeholder. */
static const char *placeholder_end(const char *at)
{
    size_t n = strspn(at + 1, "abcdefghijklmnopqrstuvwxyz_");
    return n > 0 && n < NAME_MOST && at[n + 1] == '}' ? at + n + 2 : NULL;
}

/* Whether each {placeholder} of `a` stands in `b` too; the first that does not. */
static char *lacking(struct yx_arena *arena, const char *a, const char *b)
{
    for (const char *at = strchr(a, '{'); at; at = strchr(at + 1, '{')) {
        const char *end = placeholder_end(at);
        if (end == NULL)
            continue;
        char *name = yx_arena_text(arena, at, (size_t)(end - at));
        if (strstr(b, name) == NULL)
            return name;
    }
    return NULL;
}

static void override(struct yx_texts *texts, const struct yx_node *map, const char *file, struct yx_faults *faults)
{
    for (const struct yx_node *n = map->first; n; n = n->next) {
        if (n->kind == YX_NODE_MAP) {
            override(texts, n, file, faults);
            continue;
        }
        struct entry *mine = entry_of(texts, n->path + 1);
        if (mine == NULL || n->kind != YX_NODE_TEXT) {
            yx_fault_add(faults, file, n->line, n->column, n->path, "there is no such text to change");
            continue;
        }
        const char *lost = lacking(texts->arena, mine->text, n->text);
        const char *extra = lacking(texts->arena, n->text, mine->text);
        if (lost || extra)
            yx_fault_add(faults, file, n->line, n->column, n->path, "%s %s", lost ? lost : extra,
                lost ? "of the original is missing" : "is not in the original");
        mine->text = n->text;
    }
}

static void refuse_twins(const struct yx_texts *texts, const char *file, struct yx_faults *faults)
{
    for (size_t i = 1; i < texts->count; i++)
        if (strcmp(texts->entries[i].key, texts->entries[i - 1].key) == 0)
            yx_fault_add(faults, file, texts->entries[i].line, 1, texts->entries[i].key, "the text is here twice");
}

static enum yx_err read_both(struct yx_texts *texts, const char *file, const char *county_file,
    struct yx_faults *faults)
{
    const struct yx_node *root;
    enum yx_err err = yx_yaml_file(texts->arena, file, faults, &root);
    if (err != YX_OK)
        return err;
    if (root->kind != YX_NODE_MAP)
        yx_fault_add(faults, file, root->line, root->column, "", "must be a map of texts");
    texts->entries = yx_arena_get(texts->arena, (leaves(root) + 1) * sizeof *texts->entries);
    collect(texts, root, file, faults);
    qsort(texts->entries, texts->count, sizeof *texts->entries, by_key);
    refuse_twins(texts, file, faults);
    if (county_file == NULL || access(county_file, F_OK) != 0)
        return YX_OK;
    err = yx_yaml_file(texts->arena, county_file, faults, &root);
    if (err == YX_OK)
        override(texts, root, county_file, faults);
    return err;
}

enum yx_err yx_texts_open(const char *file, const char *county_file, struct yx_faults *faults,
    struct yx_texts **texts_out)
{
    *texts_out = NULL;
    size_t before = faults->count;
    struct yx_arena *arena = yx_arena_new(MEMORY_MOST);
    if (arena == NULL)
        return YX_MEMORY;
    struct yx_texts *texts = yx_arena_get(arena, sizeof *texts);
    texts->arena = arena;
    atomic_flag_clear(&texts->told);
    enum yx_err err = read_both(texts, file, county_file, faults);
    if (err == YX_OK && faults->count > before)
        err = YX_INVALID;
    if (err == YX_OK)
        *texts_out = texts;
    else
        yx_arena_free(&arena);
    return err;
}

const char *yx_texts_get(const struct yx_texts *texts, const char *key)
{
    const struct entry *entry = entry_of(texts, key);
    if (entry)
        return entry->text;
    if (strict) {
        fprintf(stderr, "yixian: no text \"%s\" in the catalogue\n", key);
        abort();
    }
    if (!atomic_flag_test_and_set(&((struct yx_texts *)(uintptr_t)texts)->told))
        yx_log(YX_ERROR, "text missing in the catalogue", "key", key, NULL);
    return key;
}

struct pair {
    const char *name, *value;
};

/* Returns how many; a name without a value is an absent one. */
static size_t read_pairs(va_list list, struct pair *pairs)
{
    size_t n = 0;
    const char *name;
    while (n < PAIRS_MOST && (name = va_arg(list, const char *)) != NULL) {
        const char *value = va_arg(list, const char *);
        pairs[n++] = (struct pair){ name, value ? value : "" };
    }
    return n;
}

static const char *value_of(const struct pair *pairs, size_t count, const char *at, size_t len)
{
    for (size_t i = 0; i < count; i++)
        if (strncmp(pairs[i].name, at, len) == 0 && pairs[i].name[len] == '\0')
            return pairs[i].value;
    return NULL;
}

char *yx_texts_vfill(const struct yx_texts *texts, struct yx_arena *arena, const char *key, va_list list)
{
    struct pair pairs[PAIRS_MOST];
    size_t count = read_pairs(list, pairs);
    struct yx_buf out = yx_buf_new(FILLED_MOST);
    const char *at = yx_texts_get(texts, key);
    while (*at) {
        size_t n = strcspn(at, "{");
        yx_buf_add(&out, at, n);
        at += n;
        const char *end = *at ? placeholder_end(at) : NULL;
        const char *value = end ? value_of(pairs, count, at + 1, (size_t)(end - at) - 2) : NULL;
        if (value)
            yx_buf_text(&out, value);
        else if (*at)
            yx_buf_add(&out, "{", 1);
        at = value ? end : at + (*at != '\0');
    }
    char *filled = yx_arena_text(arena, out.at, out.len);
    yx_buf_free(&out);
    return filled;
}

char *yx_texts_fill(const struct yx_texts *texts, struct yx_arena *arena, const char *key, ...)
{
    va_list list;
    va_start(list, key);
    char *filled = yx_texts_vfill(texts, arena, key, list);
    va_end(list);
    return filled;
}

bool yx_texts_at(const struct yx_texts *texts, size_t n, const char **key_out, const char **text_out)
{
    if (n >= texts->count)
        return false;
    *key_out = texts->entries[n].key;
    *text_out = texts->entries[n].text;
    return true;
}

void yx_texts_free(struct yx_texts **texts)
{
    if (*texts == NULL)
        return;
    struct yx_arena *arena = (*texts)->arena;
    *texts = NULL;
    yx_arena_free(&arena);
}
