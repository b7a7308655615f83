/* Turns of one sender, one behind the other: a duplicate in flight waits for the first
 * and then finds it recorded, and messages are answered in the order they came. Lanes
 * only spare work: what is right is decided by the commit, across processes too. */
#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#include "turn/state.h"

enum { BUCKETS = 64, WAITING_MAX = 8, WAIT_S = 8 };

struct lane {
    uint64_t sender;
    int waiting;
    struct lane *next;
};

static struct bucket {
    pthread_mutex_t lock;
    pthread_cond_t left;
    struct lane *lanes; /* those taken now */
} buckets[BUCKETS];

static pthread_once_t made = PTHREAD_ONCE_INIT;

static void make(void)
{
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    for (int i = 0; i < BUCKETS; i++) {
        pthread_mutex_init(&buckets[i].lock, NULL);
        pthread_cond_init(&buckets[i].left, &monotonic);
    }
    pthread_condattr_destroy(&monotonic);
}

static struct lane **find(struct bucket *b, uint64_t sender)
{
    struct lane **at = &b->lanes;
    while (*at != NULL && (*at)->sender != sender)
        at = &(*at)->next;
    return at;
}

static enum yx_err add(struct bucket *b, uint64_t sender)
{
    struct lane *lane = calloc(1, sizeof *lane);
    if (lane == NULL)
        return YX_MEMORY;
    lane->sender = sender;
    lane->next = b->lanes;
    b->lanes = lane;
    return YX_OK;
}

/* Wait until the sender's lane is free; the lock is held. */
static enum yx_err wait_for(struct bucket *b, uint64_t sender)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += WAIT_S;
    for (struct lane *lane; (lane = *find(b, sender)) != NULL;) {
        if (lane->waiting >= WAITING_MAX)
            return YX_BUSY;
        lane->waiting++;
        int late = pthread_cond_timedwait(&b->left, &b->lock, &until);
        if ((lane = *find(b, sender)) != NULL && lane->waiting > 0)
            lane->waiting--;
        if (late && lane != NULL)
            return YX_BUSY;
    }
    return YX_OK;
}

enum yx_err yx_lane_enter(uint64_t sender)
{
    pthread_once(&made, make);
    struct bucket *b = &buckets[sender % BUCKETS];
    pthread_mutex_lock(&b->lock);
    enum yx_err err = wait_for(b, sender);
    if (err == YX_OK)
        err = add(b, sender);
    pthread_mutex_unlock(&b->lock);
    return err;
}

void yx_lane_leave(uint64_t sender)
{
    struct bucket *b = &buckets[sender % BUCKETS];
    pthread_mutex_lock(&b->lock);
    struct lane **at = find(b, sender), *lane = *at;
    if (lane != NULL) {
        *at = lane->next;
        free(lane);
    }
    pthread_cond_broadcast(&b->left);
    pthread_mutex_unlock(&b->lock);
}
