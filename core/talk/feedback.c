#include "talk/feedback.h"

enum yx_err yx_feedback_put(struct yx_tx *tx, const struct yx_feedback *f)
{
    return yx_tx_run(tx,
        "INSERT INTO feedback (conversation, message, useful, at_ms) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (conversation, message) DO UPDATE SET useful = excluded.useful,"
        " at_ms = excluded.at_ms",
        YX_VALUES(yx_int(f->conversation), yx_int(f->message), yx_int(f->useful), yx_int(f->at_ms)));
}

enum yx_err yx_feedback_walk(struct yx_tx *tx, struct yx_arena *scratch,
    enum yx_err (*each)(void *arg, bool useful, const char *provenance), void *arg)
{
    struct yx_rows rows;
    enum yx_err err = yx_tx_query(tx,
        "SELECT f.useful, m.provenance FROM feedback f JOIN message m"
        " ON m.conversation = f.conversation AND m.id = f.message ORDER BY f.conversation, f.message",
        NULL, 0, &rows);
    if (err != YX_OK)
        return err;
    while ((err = yx_rows_next(&rows)) == YX_OK) {
        yx_arena_wipe(scratch);
        err = each(arg, yx_rows_int(&rows, 0) != 0, yx_rows_text(&rows, 1, scratch));
        if (err != YX_OK)
            break;
    }
    yx_rows_close(&rows);
    return err == YX_EMPTY ? YX_OK : err;
}
