#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "audit/audit.h"
#include "cases/inside.h"

enum { CASE_DIGEST = 16 };

/* The columns of a case in their order: X(name) for numbers, T(name) for texts. */
#define CASE_COLUMNS(X, T) \
    X(state) X(back) X(contact) X(conversation) T(fields) T(missing) T(about) T(proxy) T(proposal) X(proposed_by) T(outcome) \
    T(reply) T(refer_to) X(area) X(body) X(team) X(handler) X(from_body) X(from_handler) X(intake) X(merged_into) \
    X(urges) X(urged_ms) X(extended) X(reopened) X(asked_reopen_ms) X(stars) X(rated_ms) T(rating_why) X(kept) X(mark) \
    X(due_ms) X(yellow_ms) X(red_ms) X(look_ms) X(last_event) X(opened_ms) X(accepted_ms) X(asked_ms) X(closed_ms) \
    X(erase_ms) X(updated_ms)

#define NAMES(name) ", " #name
#define MARKS(name) ", ?"
#define SETS(name) #name " = ?, "
#define INT_OF(name) yx_int((int64_t)c->name),
#define TEXT_OF(name) yx_text(c->name),

#define SELECT "SELECT id, number, kind, kind_hash, version, code" CASE_COLUMNS(NAMES, NAMES) " FROM cases"

static void read_columns(struct yx_rows *rows, struct yx_arena *a, struct case_row *c)
{
    int at = 0;
    c->id = yx_rows_int(rows, at++);
    c->number = yx_rows_text(rows, at++, a);
    c->kind_name = yx_rows_text(rows, at++, a);
    c->kind_hash = yx_rows_text(rows, at++, a);
    c->version = yx_rows_int(rows, at++);
    c->code = yx_rows_blob(rows, at++, a, &c->code_len);
#define READ_INT(name) c->name = (__typeof__(c->name))yx_rows_int(rows, at++);
#define READ_TEXT(name) c->name = yx_rows_text(rows, at++, a);
    CASE_COLUMNS(READ_INT, READ_TEXT)
}

static enum yx_err read_limits(struct yx_tx *tx, struct case_row *c)
{
    struct yx_rows rows;
    for (size_t i = 0; i < YX_KIND_LIMITS_MOST; i++)
        c->limits[i] = (struct case_limit){ .state = CASE_LIMIT_NONE };
    enum yx_err err = yx_tx_query(tx,
        "SELECT at, state, began_ms, due_ms, bare_ms, provisional, remains, ended_ms, marked FROM case_limit"
        " WHERE case_id = ?", YX_VALUES(yx_int(c->id)), &rows);
    if (err != YX_OK)
        return err;
    while ((err = yx_rows_next(&rows)) == YX_OK) {
        int64_t at = yx_rows_int(&rows, 0);
        if (at >= 0 && at < YX_KIND_LIMITS_MOST)
            c->limits[at] = (struct case_limit){ .state = (enum case_limit_state)yx_rows_int(&rows, 1),
                .began_ms = yx_rows_int(&rows, 2), .due_ms = yx_rows_int(&rows, 3), .bare_ms = yx_rows_int(&rows, 4),
                .provisional = yx_rows_int(&rows, 5) != 0, .remains = yx_rows_int(&rows, 6),
                .ended_ms = yx_rows_int(&rows, 7), .marked = (enum case_mark)yx_rows_int(&rows, 8) };
    }
    yx_rows_close(&rows);
    return err == YX_EMPTY ? YX_OK : err;
}

static enum yx_err read_joined(struct yx_tx *tx, struct case_row *c)
{
    struct yx_rows rows;
    c->joined_count = 0;
    enum yx_err err = yx_tx_query(tx, "SELECT staff FROM case_hand WHERE case_id = ? ORDER BY at_ms, staff LIMIT ?",
        YX_VALUES(yx_int(c->id), yx_int(CASE_JOINED_MOST)), &rows);
    if (err != YX_OK)
        return err;
    while (c->joined_count < CASE_JOINED_MOST && (err = yx_rows_next(&rows)) == YX_OK)
        c->joined[c->joined_count++] = yx_rows_int(&rows, 0);
    yx_rows_close(&rows);
    return err == YX_EMPTY ? YX_OK : err;
}

static enum yx_err read_case(struct yx_tx *tx, struct yx_arena *a, struct yx_rows *rows, struct case_row *out)
{
    *out = (struct case_row){ 0 };
    enum yx_err err = yx_rows_next(rows);
    if (err == YX_OK)
        read_columns(rows, a, out);
    yx_rows_close(rows);
    if (err != YX_OK)
        return err == YX_EMPTY ? YX_NOT_FOUND : err;
    err = case_kind_of(tx, out->kind_name, out->kind_hash, &out->kind);
    if (err == YX_OK)
        err = read_limits(tx, out);
    return err == YX_OK ? read_joined(tx, out) : err;
}

enum yx_err case_get(struct yx_tx *tx, struct yx_arena *a, int64_t id, struct case_row *out)
{
    struct yx_rows rows;
    enum yx_err err = yx_tx_query(tx, SELECT " WHERE id = ?", YX_VALUES(yx_int(id)), &rows);
    return err == YX_OK ? read_case(tx, a, &rows, out) : err;
}

enum yx_err case_get_number(struct yx_tx *tx, struct yx_arena *a, const char *number, struct case_row *out)
{
    struct yx_rows rows;
    enum yx_err err = yx_tx_query(tx, SELECT " WHERE number = ?", YX_VALUES(yx_text(number)), &rows);
    return err == YX_OK ? read_case(tx, a, &rows, out) : err;
}

static enum yx_err save_limits(struct yx_tx *tx, const struct case_row *c)
{
    enum yx_err err = YX_OK;
    for (int i = 0; i < YX_KIND_LIMITS_MOST && err == YX_OK; i++) {
        const struct case_limit *l = &c->limits[i];
        if (l->state == CASE_LIMIT_NONE)
            continue;
        err = yx_tx_run(tx,
            "INSERT INTO case_limit (case_id, at, state, began_ms, due_ms, bare_ms, provisional, remains, ended_ms, marked)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (case_id, at) DO UPDATE SET state = excluded.state,"
            " began_ms = excluded.began_ms, due_ms = excluded.due_ms, bare_ms = excluded.bare_ms,"
            " provisional = excluded.provisional, remains = excluded.remains, ended_ms = excluded.ended_ms,"
            " marked = excluded.marked",
            YX_VALUES(yx_int(c->id), yx_int(i), yx_int(l->state), yx_int(l->began_ms), yx_int(l->due_ms),
                yx_int(l->bare_ms), yx_int(l->provisional), yx_int(l->remains), yx_int(l->ended_ms), yx_int(l->marked)));
    }
    return err;
}

enum yx_err case_insert(struct yx_tx *tx, const struct case_row *c)
{
    const struct yx_value values[] = { yx_int(c->id), yx_text(c->number), yx_text(c->kind_name), yx_text(c->kind_hash),
        yx_int(1), c->code ? yx_blob(c->code, c->code_len) : yx_text(NULL), CASE_COLUMNS(INT_OF, TEXT_OF) };
    enum yx_err err = yx_tx_run(tx,
        "INSERT INTO cases (id, number, kind, kind_hash, version, code" CASE_COLUMNS(NAMES, NAMES)
        ") VALUES (?, ?, ?, ?, ?, ?" CASE_COLUMNS(MARKS, MARKS) ")", values, sizeof values / sizeof *values);
    return err == YX_OK ? save_limits(tx, c) : err;
}

enum yx_err case_save(struct yx_tx *tx, const struct case_row *c)
{
    const struct yx_value values[] = { CASE_COLUMNS(INT_OF, TEXT_OF) c->code ? yx_blob(c->code, c->code_len) : yx_text(NULL),
        yx_int(c->id), yx_int(c->version) };
    enum yx_err err = yx_tx_run(tx,
        "UPDATE cases SET " CASE_COLUMNS(SETS, SETS) "code = ?, version = version + 1 WHERE id = ? AND version = ?", values,
        sizeof values / sizeof *values);
    if (err != YX_OK)
        return err == YX_EMPTY ? YX_CONFLICT : err;
    return save_limits(tx, c);
}

static enum yx_audit_kind audit_kind(unsigned by)
{
    return by == YX_HAT_REPORTER ? YX_AUDIT_BY_CITIZEN
         : by == YX_HAT_CLOCK    ? YX_AUDIT_BY_CLOCK
         : by == YX_HAT_TOOL     ? YX_AUDIT_BY_COMMAND
                                : YX_AUDIT_BY_STAFF;
}

static void digest_text(crypto_generichash_state *h, const char *text)
{
    uint64_t len = text ? strlen(text) : UINT64_MAX; /* a length before each: no two lists are alike */
    crypto_generichash_update(h, (const unsigned char *)&len, sizeof len);
    if (text != NULL)
        crypto_generichash_update(h, (const unsigned char *)text, len);
}

/* The audit holds no word of a case, only a digest of what was said: a record can be held against it. */
static void digest_event(const struct case_event_row *e, char hex[2 * CASE_DIGEST + 1])
{
    unsigned char digest[CASE_DIGEST];
    crypto_generichash_state h;
    crypto_generichash_init(&h, NULL, 0, sizeof digest);
    digest_text(&h, e->note);
    digest_text(&h, e->text);
    digest_text(&h, e->detail);
    crypto_generichash_final(&h, digest, sizeof digest);
    sodium_bin2hex(hex, 2 * CASE_DIGEST + 1, digest, sizeof digest);
}

static enum yx_err audit_event(struct yx_tx *tx, int64_t id, const struct case_event_row *e)
{
    char act[YX_AUDIT_ACT_MOST + 1], words[128], hex[2 * CASE_DIGEST + 1];
    digest_event(e, hex);
    snprintf(act, sizeof act, "case.%s", yx_case_event_word((enum yx_case_event)e->event));
    snprintf(words, sizeof words, "{\"seq\":%lld,\"digest\":\"%s\"}", (long long)e->seq, hex);
    return yx_audit_append(tx, &(struct yx_audit_entry){ .kind = audit_kind(e->by), .who = e->staff ? e->staff : e->contact, .act = act,
        .object = id, .words = words, .at_ms = e->at_ms });
}

enum yx_err case_event_write(struct yx_tx *tx, int64_t id, const struct case_event_row *e)
{
    enum yx_err err = yx_tx_run(tx,
        "INSERT INTO case_event (case_id, seq, event, from_state, to_state, by_who, staff, note, public, detail, at_ms)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        YX_VALUES(yx_int(id), yx_int(e->seq), yx_int(e->event), yx_int(e->from), yx_int(e->to), yx_int(e->by),
            yx_int(e->staff), yx_text(e->note), yx_text(e->text), yx_text(e->detail), yx_int(e->at_ms)));
    return err == YX_OK ? audit_event(tx, id, e) : err;
}

static size_t weight(const struct case_event_row *e)
{
    return (e->note ? strlen(e->note) : 0) + (e->text ? strlen(e->text) : 0) + (e->detail ? strlen(e->detail) : 0);
}

static struct case_event_row read_event(struct yx_rows *rows, struct yx_arena *a)
{
    return (struct case_event_row){ .seq = yx_rows_int(rows, 0), .event = (enum yx_case_event)yx_rows_int(rows, 1),
        .from = (enum yx_case_state)yx_rows_int(rows, 2), .to = (enum yx_case_state)yx_rows_int(rows, 3),
        .by = (enum yx_case_by)yx_rows_int(rows, 4), .staff = yx_rows_int(rows, 5), .note = yx_rows_text(rows, 6, a),
        .text = yx_rows_text(rows, 7, a), .detail = yx_rows_text(rows, 8, a), .at_ms = yx_rows_int(rows, 9) };
}

enum yx_err case_events(struct yx_tx *tx, struct yx_arena *a, int64_t id, int64_t before, size_t most, size_t bytes,
    struct case_event_row **rows_out, size_t *count_out)
{
    struct yx_rows rows;
    size_t count = 0, used = 0;
    struct case_event_row *list = yx_arena_get(a, most * sizeof *list);
    enum yx_err err = yx_tx_query(tx,
        "SELECT seq, event, from_state, to_state, by_who, staff, note, public, detail, at_ms FROM case_event"
        " WHERE case_id = ? AND seq < ? ORDER BY seq DESC", YX_VALUES(yx_int(id), yx_int(before)), &rows);
    if (err != YX_OK)
        return err;
    while (count < most && used < bytes && (err = yx_rows_next(&rows)) == YX_OK) {
        list[most - ++count] = read_event(&rows, a);
        used += weight(&list[most - count]);
    }
    yx_rows_close(&rows);
    *rows_out = list + (most - count);
    *count_out = count;
    return err == YX_EMPTY ? YX_OK : err;
}
