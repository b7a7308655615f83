#include "outbox/account.h"

enum { MARGIN_MS = 60000 }; /* a token that ends sooner is not begun with */

static enum yx_err fine(enum yx_err err)
{
    return err == YX_EMPTY ? YX_OK : err;
}

static enum yx_err read_row(struct yx_tx *tx, struct yx_arena *a, const char *channel, const char *account,
    struct yx_token_kept *kept, int64_t *lease_ms)
{
    struct yx_rows rows;
    enum yx_err err = yx_tx_query(tx,
        "SELECT token, fetched_ms, until_ms, lease_ms FROM account_token WHERE channel = ? AND account = ?",
        YX_VALUES(yx_text(channel), yx_text(account)), &rows);
    if (err != YX_OK)
        return err;
    err = yx_rows_next(&rows);
    if (err == YX_OK) {
        kept->text = yx_rows_text(&rows, 0, a);
        kept->fetched_ms = yx_rows_int(&rows, 1);
        kept->until_ms = yx_rows_int(&rows, 2);
        *lease_ms = yx_rows_int(&rows, 3);
    }
    yx_rows_close(&rows);
    return fine(err);
}

static enum yx_err lease(struct yx_tx *tx, const char *channel, const char *account, int64_t until_ms)
{
    enum yx_err err = yx_tx_run(tx,
        "INSERT INTO account_token (channel, account, token, fetched_ms, until_ms, lease_ms)"
        " VALUES (?, ?, '', 0, 0, ?) ON CONFLICT DO NOTHING",
        YX_VALUES(yx_text(channel), yx_text(account), yx_int(until_ms)));
    if (err != YX_EMPTY)
        return err;
    return yx_tx_run(tx, "UPDATE account_token SET lease_ms = ? WHERE channel = ? AND account = ?",
        YX_VALUES(yx_int(until_ms), yx_text(channel), yx_text(account)));
}

enum yx_err yx_token_get(struct yx_tx *tx, struct yx_arena *a, const char *channel, const char *account,
    int64_t refused_ms, int64_t now_ms, int64_t lease_ms, struct yx_token_kept *kept_out)
{
    int64_t leased_ms = 0;
    *kept_out = (struct yx_token_kept){ .is = YX_TOKEN_HERE };
    enum yx_err err = read_row(tx, a, channel, account, kept_out, &leased_ms);
    if (err != YX_OK || (kept_out->until_ms > now_ms + MARGIN_MS && kept_out->fetched_ms > refused_ms))
        return err;
    kept_out->is = leased_ms > now_ms ? YX_TOKEN_WAIT : YX_TOKEN_FETCH;
    return kept_out->is == YX_TOKEN_WAIT ? YX_OK : lease(tx, channel, account, now_ms + lease_ms);
}

enum yx_err yx_token_put(struct yx_tx *tx, const char *channel, const char *account, const char *token,
    int64_t now_ms, int64_t until_ms)
{
    return fine(yx_tx_run(tx,
        "UPDATE account_token SET token = ?, fetched_ms = ?, until_ms = ?, lease_ms = 0 WHERE channel = ? AND account = ?",
        YX_VALUES(yx_text(token), yx_int(now_ms), yx_int(until_ms), yx_text(channel), yx_text(account))));
}

enum yx_err yx_token_give_up(struct yx_tx *tx, const char *channel, const char *account)
{
    return fine(yx_tx_run(tx, "UPDATE account_token SET lease_ms = 0 WHERE channel = ? AND account = ?",
        YX_VALUES(yx_text(channel), yx_text(account))));
}

enum yx_err yx_account_rest(struct yx_tx *tx, const char *channel, const char *account, int64_t now_ms,
    int64_t until_ms, const char *reason)
{
    enum yx_err err = yx_tx_run(tx,
        "INSERT INTO account_rest (channel, account, until_ms, since_ms, reason) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT DO NOTHING",
        YX_VALUES(yx_text(channel), yx_text(account), yx_int(until_ms), yx_int(now_ms), yx_text(reason)));
    if (err != YX_EMPTY)
        return err;
    return yx_tx_run(tx,
        "UPDATE account_rest SET until_ms = ?, since_ms = ?, reason = ? WHERE channel = ? AND account = ? AND until_ms <= ?",
        YX_VALUES(yx_int(until_ms), yx_int(now_ms), yx_text(reason), yx_text(channel), yx_text(account),
            yx_int(now_ms)));
}

enum yx_err yx_account_wake(struct yx_tx *tx, int64_t now_ms)
{
    return yx_tx_run(tx, "UPDATE account_rest SET until_ms = ? WHERE until_ms > ?",
        YX_VALUES(yx_int(now_ms), yx_int(now_ms)));
}

enum yx_err yx_account_list(struct yx_tx *tx, struct yx_arena *a, int64_t now_ms, int most,
    struct yx_resting **resting_out, size_t *count_out)
{
    struct yx_rows rows;
    struct yx_resting *resting = yx_arena_get(a, (size_t)most * sizeof *resting);
    *resting_out = resting;
    *count_out = 0;
    enum yx_err err = yx_tx_query(tx,
        "SELECT channel, account, reason, since_ms, until_ms FROM account_rest WHERE until_ms > ? ORDER BY since_ms LIMIT ?",
        YX_VALUES(yx_int(now_ms), yx_int(most)), &rows);
    if (err != YX_OK)
        return err;
    while (*count_out < (size_t)most && (err = yx_rows_next(&rows)) == YX_OK)
        resting[(*count_out)++] = (struct yx_resting){ yx_rows_text(&rows, 0, a), yx_rows_text(&rows, 1, a),
            yx_rows_text(&rows, 2, a), yx_rows_int(&rows, 3), yx_rows_int(&rows, 4) };
    yx_rows_close(&rows);
    return fine(err);
}
