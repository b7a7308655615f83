/* The inside of the post role, for the files of this room. One thread: everything here is
 * called from the loop of post.c. */
#ifndef YX_OUTBOX_POST_H
#define YX_OUTBOX_POST_H

#include <stdbool.h>
#include <stdint.h>

#include "outbox/http.h"
#include "outbox/queue.h"
#include "serve/rooms.h"
#include "serve/settings.h"
#include "serve/wake.h"

enum { YX_FLIGHTS_MOST = 256, YX_ACCOUNTS_MOST = 64, YX_POST_LEASE_MS = 40000 };

/* Somebody who waits for an account's token. `token` NULL: there is none to be had, `why` says
 * what that means; both NULL: the channel has none. */
typedef void yx_token_ready(void *arg, const char *token, const struct yx_verdict *why);

/* One account of a channel, as post works for it. */
struct yx_account {
    const struct yx_loaded_channel *channel;
    char name[64];
    struct yx_limits limits;
    char *token; /* malloc'ed, or NULL */
    int64_t token_until_ms, token_fetched_ms, token_refused_ms, ask_ms;
    bool fetching;
    struct yx_token_waiter *waiting;
    double allowance; /* letters that may be sent now, of limits.letters_per_s */
    int64_t allowance_ms;
    double moment_ms; /* the last that was given to a letter that must wait */
};

struct yx_post {
    struct yx_settings settings;
    struct yx_rooms rooms;
    struct yx_http *http;
    int wake_fd, signal_fd;
    bool leaving;
    bool look; /* something may wait: look now */
    struct yx_account accounts[YX_ACCOUNTS_MOST];
    int account_count;
    int flights; /* letters and files under way */
    struct yx_settled settled[2 * YX_FLIGHTS_MOST]; /* to be written down */
    int settled_count;
};

int64_t yx_post_int(const struct yx_post *, const char *option);

/* accounts.c */
/* NULL: no such channel is loaded, or it pushes nothing. */
struct yx_account *yx_account_of(struct yx_post *, const char *channel, const char *account);
/* How long a letter of the account must wait; 0: it may go, and is counted. */
int64_t yx_account_pace_ms(struct yx_account *, int64_t now_ms);
/* Rest until now + rest_ms, tell the operator. */
void yx_account_park(struct yx_post *, struct yx_account *, int64_t rest_ms, const char *reason);

/* token.c */
void yx_token_want(struct yx_post *, struct yx_account *, yx_token_ready *, void *arg);
/* The platform does not know this one any more; when it is still the account's, the next wish fetches another. */
void yx_token_refused(struct yx_account *, const char *token);
void yx_tokens_tick(struct yx_post *, int64_t now_ms);

/* sending.c: take letters and send them; what became of it goes to `settled`. */
void yx_sending_begin(struct yx_post *, int64_t now_ms);
/* The wait before the next try of something that failed `tries` times. */
int64_t yx_retry_ms(const struct yx_post *, int64_t tries);

/* fetching.c: fetch what messages brought. */
void yx_fetching_begin(struct yx_post *, int64_t now_ms);

/* news.c: pages that listen; people who are written to. */
void yx_news_tell(struct yx_post *, const struct yx_wake *);

/* alert.c: tell the operator; all words are ours. */
void yx_alert(struct yx_post *, const char *what, const char *channel, const char *account, const char *reason);

#endif
