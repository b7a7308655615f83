/* Tables of a guest: what is shipped, and what the county adds. */
#include <unistd.h>

#include "load/host.h"

enum yx_err yx_host_tables(const struct yx_host *host, struct yx_arena *a, const char *file,
    struct yx_table tables_out[YX_TABLES_MOST], size_t *count_out)
{
    const char *county = yx_config_text(host->config, "paths.county");
    const char *const roots[] = { yx_config_text(host->config, "paths.data"), *county ? county : NULL };
    *count_out = 0;
    if (host->faults == NULL)
        return YX_INVALID;
    enum yx_err err = YX_OK;
    for (size_t i = 0; i < YX_TABLES_MOST && roots[i]; i++) {
        struct yx_table *t = &tables_out[*count_out];
        t->file = yx_arena_print(a, "%s/%s/%s", roots[i], host->folder, file);
        if (i > 0 && access(t->file, F_OK) != 0)
            continue;
        if (yx_yaml_file(a, t->file, host->faults, &t->root) == YX_OK)
            ++*count_out;
        else
            err = YX_INVALID;
    }
    return err;
}

void yx_table_fault(const struct yx_host *host, const struct yx_table *table, const struct yx_node *at,
    const char *format, ...)
{
    va_list values;
    if (host->faults == NULL)
        return;
    va_start(values, format);
    const char *message = yx_arena_vprint(host->faults->arena, format, values);
    va_end(values);
    yx_fault_add(host->faults, table->file, at->line, at->column, at->path, "%s", message);
}

void yx_table_only(const struct yx_host *host, const struct yx_table *table, const struct yx_node *map,
    const char *const keys[])
{
    if (host->faults)
        yx_node_only(map, table->file, host->faults, keys);
}
