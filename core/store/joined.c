#include "store/joined.h"

#include <pthread.h>
#include <sqlite3.h>
#include <stdalign.h>
#include <stddef.h>
#include <string.h>

enum { ROOM = 64 * 1024 };

/* What SQLite holds as its sqlite3_file; the file itself stands behind it. */
struct joined {
    sqlite3_file file;
    sqlite3_int64 start; /* where in the file the collected bytes belong */
    int len;
    char *room; /* ROOM bytes, made at the first write: a reader needs none */
    alignas(sqlite3_int64) unsigned char inner[]; /* SQLite aligns a file to 8 bytes and no more */
};

static sqlite3_vfs *usual;
static sqlite3_vfs ours;

static sqlite3_file *inner_of(sqlite3_file *file)
{
    return (sqlite3_file *)(void *)((struct joined *)(void *)file)->inner;
}

/* Write what was collected. When that fails it is dropped, as a write that failed at once
 * would have been: the error goes to SQLite, which takes its transaction back. */
static int flush(sqlite3_file *file)
{
    struct joined *j = (struct joined *)(void *)file;
    sqlite3_file *inner = inner_of(file);
    int len = j->len;
    j->len = 0;
    return len == 0 ? SQLITE_OK : inner->pMethods->xWrite(inner, j->room, len, j->start);
}

static int joined_write(sqlite3_file *file, const void *bytes, int len, sqlite3_int64 at)
{
    struct joined *j = (struct joined *)(void *)file;
    if (j->room == NULL && (j->room = sqlite3_malloc(ROOM)) == NULL)
        return SQLITE_IOERR_NOMEM;
    if (j->len > 0 && (at != j->start + j->len || len > ROOM - j->len)) {
        int rc = flush(file);
        if (rc != SQLITE_OK)
            return rc;
    }
    if (len > ROOM)
        return inner_of(file)->pMethods->xWrite(inner_of(file), bytes, len, at);
    if (j->len == 0)
        j->start = at;
    memcpy(j->room + j->len, bytes, (size_t)len);
    j->len += len;
    return SQLITE_OK;
}

static int joined_close(sqlite3_file *file)
{
    int flushed = flush(file), rc = inner_of(file)->pMethods->xClose(inner_of(file));
    sqlite3_free(((struct joined *)(void *)file)->room);
    return flushed != SQLITE_OK ? flushed : rc;
}

static int joined_read(sqlite3_file *file, void *out, int len, sqlite3_int64 at)
{
    int rc = flush(file);
    return rc != SQLITE_OK ? rc : inner_of(file)->pMethods->xRead(inner_of(file), out, len, at);
}

static int joined_truncate(sqlite3_file *file, sqlite3_int64 size)
{
    int rc = flush(file);
    return rc != SQLITE_OK ? rc : inner_of(file)->pMethods->xTruncate(inner_of(file), size);
}

static int joined_sync(sqlite3_file *file, int flags)
{
    int rc = flush(file);
    return rc != SQLITE_OK ? rc : inner_of(file)->pMethods->xSync(inner_of(file), flags);
}

static int joined_size(sqlite3_file *file, sqlite3_int64 *size_out)
{
    int rc = flush(file);
    return rc != SQLITE_OK ? rc : inner_of(file)->pMethods->xFileSize(inner_of(file), size_out);
}

static int joined_lock(sqlite3_file *file, int level)
{
    return inner_of(file)->pMethods->xLock(inner_of(file), level);
}

static int joined_unlock(sqlite3_file *file, int level)
{
    return inner_of(file)->pMethods->xUnlock(inner_of(file), level);
}

static int joined_reserved(sqlite3_file *file, int *reserved_out)
{
    return inner_of(file)->pMethods->xCheckReservedLock(inner_of(file), reserved_out);
}

static int joined_control(sqlite3_file *file, int op, void *arg)
{
    return inner_of(file)->pMethods->xFileControl(inner_of(file), op, arg);
}

static int joined_sector(sqlite3_file *file)
{
    return inner_of(file)->pMethods->xSectorSize(inner_of(file));
}

static int joined_device(sqlite3_file *file)
{
    return inner_of(file)->pMethods->xDeviceCharacteristics(inner_of(file));
}

static const sqlite3_io_methods methods = {
    .iVersion = 1, /* a log is neither shared memory nor mapped */
    .xClose = joined_close, .xRead = joined_read, .xWrite = joined_write,
    .xTruncate = joined_truncate, .xSync = joined_sync, .xFileSize = joined_size,
    .xLock = joined_lock, .xUnlock = joined_unlock, .xCheckReservedLock = joined_reserved,
    .xFileControl = joined_control, .xSectorSize = joined_sector,
    .xDeviceCharacteristics = joined_device,
};

/* Everything but a log is the usual VFS's own file. */
static int joined_open(sqlite3_vfs *vfs, const char *path, sqlite3_file *file, int flags,
    int *flags_out)
{
    (void)vfs;
    if ((flags & SQLITE_OPEN_WAL) == 0)
        return usual->xOpen(usual, path, file, flags, flags_out);
    struct joined *j = (struct joined *)(void *)file;
    memset(j, 0, sizeof *j);
    int rc = usual->xOpen(usual, path, inner_of(file), flags, flags_out);
    j->file.pMethods = inner_of(file)->pMethods != NULL ? &methods : NULL; /* NULL: not to be closed */
    return rc;
}

static void make(void)
{
    usual = sqlite3_vfs_find(NULL);
    if (usual == NULL)
        return;
    ours = *usual;
    ours.pNext = NULL;
    ours.zName = "yixian";
    ours.szOsFile = (int)sizeof(struct joined) + usual->szOsFile;
    ours.xOpen = joined_open;
    if (sqlite3_vfs_register(&ours, 0) != SQLITE_OK)
        usual = NULL;
}

const char *yx_joined_vfs(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, make);
    return usual == NULL ? NULL : ours.zName;
}
