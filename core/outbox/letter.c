#include "outbox/letter.h"

enum yx_letter_ways yx_letter_ways(const struct yx_limits *limits)
{
    if (limits == NULL || !limits->plain)
        return YX_WAY_ASKED;
    return limits->pushes ? YX_WAY_PUSH : YX_WAY_NEXT_MESSAGE;
}

enum yx_err yx_letter_add(struct yx_tx *tx, const struct yx_letter *l)
{
    return yx_tx_run(tx,
        "INSERT INTO letter (id, conversation, contact, message, state, ways, from_byte, to_byte, behind,"
        " lease_until_ms, tries, desk, urgent, answers_ms, form) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?, ?)",
        YX_VALUES(yx_int(l->id), yx_int(l->conversation), yx_int(l->contact), yx_int(l->message),
            yx_int(l->state), yx_int(l->ways), yx_int(l->from_byte), yx_int(l->to_byte),
            yx_int(l->behind), yx_int(l->lease_until_ms), yx_int(l->desk), yx_int(l->urgent),
            yx_int(l->answers_ms), yx_int(l->is_short)));
}

enum yx_err yx_letter_get(struct yx_tx *tx, int64_t id, struct yx_letter *out)
{
    struct yx_rows rows;
    enum yx_err err = yx_tx_query(tx,
        "SELECT state, ways, from_byte, to_byte, form FROM letter WHERE id = ?", YX_VALUES(yx_int(id)), &rows);
    if (err != YX_OK)
        return err;
    err = yx_rows_next(&rows);
    if (err == YX_OK)
        *out = (struct yx_letter){
            .id = id,
            .state = (enum yx_letter_state)yx_rows_int(&rows, 0),
            .ways = (enum yx_letter_ways)yx_rows_int(&rows, 1),
            .from_byte = yx_rows_int(&rows, 2),
            .to_byte = yx_rows_int(&rows, 3),
            .is_short = yx_rows_int(&rows, 4) != 0,
        };
    yx_rows_close(&rows);
    return err;
}

/* An update that found nothing to do is fine. */
static enum yx_err fine(enum yx_err err)
{
    return err == YX_EMPTY ? YX_OK : err;
}

static enum yx_err mark_answered(struct yx_tx *tx, void *arg)
{
    return fine(yx_tx_run(tx, "UPDATE letter SET state = 1 WHERE id = ? AND state = 0",
        YX_VALUES(yx_int(*(int64_t *)arg))));
}

void yx_letter_answered(struct yx_store *store, int64_t letter)
{
    yx_store_later(store, mark_answered, &letter, sizeof letter);
}

enum yx_err yx_letter_answered_now(struct yx_store *store, int64_t letter)
{
    return yx_store_commit(store, mark_answered, &letter);
}

static enum yx_err mark_missed(struct yx_tx *tx, void *arg)
{
    return fine(yx_tx_run(tx,
        "UPDATE letter SET state = 2, lease_until_ms = 0 WHERE id = ? AND state = 0 AND ways = 1",
        YX_VALUES(yx_int(*(int64_t *)arg))));
}

void yx_letter_missed(struct yx_store *store, int64_t letter)
{
    yx_store_later(store, mark_missed, &letter, sizeof letter);
}

enum yx_err yx_letter_release(struct yx_tx *tx, int64_t contact, int64_t now_ms)
{
    return fine(yx_tx_run(tx,
        "UPDATE letter SET state = 2, lease_until_ms = 0, next_ms = ? WHERE contact = ? AND state = 4 AND ways = 1",
        YX_VALUES(yx_int(now_ms), yx_int(contact))));
}

enum yx_err yx_letter_held(struct yx_tx *tx, struct yx_arena *a, int64_t contact, int most,
    struct yx_held **held_out, size_t *count_out)
{
    struct yx_rows rows;
    struct yx_held *held = yx_arena_get(a, (size_t)most * sizeof *held);
    size_t count = 0;
    *held_out = held;
    *count_out = 0;
    enum yx_err err = yx_tx_query(tx,
        "SELECT l.id, l.from_byte, l.to_byte, m.id, m.author, m.body, m.extra, m.at_ms"
        " FROM letter l JOIN message m ON m.conversation = l.conversation AND m.id = l.message"
        " WHERE l.contact = ? AND l.state = 4 AND l.ways = 2 ORDER BY l.id LIMIT ?",
        YX_VALUES(yx_int(contact), yx_int(most)), &rows);
    if (err != YX_OK)
        return err;
    while (count < (size_t)most && (err = yx_rows_next(&rows)) == YX_OK)
        held[count++] = (struct yx_held){
            .letter = yx_rows_int(&rows, 0),
            .from_byte = yx_rows_int(&rows, 1),
            .to_byte = yx_rows_int(&rows, 2),
            .message = { .id = yx_rows_int(&rows, 3), .author = (enum yx_author)yx_rows_int(&rows, 4),
                .text = yx_rows_text(&rows, 5, a), .extra = yx_rows_text(&rows, 6, a),
                .at_ms = yx_rows_int(&rows, 7) },
        };
    yx_rows_close(&rows);
    *count_out = count;
    return fine(err);
}

enum yx_err yx_letter_said(struct yx_tx *tx, int64_t letter, int64_t now_ms)
{
    return fine(yx_tx_run(tx, "UPDATE letter SET state = 1, done_ms = ? WHERE id = ? AND state = 4",
        YX_VALUES(yx_int(now_ms), yx_int(letter))));
}

enum yx_err yx_letter_receipt(struct yx_tx *tx, const struct yx_receipt *r, int64_t now_ms)
{
    if (r->letter != 0)
        return yx_tx_run(tx,
            "UPDATE letter SET receipt = ?, reason = COALESCE(?, reason), done_ms = ? WHERE id = ? AND receipt < ?",
            YX_VALUES(yx_int(r->status), yx_text(r->reason), yx_int(now_ms), yx_int(r->letter), yx_int(r->status)));
    return yx_tx_run(tx,
        "UPDATE letter SET receipt = ?, reason = COALESCE(?, reason), done_ms = ? WHERE platform_id = ? AND receipt < ?",
        YX_VALUES(yx_int(r->status), yx_text(r->reason), yx_int(now_ms), yx_text(r->platform_id), yx_int(r->status)));
}
