#include "store/checkpoint.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "store/engine.h"
#include "watch/log.h"
#include "watch/metrics.h"

/* In pages of 2 KiB: at 16 MiB the log is moved. Earlier would move again and again the pages
 * that every commit writes. At 32 MiB commits are faster than the disk takes pages, and wait. */
enum { BOUND_PAGES = 8192, MOST_PAGES = 16384, LITTLE_PAGES = 512, SLICE_PAGES = 128, PASSES = 5,
    CACHE_KIB = 64 };

struct yx_checkpoint {
    struct yx_tx *tx;
    pthread_t thread;
    pthread_mutex_t lock; /* guards due, moving and stopping; held for a moment only */
    pthread_cond_t changed;
    bool due, moving, stopping;
    int pages, last_pages; /* writer's thread only: the log's size, and when last asked */
    _Atomic bool rest;
};

/* SQLite syncs the database once, after thousands of pages, and commits wait behind them for
 * the disk: their slowest hundredth took 5 to 30 times as long as the middle one. So our
 * connection's file syncs every few pages; a commit waits behind that many at most. */
static sqlite3_io_methods in_slices;
static const sqlite3_io_methods *usual;

static int write_in_slices(sqlite3_file *file, const void *bytes, int len, sqlite3_int64 at)
{
    static _Thread_local int pages;
    int rc = usual->xWrite(file, bytes, len, at);
    if (rc != SQLITE_OK || ++pages < SLICE_PAGES)
        return rc;
    pages = 0;
    return usual->xSync(file, SQLITE_SYNC_NORMAL | SQLITE_SYNC_DATAONLY);
}

/* A file is its methods and what they know of it: ours has the same with another write. */
static void slice_writes(struct yx_tx *tx)
{
    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    sqlite3_file *file = NULL;
    if (sqlite3_file_control(tx->db, "main", SQLITE_FCNTL_FILE_POINTER, &file) != SQLITE_OK ||
        file == NULL || file->pMethods == NULL)
        return;
    pthread_mutex_lock(&lock);
    if (usual == NULL) {
        usual = file->pMethods;
        in_slices = *usual;
        in_slices.xWrite = write_in_slices;
    }
    if (file->pMethods == usual)
        file->pMethods = &in_slices;
    pthread_mutex_unlock(&lock);
}

/* One pass over what the log held when it began. False: it failed, or somebody else is at it. */
static bool pass(struct yx_checkpoint *c, int *pages_out)
{
    int rc = sqlite3_wal_checkpoint_v2(c->tx->db, NULL, SQLITE_CHECKPOINT_PASSIVE, pages_out, NULL);
    if (rc == SQLITE_OK)
        yx_count(YX_M_CHECKPOINTS);
    else if (rc != SQLITE_BUSY)
        yx_log(YX_WARN, "checkpoint failed", "err", yx_err_words(yx_engine_err(c->tx->db, rc)),
            NULL);
    return rc == SQLITE_OK;
}

/* Commits go on meanwhile, so a pass leaves what was added during it; each further one
 * has less to do. When little is left the writer takes it over. */
static void move_pages(struct yx_checkpoint *c)
{
    int before = 0, pages = 0;
    for (int i = 0; i < PASSES; i++) {
        before = pages;
        if (!pass(c, &pages))
            return;
        if (pages - before < LITTLE_PAGES)
            break;
    }
    atomic_store(&c->rest, true);
}

static void *run(void *arg)
{
    struct yx_checkpoint *c = arg;
    pthread_mutex_lock(&c->lock);
    while (!c->stopping) {
        if (!c->due || atomic_load(&c->rest)) { /* two at once would refuse the writer */
            pthread_cond_wait(&c->changed, &c->lock);
            continue;
        }
        c->due = false;
        c->moving = true;
        pthread_mutex_unlock(&c->lock);
        move_pages(c);
        pthread_mutex_lock(&c->lock);
        c->moving = false;
        pthread_cond_broadcast(&c->changed);
    }
    pthread_mutex_unlock(&c->lock);
    return NULL;
}

enum yx_err yx_checkpoint_start(const char *path, struct yx_checkpoint **checkpoint_out)
{
    *checkpoint_out = NULL;
    struct yx_checkpoint *c = calloc(1, sizeof *c);
    if (c == NULL)
        return YX_MEMORY;
    enum yx_err err = yx_engine_open(path, YX_ENGINE_WRITE, CACHE_KIB, &c->tx);
    if (err == YX_OK)
        slice_writes(c->tx);
    pthread_mutex_init(&c->lock, NULL);
    pthread_cond_init(&c->changed, NULL);
    if (err == YX_OK && pthread_create(&c->thread, NULL, run, c) != 0)
        err = YX_MEMORY;
    if (err == YX_OK) {
        *checkpoint_out = c;
        return YX_OK;
    }
    yx_engine_close(&c->tx);
    free(c);
    return err;
}

void yx_checkpoint_stop(struct yx_checkpoint **checkpoint)
{
    struct yx_checkpoint *c = *checkpoint;
    if (c == NULL)
        return;
    pthread_mutex_lock(&c->lock);
    c->stopping = true;
    pthread_cond_broadcast(&c->changed);
    pthread_mutex_unlock(&c->lock);
    pthread_join(c->thread, NULL);
    pthread_mutex_destroy(&c->lock);
    pthread_cond_destroy(&c->changed);
    yx_engine_close(&c->tx);
    free(c);
    *checkpoint = NULL;
}

void yx_checkpoint_grown(struct yx_checkpoint *c, int pages)
{
    c->pages = pages;
    if (pages < c->last_pages)
        c->last_pages = 0; /* the log began again */
    if (pages - c->last_pages < BOUND_PAGES)
        return;
    c->last_pages = pages;
    pthread_mutex_lock(&c->lock);
    c->due = true;
    pthread_cond_broadcast(&c->changed);
    pthread_mutex_unlock(&c->lock);
}

static void wait_if_behind(struct yx_checkpoint *c)
{
    if (c->pages < MOST_PAGES)
        return;
    pthread_mutex_lock(&c->lock);
    while ((c->due || c->moving) && !atomic_load(&c->rest))
        pthread_cond_wait(&c->changed, &c->lock);
    pthread_mutex_unlock(&c->lock);
}

void yx_checkpoint_take_rest(struct yx_checkpoint *c, sqlite3 *db)
{
    wait_if_behind(c);
    if (!atomic_load_explicit(&c->rest, memory_order_relaxed))
        return;
    sqlite3_wal_checkpoint_v2(db, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
    pthread_mutex_lock(&c->lock);
    atomic_store(&c->rest, false);
    pthread_cond_broadcast(&c->changed);
    pthread_mutex_unlock(&c->lock);
}
