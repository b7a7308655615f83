/* The words that always work, from a file that a county may change. */
#include <string.h>

#include "config/yaml.h"
#include "turn/state.h"

static const struct {
    const char *name;
    enum yx_speaker speaker;
} names[] = {
    { "human", YX_SPEAKER_HUMAN },
    { "menu", YX_SPEAKER_MENU },
    { "exit", YX_SPEAKER_EXIT },
    { "stop", YX_SPEAKER_STOP },
    { "resume", YX_SPEAKER_RESUME },
};

enum { COUNT = sizeof names / sizeof *names, ARENA_MAX = 1 << 20 };

static struct yx_pattern *patterns[COUNT];

static int index_of(const char *name)
{
    for (int i = 0; i < COUNT; i++)
        if (strcmp(names[i].name, name) == 0)
            return i;
    return -1;
}

static void read_row(const struct yx_node *row, const char *file, struct yx_arena *a,
    struct yx_faults *faults)
{
    static const char *const keys[] = { "name", "pattern", NULL };
    if (row->kind != YX_NODE_MAP) {
        yx_fault_add(faults, file, row->line, row->column, row->path, "must be a map of name and pattern");
        return;
    }
    yx_node_only(row, file, faults, keys);
    int i = index_of(yx_node_text(row, "name", ""));
    const char *why = "";
    if (i < 0)
        yx_fault_add(faults, file, row->line, row->column, row->path, "name must be human, menu, exit, stop or resume");
    else if (patterns[i] != NULL)
        yx_fault_add(faults, file, row->line, row->column, row->path, "this command is there twice");
    else if (yx_pattern_new(yx_node_text(row, "pattern", ""), a, &patterns[i], &why) != YX_OK)
        yx_fault_add(faults, file, row->line, row->column, row->path, "pattern: %s", why);
}

enum yx_err yx_commands_open(const char *file, struct yx_faults *faults)
{
    size_t before = faults->count;
    struct yx_arena *a = yx_arena_new(ARENA_MAX);
    const struct yx_node *root;
    if (yx_yaml_file(a, file, faults, &root) == YX_OK) {
        if (root->kind != YX_NODE_LIST)
            yx_fault_add(faults, file, root->line, root->column, "", "must be a list of commands");
        else
            for (const struct yx_node *row = root->first; row != NULL; row = row->next)
                read_row(row, file, a, faults);
        for (int i = 0; i < COUNT && faults->count == before; i++)
            if (patterns[i] == NULL)
                yx_fault_add(faults, file, 0, 0, "", "the command %s is missing", names[i].name);
    }
    yx_arena_free(&a);
    return faults->count == before ? YX_OK : YX_INVALID;
}

void yx_commands_close(void)
{
    for (int i = 0; i < COUNT; i++)
        yx_pattern_free(&patterns[i]);
}

enum yx_err yx_commands_check(const char *commands_file, struct yx_faults *faults)
{
    enum yx_err err = yx_commands_open(commands_file, faults);
    yx_commands_close();
    return err;
}

enum yx_speaker yx_command_of(const char *folded)
{
    for (int i = 0; i < COUNT; i++)
        if (yx_pattern_matches(patterns[i], folded, strlen(folded)))
            return names[i].speaker;
    return YX_SPEAKER_NOBODY;
}
