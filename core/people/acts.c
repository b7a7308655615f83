#include "people/acts.h"

#include "audit/audit.h"

enum { MOST = 500 };

#define COLUMNS \
    "a.id, a.at_ms, a.who, s.display, a.act, a.object, COALESCE(c.words, '{}'), a.kind, a.position," \
    " CASE WHEN c.entry IS NULL AND a.content IS NOT NULL THEN 1 ELSE 0 END FROM audit a LEFT JOIN staff s ON s.id = a.who" \
    " LEFT JOIN audit_content c ON c.entry = a.id"

/* One statement for each filter, so that each has its index. */
static enum yx_err query(struct yx_tx *tx, const struct yx_act_filter *f, int64_t before, struct yx_rows *rows)
{
    if (f->staff && f->what)
        return yx_tx_query(tx, "SELECT " COLUMNS " WHERE a.who = ? AND a.act = ? AND a.id < ? ORDER BY a.id DESC LIMIT ?",
            YX_VALUES(yx_int(f->staff), yx_text(f->what), yx_int(before), yx_int(f->most)), rows);
    if (f->staff)
        return yx_tx_query(tx, "SELECT " COLUMNS " WHERE a.who = ? AND a.id < ? ORDER BY a.id DESC LIMIT ?",
            YX_VALUES(yx_int(f->staff), yx_int(before), yx_int(f->most)), rows);
    if (f->what)
        return yx_tx_query(tx, "SELECT " COLUMNS " WHERE a.act = ? AND a.id < ? ORDER BY a.id DESC LIMIT ?",
            YX_VALUES(yx_text(f->what), yx_int(before), yx_int(f->most)), rows);
    return yx_tx_query(tx, "SELECT " COLUMNS " WHERE a.id < ? ORDER BY a.id DESC LIMIT ?",
        YX_VALUES(yx_int(before), yx_int(f->most)), rows);
}

static void read_row(struct yx_rows *rows, struct yx_arena *a, struct yx_act *act)
{
    *act = (struct yx_act){
        .id = yx_rows_int(rows, 0), .at_ms = yx_rows_int(rows, 1), .staff = yx_rows_int(rows, 2),
        .display = yx_rows_text(rows, 3, a), .what = yx_rows_text(rows, 4, a), .object = yx_rows_int(rows, 5),
        .detail = yx_rows_text(rows, 6, a), .by = yx_audit_kind_word(yx_rows_int(rows, 7)),
        .position = yx_rows_int(rows, 8), .erased = yx_rows_int(rows, 9) != 0,
    };
}

enum yx_err yx_act_list(struct yx_tx *tx, struct yx_arena *a, const struct yx_act_filter *f, struct yx_act **acts_out,
    size_t *count_out)
{
    struct yx_rows rows;
    *count_out = 0;
    if (f->most < 1 || f->most > MOST)
        return YX_INVALID;
    *acts_out = yx_arena_get(a, (size_t)f->most * sizeof **acts_out);
    enum yx_err err = query(tx, f, f->before ? f->before : INT64_MAX, &rows);
    if (err != YX_OK)
        return err;
    while ((err = yx_rows_next(&rows)) == YX_OK)
        read_row(&rows, a, &(*acts_out)[(*count_out)++]);
    yx_rows_close(&rows);
    return err == YX_EMPTY ? YX_OK : err;
}
