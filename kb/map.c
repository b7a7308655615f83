#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sodium.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/id.h"
#include "kb/index.h"
#include "kb/yx_kb.h"
#include "watch/log.h"

struct yx_kb_view {
    atomic_uint holders;
    void *bytes;
    size_t size;
    struct yx_kb_index index;
    char generation[2 * YX_KB_GENERATION + 1];
};

/* Which file it was: a rename gives another inode, a copy over it another time. */
struct stamp {
    dev_t device;
    ino_t inode;
    off_t size;
    struct timespec changed;
};

struct yx_kb {
    char *path;
    pthread_mutex_t lock;    /* guards `view` only, held for a few instructions */
    struct yx_kb_view *view; /* one hold is ours */
    pthread_mutex_t refresh; /* one at a time; guards `stamp` */
    struct stamp stamp;      /* what was looked at last, good or bad */
};

static struct stamp stamp_of(const struct stat *st)
{
    return (struct stamp){ st->st_dev, st->st_ino, st->st_size, st->st_mtim };
}

static bool same_stamp(const struct stamp *a, const struct stamp *b)
{
    return a->device == b->device && a->inode == b->inode && a->size == b->size &&
        a->changed.tv_sec == b->changed.tv_sec && a->changed.tv_nsec == b->changed.tv_nsec;
}

/* The digest of the file as build wrote it. Read, not mapped: checking a large file
 * must not make all of it resident. */
static enum yx_err check_digest(int fd, const struct yx_kb_header *h)
{
    enum { CHUNK = 1 << 18 };
    unsigned char digest[YX_KB_GENERATION], *chunk = malloc(CHUNK);
    struct yx_kb_header blank = *h;
    crypto_generichash_state hash;
    off_t at = sizeof blank;
    ssize_t n = -1;
    if (chunk == NULL)
        return YX_MEMORY;
    memset(blank.generation, 0, sizeof blank.generation);
    crypto_generichash_init(&hash, NULL, 0, sizeof digest);
    crypto_generichash_update(&hash, (const unsigned char *)&blank, sizeof blank);
    while ((n = pread(fd, chunk, CHUNK, at)) > 0) {
        crypto_generichash_update(&hash, chunk, (size_t)n);
        at += n;
    }
    crypto_generichash_final(&hash, digest, sizeof digest);
    free(chunk);
    if (n < 0)
        return YX_IO;
    return memcmp(digest, h->generation, sizeof digest) == 0 ? YX_OK : YX_CORRUPT;
}

static void view_free(struct yx_kb_view *v)
{
    if (v->bytes != NULL)
        munmap(v->bytes, v->size);
    free(v);
}

static enum yx_err view_fill(struct yx_kb_view *v, int fd)
{
    void *bytes = mmap(NULL, v->size, PROT_READ, MAP_SHARED, fd, 0);
    if (bytes == MAP_FAILED)
        return errno == ENOMEM ? YX_MEMORY : YX_IO;
    v->bytes = bytes;
    enum yx_err err = yx_kb_index_take(bytes, v->size, &v->index);
    if (err == YX_OK)
        err = check_digest(fd, v->index.header);
    if (err == YX_OK)
        yx_hex(v->index.header->generation, YX_KB_GENERATION, v->generation);
    return err;
}

static enum yx_err view_open(int fd, size_t size, struct yx_kb_view **view_out)
{
    if (size < sizeof(struct yx_kb_header))
        return YX_CORRUPT;
    struct yx_kb_view *v = calloc(1, sizeof *v);
    if (v == NULL)
        return YX_MEMORY;
    v->size = size;
    atomic_init(&v->holders, 1);
    enum yx_err err = view_fill(v, fd);
    if (err == YX_OK)
        *view_out = v;
    else
        view_free(v);
    return err;
}

/* Open what stands at the path now, unless it is what `stamp_io` already names
 * (YX_EMPTY); stamps it, also when it is damaged. */
static enum yx_err open_path(const char *path, struct stamp *stamp_io, struct yx_kb_view **view_out)
{
    struct stat st;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return errno == ENOENT ? YX_NOT_FOUND : YX_IO;
    enum yx_err err = fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) ? YX_IO : YX_OK;
    if (err == YX_OK) {
        struct stamp now = stamp_of(&st);
        err = same_stamp(&now, stamp_io) ? YX_EMPTY : view_open(fd, (size_t)st.st_size, view_out);
        *stamp_io = now;
    }
    close(fd);
    return err;
}

enum yx_err yx_kb_open(const char *path, struct yx_kb **kb_out)
{
    struct yx_kb *kb = calloc(1, sizeof *kb);
    if (kb == NULL || (kb->path = strdup(path)) == NULL) {
        free(kb);
        return YX_MEMORY;
    }
    enum yx_err err = sodium_init() < 0 ? YX_INTERNAL : open_path(path, &kb->stamp, &kb->view);
    if (err != YX_OK) {
        free(kb->path);
        free(kb);
        return err;
    }
    pthread_mutex_init(&kb->lock, NULL);
    pthread_mutex_init(&kb->refresh, NULL);
    *kb_out = kb;
    return YX_OK;
}

void yx_kb_close(struct yx_kb **kb)
{
    if (*kb == NULL)
        return;
    yx_kb_let_go(&(*kb)->view);
    pthread_mutex_destroy(&(*kb)->lock);
    pthread_mutex_destroy(&(*kb)->refresh);
    free((*kb)->path);
    free(*kb);
    *kb = NULL;
}

static void take_view(struct yx_kb *kb, struct yx_kb_view *view)
{
    pthread_mutex_lock(&kb->lock);
    struct yx_kb_view *old = kb->view;
    kb->view = view;
    pthread_mutex_unlock(&kb->lock);
    yx_log(YX_INFO, "knowledge base", "generation", view->generation, "documents",
        yx_num(view->index.header->documents), NULL);
    yx_kb_let_go(&old);
}

void yx_kb_refresh(struct yx_kb *kb)
{
    struct yx_kb_view *view = NULL;
    pthread_mutex_lock(&kb->refresh);
    struct stamp before = kb->stamp;
    enum yx_err err = open_path(kb->path, &kb->stamp, &view);
    bool is_new = !same_stamp(&before, &kb->stamp);
    pthread_mutex_unlock(&kb->refresh);
    if (err == YX_OK)
        take_view(kb, view);
    else if (is_new && err != YX_EMPTY)
        yx_log(YX_ERROR, "knowledge base refused", "err", yx_err_words(err), NULL);
}

struct yx_kb_view *yx_kb_hold(struct yx_kb *kb)
{
    pthread_mutex_lock(&kb->lock);
    struct yx_kb_view *view = kb->view;
    atomic_fetch_add_explicit(&view->holders, 1, memory_order_relaxed);
    pthread_mutex_unlock(&kb->lock);
    return view;
}

void yx_kb_let_go(struct yx_kb_view **view)
{
    if (*view != NULL && atomic_fetch_sub_explicit(&(*view)->holders, 1, memory_order_acq_rel) == 1)
        view_free(*view);
    *view = NULL;
}

const char *yx_kb_generation(const struct yx_kb_view *view)
{
    return view->generation;
}

const struct yx_kb_index *yx_kb_view_index(const struct yx_kb_view *view)
{
    return &view->index;
}
