/* Supervisors' texts: read into the facts of a report, or a command. What happens with them is not decided here. */
#include <string.h>

#include "supervisor.h"
#include "yx_plugin.h"

enum { MEMORY_MOST = 16 << 20 };

static void supervisor_stop(void *self)
{
    struct supervisor *s = self;
    struct yx_arena *arena = s->arena; /* s lives in it */
    yx_arena_free(&arena);
}

static enum yx_err supervisor_start(const struct yx_host *host, void **self_out)
{
    struct yx_arena *arena = yx_arena_new(MEMORY_MOST);
    if (arena == NULL)
        return YX_MEMORY;
    struct supervisor *s = yx_arena_get(arena, sizeof *s);
    s->host = host;
    s->arena = arena;
    enum yx_err err = sv_tables_open(s);
    if (err == YX_OK)
        *self_out = s;
    else
        supervisor_stop(s);
    return err;
}

static enum yx_err read_line(void *self, const struct yx_line *line, struct yx_buf *out)
{
    struct sv_reading reading;
    enum yx_err err = sv_read(self, line->arena, line->text, line->len, line->now_ms, &reading);
    return err == YX_OK ? sv_print(self, &reading, line->json, out) : err;
}

static const struct yx_plugin_filter supervisor_filters[] = {
    { "read", "what is read from supervisors' texts, one a line", read_line },
    { 0 },
};

const struct yx_plugin yx_plugin = {
    .abi = YX_PLUGIN_ABI,
    .name = "supervisor",
    .summary = "reads the reports of enforcement supervisors",
    .start = supervisor_start,
    .stop = supervisor_stop,
    .filters = supervisor_filters,
};
