/* Group commit: one thread takes all the works that wait, runs each in a savepoint
 * and makes them durable with one fsync. */
#include "store/writer.h"

#include <pthread.h>
#include <semaphore.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "store/checkpoint.h"
#include "store/engine.h"
#include "store/yield.h"
#include "watch/log.h"
#include "watch/metrics.h"

enum {
    BATCH = 256,
    CACHE_KIB = 4096,
    LOCK_US = 5000000, /* give up on the database's lock after this */
    LATER_MS = 50,     /* a mark nobody waits for is committed within this */
    LATERS = 8192,     /* more marks than this are dropped and counted */
    LATER_BYTES = 64,
};

struct job {
    struct job *next;
    yx_work *work;
    void *arg;
    enum yx_err err;
    bool later;  /* nobody waits: freed by the writer */
    sem_t *done; /* of the one who waits */
    _Alignas(max_align_t) unsigned char bytes[]; /* a later's copy of arg */
};

struct yx_writer {
    struct yx_tx *tx;
    struct yx_yield *yield;
    struct yx_checkpoint *checkpoint;
    pthread_t thread;
    pthread_mutex_t lock; /* guards what follows; never held over SQL */
    pthread_cond_t changed;
    struct job *first, **last;
    size_t waited_for, laters; /* of the queue, by kind */
    bool sleeping, stopping;
};

static void put(struct yx_writer *w, struct job *job)
{
    *w->last = job;
    w->last = &job->next;
    *(job->later ? &w->laters : &w->waited_for) += 1;
    if (w->sleeping)
        pthread_cond_signal(&w->changed);
}

enum yx_err yx_writer_commit(struct yx_writer *w, yx_work *work, void *arg)
{
    sem_t done;
    struct job job = { .work = work, .arg = arg, .done = &done };
    sem_init(&done, 0, 0);
    pthread_mutex_lock(&w->lock);
    put(w, &job);
    pthread_mutex_unlock(&w->lock);
    while (sem_wait(&done) != 0) /* a signal */
        continue;
    sem_destroy(&done);
    return job.err;
}

void yx_writer_later(struct yx_writer *w, yx_work *work, const void *arg, size_t len)
{
    struct job *job = len > LATER_BYTES ? NULL : calloc(1, sizeof *job + len);
    if (job != NULL) {
        *job = (struct job){ .work = work, .arg = job->bytes, .later = true };
        if (len > 0)
            memcpy(job->bytes, arg, len);
    }
    pthread_mutex_lock(&w->lock);
    bool taken = job != NULL && w->laters < LATERS;
    if (taken)
        put(w, job);
    pthread_mutex_unlock(&w->lock);
    if (!taken) {
        yx_count(YX_M_LATER_LOST);
        free(job);
    }
}

/* Sleep until there is something to commit. Marks alone may wait for company. */
static void sleep_until_work(struct yx_writer *w)
{
    while (w->first == NULL && !w->stopping) {
        w->sleeping = true;
        pthread_cond_wait(&w->changed, &w->lock);
    }
    int64_t until_us = yx_clock_mono_us() + LATER_MS * 1000;
    struct timespec until = { .tv_sec = until_us / 1000000, .tv_nsec = until_us % 1000000 * 1000 };
    while (w->waited_for == 0 && w->laters < BATCH && !w->stopping) {
        w->sleeping = true;
        if (pthread_cond_clockwait(&w->changed, &w->lock, CLOCK_MONOTONIC, &until) != 0)
            break;
    }
    w->sleeping = false;
}

/* The next works in their order, at most BATCH. NULL: stopping, and nothing is left. */
static struct job *take(struct yx_writer *w)
{
    pthread_mutex_lock(&w->lock);
    sleep_until_work(w);
    struct job *batch = w->first, **at = &w->first;
    for (int n = 0; n < BATCH && *at != NULL; n++) {
        *((*at)->later ? &w->laters : &w->waited_for) -= 1;
        at = &(*at)->next;
    }
    struct job *rest = *at;
    *at = NULL;
    w->first = batch == NULL ? NULL : rest;
    if (w->first == NULL)
        w->last = &w->first;
    pthread_mutex_unlock(&w->lock);
    return batch;
}

/* Get the database's lock, politely. */
static enum yx_err begin(struct yx_writer *w)
{
    int64_t until_us = yx_clock_mono_us() + LOCK_US;
    enum yx_err err;
    for (;;) {
        uint32_t turn = yx_yield_turn(w->yield);
        err = yx_engine_run(w->tx, "BEGIN IMMEDIATE");
        if (err != YX_BUSY || yx_clock_mono_us() > until_us)
            break;
        yx_yield_wait(w->yield, turn);
    }
    yx_yield_got(w->yield);
    return err;
}

/* Whether SQLite has undone the whole transaction by itself (full disk, I/O error). */
static bool is_lost(struct yx_writer *w)
{
    return sqlite3_get_autocommit(w->tx->db) != 0;
}

/* Run one work so that its failure undoes nothing else. */
static enum yx_err run_one(struct yx_writer *w, struct job *job)
{
    enum yx_err err = yx_engine_run(w->tx, "SAVEPOINT work");
    if (err != YX_OK)
        return err;
    yx_engine_fresh(w->tx);
    err = job->work(w->tx, job->arg);
    if (err == YX_OK)
        err = w->tx->failed; /* it went on after a statement had failed */
    yx_engine_fresh(w->tx);
    if (err != YX_OK && !is_lost(w))
        yx_engine_run(w->tx, "ROLLBACK TO work");
    if (!is_lost(w))
        yx_engine_run(w->tx, "RELEASE work");
    return err;
}

/* Run and commit; each job's err says how it went. Returns why none could be. */
static enum yx_err run_batch(struct yx_writer *w, struct job *batch)
{
    enum yx_err err = begin(w);
    if (err != YX_OK)
        return err;
    uint64_t works = 0;
    for (struct job *job = batch; job != NULL && err == YX_OK; job = job->next, works++) {
        job->err = run_one(w, job);
        if (is_lost(w))
            err = job->err;
    }
    if (err == YX_OK)
        err = yx_engine_run(w->tx, "COMMIT");
    if (!is_lost(w))
        yx_engine_run(w->tx, "ROLLBACK");
    yx_yield_released(w->yield);
    if (err == YX_OK) {
        yx_count(YX_M_COMMITS);
        yx_count_add(YX_M_COMMIT_WORKS, works);
    } else {
        yx_log(YX_ERROR, "commit failed", "err", yx_err_words(err), "works",
            yx_num((long long)works), NULL);
    }
    return err;
}

/* Tell everybody. A job on a waiter's stack is gone the moment its semaphore is posted. */
static void settle(struct job *batch, enum yx_err err)
{
    for (struct job *job = batch, *next; job != NULL; job = next) {
        next = job->next;
        if (err != YX_OK)
            job->err = err;
        if (!job->later) {
            sem_post(job->done);
            continue;
        }
        if (job->err != YX_OK && job->err != YX_EMPTY)
            yx_count(YX_M_LATER_LOST);
        free(job);
    }
}

static void *run(void *arg)
{
    struct yx_writer *w = arg;
    struct job *batch;
    while ((batch = take(w)) != NULL) {
        if (yx_yield_give_way(w->yield))
            yx_count(YX_M_COMMIT_YIELDS);
        yx_checkpoint_take_rest(w->checkpoint, w->tx->db);
        settle(batch, run_batch(w, batch));
    }
    return NULL;
}

static int on_log_grown(void *arg, sqlite3 *db, const char *name, int pages)
{
    (void)db;
    (void)name;
    yx_checkpoint_grown(arg, pages);
    return SQLITE_OK;
}

enum yx_err yx_writer_start(const char *path, struct yx_yield *yield, struct yx_writer **writer_out)
{
    *writer_out = NULL;
    struct yx_writer *w = calloc(1, sizeof *w);
    if (w == NULL)
        return YX_MEMORY;
    w->yield = yield;
    w->last = &w->first;
    pthread_mutex_init(&w->lock, NULL);
    pthread_cond_init(&w->changed, NULL);
    enum yx_err err = yx_engine_open(path, YX_ENGINE_WRITE, CACHE_KIB, &w->tx);
    if (err == YX_OK)
        err = yx_checkpoint_start(path, &w->checkpoint);
    if (err == YX_OK) {
        sqlite3_wal_hook(w->tx->db, on_log_grown, w->checkpoint);
        err = pthread_create(&w->thread, NULL, run, w) == 0 ? YX_OK : YX_MEMORY;
    }
    if (err == YX_OK) {
        *writer_out = w;
        return YX_OK;
    }
    yx_checkpoint_stop(&w->checkpoint);
    yx_engine_close(&w->tx);
    free(w);
    return err;
}

void yx_writer_stop(struct yx_writer **writer)
{
    struct yx_writer *w = *writer;
    if (w == NULL)
        return;
    pthread_mutex_lock(&w->lock);
    w->stopping = true;
    pthread_cond_signal(&w->changed);
    pthread_mutex_unlock(&w->lock);
    pthread_join(w->thread, NULL);
    yx_checkpoint_stop(&w->checkpoint);
    yx_engine_close(&w->tx);
    pthread_mutex_destroy(&w->lock);
    pthread_cond_destroy(&w->changed);
    free(w);
    *writer = NULL;
}
