/* A store in a folder of its own, with small works on its real tables. */
#ifndef YX_UNIT_STORE_HOUSE_H
#define YX_UNIT_STORE_HOUSE_H

#include "store/store.h"

#include "unit.h"

struct house {
    char *folder, *path, *yield_path;
    struct yx_store *store;
};

static inline char *house_file(const struct house *h, const char *name)
{
    char *path = NULL;
    if (asprintf(&path, "%s/%s", h->folder, name) < 0)
        fail_msg("out of memory");
    return path;
}

static inline enum yx_err house_open(struct house *h)
{
    const struct yx_store_setup setup = {
        .path = h->path, .yield_path = h->yield_path, .readers = 4,
    };
    return yx_store_open(&setup, &h->store);
}

/* In `folder`, or with NULL in a new one. */
static inline void house_build(struct house *h, char *folder)
{
    int from = -1;
    *h = (struct house){ .folder = folder ? folder : unit_folder() };
    h->path = house_file(h, "yixian.db");
    h->yield_path = house_file(h, "yield");
    assert_int_equal(yx_store_migrate(h->path, &from), YX_OK);
    assert_int_equal(from, 0);
    assert_int_equal(house_open(h), YX_OK);
}

static inline void house_remove(struct house *h)
{
    yx_store_close(&h->store);
    free(h->path);
    free(h->yield_path);
    unit_remove(h->folder);
}

/* One message of a conversation. */
struct note {
    int64_t conversation, id;
    const char *body;
    enum yx_err then; /* what the work returns after it was written */
};

static inline enum yx_err note_put(struct yx_tx *tx, void *arg)
{
    const struct note *n = arg;
    enum yx_err err = yx_tx_run(tx,
        "INSERT INTO message (conversation, id, author, reply_to, body, at_ms) "
        "VALUES (?, ?, 0, 0, ?, 0) ON CONFLICT DO NOTHING",
        YX_VALUES(yx_int(n->conversation), yx_int(n->id), yx_text(n->body ? n->body : "你好")));
    return err == YX_OK ? n->then : err;
}

static inline int64_t note_count(struct yx_tx *tx, int64_t conversation)
{
    struct yx_rows rows;
    int64_t count = -1;
    if (yx_tx_query(tx, "SELECT count(*) FROM message WHERE conversation = ?",
            YX_VALUES(yx_int(conversation)), &rows) == YX_OK &&
        yx_rows_next(&rows) == YX_OK)
        count = yx_rows_int(&rows, 0);
    yx_rows_close(&rows);
    return count;
}

/* How many are stored, seen by a reader. */
static inline int64_t house_notes(struct house *h, int64_t conversation)
{
    struct yx_tx *tx;
    assert_int_equal(yx_store_read(h->store, &tx), YX_OK);
    int64_t count = note_count(tx, conversation);
    yx_store_done(h->store, &tx);
    return count;
}

#endif
