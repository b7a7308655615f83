#include <string.h>
#include <unistd.h>

#include "config/yaml.h"
#include "load/load.h"

enum { TRIGGERS_MOST = 500 };

struct list {
    struct yx_arena *arena;
    const char *file;
    struct yx_faults *faults;
    struct yx_trigger *at;
    size_t count;
};

static bool is_name(const char *name)
{
    size_t n = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_-");
    return n > 0 && n <= 64 && name[n] == '\0';
}

static bool is_taken(const struct list *list, const char *name)
{
    for (size_t i = 0; i < list->count; i++)
        if (strcmp(list->at[i].name, name) == 0)
            return true;
    return false;
}

static void fault(struct list *list, const struct yx_node *at, const char *message)
{
    yx_fault_add(list->faults, list->file, at->line, at->column, at->path, "%s", message);
}

static void read_one(struct list *list, const struct yx_node *row)
{
    static const char *const keys[] = { "name", "pattern", "urgent", NULL };
    const char *name = yx_node_text(row, "name", ""), *urgent = yx_node_text(row, "urgent", "false");
    const struct yx_node *pattern = yx_node_get(row, "pattern");
    yx_node_only(row, list->file, list->faults, keys);
    if (!is_name(name) || is_taken(list, name))
        fault(list, row, "needs a name of its own, of a-z, 0-9, - and _");
    if (strcmp(urgent, "true") != 0 && strcmp(urgent, "false") != 0)
        fault(list, row, "urgent must be true or false");
    if (pattern == NULL || pattern->kind != YX_NODE_TEXT || *pattern->text == '\0') {
        fault(list, row, "needs a pattern");
        return;
    }
    struct yx_trigger made = { .name = name, .urgent = strcmp(urgent, "true") == 0 };
    const char *why;
    if (yx_pattern_new(pattern->text, list->arena, &made.pattern, &why) != YX_OK)
        fault(list, pattern, why);
    else
        list->at[list->count++] = made;
}

enum yx_err yx_load_triggers(struct yx_arena *arena, const char *file, struct yx_faults *faults,
    struct yx_trigger **triggers_out, size_t *count_out)
{
    struct list list = { .arena = arena, .file = file, .faults = faults };
    const struct yx_node *root;
    size_t before = faults->count;
    *triggers_out = NULL;
    *count_out = 0;
    if (access(file, F_OK) != 0)
        return YX_OK;
    enum yx_err err = yx_yaml_file(arena, file, faults, &root);
    if (err != YX_OK)
        return err;
    if (root->kind == YX_NODE_TEXT || (root->kind == YX_NODE_MAP && root->count > 0))
        fault(&list, root, "must be a list of triggers");
    else if (root->count > TRIGGERS_MOST)
        fault(&list, root, "more than 500 triggers");
    else {
        list.at = yx_arena_get(arena, (root->count + 1) * sizeof *list.at);
        for (const struct yx_node *row = root->first; row; row = row->next)
            read_one(&list, row);
    }
    *triggers_out = list.at;
    *count_out = list.count;
    return faults->count == before ? YX_OK : YX_INVALID;
}
