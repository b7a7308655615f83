/* Opening a store, and the way from its interface to the parts. */
#include "store/store.h"

#include <stdlib.h>
#include <string.h>

#include "store/readers.h"
#include "store/writer.h"
#include "store/yield.h"
#include "watch/log.h"

struct yx_store {
    char *path;
    struct yx_readers *readers;
    struct yx_yield *yield;
    struct yx_writer *writer; /* NULL: opened for looking only */
};

static enum yx_err check_version(struct yx_store *s)
{
    struct yx_tx *tx;
    int version = 0;
    enum yx_err err = yx_readers_lend(s->readers, &tx);
    if (err != YX_OK)
        return err;
    err = yx_engine_version(tx, &version);
    yx_readers_back(s->readers, &tx);
    if (err == YX_OK && version != yx_store_schema())
        err = version > yx_store_schema() ? YX_NEWER : YX_CONFLICT;
    return err;
}

static enum yx_err open_parts(struct yx_store *s, const struct yx_store_setup *setup)
{
    enum yx_err err = yx_readers_open(s->path,
        setup->read_only ? YX_ENGINE_LOOK : YX_ENGINE_READ, setup->readers, &s->readers);
    if (err == YX_OK)
        err = check_version(s);
    if (err != YX_OK || setup->read_only)
        return err;
    err = yx_yield_open(setup->yield_path, &s->yield);
    if (err == YX_OK)
        err = yx_writer_start(s->path, s->yield, &s->writer);
    return err;
}

enum yx_err yx_store_open(const struct yx_store_setup *setup, struct yx_store **store_out)
{
    *store_out = NULL;
    struct yx_store *s = calloc(1, sizeof *s);
    if (s == NULL)
        return YX_MEMORY;
    s->path = strdup(setup->path);
    enum yx_err err = s->path == NULL ? YX_MEMORY : open_parts(s, setup);
    if (err != YX_OK) {
        yx_log(YX_ERROR, "store not opened", "err", yx_err_words(err), "path", setup->path, NULL);
        yx_store_close(&s);
    }
    *store_out = s;
    return err;
}

void yx_store_close(struct yx_store **store)
{
    struct yx_store *s = *store;
    if (s == NULL)
        return;
    yx_writer_stop(&s->writer);
    yx_yield_close(&s->yield);
    yx_readers_close(&s->readers);
    free(s->path);
    free(s);
    *store = NULL;
}

enum yx_err yx_store_commit(struct yx_store *s, yx_work *work, void *arg)
{
    return s->writer == NULL ? YX_READ_ONLY : yx_writer_commit(s->writer, work, arg);
}

void yx_store_later(struct yx_store *s, yx_work *work, const void *arg, size_t len)
{
    if (s->writer != NULL)
        yx_writer_later(s->writer, work, arg, len);
}

enum yx_err yx_store_read(struct yx_store *s, struct yx_tx **tx_out)
{
    return yx_readers_lend(s->readers, tx_out);
}

void yx_store_done(struct yx_store *s, struct yx_tx **tx)
{
    yx_readers_back(s->readers, tx);
}
