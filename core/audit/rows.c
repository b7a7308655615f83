#include "audit/rows.h"

#include <string.h>

#define COLUMNS \
    "a.id, a.at_ms, a.kind, a.who, a.act, a.object, a.position, a.sealed_ms, a.content, a.hash, c.words, c.salt" \
    " FROM audit a LEFT JOIN audit_content c ON c.entry = a.id"

/* Bytes of one length; anything else, as a damaged row may have it, is zeros. */
static bool read_bytes(struct yx_rows *rows, int n, struct yx_arena *a, unsigned char *out, size_t want)
{
    size_t len = 0;
    const void *bytes = yx_rows_blob(rows, n, a, &len);
    memset(out, 0, want);
    if (bytes != NULL && len == want)
        memcpy(out, bytes, want);
    return bytes != NULL;
}

/* An act with a NUL in it would look like the one it begins with. */
static const char *read_act(struct yx_rows *rows, int n, struct yx_arena *a)
{
    size_t len = 0;
    const char *act = yx_rows_blob(rows, n, a, &len);
    return act != NULL && strlen(act) == len ? act : "?";
}

static void read_link(struct yx_rows *rows, struct yx_arena *a, struct yx_audit_link *l)
{
    *l = (struct yx_audit_link){
        .id = yx_rows_int(rows, 0),
        .at_ms = yx_rows_int(rows, 1),
        .kind = yx_rows_int(rows, 2),
        .who = yx_rows_int(rows, 3),
        .act = read_act(rows, 4, a),
        .object = yx_rows_int(rows, 5),
        .position = yx_rows_int(rows, 6),
        .sealed_ms = yx_rows_int(rows, 7),
    };
    l->has_content = read_bytes(rows, 8, a, l->content, YX_AUDIT_HASH);
    read_bytes(rows, 9, a, l->hash, YX_AUDIT_HASH);
    l->words = yx_rows_blob(rows, 10, a, &l->words_len);
    l->salt = yx_rows_blob(rows, 11, a, &l->salt_len);
}

static enum yx_err read_links(
    struct yx_rows *rows, struct yx_arena *a, int most, struct yx_audit_link **links_out, size_t *count_out)
{
    enum yx_err err = YX_OK;
    struct yx_audit_link *links = yx_arena_get(a, (size_t)most * sizeof *links);
    size_t count = 0;
    while (count < (size_t)most && (err = yx_rows_next(rows)) == YX_OK)
        read_link(rows, a, &links[count++]);
    yx_rows_close(rows);
    *links_out = links;
    *count_out = count;
    return err == YX_EMPTY ? YX_OK : err;
}

enum yx_err yx_audit_waiting(
    struct yx_tx *tx, struct yx_arena *a, int most, struct yx_audit_link **links_out, size_t *count_out)
{
    struct yx_rows rows;
    enum yx_err err = yx_tx_query(tx,
        "SELECT " COLUMNS
        " WHERE a.position = 0 ORDER BY CASE WHEN a.act = 'forget' THEN 1 ELSE 0 END, a.id LIMIT ?",
        YX_VALUES(yx_int(most)), &rows);
    *count_out = 0;
    return err == YX_OK ? read_links(&rows, a, most, links_out, count_out) : err;
}

enum yx_err yx_audit_links(struct yx_tx *tx, struct yx_arena *a, int64_t after, int most,
    struct yx_audit_link **links_out, size_t *count_out)
{
    struct yx_rows rows;
    enum yx_err err = yx_tx_query(tx,
        "SELECT " COLUMNS " WHERE a.position > 0 AND a.position > ? ORDER BY a.position LIMIT ?",
        YX_VALUES(yx_int(after), yx_int(most)), &rows);
    *count_out = 0;
    return err == YX_OK ? read_links(&rows, a, most, links_out, count_out) : err;
}

enum yx_err yx_audit_tail(struct yx_tx *tx, struct yx_arena *a, struct yx_audit_link *tail_out)
{
    struct yx_rows rows;
    *tail_out = (struct yx_audit_link){ 0 };
    enum yx_err err = yx_tx_query(tx,
        "SELECT position, sealed_ms, hash FROM audit WHERE position > 0 ORDER BY position DESC LIMIT 1", NULL,
        0, &rows);
    if (err != YX_OK)
        return err;
    err = yx_rows_next(&rows);
    if (err == YX_OK) {
        tail_out->position = yx_rows_int(&rows, 0);
        tail_out->sealed_ms = yx_rows_int(&rows, 1);
        read_bytes(&rows, 2, a, tail_out->hash, YX_AUDIT_HASH);
    }
    yx_rows_close(&rows);
    return err;
}

/* ---- heads ---- */

#define HEAD_COLUMNS "number, day, position, hash, at_ms, public, signature FROM audit_head"

static void read_head(struct yx_rows *rows, struct yx_arena *a, struct yx_audit_head *h)
{
    *h = (struct yx_audit_head){ .number = yx_rows_int(rows, 0),
        .day = yx_rows_int(rows, 1),
        .position = yx_rows_int(rows, 2),
        .at_ms = yx_rows_int(rows, 4) };
    read_bytes(rows, 3, a, h->hash, sizeof h->hash);
    read_bytes(rows, 5, a, h->public, sizeof h->public);
    read_bytes(rows, 6, a, h->signature, sizeof h->signature);
}

enum yx_err yx_audit_heads(struct yx_tx *tx, struct yx_arena *a, int64_t from, int most,
    struct yx_audit_head **heads_out, size_t *count_out)
{
    struct yx_rows rows;
    struct yx_audit_head *heads = yx_arena_get(a, (size_t)most * sizeof *heads);
    size_t count = 0;
    *heads_out = heads;
    *count_out = 0;
    enum yx_err err = yx_tx_query(tx, "SELECT " HEAD_COLUMNS " WHERE number >= ? ORDER BY number LIMIT ?",
        YX_VALUES(yx_int(from), yx_int(most)), &rows);
    if (err != YX_OK)
        return err;
    while (count < (size_t)most && (err = yx_rows_next(&rows)) == YX_OK)
        read_head(&rows, a, &heads[count++]);
    yx_rows_close(&rows);
    *count_out = count;
    return err == YX_EMPTY ? YX_OK : err;
}

enum yx_err yx_audit_head_last(struct yx_tx *tx, struct yx_arena *a, struct yx_audit_head *head_out)
{
    struct yx_rows rows;
    *head_out = (struct yx_audit_head){ 0 };
    enum yx_err err = yx_tx_query(tx, "SELECT " HEAD_COLUMNS " ORDER BY number DESC LIMIT 1", NULL, 0, &rows);
    if (err != YX_OK)
        return err;
    err = yx_rows_next(&rows);
    if (err == YX_OK)
        read_head(&rows, a, head_out);
    yx_rows_close(&rows);
    return err;
}

enum yx_err yx_audit_head_put(struct yx_tx *tx, const struct yx_audit_head *h)
{
    return yx_tx_run(tx,
        "INSERT INTO audit_head (number, day, position, hash, at_ms, public, signature) VALUES (?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (number) DO UPDATE SET day = excluded.day, position = excluded.position, hash = excluded.hash,"
        " at_ms = excluded.at_ms, public = excluded.public, signature = excluded.signature",
        YX_VALUES(yx_int(h->number), yx_int(h->day), yx_int(h->position), yx_blob(h->hash, sizeof h->hash),
            yx_int(h->at_ms), yx_blob(h->public, sizeof h->public),
            yx_blob(h->signature, sizeof h->signature)));
}

/* ---- single numbers ---- */

static enum yx_err number(
    struct yx_tx *tx, const char *sql, const struct yx_value *values, size_t count, int64_t *out)
{
    struct yx_rows rows;
    *out = 0;
    enum yx_err err = yx_tx_query(tx, sql, values, count, &rows);
    if (err != YX_OK)
        return err;
    err = yx_rows_next(&rows);
    if (err == YX_OK)
        *out = yx_rows_int(&rows, 0);
    yx_rows_close(&rows);
    return err == YX_EMPTY ? YX_OK : err;
}

enum yx_err yx_audit_is_forgotten(struct yx_tx *tx, const struct yx_audit_link *l, bool *is_out)
{
    int64_t found = 0;
    enum yx_err err = number(tx,
        "SELECT 1 FROM audit WHERE act = 'forget' AND object <> 0 AND object IN (?, ?)"
        " AND (position = 0 OR position > ?) LIMIT 1",
        YX_VALUES(yx_int(l->object), yx_int(l->who), yx_int(l->position)), &found);
    *is_out = found != 0;
    return err;
}

enum yx_err yx_audit_count_waiting(struct yx_tx *tx, int64_t *count_out)
{
    return number(tx, "SELECT COUNT(*) FROM audit WHERE position = 0", NULL, 0, count_out);
}

enum yx_err yx_audit_orphan(struct yx_tx *tx, int64_t *entry_out)
{
    return number(tx,
        "SELECT c.entry FROM audit_content c LEFT JOIN audit a ON a.id = c.entry WHERE a.id IS NULL LIMIT 1",
        NULL, 0, entry_out);
}

/* ---- how it stands ---- */

enum yx_err yx_audit_note_check(struct yx_tx *tx, int64_t at_ms, int64_t position, const char *finding)
{
    return yx_tx_run(tx,
        "INSERT INTO audit_check (id, at_ms, position, finding) VALUES (1, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET"
        " at_ms = excluded.at_ms, position = excluded.position, finding = excluded.finding",
        YX_VALUES(yx_int(at_ms), yx_int(position), yx_text(finding)));
}

static enum yx_err read_check(struct yx_tx *tx, struct yx_arena *a, struct yx_audit_state *state)
{
    struct yx_rows rows;
    enum yx_err err =
        yx_tx_query(tx, "SELECT at_ms, position, finding FROM audit_check WHERE id = 1", NULL, 0, &rows);
    if (err != YX_OK)
        return err;
    err = yx_rows_next(&rows);
    if (err == YX_OK) {
        state->checked_ms = yx_rows_int(&rows, 0);
        state->checked = yx_rows_int(&rows, 1);
        state->finding = yx_rows_text(&rows, 2, a);
    }
    yx_rows_close(&rows);
    return err == YX_EMPTY ? YX_OK : err;
}

enum yx_err yx_audit_state(struct yx_tx *tx, struct yx_arena *a, struct yx_audit_state *state_out)
{
    struct yx_audit_link tail;
    *state_out = (struct yx_audit_state){ 0 };
    enum yx_err err = yx_audit_tail(tx, a, &tail);
    state_out->position = tail.position;
    state_out->sealed_ms = tail.sealed_ms;
    if (err == YX_OK || err == YX_EMPTY)
        err = yx_audit_count_waiting(tx, &state_out->waiting);
    return err == YX_OK ? read_check(tx, a, state_out) : err;
}
