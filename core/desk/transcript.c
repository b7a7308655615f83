/* The transcript for staff: who wrote what, and what became of what was written to the citizen. */
#include <string.h>

#include "desk/inside.h"

enum { PAGE = 50, PAGE_BYTES = 512 << 10 };

/* With a row behind the page, to know whether there is more. */
#define SELECT                                                                                              \
    "SELECT m.id, m.author, m.body, m.extra, m.at_ms, m.staff, s.display, (SELECT k.body FROM correction k WHERE"         \
    " k.conversation = m.conversation AND k.message = m.id ORDER BY k.id DESC LIMIT 1) FROM message m LEFT JOIN staff s ON" \
    " s.id = m.staff WHERE m.conversation = ?"

static size_t weight(const struct yx_desk_message *m)
{
    return strlen(m->is.text) + (m->is.extra ? strlen(m->is.extra) : 0);
}

static struct yx_desk_message read_row(struct yx_rows *rows, struct yx_arena *a)
{
    const char *name = yx_rows_text(rows, 6, a);
    return (struct yx_desk_message){
        .is = { .id = yx_rows_int(rows, 0), .author = (enum yx_author)yx_rows_int(rows, 1),
            .text = yx_rows_text(rows, 2, a), .extra = yx_rows_text(rows, 3, a), .at_ms = yx_rows_int(rows, 4) },
        .staff = { yx_rows_int(rows, 5), name }, .correction = yx_rows_text(rows, 7, a),
    };
}

/* Rows of a query in its order, as many as a page takes; at least one. */
static enum yx_err read_page(struct yx_rows *rows, struct yx_arena *a, struct yx_desk_messages *m)
{
    enum yx_err err;
    size_t bytes = 0;
    m->at = yx_arena_get(a, PAGE * sizeof *m->at);
    while ((err = yx_rows_next(rows)) == YX_OK) {
        m->more = m->count == PAGE || bytes > PAGE_BYTES;
        if (m->more)
            return YX_OK;
        m->at[m->count] = read_row(rows, a);
        bytes += weight(&m->at[m->count++]);
    }
    return err == YX_EMPTY ? YX_OK : err;
}

static void turn_round(struct yx_desk_messages *m)
{
    for (size_t i = 0; i < m->count / 2; i++) {
        struct yx_desk_message last = m->at[m->count - 1 - i];
        m->at[m->count - 1 - i] = m->at[i];
        m->at[i] = last;
    }
}

static enum yx_err read_messages(struct yx_tx *tx, struct yx_arena *a, int64_t conversation, int64_t after,
    int64_t before, struct yx_desk_messages *m)
{
    struct yx_rows rows;
    enum yx_err err = after >= 0
        ? yx_tx_query(tx, SELECT " AND m.id > ? ORDER BY m.id LIMIT ?",
              YX_VALUES(yx_int(conversation), yx_int(after), yx_int(PAGE + 1)), &rows)
        : yx_tx_query(tx, SELECT " AND m.id < ? ORDER BY m.id DESC LIMIT ?",
              YX_VALUES(yx_int(conversation), yx_int(before > 0 ? before : INT64_MAX), yx_int(PAGE + 1)), &rows);
    if (err != YX_OK)
        return err;
    err = read_page(&rows, a, m);
    yx_rows_close(&rows);
    if (after < 0)
        turn_round(m);
    return err;
}

/* ---- letters ---- */

static struct yx_desk_message *find(struct yx_desk_messages *m, int64_t id)
{
    for (size_t i = 0; i < m->count; i++)
        if (m->at[i].is.id == id)
            return &m->at[i];
    return NULL;
}

static const char *state_of(enum yx_letter_state state, enum yx_receipt_status receipt)
{
    static const char *const words[] = { "offered", "answered", "queued", "sent", "held", "dead", "dead" };
    if (receipt == YX_RECEIPT_FAILED)
        return "dead";
    return state == YX_LETTER_SENT && receipt == YX_RECEIPT_DELIVERED ? "delivered" : words[state];
}

/* Letters of the desk, all; of turns, those that did not reach their reader (yet). A page has its
 * letter when it has fetched the message. */
static enum yx_err read_letters(struct yx_tx *tx, struct yx_arena *a, const char *sql, const struct yx_value *values,
    size_t value_count, int64_t seen, struct yx_desk_messages *m)
{
    struct yx_rows rows;
    enum yx_err err = yx_tx_query(tx, sql, values, value_count, &rows);
    if (err != YX_OK)
        return err;
    while ((err = yx_rows_next(&rows)) == YX_OK) {
        struct yx_desk_message *of = find(m, yx_rows_int(&rows, 0));
        if (of == NULL)
            continue;
        of->letter = state_of((enum yx_letter_state)yx_rows_int(&rows, 1), (enum yx_receipt_status)yx_rows_int(&rows, 3));
        if (yx_rows_int(&rows, 1) == YX_LETTER_OFFERED && of->is.id <= seen)
            of->letter = state_of(YX_LETTER_ANSWERED, YX_RECEIPT_NONE);
        of->reason = yx_rows_text(&rows, 2, a);
    }
    yx_rows_close(&rows);
    return err == YX_EMPTY ? YX_OK : err;
}

static enum yx_err add_letters(struct yx_tx *tx, struct yx_arena *a, const struct yx_conversation *c,
    struct yx_desk_messages *m)
{
    if (m->count == 0)
        return YX_OK;
    const struct yx_value range[] = { yx_int(c->id), yx_int(m->at[0].is.id), yx_int(m->at[m->count - 1].is.id) };
    enum yx_err err = read_letters(tx, a,
        "SELECT message, state, reason, receipt FROM letter WHERE desk = 1 AND conversation = ? AND message BETWEEN ? AND ?",
        range, 3, c->seen_message, m);
    const struct yx_value contact[] = { yx_int(c->contact) };
    if (err == YX_OK)
        err = read_letters(tx, a,
            "SELECT message, state, reason, receipt FROM letter WHERE contact = ? AND state = 2 AND desk = 0", contact, 1, 0, m);
    if (err == YX_OK)
        err = read_letters(tx, a,
            "SELECT message, state, reason, receipt FROM letter WHERE contact = ? AND state = 4 AND desk = 0", contact, 1, 0, m);
    if (err == YX_OK)
        err = read_letters(tx, a,
            "SELECT message, state, reason, receipt FROM letter WHERE state = 5 AND contact = ? AND desk = 0", contact, 1, 0, m);
    if (err == YX_OK)
        err = read_letters(tx, a,
            "SELECT message, state, reason, receipt FROM letter WHERE state = 6 AND contact = ? AND desk = 0", contact, 1, 0, m);
    return err;
}

static enum yx_err add_files(struct yx_tx *tx, struct yx_arena *a, int64_t conversation, struct yx_desk_messages *m)
{
    struct yx_message *each[PAGE];
    for (size_t i = 0; i < m->count; i++)
        each[i] = &m->at[i].is;
    return yx_files_of(tx, a, conversation, each, m->count);
}

enum yx_err yx_desk_messages(struct yx_arena *a, int64_t conversation, int64_t after, int64_t before,
    struct yx_desk_messages *messages_out)
{
    struct yx_tx *tx;
    struct yx_conversation c;
    *messages_out = (struct yx_desk_messages){ 0 };
    enum yx_err err = yx_store_read(yx_desk.store, &tx);
    if (err != YX_OK)
        return err;
    err = yx_conversation_get(tx, a, conversation, &c, NULL);
    if (err == YX_OK)
        err = read_messages(tx, a, conversation, after, before, messages_out);
    if (err == YX_OK)
        err = add_files(tx, a, conversation, messages_out);
    if (err == YX_OK)
        err = add_letters(tx, a, &c, messages_out);
    yx_store_done(yx_desk.store, &tx);
    return err;
}
