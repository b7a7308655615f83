/* Files that people write, from bytes: whatever comes, faults or a tree within its bounds. */
#include <stdlib.h>

#include "config/yaml.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Walk all of it; every node must say where it stands. */
static void walk(const struct yx_node *node, int depth)
{
    if (depth > 16 || node->line < 1 || node->column < 1 || node->path == NULL)
        abort();
    if (node->kind == YX_NODE_TEXT && node->text == NULL)
        abort();
    size_t n = 0;
    for (const struct yx_node *c = node->first; c; c = c->next, n++) {
        if ((node->kind == YX_NODE_MAP) != (c->key != NULL))
            abort();
        if (c->key && yx_node_get(node, c->key) != c)
            abort(); /* a key twice */
        walk(c, depth + 1);
    }
    if (n != node->count)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct yx_arena *arena = yx_arena_new(64 << 20);
    struct yx_faults faults = { .arena = arena };
    const struct yx_node *root = NULL;
    enum yx_err err = yx_yaml_bytes(arena, (const char *)data, size, "fuzz.yaml", 1, &faults, &root);
    if (err == YX_OK)
        walk(root, 0);
    else if (faults.count == 0)
        abort(); /* refused without saying why */
    yx_arena_free(&arena);
    return 0;
}
