#include "talk/service.h"

/* One that is not there, of a conversation from before there were services, is fine. */
static enum yx_err fine(enum yx_err err)
{
    return err == YX_EMPTY ? YX_OK : err;
}

enum yx_err yx_service_open(struct yx_tx *tx, int64_t id, int64_t conversation, int64_t asked_message, int64_t now_ms)
{
    return yx_tx_run(tx,
        "INSERT INTO service (id, conversation, asked_ms, asked_message, claimed_ms, answered_ms, ended_ms, ended,"
        " ended_message, staff, team, answers, handovers, stars, rated_ms)"
        " VALUES (?, ?, ?, ?, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)",
        YX_VALUES(yx_int(id), yx_int(conversation), yx_int(now_ms), yx_int(asked_message)));
}

enum yx_err yx_service_taken(struct yx_tx *tx, int64_t id, int64_t staff, int64_t team, int64_t now_ms)
{
    return fine(yx_tx_run(tx,
        "UPDATE service SET claimed_ms = CASE WHEN claimed_ms = 0 THEN ? ELSE claimed_ms END, staff = ?, team = ?"
        " WHERE id = ?",
        YX_VALUES(yx_int(now_ms), yx_int(staff), yx_int(team), yx_int(id))));
}

enum yx_err yx_service_answered(struct yx_tx *tx, int64_t id, int64_t now_ms)
{
    return fine(yx_tx_run(tx,
        "UPDATE service SET answered_ms = CASE WHEN answered_ms = 0 THEN ? ELSE answered_ms END,"
        " answers = answers + 1 WHERE id = ?",
        YX_VALUES(yx_int(now_ms), yx_int(id))));
}

enum yx_err yx_service_handed(struct yx_tx *tx, int64_t id)
{
    return fine(yx_tx_run(tx, "UPDATE service SET handovers = handovers + 1 WHERE id = ?", YX_VALUES(yx_int(id))));
}

enum yx_err yx_service_end(struct yx_tx *tx, int64_t id, enum yx_service_end how, int64_t last_message,
    const char *summary, int64_t now_ms)
{
    return fine(yx_tx_run(tx,
        "UPDATE service SET ended = ?, ended_ms = ?, ended_message = ?, summary = COALESCE(?, summary)"
        " WHERE id = ? AND ended = 0",
        YX_VALUES(yx_int(how), yx_int(now_ms), yx_int(last_message), yx_text(summary), yx_int(id))));
}

enum yx_err yx_service_summary(struct yx_tx *tx, int64_t id, const char *summary)
{
    return fine(yx_tx_run(tx, "UPDATE service SET summary = ? WHERE id = ?", YX_VALUES(yx_text(summary), yx_int(id))));
}

enum yx_err yx_service_rate(struct yx_tx *tx, int64_t id, int stars, int64_t now_ms)
{
    return yx_tx_run(tx, "UPDATE service SET stars = ?, rated_ms = ? WHERE id = ? AND stars = 0",
        YX_VALUES(yx_int(stars), yx_int(now_ms), yx_int(id)));
}

enum yx_err yx_service_list(struct yx_tx *tx, struct yx_arena *a, int64_t conversation, int most,
    struct yx_service_past **list_out, size_t *count_out)
{
    struct yx_rows rows;
    struct yx_service_past *list = yx_arena_get(a, (size_t)most * sizeof *list);
    *list_out = list;
    *count_out = 0;
    enum yx_err err = yx_tx_query(tx,
        "SELECT id, asked_ms, ended_ms, staff, stars, summary FROM service WHERE conversation = ? AND ended > 0"
        " ORDER BY id DESC LIMIT ?",
        YX_VALUES(yx_int(conversation), yx_int(most)), &rows);
    if (err != YX_OK)
        return err;
    while (*count_out < (size_t)most && (err = yx_rows_next(&rows)) == YX_OK)
        list[(*count_out)++] = (struct yx_service_past){ yx_rows_int(&rows, 0), yx_rows_int(&rows, 1),
            yx_rows_int(&rows, 2), yx_rows_int(&rows, 3), yx_rows_int(&rows, 4), yx_rows_text(&rows, 5, a) };
    yx_rows_close(&rows);
    return fine(err);
}
