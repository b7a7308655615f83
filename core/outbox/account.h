/* What the accounts of channels need to send: a token that all processes share, and rest
 * when the platform has had enough. Inside commits. */
#ifndef YX_OUTBOX_ACCOUNT_H
#define YX_OUTBOX_ACCOUNT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "store/store.h"

/* The token of an account, or who fetches it. */
enum yx_token_is {
    YX_TOKEN_HERE,
    YX_TOKEN_FETCH, /* nobody else does for lease_ms */
    YX_TOKEN_WAIT,  /* another process fetches it just now */
};
struct yx_token_kept {
    enum yx_token_is is;
    char *text; /* in the arena */
    int64_t fetched_ms, until_ms;
};
/* `refused_ms`: one fetched then or before is no good any more (0: any is). */
enum yx_err yx_token_get(struct yx_tx *, struct yx_arena *, const char *channel, const char *account,
    int64_t refused_ms, int64_t now_ms, int64_t lease_ms, struct yx_token_kept *kept_out);

/* It was fetched. */
enum yx_err yx_token_put(struct yx_tx *, const char *channel, const char *account, const char *token,
    int64_t now_ms, int64_t until_ms);
/* It could not be: others may try. */
enum yx_err yx_token_give_up(struct yx_tx *, const char *channel, const char *account);

/* No letter of the account is taken before until_ms. YX_EMPTY: it rests already, and that stays. */
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
