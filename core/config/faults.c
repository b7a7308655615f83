#include "config/faults.h"

#include <stdarg.h>
#include <stdlib.h>

enum { FAULTS_KEPT = 100 };

void yx_fault_add(struct yx_faults *faults, const char *file, int line, int column, const char *path,
    const char *format, ...)
{
    if (faults->count++ >= FAULTS_KEPT)
        return;
    struct yx_fault *fault = yx_arena_get(faults->arena, sizeof *fault);
    va_list values;
    va_start(values, format);
    *fault = (struct yx_fault){
        .file = yx_arena_copy(faults->arena, file),
        .line = line,
        .column = column,
        .path = yx_arena_copy(faults->arena, path ? path : ""),
        .message = yx_arena_vprint(faults->arena, format, values),
    };
    va_end(values);
    if (faults->last)
        faults->last->next = fault;
    else
        faults->first = fault;
    faults->last = fault;
}

static void print_all(const struct yx_faults *faults, FILE *out)
{
    for (const struct yx_fault *f = faults->first; f; f = f->next) {
        fprintf(out, "%s:", f->file);
        if (f->line > 0)
            fprintf(out, "%d:%d:", f->line, f->column);
        fprintf(out, " %s%s%s\n", f->path, *f->path ? ": " : "", f->message);
    }
    if (faults->count > FAULTS_KEPT)
        fprintf(out, "… and %zu more\n", faults->count - FAULTS_KEPT);
}

void yx_faults_print(const struct yx_faults *faults, FILE *out)
{
    char *text = NULL;
    size_t len = 0;
    FILE *memory = open_memstream(&text, &len);
    if (memory == NULL) {
        print_all(faults, out);
        return;
    }
    print_all(faults, memory);
    if (fclose(memory) == 0)
        fwrite(text, 1, len, out);
    free(text);
}
