/* Tables as offices send them: rows of cells between commas. */
#ifndef YX_PEOPLE_TABLE_H
#define YX_PEOPLE_TABLE_H

#include "base/arena.h"
#include "base/err.h"

enum { YX_TABLE_COLUMNS_MOST = 32, YX_TABLE_ROWS_MOST = 5001 };

struct yx_cells {
    int line; /* on which the row begins, from 1 */
    size_t count;
    const char **cells; /* trimmed */
};

/* Bytes as UTF-8 text without a mark: as they are, or from GB18030. NULL: neither. *from_out: what they were. */
const char *yx_table_text(struct yx_arena *, const char *bytes, size_t len, const char **from_out);

/* Rows of a text by RFC 4180 (quotes, doubled quotes, line ends inside them), rows of empty cells left out. The separator is the one of
 * , ; and tab that the first line has most of. YX_INVALID: a quote is never closed, a row has too many cells; *line_out says
 * where. YX_TOO_LARGE: more rows than are read. */
enum yx_err yx_table_rows(
    struct yx_arena *, const char *text, struct yx_cells **rows_out, size_t *count_out, int *line_out);

#endif
