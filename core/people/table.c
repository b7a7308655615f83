#include "people/table.h"

#include <iconv.h>
#include <stdbool.h>
#include <string.h>

#include "base/text.h"

/* ---- how it is written ---- */

static char *from_gb18030(struct yx_arena *a, const char *bytes, size_t len)
{
    iconv_t turn = iconv_open("UTF-8", "GB18030");
    if (turn == (iconv_t)-1)
        return NULL;
    size_t room = len * 2 + 4, left = room, rest = len;
    char *out = yx_arena_get(a, room + 1), *to = out, *from = yx_arena_text(a, bytes, len);
    size_t turned = iconv(turn, &from, &rest, &to, &left);
    iconv_close(turn);
    return turned != (size_t)-1 && rest == 0 && yx_text_valid(out, room - left) ? out : NULL;
}

const char *yx_table_text(struct yx_arena *a, const char *bytes, size_t len, const char **from_out)
{
    static const char mark[] = "\xef\xbb\xbf";
    *from_out = "UTF-8";
    if (len >= 3 && memcmp(bytes, mark, 3) == 0) {
        bytes += 3;
        len -= 3;
    }
    if (yx_text_valid(bytes, len))
        return yx_arena_text(a, bytes, len);
    *from_out = "GB18030";
    return from_gb18030(a, bytes, len);
}

/* ---- rows and cells ---- */

struct reading {
    struct yx_arena *arena;
    const char *at;
    char separator;
    int line;
};

static char separator_of(const char *text)
{
    static const char marks[] = { ',', ';', '\t' };
    char best = ',';
    size_t most = 0, end = strcspn(text, "\r\n");
    for (size_t m = 0; m < sizeof marks; m++) {
        size_t n = 0;
        for (size_t i = 0; i < end; i++)
            n += text[i] == marks[m];
        if (n > most) {
            most = n;
            best = marks[m];
        }
    }
    return best;
}

/* Blanks at both ends go, the wide ones, too. */
static const char *trim(char *cell)
{
    static const char wide[] = "\xe3\x80\x80";
    size_t len;
    for (;;) {
        cell += strspn(cell, " \t\r\n");
        if (strncmp(cell, wide, 3) != 0)
            break;
        cell += 3;
    }
    for (len = strlen(cell); len > 0;) {
        if (strchr(" \t\r\n", cell[len - 1]))
            len--;
        else if (len >= 3 && memcmp(cell + len - 3, wide, 3) == 0)
            len -= 3;
        else
            break;
    }
    cell[len] = '\0';
    return cell;
}

/* A cell in quotes; r->at is behind the first one. NULL: it is never closed. */
static char *quoted(struct reading *r)
{
    size_t n = 0;
    char *cell = yx_arena_get(r->arena, strlen(r->at) + 1);
    for (;; r->at++) {
        if (*r->at == '\0')
            return NULL;
        if (*r->at == '"' && *++r->at != '"')
            return cell;
        r->line += *r->at == '\n';
        cell[n++] = *r->at;
    }
}

static char *plain(struct reading *r)
{
    const char ends[] = { r->separator, '\r', '\n', '\0' };
    size_t n = strcspn(r->at, ends);
    char *cell = yx_arena_text(r->arena, r->at, n);
    r->at += n;
    return cell;
}

/* One row. YX_EMPTY: it says nothing. */
static enum yx_err next_row(struct reading *r, struct yx_cells *row)
{
    const char *cells[YX_TABLE_COLUMNS_MOST];
    bool says = false;
    *row = (struct yx_cells){ .line = r->line };
    for (;;) {
        char *cell = *r->at == '"' ? (r->at++, quoted(r)) : plain(r);
        if (cell == NULL || row->count == YX_TABLE_COLUMNS_MOST)
            return YX_INVALID;
        cells[row->count] = trim(cell);
        says |= *cells[row->count++] != '\0';
        r->at += strspn(r->at, " ");
        if (*r->at != r->separator)
            break;
        r->at++;
    }
    if (*r->at != '\0' && *r->at != '\r' && *r->at != '\n')
        return YX_INVALID; /* something behind a closed quote */
    r->at += *r->at == '\r';
    r->line += *r->at == '\n';
    r->at += *r->at == '\n';
    row->cells = yx_arena_get(r->arena, row->count * sizeof *row->cells);
    memcpy(row->cells, cells, row->count * sizeof *cells);
    return says ? YX_OK : YX_EMPTY;
}

enum yx_err yx_table_rows(
    struct yx_arena *a, const char *text, struct yx_cells **rows_out, size_t *count_out, int *line_out)
{
    struct reading r = { .arena = a, .at = text, .separator = separator_of(text), .line = 1 };
    *rows_out = yx_arena_get(a, YX_TABLE_ROWS_MOST * sizeof **rows_out);
    *count_out = 0;
    while (*r.at) {
        struct yx_cells row;
        *line_out = r.line;
        enum yx_err err = next_row(&r, &row);
        if (err == YX_EMPTY)
            continue;
        if (err != YX_OK)
            return err;
        if (*count_out == YX_TABLE_ROWS_MOST)
            return YX_TOO_LARGE;
        (*rows_out)[(*count_out)++] = row;
    }
    return YX_OK;
}
