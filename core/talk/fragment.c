#include "talk/fragment.h"

enum { PARTS_MOST = 9 };

#define COLUMNS "id, channel, account, sender, external_id, part, parts, body, at_ms, due_ms"

static enum yx_err fine(enum yx_err err)
{
    return err == YX_EMPTY ? YX_OK : err;
}

enum yx_err yx_fragment_add(struct yx_tx *tx, const struct yx_fragment *f)
{
    enum yx_err err = yx_tx_run(tx,
        "INSERT INTO fragment (" COLUMNS ", lease_until_ms, state) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0)"
        " ON CONFLICT DO NOTHING",
        YX_VALUES(yx_int(f->id), yx_text(f->who.channel), yx_text(f->who.account), yx_text(f->who.sender),
            yx_text(f->external_id), yx_int(f->part), yx_int(f->parts), yx_text(f->text), yx_int(f->at_ms),
            yx_int(f->due_ms)));
    return err == YX_EMPTY ? YX_DUPLICATE : err;
}

static void read_row(struct yx_rows *rows, struct yx_arena *a, struct yx_fragment *f)
{
    *f = (struct yx_fragment){
        .id = yx_rows_int(rows, 0),
        .who = { yx_rows_text(rows, 1, a), yx_rows_text(rows, 2, a), yx_rows_text(rows, 3, a) },
        .external_id = yx_rows_text(rows, 4, a), .part = (int)yx_rows_int(rows, 5), .parts = (int)yx_rows_int(rows, 6),
        .text = yx_rows_text(rows, 7, a), .at_ms = yx_rows_int(rows, 8), .due_ms = yx_rows_int(rows, 9),
    };
}

/* The oldest of each part. */
static enum yx_err read_parts(struct yx_tx *tx, struct yx_arena *a, const struct yx_contact *who, int parts,
    int64_t now_ms, struct yx_fragments *out)
{
    struct yx_rows rows;
    enum yx_err err = yx_tx_query(tx,
        "SELECT " COLUMNS " FROM fragment WHERE channel = ? AND account = ? AND sender = ? AND parts = ? AND state = 0"
        " AND lease_until_ms <= ? ORDER BY part, id",
        YX_VALUES(yx_text(who->channel), yx_text(who->account), yx_text(who->sender), yx_int(parts), yx_int(now_ms)),
        &rows);
    if (err != YX_OK)
        return err;
    while (out->count < PARTS_MOST && (err = yx_rows_next(&rows)) == YX_OK)
        if (out->count == 0 || out->at[out->count - 1].part != yx_rows_int(&rows, 5))
            read_row(&rows, a, &out->at[out->count++]);
    yx_rows_close(&rows);
    return fine(err);
}

enum yx_err yx_fragments_claim(struct yx_tx *tx, struct yx_arena *a, const struct yx_contact *who, int parts, bool whole,
    int64_t now_ms, int64_t lease_ms, struct yx_fragments *out)
{
    *out = (struct yx_fragments){ .at = yx_arena_get(a, PARTS_MOST * sizeof *out->at) };
    enum yx_err err = read_parts(tx, a, who, parts, now_ms, out);
    if (err == YX_OK && (out->count == 0 || (whole && out->count < (size_t)parts)))
        return YX_EMPTY;
    for (size_t i = 0; i < out->count && err == YX_OK; i++)
        err = yx_tx_run(tx, "UPDATE fragment SET lease_until_ms = ? WHERE id = ?",
            YX_VALUES(yx_int(now_ms + lease_ms), yx_int(out->at[i].id)));
    return err;
}

enum yx_err yx_fragments_due(struct yx_tx *tx, struct yx_arena *a, size_t most, int64_t now_ms, struct yx_fragments *out)
{
    struct yx_rows rows;
    *out = (struct yx_fragments){ .at = yx_arena_get(a, most * sizeof *out->at) };
    enum yx_err err = yx_tx_query(tx,
        "SELECT " COLUMNS " FROM fragment f WHERE state = 0 AND due_ms <= ? AND lease_until_ms <= ?"
        " AND NOT EXISTS (SELECT 1 FROM fragment o WHERE o.state = 0 AND o.channel = f.channel AND o.account = f.account"
        " AND o.sender = f.sender AND o.parts = f.parts AND o.id < f.id) ORDER BY due_ms LIMIT ?",
        YX_VALUES(yx_int(now_ms), yx_int(now_ms), yx_int((int64_t)most)), &rows);
    if (err != YX_OK)
        return err;
    while (out->count < most && (err = yx_rows_next(&rows)) == YX_OK)
        read_row(&rows, a, &out->at[out->count++]);
    yx_rows_close(&rows);
    return fine(err);
}

enum yx_err yx_fragments_taken(struct yx_tx *tx, const struct yx_fragments *f)
{
    enum yx_err err = YX_OK;
    for (size_t i = 0; i < f->count && err == YX_OK; i++)
        err = yx_tx_run(tx, "UPDATE fragment SET state = 1 WHERE id = ?", YX_VALUES(yx_int(f->at[i].id)));
    return err;
}

enum yx_err yx_fragments_forget(struct yx_tx *tx, int64_t before_ms)
{
    return fine(yx_tx_run(tx, "DELETE FROM fragment WHERE state = 1 AND at_ms < ?", YX_VALUES(yx_int(before_ms))));
}

enum yx_err yx_fragments_erase(struct yx_tx *tx, const struct yx_contact *who)
{
    return fine(yx_tx_run(tx, "DELETE FROM fragment WHERE channel = ? AND account = ? AND sender = ?",
        YX_VALUES(yx_text(who->channel), yx_text(who->account), yx_text(who->sender))));
}
