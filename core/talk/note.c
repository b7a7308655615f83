#include "talk/note.h"

enum yx_err yx_note_add(struct yx_tx *tx, const struct yx_note *n)
{
    return yx_tx_run(tx, "INSERT INTO note (id, conversation, staff, body, at_ms) VALUES (?, ?, ?, ?, ?)",
        YX_VALUES(yx_int(n->id), yx_int(n->conversation), yx_int(n->staff), yx_text(n->text), yx_int(n->at_ms)));
}

enum yx_err yx_note_list(struct yx_tx *tx, struct yx_arena *a, int64_t conversation, int most,
    struct yx_note **list_out, size_t *count_out)
{
    struct yx_rows rows;
    struct yx_note *list = yx_arena_get(a, (size_t)most * sizeof *list);
    size_t count = 0;
    enum yx_err err = yx_tx_query(tx,
        "SELECT id, conversation, staff, body, at_ms FROM (SELECT id, conversation, staff, body, at_ms FROM note"
        " WHERE conversation = ? ORDER BY id DESC LIMIT ?) AS latest ORDER BY id",
        YX_VALUES(yx_int(conversation), yx_int(most)), &rows);
    *list_out = list;
    *count_out = 0;
    if (err != YX_OK)
        return err;
    while (count < (size_t)most && (err = yx_rows_next(&rows)) == YX_OK)
        list[count++] = (struct yx_note){ yx_rows_int(&rows, 0), yx_rows_int(&rows, 1), yx_rows_int(&rows, 2),
            yx_rows_text(&rows, 3, a), yx_rows_int(&rows, 4) };
    yx_rows_close(&rows);
    *count_out = count;
    return err == YX_EMPTY ? YX_OK : err;
}

enum yx_err yx_handover_add(struct yx_tx *tx, const struct yx_handover *h)
{
    return yx_tx_run(tx,
        "INSERT INTO handover (id, conversation, service, from_staff, to_staff, to_team, kind, note, at_ms)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        YX_VALUES(yx_int(h->id), yx_int(h->conversation), yx_int(h->service), yx_int(h->from_staff),
            yx_int(h->to_staff), yx_int(h->to_team), yx_int(h->kind), yx_text(h->note), yx_int(h->at_ms)));
}

enum yx_err yx_handover_list(struct yx_tx *tx, struct yx_arena *a, int64_t conversation, int most,
    struct yx_handover **list_out, size_t *count_out)
{
    struct yx_rows rows;
    struct yx_handover *list = yx_arena_get(a, (size_t)most * sizeof *list);
    size_t count = 0;
    enum yx_err err = yx_tx_query(tx,
        "SELECT id, conversation, service, from_staff, to_staff, to_team, kind, note, at_ms FROM (SELECT * FROM handover"
        " WHERE conversation = ? ORDER BY id DESC LIMIT ?) AS latest ORDER BY id",
        YX_VALUES(yx_int(conversation), yx_int(most)), &rows);
    *list_out = list;
    *count_out = 0;
    if (err != YX_OK)
        return err;
    while (count < (size_t)most && (err = yx_rows_next(&rows)) == YX_OK)
        list[count++] = (struct yx_handover){ .id = yx_rows_int(&rows, 0), .conversation = yx_rows_int(&rows, 1),
            .service = yx_rows_int(&rows, 2), .from_staff = yx_rows_int(&rows, 3), .to_staff = yx_rows_int(&rows, 4),
            .to_team = yx_rows_int(&rows, 5), .kind = (enum yx_handed)yx_rows_int(&rows, 6),
            .note = yx_rows_text(&rows, 7, a), .at_ms = yx_rows_int(&rows, 8) };
    yx_rows_close(&rows);
    *count_out = count;
    return err == YX_EMPTY ? YX_OK : err;
}
