#include "people/sessions.h"

#include <string.h>

#include "base/id.h"

static enum yx_err nothing_is_good(enum yx_err err)
{
    return err == YX_EMPTY ? YX_OK : err;
}

bool yx_session_digest(const unsigned char key[32], const char *token, unsigned char digest_out[YX_SESSION_DIGEST])
{
    const struct yx_part parts[] = { { "session", 7 }, { token, YX_TOKEN_HEX } };
    if (strlen(token) != YX_TOKEN_HEX || strspn(token, "0123456789abcdef") != YX_TOKEN_HEX)
        return false;
    yx_digest(key, parts, 2, digest_out, YX_SESSION_DIGEST);
    return true;
}

void yx_session_agent(const unsigned char key[32], const char *agent, unsigned char digest_out[YX_SESSION_AGENT])
{
    const struct yx_part parts[] = { { "agent", 5 }, { agent, strlen(agent) } };
    yx_digest(key, parts, 2, digest_out, YX_SESSION_AGENT);
}

void yx_session_draw(const unsigned char key[32], char token_out[YX_TOKEN_HEX + 1],
    unsigned char digest_out[YX_SESSION_DIGEST])
{
    unsigned char raw[YX_TOKEN_HEX / 2];
    yx_random(raw, sizeof raw);
    yx_hex(raw, sizeof raw, token_out);
    yx_session_digest(key, token_out, digest_out);
}

static bool is_fresh(const struct yx_session_row *r, int64_t now_ms)
{
    int64_t most_ms = r->state < YX_SESSION_PASSWORD ? YX_SESSION_HALF_MS : YX_SESSION_MOST_MS;
    return now_ms < r->created_ms + most_ms && now_ms < r->seen_ms + YX_SESSION_QUIET_MS;
}

static void copy_blob(struct yx_rows *rows, int n, struct yx_arena *a, unsigned char *to, size_t room)
{
    size_t len = 0;
    const void *at = yx_rows_blob(rows, n, a, &len);
    if (at && len == room)
        memcpy(to, at, room);
}

static void read_row(struct yx_rows *rows, struct yx_arena *a, struct yx_session_row *r)
{
    *r = (struct yx_session_row){
        .staff = yx_rows_int(rows, 1), .state = (enum yx_session_state)yx_rows_int(rows, 2),
        .rights = yx_rows_int(rows, 4), .tries = yx_rows_int(rows, 6), .created_ms = yx_rows_int(rows, 7),
        .seen_ms = yx_rows_int(rows, 8),
    };
    copy_blob(rows, 0, a, r->token, sizeof r->token);
    copy_blob(rows, 3, a, r->agent, sizeof r->agent);
    r->enrol = yx_rows_blob(rows, 5, a, &r->enrol_len);
}

#define COLUMNS "token, staff, state, agent, rights, enrol, tries, created_ms, seen_ms FROM session"

static enum yx_err one_row(struct yx_rows *rows, struct yx_arena *a, struct yx_session_row *r)
{
    enum yx_err err = yx_rows_next(rows);
    if (err == YX_OK)
        read_row(rows, a, r);
    yx_rows_close(rows);
    return err;
}

enum yx_err yx_session_find(struct yx_tx *tx, struct yx_arena *a, const unsigned char digest[YX_SESSION_DIGEST],
    int64_t now_ms, struct yx_session_row *r)
{
    struct yx_rows rows;
    enum yx_err err = yx_tx_query(tx, "SELECT " COLUMNS " WHERE token = ?",
        YX_VALUES(yx_blob(digest, YX_SESSION_DIGEST)), &rows);
    if (err == YX_OK)
        err = one_row(&rows, a, r);
    if (err == YX_EMPTY) {
        err = yx_tx_query(tx, "SELECT " COLUMNS " WHERE before = ? AND before_until_ms > ?",
            YX_VALUES(yx_blob(digest, YX_SESSION_DIGEST), yx_int(now_ms)), &rows);
        if (err == YX_OK)
            err = one_row(&rows, a, r);
        r->replaced = err == YX_OK;
    }
    return err == YX_OK && !is_fresh(r, now_ms) ? YX_EMPTY : err;
}

enum yx_err yx_session_insert(struct yx_tx *tx, const struct yx_session_row *r)
{
    return yx_tx_run(tx,
        "INSERT INTO session (token, before_until_ms, staff, state, agent, rights, enrol, tries, created_ms, seen_ms)"
        " VALUES (?, 0, ?, ?, ?, ?, ?, 0, ?, ?)",
        YX_VALUES(yx_blob(r->token, sizeof r->token), yx_int(r->staff), yx_int(r->state),
            yx_blob(r->agent, sizeof r->agent), yx_int(r->rights),
            r->enrol ? yx_blob(r->enrol, r->enrol_len) : yx_text(NULL), yx_int(r->created_ms), yx_int(r->seen_ms)));
}

enum yx_err yx_session_replace(struct yx_tx *tx, const unsigned char old[YX_SESSION_DIGEST],
    const struct yx_session_row *fresh, bool gently, int64_t now_ms)
{
    return yx_tx_run(tx,
        "UPDATE session SET token = ?, before = ?, before_until_ms = ?, state = ?, rights = ?, enrol = NULL, tries = 0,"
        " created_ms = ?, seen_ms = ? WHERE token = ?",
        YX_VALUES(yx_blob(fresh->token, sizeof fresh->token), gently ? yx_blob(old, YX_SESSION_DIGEST) : yx_text(NULL),
            yx_int(now_ms + YX_SESSION_BEFORE_MS), yx_int(fresh->state), yx_int(fresh->rights),
            yx_int(fresh->created_ms), yx_int(now_ms), yx_blob(old, YX_SESSION_DIGEST)));
}

enum yx_err yx_session_touch(struct yx_tx *tx, const unsigned char digest[YX_SESSION_DIGEST], int64_t now_ms)
{
    return nothing_is_good(yx_tx_run(tx, "UPDATE session SET seen_ms = ? WHERE token = ?",
        YX_VALUES(yx_int(now_ms), yx_blob(digest, YX_SESSION_DIGEST))));
}

enum yx_err yx_session_wrong(struct yx_tx *tx, const unsigned char digest[YX_SESSION_DIGEST])
{
    enum yx_err err = yx_tx_run(tx, "UPDATE session SET tries = tries + 1 WHERE token = ?",
        YX_VALUES(yx_blob(digest, YX_SESSION_DIGEST)));
    if (err == YX_OK)
        err = yx_tx_run(tx, "DELETE FROM session WHERE token = ? AND tries >= ?",
            YX_VALUES(yx_blob(digest, YX_SESSION_DIGEST), yx_int(YX_SESSION_CODES)));
    return nothing_is_good(err);
}

enum yx_err yx_session_end(struct yx_tx *tx, const unsigned char digest[YX_SESSION_DIGEST])
{
    return nothing_is_good(yx_tx_run(tx, "DELETE FROM session WHERE token = ? OR before = ?",
        YX_VALUES(yx_blob(digest, YX_SESSION_DIGEST), yx_blob(digest, YX_SESSION_DIGEST))));
}

enum yx_err yx_session_end_all(struct yx_tx *tx, int64_t staff, const unsigned char *keep)
{
    static const unsigned char none[YX_SESSION_DIGEST];
    return nothing_is_good(yx_tx_run(tx, "DELETE FROM session WHERE staff = ? AND token <> ?",
        YX_VALUES(yx_int(staff), yx_blob(keep ? keep : none, YX_SESSION_DIGEST))));
}

enum yx_err yx_session_sweep(struct yx_tx *tx, int64_t now_ms)
{
    return nothing_is_good(yx_tx_run(tx, "DELETE FROM session WHERE created_ms < ? OR seen_ms < ?",
        YX_VALUES(yx_int(now_ms - YX_SESSION_MOST_MS), yx_int(now_ms - YX_SESSION_QUIET_MS))));
}
