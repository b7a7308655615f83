#include "gate/still.h"

#include <signal.h>
#include <stdlib.h>

#include "base/clock.h"

enum { HURRY_MS = 1000, LOOK_MAX_MS = 1000, LOOK_MIN_MS = 20 };

struct yx_still_watch {
    struct yx_still_limits limits;
    char *first;
    size_t stride;
    int count;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    bool ending, hurry;
};

static void nothing(int signal)
{
    (void)signal;
}

void yx_still_signals(void)
{
    struct sigaction wake = { .sa_handler = nothing }; /* without SA_RESTART: that is its point */
    struct sigaction ignore = { .sa_handler = SIG_IGN };
    sigemptyset(&wake.sa_mask);
    sigaction(SIGUSR1, &wake, NULL);
    sigaction(SIGPIPE, &ignore, NULL);
}

void yx_still_enter(struct yx_still *s)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    pthread_sigmask(SIG_UNBLOCK, &set, NULL);
    s->thread = pthread_self(); /* pthread_create may not have stored it yet */
    atomic_store(&s->phase, YX_STILL_WORKS);
}

void yx_still_step(struct yx_still *s, enum yx_still_phase phase)
{
    atomic_store_explicit(&s->phase, phase, memory_order_release);
    atomic_fetch_add_explicit(&s->steps, 1, memory_order_relaxed);
}

void yx_still_leave(struct yx_still *s)
{
    atomic_store(&s->phase, YX_STILL_GONE);
}

bool yx_still_wake(struct yx_still *s)
{
    int phase = atomic_load(&s->phase);
    if (phase == YX_STILL_WAITS)
        pthread_kill(s->thread, SIGUSR1);
    return phase == YX_STILL_GONE;
}

static int limit_of(const struct yx_still_watch *w, int phase)
{
    if (phase == YX_STILL_WAITS)
        return w->limits.wait_ms;
    if (phase == YX_STILL_READS || phase == YX_STILL_WRITES)
        return w->hurry && w->limits.stall_ms > HURRY_MS ? HURRY_MS : w->limits.stall_ms;
    return -1;
}

/* Signalled again at each look until it moves: one signal can fall between two calls. */
static void look(struct yx_still_watch *w, struct yx_still *s, long long now_us)
{
    unsigned long steps = atomic_load_explicit(&s->steps, memory_order_relaxed);
    int limit_ms = limit_of(w, atomic_load_explicit(&s->phase, memory_order_acquire));
    if (steps != s->seen || s->since_us == 0) {
        s->seen = steps;
        s->since_us = now_us;
    } else if (limit_ms >= 0 && now_us - s->since_us > (long long)limit_ms * 1000) {
        pthread_kill(s->thread, SIGUSR1);
    }
}

static int pause_ms(const struct yx_still_limits *limits)
{
    int least = limits->wait_ms < limits->stall_ms ? limits->wait_ms : limits->stall_ms;
    int ms = least / 4;
    return ms > LOOK_MAX_MS ? LOOK_MAX_MS : ms < LOOK_MIN_MS ? LOOK_MIN_MS : ms;
}

static void *watch(void *arg)
{
    struct yx_still_watch *w = arg;
    pthread_mutex_lock(&w->lock);
    while (!w->ending) {
        struct timespec until;
        clock_gettime(CLOCK_MONOTONIC, &until);
        long ns = until.tv_nsec + pause_ms(&w->limits) * 1000000L;
        until.tv_sec += ns / 1000000000;
        until.tv_nsec = ns % 1000000000;
        pthread_cond_timedwait(&w->changed, &w->lock, &until);
        long long now_us = yx_clock_mono_us();
        for (int i = 0; i < w->count && !w->ending; i++)
            look(w, (struct yx_still *)(void *)(w->first + w->stride * (size_t)i), now_us);
    }
    pthread_mutex_unlock(&w->lock);
    return NULL;
}

bool yx_still_watch_start(const struct yx_still_limits *limits, struct yx_still *first,
    size_t stride, int count, struct yx_still_watch **watch_out)
{
    struct yx_still_watch *w = calloc(1, sizeof *w);
    *watch_out = NULL;
    if (w == NULL)
        return false;
    *w = (struct yx_still_watch){ .limits = *limits, .first = (char *)first, .stride = stride,
        .count = count };
    pthread_condattr_t attr;
    pthread_condattr_init(&attr);
    pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    pthread_mutex_init(&w->lock, NULL);
    pthread_cond_init(&w->changed, &attr);
    pthread_condattr_destroy(&attr);
    if (pthread_create(&w->thread, NULL, watch, w) != 0) {
        free(w);
        return false;
    }
    *watch_out = w;
    return true;
}

void yx_still_watch_hurry(struct yx_still_watch *w)
{
    pthread_mutex_lock(&w->lock);
    w->hurry = true;
    pthread_mutex_unlock(&w->lock);
}

void yx_still_watch_end(struct yx_still_watch **watch)
{
    struct yx_still_watch *w = *watch;
    if (w == NULL)
        return;
    pthread_mutex_lock(&w->lock);
    w->ending = true;
    pthread_cond_signal(&w->changed);
    pthread_mutex_unlock(&w->lock);
    pthread_join(w->thread, NULL);
    pthread_cond_destroy(&w->changed);
    pthread_mutex_destroy(&w->lock);
    free(w);
    *watch = NULL;
}
