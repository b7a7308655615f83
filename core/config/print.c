#include <inttypes.h>
#include <string.h>

#include "config/config.h"

static void print_range(const struct yx_option *row, FILE *out)
{
    if (row->kind == YX_INT && (row->min || row->max))
        fprintf(out, " (%" PRId64 " to %" PRId64 "%s%s)", row->min, row->max, row->unit ? " " : "",
            row->unit ? row->unit : "");
    else if (row->kind == YX_ENUM)
        fprintf(out, " (%s)", row->choices);
    else if (row->kind == YX_SECRET)
        fputs(" (a file with the secret, or env:NAME)", out);
    if (row->dflt == NULL)
        fputs(" Must be given.", out);
}

static void print_default(const struct yx_option *row, FILE *out)
{
    const char *dflt = row->dflt ? row->dflt : "";
    if (row->kind == YX_LIST)
        fprintf(out, "[%s]", dflt);
    else if (row->kind == YX_INT || row->kind == YX_BOOL || row->kind == YX_ENUM)
        fputs(dflt, out);
    else
        fprintf(out, "\"%s\"", dflt);
}

/* Open the maps that `name` stands in and the row before did not; returns its last part. */
static const char *print_maps(const char *before, const char *name, int depth, FILE *out)
{
    for (const char *dot; (dot = strchr(name, '.')) != NULL; name = dot + 1, depth++) {
        size_t n = (size_t)(dot - name) + 1;
        if (before == NULL || strncmp(before, name, n) != 0) {
            fprintf(out, "%*s%.*s:\n", depth * 2, "", (int)n - 1, name);
            before = NULL;
        } else {
            before += n;
        }
    }
    return name;
}

static int depth_of(const char *name)
{
    int depth = 0;
    for (; *name; name++)
        depth += *name == '.';
    return depth;
}

void yx_option_print(const char *prefix, const struct yx_option *rows, FILE *out)
{
    int depth = *prefix ? depth_of(prefix) + 1 : 0;
    if (*prefix && rows && rows->name) {
        const char *last = print_maps(NULL, prefix, 0, out);
        fprintf(out, "%*s%s:\n", (depth - 1) * 2, "", last);
    }
    const char *before = NULL;
    for (; rows && rows->name; before = rows->name, rows++) {
        const char *last = print_maps(before, rows->name, depth, out);
        int indent = (depth + depth_of(rows->name)) * 2;
        fprintf(out, "%*s# %s", indent, "", rows->text);
        print_range(rows, out);
        fprintf(out, "\n%*s%s%s: ", indent, "", rows->dflt ? "" : "# ", last);
        print_default(rows, out);
        fputc('\n', out);
    }
}
