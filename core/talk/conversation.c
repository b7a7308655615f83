#include "talk/conversation.h"

#define COLUMNS \
    "v.id, v.contact, v.owner, v.version, v.last_message, v.floor, v.floor_until_ms, v.pending, v.queued_ms," \
    " v.urgent, v.queue_why, v.created_ms, v.updated_ms, v.window_until_ms, v.window_sends, v.held, v.staff," \
    " v.lease_until_ms, v.team, v.area, v.from_ms, v.service, v.lost_staff, v.staff_message, v.seen_message," \
    " c.left_ms"

static enum yx_err read_row(struct yx_rows *rows, struct yx_arena *a, struct yx_conversation *c)
{
    enum yx_err err = yx_rows_next(rows);
    if (err != YX_OK)
        return err;
    c->id = yx_rows_int(rows, 0);
    c->contact = yx_rows_int(rows, 1);
    c->owner = (enum yx_owner)yx_rows_int(rows, 2);
    c->version = yx_rows_int(rows, 3);
    c->last_message = yx_rows_int(rows, 4);
    c->floor = yx_rows_text(rows, 5, a);
    c->floor_until_ms = yx_rows_int(rows, 6);
    c->pending = yx_rows_text(rows, 7, a);
    c->queued_ms = yx_rows_int(rows, 8);
    c->urgent = yx_rows_int(rows, 9) != 0;
    c->queue_why = yx_rows_text(rows, 10, a);
    c->created_ms = yx_rows_int(rows, 11);
    c->updated_ms = yx_rows_int(rows, 12);
    c->window_until_ms = yx_rows_int(rows, 13);
    c->window_sends = yx_rows_int(rows, 14);
    c->held = yx_rows_int(rows, 15);
    c->staff = yx_rows_int(rows, 16);
    c->lease_until_ms = yx_rows_int(rows, 17);
    c->team = yx_rows_int(rows, 18);
    c->area = yx_rows_int(rows, 19);
    c->from_ms = yx_rows_int(rows, 20);
    c->service = yx_rows_int(rows, 21);
    c->lost_staff = yx_rows_int(rows, 22);
    c->staff_message = yx_rows_int(rows, 23);
    c->seen_message = yx_rows_int(rows, 24);
    c->left_ms = yx_rows_int(rows, 25);
    return YX_OK;
}

enum yx_err yx_conversation_find(struct yx_tx *tx, struct yx_arena *a, const struct yx_contact *who,
    struct yx_conversation *out)
{
    struct yx_rows rows;
    enum yx_err err = yx_tx_query(tx,
        "SELECT " COLUMNS " FROM contact c JOIN conversation v ON v.id = c.conversation"
        " WHERE c.channel = ? AND c.account = ? AND c.sender = ?",
        YX_VALUES(yx_text(who->channel), yx_text(who->account), yx_text(who->sender)), &rows);
    if (err != YX_OK)
        return err;
    err = read_row(&rows, a, out);
    yx_rows_close(&rows);
    return err;
}

enum yx_err yx_conversation_get(struct yx_tx *tx, struct yx_arena *a, int64_t id, struct yx_conversation *out,
    struct yx_contact *who_out)
{
    struct yx_rows rows;
    enum yx_err err = yx_tx_query(tx,
        "SELECT " COLUMNS ", c.channel, c.account, c.sender FROM conversation v JOIN contact c ON c.id = v.contact"
        " WHERE v.id = ?", YX_VALUES(yx_int(id)), &rows);
    if (err != YX_OK)
        return err;
    err = read_row(&rows, a, out);
    if (err == YX_OK && who_out != NULL)
        *who_out = (struct yx_contact){ yx_rows_text(&rows, 26, a), yx_rows_text(&rows, 27, a),
            yx_rows_text(&rows, 28, a) };
    yx_rows_close(&rows);
    return err == YX_EMPTY ? YX_NOT_FOUND : err;
}

enum yx_err yx_conversation_open(struct yx_tx *tx, const struct yx_contact *who,
    const struct yx_conversation *c)
{
    enum yx_err err = yx_tx_run(tx,
        "INSERT INTO contact (id, channel, account, sender, conversation, created_ms)"
        " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
        YX_VALUES(yx_int(c->contact), yx_text(who->channel), yx_text(who->account),
            yx_text(who->sender), yx_int(c->id), yx_int(c->created_ms)));
    if (err == YX_EMPTY)
        return YX_CONFLICT;
    if (err != YX_OK)
        return err;
    return yx_tx_run(tx,
        "INSERT INTO conversation (id, contact, owner, version, last_message, floor,"
        " floor_until_ms, pending, queued_ms, urgent, queue_why, created_ms, updated_ms,"
        " window_until_ms, window_sends, service) VALUES (?, ?, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        YX_VALUES(yx_int(c->id), yx_int(c->contact), yx_int(c->owner), yx_int(c->last_message),
            yx_text(c->floor), yx_int(c->floor_until_ms), yx_text(c->pending), yx_int(c->queued_ms),
            yx_int(c->urgent), yx_text(c->queue_why), yx_int(c->created_ms), yx_int(c->updated_ms),
            yx_int(c->window_until_ms), yx_int(c->window_sends), yx_int(c->service)));
}

enum yx_err yx_conversation_save(struct yx_tx *tx, const struct yx_conversation *c)
{
    enum yx_err err = yx_tx_run(tx,
        "UPDATE conversation SET owner = ?, version = version + 1, last_message = ?, floor = ?,"
        " floor_until_ms = ?, pending = ?, queued_ms = ?, urgent = ?, queue_why = ?, updated_ms = ?,"
        " window_until_ms = ?, window_sends = ?, held = ?, staff = ?, lease_until_ms = ?, team = ?, area = ?,"
        " from_ms = ?, service = ?, lost_staff = ?, staff_message = ? WHERE id = ? AND version = ?",
        YX_VALUES(yx_int(c->owner), yx_int(c->last_message), yx_text(c->floor),
            yx_int(c->floor_until_ms), yx_text(c->pending), yx_int(c->queued_ms), yx_int(c->urgent),
            yx_text(c->queue_why), yx_int(c->updated_ms), yx_int(c->window_until_ms), yx_int(c->window_sends),
            yx_int(c->held), yx_int(c->staff), yx_int(c->lease_until_ms), yx_int(c->team), yx_int(c->area),
            yx_int(c->from_ms), yx_int(c->service), yx_int(c->lost_staff), yx_int(c->staff_message),
            yx_int(c->id), yx_int(c->version)));
    return err == YX_EMPTY ? YX_CONFLICT : err;
}

enum yx_err yx_conversation_seen(struct yx_tx *tx, int64_t id, int64_t message)
{
    enum yx_err err = yx_tx_run(tx, "UPDATE conversation SET seen_message = ? WHERE id = ? AND seen_message < ?",
        YX_VALUES(yx_int(message), yx_int(id), yx_int(message)));
    return err == YX_EMPTY ? YX_OK : err;
}

void yx_conversation_to_machine(struct yx_conversation *c)
{
    c->owner = YX_BOT;
    c->queued_ms = c->from_ms = c->lease_until_ms = 0;
    c->staff = c->team = c->service = c->lost_staff = 0;
    c->area = c->area > 0 ? c->area : 0;
    c->urgent = false;
    c->queue_why = NULL;
}
