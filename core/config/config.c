#include "config/config.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "config/value.h"
#include "config/yaml.h"

enum { MEMORY_MOST = 64 << 20, SUGGEST_WITHIN = 3 };

struct yx_config {
    struct yx_arena *arena;
    const char *file, *folder;
    unsigned role;
    const struct yx_node *root;
    struct yx_setting *first, *last;
};

static struct yx_config *config_new(const char *file)
{
    struct yx_arena *arena = yx_arena_new(MEMORY_MOST);
    if (arena == NULL)
        return NULL;
    struct yx_config *config = yx_arena_get(arena, sizeof *config);
    config->arena = arena;
    config->role = YX_ROLE_ALL;
    config->file = yx_arena_copy(arena, file);
    return config;
}

enum yx_err yx_config_open(const char *file, struct yx_faults *faults, struct yx_config **config_out)
{
    *config_out = NULL;
    char real[PATH_MAX];
    struct yx_config *config = config_new(file);
    if (config == NULL)
        return YX_MEMORY;
    enum yx_err err = yx_yaml_file(config->arena, file, faults, &config->root);
    if (err == YX_OK && realpath(file, real) == NULL)
        err = YX_IO;
    if (err != YX_OK) {
        yx_config_free(&config);
        return err;
    }
    *strrchr(real, '/') = '\0';
    config->folder = yx_arena_copy(config->arena, real);
    *config_out = config;
    return YX_OK;
}

enum yx_err yx_config_without_file(const char *yaml, struct yx_faults *faults, struct yx_config **config_out)
{
    *config_out = NULL;
    struct yx_config *config = config_new("no configuration");
    if (config == NULL)
        return YX_MEMORY;
    config->folder = "/";
    enum yx_err err = yx_yaml_bytes(config->arena, yaml, strlen(yaml), config->file, 1, faults,
        &config->root);
    if (err != YX_OK)
        yx_config_free(&config);
    *config_out = config;
    return err;
}

void yx_config_as(struct yx_config *config, unsigned role)
{
    config->role = role;
}

unsigned yx_config_role(const struct yx_config *config)
{
    return config->role;
}

/* The node of "gate.threads": each dot goes one map deeper. */
static const struct yx_node *node_of(const struct yx_node *at, const char *name)
{
    char key[128];
    while (at) {
        size_t n = strcspn(name, ".");
        if (n >= sizeof key)
            return NULL;
        memcpy(key, name, n);
        key[n] = '\0';
        at = yx_node_get(at, key);
        if (name[n] == '\0')
            return at;
        name += n + 1;
    }
    return NULL;
}

static struct yx_setting *setting_of(const struct yx_config *config, const char *name)
{
    struct yx_setting *s = config->first;
    while (s && strcmp(s->name, name) != 0)
        s = s->next;
    return s;
}

void yx_config_take(struct yx_config *config, const char *prefix, const struct yx_option *rows,
    struct yx_faults *faults)
{
    const struct yx_value_reader by = { config->arena, faults, config->file, config->folder, config->role };
    for (; rows && rows->name; rows++) {
        char *name = yx_arena_print(config->arena, "%s%s%s", prefix, *prefix ? "." : "", rows->name);
        if (setting_of(config, name))
            continue;
        struct yx_setting *set = yx_arena_get(config->arena, sizeof *set);
        set->name = name;
        set->row = rows;
        yx_value_read(&by, node_of(config->root, name), set);
        if (config->last)
            config->last->next = set;
        else
            config->first = set;
        config->last = set;
    }
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* How many letters must be added, dropped or changed; names here are short. */
static size_t distance(const char *a, const char *b)
{
    size_t row[64], lb = strlen(b);
    if (lb >= 63 || strlen(a) >= 63)
        return SIZE_MAX;
    for (size_t j = 0; j <= lb; j++)
        row[j] = j;
    for (size_t i = 1; a[i - 1]; i++) {
        size_t corner = row[0];
        row[0] = i;
        for (size_t j = 1; j <= lb; j++) {
            size_t above = row[j];
            row[j] = least(least(row[j] + 1, row[j - 1] + 1), corner + (a[i - 1] != b[j - 1]));
            corner = above;
        }
    }
    return row[lb];
}

static const char *nearest(const struct yx_config *config, const char *name)
{
    const char *best = NULL;
    size_t best_distance = SUGGEST_WITHIN + 1;
    for (const struct yx_setting *s = config->first; s; s = s->next) {
        size_t d = distance(name, s->name);
        if (d < best_distance) {
            best_distance = d;
            best = s->name;
        }
    }
    return best;
}

/* Whether some option lives below this map. */
static bool is_section(const struct yx_config *config, const char *name)
{
    size_t n = strlen(name);
    for (const struct yx_setting *s = config->first; s; s = s->next)
        if (strncmp(s->name, name, n) == 0 && s->name[n] == '.')
            return true;
    return false;
}

static void check_below(const struct yx_config *config, const struct yx_node *map, struct yx_faults *faults)
{
    for (const struct yx_node *n = map->first; n; n = n->next) {
        const char *name = n->path + 1; /* without its dot */
        if (setting_of(config, name))
            continue;
        bool section = is_section(config, name);
        const char *near = section ? NULL : nearest(config, name);
        if (section && n->kind == YX_NODE_MAP)
            check_below(config, n, faults);
        else if (section && (n->kind == YX_NODE_LIST || *n->text))
            yx_fault_add(faults, config->file, n->line, n->column, n->path, "must be a map of options");
        else if (!section)
            yx_fault_add(faults, config->file, n->line, n->column, n->path, "unknown option%s%s%s",
                near ? ", did you mean " : "", near ? near : "", near ? "?" : "");
    }
}

void yx_config_check(struct yx_config *config, struct yx_faults *faults)
{
    if (config->root->kind == YX_NODE_MAP)
        check_below(config, config->root, faults);
    else
        yx_fault_add(faults, config->file, config->root->line, config->root->column, "",
            "must be a map of options");
}

void yx_config_fault(const struct yx_config *config, const char *name, struct yx_faults *faults,
    const char *message)
{
    const struct yx_node *node = node_of(config->root, name);
    char *path = yx_arena_print(faults->arena, ".%s", name);
    yx_fault_add(faults, config->file, node ? node->line : 0, node ? node->column : 0, path, "%s", message);
}

static const struct yx_setting *must(const struct yx_config *config, const char *name, unsigned kinds)
{
    const struct yx_setting *s = setting_of(config, name);
    if (s == NULL || (1U << s->row->kind & kinds) == 0) {
        fprintf(stderr, "yixian: no option %s of this kind: a fault of the program\n", name);
        abort();
    }
    return s;
}

int64_t yx_config_int(const struct yx_config *config, const char *name)
{
    return must(config, name, 1U << YX_INT)->number;
}

bool yx_config_bool(const struct yx_config *config, const char *name)
{
    return must(config, name, 1U << YX_BOOL)->number != 0;
}

const char *yx_config_text(const struct yx_config *config, const char *name)
{
    return must(config, name, 1U << YX_TEXT | 1U << YX_PATH | 1U << YX_ENUM)->text;
}

const char *yx_config_secret(const struct yx_config *config, const char *name, size_t *len_out)
{
    const struct yx_setting *s = must(config, name, 1U << YX_SECRET);
    *len_out = s->len;
    return s->text;
}

const char *yx_config_item(const struct yx_config *config, const char *name, size_t n)
{
    const struct yx_setting *s = must(config, name, 1U << YX_LIST);
    return n < s->count ? s->items[n] : NULL;
}

void yx_config_free(struct yx_config **config)
{
    if (*config == NULL)
        return;
    struct yx_arena *arena = (*config)->arena;
    *config = NULL;
    yx_arena_free(&arena); /* wipes, secrets too */
}

const char *yx_config_data(const struct yx_config *config, struct yx_arena *arena, const char *file)
{
    const char *county = yx_config_text(config, "paths.county");
    const char *own = *county ? yx_arena_print(arena, "%s/%s", county, file) : NULL;
    if (own != NULL && access(own, F_OK) == 0)
        return own;
    return yx_arena_print(arena, "%s/%s", yx_config_text(config, "paths.data"), file);
}
