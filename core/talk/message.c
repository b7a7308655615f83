#include "talk/message.h"

enum yx_err yx_message_add(struct yx_tx *tx, const struct yx_message_record *r)
{
    return yx_tx_run(tx,
        "INSERT INTO message (conversation, id, author, reply_to, body, extra, provenance, at_ms, staff)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        YX_VALUES(yx_int(r->conversation), yx_int(r->message.id), yx_int(r->message.author),
            yx_int(r->reply_to), yx_text(r->message.text), yx_text(r->message.extra),
            yx_text(r->provenance), yx_int(r->message.at_ms), yx_int(r->staff)));
}

/* Columns id, author, body, extra, at_ms. */
static enum yx_err read_row(struct yx_rows *rows, struct yx_arena *a, struct yx_message *m)
{
    enum yx_err err = yx_rows_next(rows);
    if (err != YX_OK)
        return err;
    *m = (struct yx_message){
        .id = yx_rows_int(rows, 0),
        .author = (enum yx_author)yx_rows_int(rows, 1),
        .text = yx_rows_text(rows, 2, a),
        .extra = yx_rows_text(rows, 3, a),
        .at_ms = yx_rows_int(rows, 4),
    };
    return YX_OK;
}

enum yx_err yx_message_get(struct yx_tx *tx, struct yx_arena *a, int64_t conversation, int64_t id,
    struct yx_message *out)
{
    struct yx_rows rows;
    enum yx_err err = yx_tx_query(tx,
        "SELECT id, author, body, extra, at_ms FROM message WHERE conversation = ? AND id = ?",
        YX_VALUES(yx_int(conversation), yx_int(id)), &rows);
    if (err != YX_OK)
        return err;
    err = read_row(&rows, a, out);
    yx_rows_close(&rows);
    return err;
}

enum yx_err yx_message_list(struct yx_tx *tx, struct yx_arena *a, int64_t conversation,
    int64_t after, int most, struct yx_message **messages_out, size_t *count_out)
{
    struct yx_rows rows;
    enum yx_err err = yx_tx_query(tx,
        "SELECT id, author, body, extra, at_ms FROM message WHERE conversation = ? AND id > ?"
        " ORDER BY id LIMIT ?",
        YX_VALUES(yx_int(conversation), yx_int(after), yx_int(most)), &rows);
    if (err != YX_OK)
        return err;
    struct yx_message *list = yx_arena_get(a, (size_t)most * sizeof *list);
    size_t count = 0;
    while (count < (size_t)most && (err = read_row(&rows, a, &list[count])) == YX_OK)
        count++;
    yx_rows_close(&rows);
    *messages_out = list;
    *count_out = count;
    return err == YX_EMPTY ? YX_OK : err;
}

enum yx_err yx_message_written(struct yx_tx *tx, int64_t conversation, int64_t *at_ms_out)
{
    struct yx_rows rows;
    *at_ms_out = 0;
    enum yx_err err = yx_tx_query(tx,
        "SELECT at_ms FROM message WHERE conversation = ? AND author = ? ORDER BY id DESC LIMIT 1",
        YX_VALUES(yx_int(conversation), yx_int(YX_CITIZEN)), &rows);
    if (err != YX_OK)
        return err;
    err = yx_rows_next(&rows);
    if (err == YX_OK)
        *at_ms_out = yx_rows_int(&rows, 0);
    yx_rows_close(&rows);
    return err == YX_EMPTY ? YX_OK : err;
}

enum yx_err yx_message_same(struct yx_tx *tx, int64_t conversation, int64_t last_message, const char *text,
    int64_t since_ms, int *count_out)
{
    enum { LOOKED_AT = 50 };
    struct yx_rows rows;
    enum yx_err err = yx_tx_query(tx,
        "SELECT COUNT(*) FROM message WHERE conversation = ? AND id > ? AND author = ? AND at_ms >= ? AND body = ?",
        YX_VALUES(yx_int(conversation), yx_int(last_message - LOOKED_AT), yx_int(YX_CITIZEN), yx_int(since_ms),
            yx_text(text)), &rows);
    if (err != YX_OK)
        return err;
    err = yx_rows_next(&rows);
    *count_out = err == YX_OK ? (int)yx_rows_int(&rows, 0) : 0;
    yx_rows_close(&rows);
    return err;
}

enum yx_err yx_message_unanswered(struct yx_tx *tx, const struct yx_message_record *r,
    const char *decision)
{
    return yx_tx_run(tx,
        "INSERT INTO unanswered (conversation, message, decision, at_ms) VALUES (?, ?, ?, ?)",
        YX_VALUES(yx_int(r->conversation), yx_int(r->message.id), yx_text(decision),
            yx_int(r->message.at_ms)));
}

enum yx_err yx_message_unanswered_walk(struct yx_tx *tx, struct yx_arena *scratch,
    enum yx_err (*each)(void *arg, const char *text, const char *decision), void *arg)
{
    struct yx_rows rows;
    enum yx_err err = yx_tx_query(tx,
        "SELECT m.body, u.decision FROM unanswered u JOIN message m"
        " ON m.conversation = u.conversation AND m.id = u.message ORDER BY u.conversation, u.message",
        NULL, 0, &rows);
    if (err != YX_OK)
        return err;
    while ((err = yx_rows_next(&rows)) == YX_OK) {
        yx_arena_wipe(scratch);
        const char *text = yx_rows_text(&rows, 0, scratch);
        err = each(arg, text, yx_rows_text(&rows, 1, scratch));
        if (err != YX_OK)
            break;
    }
    yx_rows_close(&rows);
    return err == YX_EMPTY ? YX_OK : err;
}
