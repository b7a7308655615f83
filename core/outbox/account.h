/* What the accounts of channels need to send: a token that all processes share, and rest
 * when the platform has had enough. Inside commits. */
#ifndef YX_OUTBOX_ACCOUNT_H
#define YX_OUTBOX_ACCOUNT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "store/store.h"

/* The token of an account, or who fetches it. `refused_ms`: one fetched before then is no
 * good any more (0: any is). YX_OK: *token_out, valid until *until_ms_out. YX_EMPTY: fetch it, nobody
 * else does for lease_ms. YX_BUSY: another process fetches it just now. */
enum yx_err yx_token_get(struct yx_tx *, struct yx_arena *, const char *channel, const char *account,
    int64_t refused_ms, int64_t now_ms, int64_t lease_ms, char **token_out, int64_t *until_ms_out);

/* It was fetched. */
enum yx_err yx_token_put(struct yx_tx *, const char *channel, const char *account, const char *token,
    int64_t now_ms, int64_t until_ms);
/* It could not be: others may try. */
enum yx_err yx_token_give_up(struct yx_tx *, const char *channel, const char *account);

/* No letter of the account is taken before until_ms; a rest that is longer already stays. */
enum yx_err yx_account_rest(struct yx_tx *, const char *channel, const char *account, int64_t now_ms,
    int64_t until_ms, const char *reason);
/* The administrator has mended it: it works again. YX_EMPTY: none rested. */
enum yx_err yx_account_wake(struct yx_tx *, int64_t now_ms);

struct yx_resting {
    const char *channel, *account, *reason;
    int64_t since_ms, until_ms;
};
enum yx_err yx_account_list(struct yx_tx *, struct yx_arena *, int64_t now_ms, int most,
    struct yx_resting **resting_out, size_t *count_out);

#endif
