#include "people/units.h"

/* Statements are literals: their address is the key of the store's cache. */
static const struct {
    const char *list, *get, *taken, *insert, *update;
} sql[] = {
#define UNIT(table, link) \
    { "SELECT id, name, " link " FROM " table " ORDER BY name LIMIT ?", \
        "SELECT id, name, " link " FROM " table " WHERE id = ?", \
        "SELECT id FROM " table " WHERE name = ? AND id <> ?", \
        "INSERT INTO " table " (id, name, " link ", created_ms) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING", \
        "UPDATE " table " SET name = ?, " link " = ? WHERE id = ?" }
    [YX_UNIT_TEAM] = UNIT("team", "body"),
    [YX_UNIT_BODY] = UNIT("body", "parent"),
    [YX_UNIT_AREA] = UNIT("area", "team"),
#undef UNIT
};

static void read_row(struct yx_rows *rows, struct yx_arena *a, struct yx_unit *u)
{
    *u = (struct yx_unit){ yx_rows_int(rows, 0), yx_rows_text(rows, 1, a), yx_rows_int(rows, 2) };
}

enum yx_err yx_unit_list(struct yx_tx *tx, struct yx_arena *a, enum yx_unit_kind kind, struct yx_unit **units_out,
    size_t *count_out)
{
    struct yx_rows rows;
    *count_out = 0;
    *units_out = yx_arena_get(a, YX_UNITS_MOST * sizeof **units_out);
    enum yx_err err = yx_tx_query(tx, sql[kind].list, YX_VALUES(yx_int(YX_UNITS_MOST)), &rows);
    if (err != YX_OK)
        return err;
    while ((err = yx_rows_next(&rows)) == YX_OK)
        read_row(&rows, a, &(*units_out)[(*count_out)++]);
    yx_rows_close(&rows);
    return err == YX_EMPTY ? YX_OK : err;
}

enum yx_err yx_unit_get(struct yx_tx *tx, struct yx_arena *a, enum yx_unit_kind kind, int64_t id, struct yx_unit *unit_out)
{
    struct yx_rows rows;
    enum yx_err err = yx_tx_query(tx, sql[kind].get, YX_VALUES(yx_int(id)), &rows);
    if (err != YX_OK)
        return err;
    err = yx_rows_next(&rows);
    if (err == YX_OK)
        read_row(&rows, a, unit_out);
    yx_rows_close(&rows);
    return err;
}

static enum yx_err judge_name(struct yx_tx *tx, enum yx_unit_kind kind, const struct yx_unit *u)
{
    struct yx_rows rows;
    enum yx_err err = yx_tx_query(tx, sql[kind].taken, YX_VALUES(yx_text(u->name), yx_int(u->id)), &rows);
    if (err != YX_OK)
        return err;
    err = yx_rows_next(&rows);
    yx_rows_close(&rows);
    return err == YX_OK ? YX_DUPLICATE : err == YX_EMPTY ? YX_OK : err;
}

enum yx_err yx_unit_insert(struct yx_tx *tx, enum yx_unit_kind kind, const struct yx_unit *u, int64_t now_ms)
{
    enum yx_err err = yx_tx_run(tx, sql[kind].insert,
        YX_VALUES(yx_int(u->id), yx_text(u->name), yx_int(u->link), yx_int(now_ms)));
    return err == YX_EMPTY ? YX_DUPLICATE : err;
}

enum yx_err yx_unit_update(struct yx_tx *tx, enum yx_unit_kind kind, const struct yx_unit *u)
{
    enum yx_err err = judge_name(tx, kind, u);
    return err == YX_OK ? yx_tx_run(tx, sql[kind].update, YX_VALUES(yx_text(u->name), yx_int(u->link), yx_int(u->id)))
                        : err;
}
