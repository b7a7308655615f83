#include "store/readers.h"

#include <pthread.h>
#include <stdlib.h>

enum { CACHE_KIB = 256 };

struct yx_readers {
    const char *path; /* the store's */
    enum yx_engine_mode mode;
    pthread_mutex_t lock; /* guards the list and the count */
    pthread_cond_t returned;
    struct yx_tx *idle; /* the last one given back first: its cache is warm */
    int unopened;
};

enum yx_err yx_readers_open(const char *path, enum yx_engine_mode mode, int count,
    struct yx_readers **readers_out)
{
    *readers_out = NULL;
    struct yx_readers *r = calloc(1, sizeof *r);
    if (r == NULL)
        return YX_MEMORY;
    r->path = path;
    r->mode = mode;
    r->unopened = count < 1 ? 0 : count - 1;
    enum yx_err err = yx_engine_open(path, mode, CACHE_KIB, &r->idle);
    if (err != YX_OK) {
        free(r);
        return err;
    }
    pthread_mutex_init(&r->lock, NULL);
    pthread_cond_init(&r->returned, NULL);
    *readers_out = r;
    return YX_OK;
}

void yx_readers_close(struct yx_readers **readers)
{
    struct yx_readers *r = *readers;
    if (r == NULL)
        return;
    while (r->idle != NULL) {
        struct yx_tx *tx = r->idle;
        r->idle = tx->next;
        yx_engine_close(&tx);
    }
    pthread_mutex_destroy(&r->lock);
    pthread_cond_destroy(&r->returned);
    free(r);
    *readers = NULL;
}

/* An idle connection; NULL when the caller may open one more. */
static struct yx_tx *wait_for_one(struct yx_readers *r)
{
    pthread_mutex_lock(&r->lock);
    while (r->idle == NULL && r->unopened == 0)
        pthread_cond_wait(&r->returned, &r->lock);
    struct yx_tx *tx = r->idle;
    if (tx != NULL)
        r->idle = tx->next;
    else
        r->unopened--;
    pthread_mutex_unlock(&r->lock);
    return tx;
}

static void put_back(struct yx_readers *r, struct yx_tx *tx)
{
    pthread_mutex_lock(&r->lock);
    if (tx != NULL) {
        tx->next = r->idle;
        r->idle = tx;
    } else {
        r->unopened++;
    }
    pthread_cond_signal(&r->returned);
    pthread_mutex_unlock(&r->lock);
}

enum yx_err yx_readers_lend(struct yx_readers *r, struct yx_tx **tx_out)
{
    struct yx_tx *tx = wait_for_one(r);
    enum yx_err err = YX_OK;
    if (tx == NULL)
        err = yx_engine_open(r->path, r->mode, CACHE_KIB, &tx);
    if (err == YX_OK)
        err = yx_engine_run(tx, "BEGIN");
    if (err != YX_OK) {
        put_back(r, tx);
        tx = NULL;
    }
    *tx_out = tx;
    return err;
}

void yx_readers_back(struct yx_readers *r, struct yx_tx **tx)
{
    if (*tx == NULL)
        return;
    yx_engine_fresh(*tx);
    /* after some errors SQLite has ended the transaction by itself */
    if (sqlite3_get_autocommit((*tx)->db) == 0)
        yx_engine_run(*tx, "COMMIT");
    put_back(r, *tx);
    *tx = NULL;
}
