#include "kb/model.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "kb/builder.h"

static int by_term(const void *a, const void *b)
{
    const struct yx_kb_odds *x = a, *y = b;
    return (x->term > y->term) - (x->term < y->term);
}

/* One line: exactly one term, and a finite number. */
static enum yx_err take_line(char *line, struct yx_kb_rows *rows)
{
    char *tab = strchr(line, '\t'), *end = NULL;
    yx_kb_term terms[2];
    if (tab == NULL || !yx_text_valid(line, strlen(line)))
        return YX_INVALID;
    *tab = '\0';
    float odds = strtof(tab + 1, &end);
    if (end == tab + 1 || (*end != '\n' && *end != '\0') || !isfinite(odds))
        return YX_INVALID;
    if (strcmp(line, "^") == 0)
        terms[0] = YX_KB_SCOPE_START;
    else if (yx_kb_tokenize(line, false, terms, 2) != 1)
        return YX_INVALID;
    struct yx_kb_odds *at = yx_kb_rows_grow(rows, sizeof *at, 1);
    if (at == NULL)
        return YX_MEMORY;
    *at = (struct yx_kb_odds){ .term = terms[0], .odds = odds };
    rows->count++;
    return YX_OK;
}

enum yx_err yx_kb_model_read(const char *path, struct yx_kb_builder *b)
{
    FILE *f = fopen(path, "re");
    struct yx_kb_rows rows = { 0 };
    char *line = NULL;
    size_t room = 0;
    enum yx_err err = YX_OK;
    if (f == NULL)
        return errno == ENOENT ? YX_OK : YX_IO;
    while (err == YX_OK && getline(&line, &room, f) > 0)
        if (line[0] != '#' && line[0] != '\n')
            err = take_line(line, &rows);
    if (err == YX_INVALID)
        b->fault = "model/scope.tsv";
    if (err == YX_OK && ferror(f))
        err = YX_IO;
    if (err == YX_OK && rows.count > 0) {
        qsort(rows.items, rows.count, sizeof(struct yx_kb_odds), by_term);
        err = yx_kb_builder_scope(b, rows.items, rows.count);
    }
    free(rows.items);
    free(line);
    fclose(f);
    return err;
}
