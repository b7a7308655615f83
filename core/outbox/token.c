/* One token an account, kept in the store for all processes and fetched by one at a time. */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "outbox/account.h"
#include "outbox/post.h"
#include "watch/log.h"
#include "watch/metrics.h"

enum { LEASE_MS = 15000, ASK_AGAIN_MS = 200, ARENA = 64 * 1024, ANSWER_MAX = 16 * 1024 };

struct yx_token_waiter {
    struct yx_token_waiter *next;
    yx_token_ready *ready;
    void *arg;
};

/* A fetch under way, or one question to the store. */
struct fetch {
    struct yx_post *post;
    struct yx_account *account;
    struct yx_arena *arena;
    struct yx_http_call call;
    int64_t now_ms;
    struct yx_token_kept kept;
};

static bool has_token(const struct yx_account *a, int64_t now_ms)
{
    return a->token != NULL && now_ms < a->token_until_ms && a->token_fetched_ms > a->token_refused_ms;
}

static void tell_all(struct yx_account *a, const char *token, const struct yx_verdict *why)
{
    struct yx_token_waiter *all = a->waiting;
    a->waiting = NULL;
    for (struct yx_token_waiter *next; all != NULL; all = next) {
        next = all->next;
        all->ready(all->arg, token, why);
        free(all);
    }
}

static void take_token(struct yx_account *a, const struct yx_token_kept *kept)
{
    free(a->token);
    a->token = strdup(kept->text);
    a->token_fetched_ms = kept->fetched_ms;
    a->token_until_ms = kept->until_ms;
    tell_all(a, a->token, NULL);
}

static enum yx_err ask(struct yx_tx *tx, void *arg)
{
    struct fetch *f = arg;
    const struct yx_account *a = f->account;
    return yx_token_get(tx, f->arena, a->channel->is->name, a->name, a->token_refused_ms, f->now_ms, LEASE_MS,
        &f->kept);
}

static enum yx_err put(struct yx_tx *tx, void *arg)
{
    const struct fetch *f = arg;
    const struct yx_account *a = f->account;
    return yx_token_put(tx, a->channel->is->name, a->name, f->kept.text, f->kept.fetched_ms, f->kept.until_ms);
}

static enum yx_err give_up(struct yx_tx *tx, void *arg)
{
    const struct yx_account *a = arg;
    return yx_token_give_up(tx, a->channel->is->name, a->name);
}

static void fetched(void *arg, const struct yx_http_answer *answer)
{
    struct fetch *f = arg;
    struct yx_account *a = f->account;
    struct yx_token got = { 0 };
    a->fetching = false;
    a->channel->is->token_read(a->channel->self, f->arena, a->name, answer, &got);
    if (got.text != NULL) {
        int64_t now_ms = yx_clock_ms();
        f->kept = (struct yx_token_kept){ YX_TOKEN_HERE, (char *)(uintptr_t)got.text, now_ms,
            now_ms + (int64_t)got.seconds * 1000 };
        yx_count(YX_M_TOKENS);
        yx_store_commit(f->post->rooms.store, put, f);
        take_token(a, &f->kept);
    } else {
        yx_log(YX_WARN, "no token", "channel", a->channel->is->name, "account", a->name, "reason",
            got.verdict.reason ? got.verdict.reason : "no answer", NULL);
        yx_store_commit(f->post->rooms.store, give_up, a);
        tell_all(a, NULL, &got.verdict);
    }
    yx_arena_free(&f->arena);
    free(f);
}

static void fail(struct fetch *f, const char *reason)
{
    const struct yx_verdict why = { .is = YX_SENT_OPERATOR, .reason = reason };
    f->account->fetching = false;
    yx_store_commit(f->post->rooms.store, give_up, f->account);
    tell_all(f->account, NULL, &why);
    yx_arena_free(&f->arena);
    free(f);
}

static void begin_fetch(struct fetch *f)
{
    struct yx_account *a = f->account;
    const struct yx_channel *is = a->channel->is;
    const struct yx_http_how how = { .body_max = ANSWER_MAX };
    a->fetching = true;
    bool afresh = a->token_refused_ms > 0 && a->token_refused_ms >= a->token_fetched_ms;
    enum yx_err err = is->token(a->channel->self, f->arena, a->name, afresh, &f->call);
    if (err != YX_OK)
        fail(f, err == YX_NOT_FOUND ? "there is no account of this name" : "no request for a token");
    else if (yx_http_begin(f->post->http, &f->call, &how, fetched, f) != YX_OK)
        fail(f, "out of memory");
}

/* Ask the store: it is there, or somebody fetches it, or we do. */
static void ask_store(struct yx_post *p, struct yx_account *a, int64_t now_ms)
{
    struct fetch *f = calloc(1, sizeof *f);
    a->ask_ms = now_ms + ASK_AGAIN_MS;
    if (f == NULL || (f->arena = yx_arena_new(ARENA)) == NULL) {
        free(f);
        return;
    }
    f->post = p;
    f->account = a;
    f->now_ms = now_ms;
    enum yx_err err = yx_store_commit(p->rooms.store, ask, f);
    if (err == YX_OK && f->kept.is == YX_TOKEN_FETCH) {
        begin_fetch(f);
        return;
    }
    if (err == YX_OK && f->kept.is == YX_TOKEN_HERE)
        take_token(a, &f->kept);
    yx_arena_free(&f->arena);
    free(f);
}

void yx_token_want(struct yx_post *p, struct yx_account *a, yx_token_ready *ready, void *arg)
{
    int64_t now_ms = yx_clock_ms();
    if (a->channel->is->token == NULL || has_token(a, now_ms)) {
        ready(arg, a->channel->is->token ? a->token : NULL, NULL);
        return;
    }
    struct yx_token_waiter *w = calloc(1, sizeof *w);
    if (w == NULL) {
        const struct yx_verdict why = { .is = YX_SENT_RETRY, .reason = "out of memory" };
        ready(arg, NULL, &why);
        return;
    }
    *w = (struct yx_token_waiter){ a->waiting, ready, arg };
    a->waiting = w;
    if (!a->fetching && now_ms >= a->ask_ms)
        ask_store(p, a, now_ms);
}

void yx_token_refused(struct yx_account *a, const char *token)
{
    if (a->token == NULL || token == NULL || strcmp(a->token, token) != 0)
        return; /* what was under way with an older one says nothing about this one */
    a->token_refused_ms = a->token_fetched_ms;
    a->ask_ms = 0;
}

void yx_tokens_tick(struct yx_post *p, int64_t now_ms)
{
    for (int i = 0; i < p->account_count; i++) {
        struct yx_account *a = &p->accounts[i];
        if (a->waiting != NULL && !a->fetching && now_ms >= a->ask_ms)
            ask_store(p, a, now_ms);
    }
}
