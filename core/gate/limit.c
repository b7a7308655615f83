#include "gate/limit.h"

#include <pthread.h>
#include <stdlib.h>

/* A set of eight is searched whole under the lock of its stripe. Tokens are counted in
 * 1/60,000 so that one millisecond at one a minute is one. */
enum { WAYS = 8, STRIPES = 64, TOKEN = 60000 };

struct bucket {
    uint64_t sender; /* 0: free */
    int64_t tokens;
    int64_t at_ms;
};

struct yx_limit {
    struct yx_limit_setup setup;
    size_t sets;
    pthread_mutex_t stripe[STRIPES];
    struct bucket buckets[];
};

struct yx_limit *yx_limit_new(const struct yx_limit_setup *setup)
{
    struct yx_limit *l = calloc(1, sizeof *l + (size_t)setup->buckets * sizeof(struct bucket));
    if (l == NULL)
        return NULL;
    l->setup = *setup;
    l->sets = (size_t)setup->buckets / WAYS;
    for (int i = 0; i < STRIPES; i++)
        pthread_mutex_init(&l->stripe[i], NULL);
    return l;
}

static int64_t tokens_at(const struct yx_limit *l, const struct bucket *b, int64_t now_ms)
{
    int64_t full = (int64_t)l->setup.burst * TOKEN;
    if (b->sender == 0)
        return full;
    int64_t since_ms = now_ms - b->at_ms;
    if (since_ms <= 0)
        return b->tokens;
    if (since_ms >= (full - b->tokens) / l->setup.per_minute + 1)
        return full;
    return b->tokens + since_ms * l->setup.per_minute;
}

/* The sender's bucket, or the one it takes over. */
static struct bucket *bucket_of(struct yx_limit *l, uint64_t sender, size_t set, int64_t now_ms)
{
    struct bucket *first = &l->buckets[set * WAYS], *best = first;
    for (struct bucket *b = first; b < first + WAYS; b++) {
        if (b->sender == sender)
            return b;
        if (tokens_at(l, b, now_ms) > tokens_at(l, best, now_ms))
            best = b;
    }
    *best = (struct bucket){ sender, (int64_t)l->setup.burst * TOKEN, now_ms };
    return best;
}

enum yx_err yx_limit_take(struct yx_limit *l, uint64_t sender, int64_t now_ms)
{
    sender |= sender == 0; /* 0 marks a free bucket */
    size_t set = (size_t)(sender >> 8) % l->sets;
    pthread_mutex_t *lock = &l->stripe[set % STRIPES];
    pthread_mutex_lock(lock);
    struct bucket *b = bucket_of(l, sender, set, now_ms);
    b->tokens = tokens_at(l, b, now_ms);
    b->at_ms = now_ms > b->at_ms ? now_ms : b->at_ms;
    bool may = b->tokens >= TOKEN;
    if (may)
        b->tokens -= TOKEN;
    pthread_mutex_unlock(lock);
    return may ? YX_OK : YX_RATE;
}

void yx_limit_free(struct yx_limit **l)
{
    if (*l == NULL)
        return;
    for (int i = 0; i < STRIPES; i++)
        pthread_mutex_destroy(&(*l)->stripe[i]);
    free(*l);
    *l = NULL;
}
