/* The accounts that post works for: their limits, their pace, their rest. */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "outbox/account.h"
#include "outbox/post.h"
#include "watch/log.h"
#include "watch/metrics.h"

static const struct yx_loaded_channel *channel_named(const struct yx_post *p, const char *name)
{
    const struct yx_registry *r = p->rooms.registry;
    for (size_t i = 0; i < r->channel_count; i++)
        if (strcmp(r->channels[i].is->name, name) == 0)
            return &r->channels[i];
    return NULL;
}

struct yx_account *yx_account_of(struct yx_post *p, const char *channel, const char *account)
{
    for (int i = 0; i < p->account_count; i++)
        if (strcmp(p->accounts[i].name, account) == 0 && strcmp(p->accounts[i].channel->is->name, channel) == 0)
            return &p->accounts[i];
    const struct yx_loaded_channel *c = channel_named(p, channel);
    struct yx_account *a = &p->accounts[p->account_count];
    if (c == NULL || c->is->limits == NULL || p->account_count == YX_ACCOUNTS_MOST || strlen(account) >= sizeof a->name)
        return NULL;
    *a = (struct yx_account){ .channel = c };
    snprintf(a->name, sizeof a->name, "%s", account);
    c->is->limits(c->self, account, &a->limits);
    a->allowance = a->limits.letters_per_s;
    p->account_count++;
    return a;
}

/* A letter that comes too early is given a moment of its own, one after the other: a long queue is looked at
 * once, and not over and over. Half a letter of credit lets one that comes in its moment pass. */
int64_t yx_account_pace_ms(struct yx_account *a, int64_t now_ms)
{
    double per_s = a->limits.letters_per_s;
    if (per_s <= 0)
        return 0;
    int64_t since_ms = a->allowance_ms > 0 && now_ms > a->allowance_ms ? now_ms - a->allowance_ms : 0;
    a->allowance += (double)since_ms * per_s / 1000;
    a->allowance_ms = now_ms;
    if (a->allowance > per_s)
        a->allowance = per_s;
    if (a->allowance >= 0.5) {
        a->allowance -= 1;
        return 0;
    }
    a->moment_ms = (a->moment_ms > now_ms ? a->moment_ms : (double)now_ms) + 1000 / per_s;
    return (int64_t)(a->moment_ms - (double)now_ms) + 1;
}

struct rest {
    const struct yx_account *account;
    int64_t now_ms, until_ms;
    const char *reason;
};

static enum yx_err write_rest(struct yx_tx *tx, void *arg)
{
    const struct rest *r = arg;
    return yx_account_rest(tx, r->account->channel->is->name, r->account->name, r->now_ms, r->until_ms, r->reason);
}

void yx_account_park(struct yx_post *p, struct yx_account *a, int64_t rest_ms, const char *reason)
{
    int64_t now_ms = yx_clock_ms();
    struct rest rest = { a, now_ms, now_ms + rest_ms, reason };
    const char *channel = a->channel->is->name;
    enum yx_err err = yx_store_commit(p->rooms.store, write_rest, &rest);
    if (err == YX_EMPTY)
        return; /* others were under way when it was refused: said once */
    yx_count(YX_M_PARKED);
    yx_log(YX_ERROR, "account rests", "channel", channel, "account", a->name, "minutes", yx_num(rest_ms / 60000),
        "reason", reason, "recorded", err == YX_OK ? "yes" : yx_err_words(err), NULL);
    yx_alert(p, "account rests", channel, a->name, reason);
}
