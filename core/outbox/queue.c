#include "outbox/queue.h"

#include "outbox/letter.h"

enum { GRACE_MS = 1000, /* so that the gate's own mark comes first */
       TRIES_OF_THEIRS_MS = 20000, /* a platform without push delivers the message again within this */
       SWEEP_MOST = 200 };

static enum yx_err fine(enum yx_err err)
{
    return err == YX_EMPTY ? YX_OK : err;
}

static void read_claimed(struct yx_rows *rows, struct yx_arena *a, struct yx_claimed *c)
{
    *c = (struct yx_claimed){
        .id = yx_rows_int(rows, 0), .conversation = yx_rows_int(rows, 1), .contact = yx_rows_int(rows, 2),
        .from_byte = yx_rows_int(rows, 3), .to_byte = yx_rows_int(rows, 4), .chunk = yx_rows_int(rows, 5),
        .tries = yx_rows_int(rows, 6), .template = yx_rows_text(rows, 7, a), .params = yx_rows_text(rows, 8, a),
        .channel = yx_rows_text(rows, 9, a), .account = yx_rows_text(rows, 10, a),
        .recipient = yx_rows_text(rows, 11, a),
        .window_until_ms = yx_rows_int(rows, 12), .window_sends = yx_rows_int(rows, 13),
        .message = { .id = yx_rows_int(rows, 14), .author = (enum yx_author)yx_rows_int(rows, 15),
            .text = yx_rows_text(rows, 16, a), .extra = yx_rows_text(rows, 17, a), .at_ms = yx_rows_int(rows, 18) },
        .answers_ms = yx_rows_int(rows, 19), .left_ms = yx_rows_int(rows, 20), .urgent = yx_rows_int(rows, 21) != 0,
        .is_short = yx_rows_int(rows, 22) != 0,
    };
}

static enum yx_err read_due(struct yx_tx *tx, struct yx_arena *a, int most, int64_t now_ms,
    struct yx_claimed *claimed, size_t *count)
{
    struct yx_rows rows;
    enum yx_err err = yx_tx_query(tx,
        "SELECT l.id, l.conversation, l.contact, l.from_byte, l.to_byte, l.chunk, l.tries, l.template, l.params,"
        " c.channel, c.account, c.sender, v.window_until_ms, v.window_sends, m.id, m.author, m.body, m.extra, m.at_ms,"
        " l.answers_ms, c.left_ms, l.urgent, l.form"
        " FROM letter l JOIN contact c ON c.id = l.contact JOIN conversation v ON v.id = l.conversation"
        " JOIN message m ON m.conversation = l.conversation AND m.id = l.message"
        " WHERE l.state = 2 AND l.next_ms <= ? AND l.lease_until_ms <= ?"
        " AND NOT EXISTS (SELECT 1 FROM letter e WHERE e.state = 2 AND (e.quiet = 0 OR e.next_ms <= ?)"
        " AND e.contact = l.contact AND e.id < l.id)"
        " AND NOT EXISTS (SELECT 1 FROM letter b WHERE b.id = l.behind AND b.state = 0 AND b.lease_until_ms > ?)"
        " AND NOT EXISTS (SELECT 1 FROM account_rest r WHERE r.channel = c.channel AND r.account = c.account"
        " AND r.until_ms > ?)"
        " ORDER BY l.next_ms, l.id LIMIT ?",
        YX_VALUES(yx_int(now_ms), yx_int(now_ms), yx_int(now_ms), yx_int(now_ms), yx_int(now_ms), yx_int(most)), &rows);
    if (err != YX_OK)
        return err;
    while (*count < (size_t)most && (err = yx_rows_next(&rows)) == YX_OK)
        read_claimed(&rows, a, &claimed[(*count)++]);
    yx_rows_close(&rows);
    return fine(err);
}

enum yx_err yx_queue_claim(struct yx_tx *tx, struct yx_arena *a, int most, int64_t now_ms, int64_t lease_ms,
    struct yx_claimed **claimed_out, size_t *count_out)
{
    struct yx_claimed *claimed = yx_arena_get(a, (size_t)most * sizeof *claimed);
    *claimed_out = claimed;
    *count_out = 0;
    enum yx_err err = read_due(tx, a, most, now_ms, claimed, count_out);
    for (size_t i = 0; i < *count_out && err == YX_OK; i++)
        err = yx_tx_run(tx, "UPDATE letter SET lease_until_ms = ? WHERE id = ?",
            YX_VALUES(yx_int(now_ms + lease_ms), yx_int(claimed[i].id)));
    return err;
}

/* A letter that waits for the person: the conversation counts it, and a turn under way that
 * has not seen that runs again. */
static enum yx_err count_held(struct yx_tx *tx, int64_t conversation)
{
    return fine(yx_tx_run(tx, "UPDATE conversation SET held = held + 1, version = version + 1 WHERE id = ?",
        YX_VALUES(yx_int(conversation))));
}

static const char *or_null(const char *text)
{
    return *text ? text : NULL;
}

static enum yx_err finish(struct yx_tx *tx, const struct yx_settled *s, enum yx_letter_state state)
{
    return yx_tx_run(tx,
        "UPDATE letter SET state = ?, lease_until_ms = 0, done_ms = ?, reason = COALESCE(?, reason), platform_id = ?,"
        " tries = tries + 1 WHERE id = ? AND state = 2",
        YX_VALUES(yx_int(state), yx_int(s->now_ms), yx_text(or_null(s->reason)), yx_text(or_null(s->platform_id)),
            yx_int(s->id)));
}

static enum yx_err put_back(struct yx_tx *tx, const struct yx_settled *s)
{
    bool part = s->as == YX_SETTLED_PART;
    return yx_tx_run(tx,
        "UPDATE letter SET lease_until_ms = 0, next_ms = ?, tries = ? * (tries + ?), from_byte = ?, chunk = ?,"
        " quiet = ?, reason = COALESCE(?, reason) WHERE id = ? AND state = 2",
        YX_VALUES(yx_int(part ? 0 : s->next_ms), yx_int(part ? 0 : 1), yx_int(s->tried), yx_int(s->from_byte),
            yx_int(s->chunk), yx_int(s->quiet), yx_text(or_null(s->reason)), yx_int(s->id)));
}

static enum yx_err settle_window(struct yx_tx *tx, const struct yx_settled *s)
{
    if (s->shut)
        return fine(yx_tx_run(tx, "UPDATE conversation SET window_until_ms = 0, window_sends = 0 WHERE id = ?",
            YX_VALUES(yx_int(s->conversation))));
    if (s->spent)
        return fine(yx_tx_run(tx,
            "UPDATE conversation SET window_sends = window_sends - 1 WHERE id = ? AND window_sends > 0",
            YX_VALUES(yx_int(s->conversation))));
    return YX_OK;
}

enum yx_err yx_queue_settle(struct yx_tx *tx, const struct yx_settled *s)
{
    enum yx_err err = settle_window(tx, s);
    if (err != YX_OK)
        return err;
    switch (s->as) {
    case YX_SETTLED_SENT:
        return fine(finish(tx, s, YX_LETTER_SENT));
    case YX_SETTLED_DEAD:
        return fine(finish(tx, s, YX_LETTER_DEAD));
    case YX_SETTLED_DROPPED:
        return fine(finish(tx, s, YX_LETTER_DROPPED));
    case YX_SETTLED_HELD:
        err = finish(tx, s, YX_LETTER_HELD);
        return err == YX_OK ? count_held(tx, s->conversation) : fine(err);
    case YX_SETTLED_PART:
    case YX_SETTLED_LATER:
        break;
    }
    return fine(put_back(tx, s));
}

struct left {
    int64_t letter, conversation;
};

static enum yx_err list_left(struct yx_tx *tx, int64_t now_ms, struct left *left, size_t *count)
{
    struct yx_rows rows;
    enum yx_err err = yx_tx_query(tx,
        "SELECT id, conversation FROM letter WHERE state = 0 AND ways > 0 AND ways = 2 AND lease_until_ms < ? LIMIT ?",
        YX_VALUES(yx_int(now_ms - TRIES_OF_THEIRS_MS), yx_int(SWEEP_MOST)), &rows);
    if (err != YX_OK)
        return err;
    while (*count < SWEEP_MOST && (err = yx_rows_next(&rows)) == YX_OK)
        left[(*count)++] = (struct left){ yx_rows_int(&rows, 0), yx_rows_int(&rows, 1) };
    yx_rows_close(&rows);
    return fine(err);
}

enum yx_err yx_queue_sweep(struct yx_tx *tx, int64_t now_ms)
{
    struct left left[SWEEP_MOST];
    size_t count = 0;
    enum yx_err err = fine(yx_tx_run(tx,
        "UPDATE letter SET state = 2, lease_until_ms = 0 WHERE state = 0 AND ways > 0 AND ways = 1"
        " AND lease_until_ms < ?",
        YX_VALUES(yx_int(now_ms - GRACE_MS))));
    if (err == YX_OK)
        err = list_left(tx, now_ms, left, &count);
    for (size_t i = 0; i < count && err == YX_OK; i++) {
        err = yx_tx_run(tx, "UPDATE letter SET state = 4 WHERE id = ?", YX_VALUES(yx_int(left[i].letter)));
        if (err == YX_OK)
            err = count_held(tx, left[i].conversation);
    }
    return err;
}

enum yx_err yx_queue_count(struct yx_tx *tx, int64_t *count_out)
{
    struct yx_rows rows;
    enum yx_err err = yx_tx_query(tx, "SELECT COUNT(*) FROM letter WHERE state = 2", NULL, 0, &rows);
    if (err != YX_OK)
        return err;
    err = yx_rows_next(&rows);
    *count_out = err == YX_OK ? yx_rows_int(&rows, 0) : 0;
    yx_rows_close(&rows);
    return err;
}

enum yx_err yx_queue_list(struct yx_tx *tx, struct yx_arena *a, int state, int64_t after, int most,
    struct yx_listed **listed_out, size_t *count_out)
{
    struct yx_rows rows;
    struct yx_listed *listed = yx_arena_get(a, (size_t)most * sizeof *listed);
    *listed_out = listed;
    *count_out = 0;
    enum yx_err err = yx_tx_query(tx,
        "SELECT l.id, l.state, l.tries, m.at_ms, l.next_ms, c.channel, c.account, l.reason FROM letter l"
        " JOIN contact c ON c.id = l.contact JOIN message m ON m.conversation = l.conversation AND m.id = l.message"
        " WHERE l.state = ? AND l.id > ? ORDER BY l.id LIMIT ?",
        YX_VALUES(yx_int(state), yx_int(after), yx_int(most)), &rows);
    if (err != YX_OK)
        return err;
    while (*count_out < (size_t)most && (err = yx_rows_next(&rows)) == YX_OK)
        listed[(*count_out)++] = (struct yx_listed){
            .id = yx_rows_int(&rows, 0), .state = (int)yx_rows_int(&rows, 1), .tries = yx_rows_int(&rows, 2),
            .at_ms = yx_rows_int(&rows, 3), .next_ms = yx_rows_int(&rows, 4), .channel = yx_rows_text(&rows, 5, a),
            .account = yx_rows_text(&rows, 6, a), .reason = yx_rows_text(&rows, 7, a),
        };
    yx_rows_close(&rows);
    return fine(err);
}

enum yx_err yx_queue_retry(struct yx_tx *tx, int64_t id)
{
    return yx_tx_run(tx,
        "UPDATE letter SET state = 2, tries = 0, next_ms = 0, lease_until_ms = 0 WHERE state = 5 AND (? = 0 OR id = ?)",
        YX_VALUES(yx_int(id), yx_int(id)));
}
