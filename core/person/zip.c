/* APPNOTE.TXT 6.3: a local header before each file, the directory at the end. Method 0, names in UTF-8 (flag
 * bit 11). */
#include "person/zip.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

enum {
    LOCAL = 30,
    CENTRAL = 46,
    END = 22,
    ENTRIES_MOST = 65535,
    UTF8 = 1 << 11,
    VERSION = 20,
    DATE = (1 << 5) | 1
};

struct entry {
    const char *name;
    uint32_t crc, size, at;
    struct entry *next;
};

struct yx_zip {
    struct yx_arena *arena;
    const char *path;
    FILE *to;
    struct entry *first, **last;
    size_t count;
    uint64_t at;
};

static unsigned char *put(unsigned char *to, uint64_t n, int bytes)
{
    for (int i = 0; i < bytes; i++)
        *to++ = (unsigned char)(n >> (8 * i));
    return to;
}

enum yx_err yx_zip_new(const char *path, struct yx_arena *a, struct yx_zip **zip_out)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    *zip_out = NULL;
    if (fd < 0)
        return errno == EEXIST ? YX_DUPLICATE : yx_err_of_errno(errno);
    struct yx_zip *z = yx_arena_get(a, sizeof *z);
    *z = (struct yx_zip){ .arena = a, .path = yx_arena_copy(a, path), .to = fdopen(fd, "w") };
    z->last = &z->first;
    *zip_out = z;
    if (z->to != NULL)
        return YX_OK;
    close(fd);
    return yx_zip_end(zip_out, false) == YX_OK ? YX_MEMORY : YX_IO;
}

static enum yx_err write_bytes(struct yx_zip *z, const void *bytes, size_t len)
{
    z->at += len;
    return z->at > UINT32_MAX                    ? YX_TOO_LARGE
           : fwrite(bytes, 1, len, z->to) == len ? YX_OK
                                                 : yx_err_of_errno(errno);
}

/* What local header and directory have in common: from the version needed to the length of the name. */
static unsigned char *put_common(unsigned char *to, const struct entry *e)
{
    to = put(to, VERSION, 2);
    to = put(to, UTF8, 2);
    to = put(to, 0, 2); /* stored */
    to = put(to, (uint64_t)DATE << 16, 4);
    to = put(to, e->crc, 4);
    to = put(to, e->size, 4);
    to = put(to, e->size, 4);
    return put(to, strlen(e->name), 2);
}

enum yx_err yx_zip_add(struct yx_zip *z, const char *name, const void *bytes, size_t len)
{
    unsigned char header[LOCAL];
    if (z->count == ENTRIES_MOST || len > UINT32_MAX)
        return YX_TOO_LARGE;
    struct entry *e = yx_arena_get(z->arena, sizeof *e);
    *e = (struct entry){ .name = yx_arena_copy(z->arena, name),
        .size = (uint32_t)len,
        .at = (uint32_t)z->at,
        .crc = (uint32_t)crc32(0, bytes, (uInt)len) };
    put(put_common(put(header, 0x04034b50, 4), e), 0, 2);
    enum yx_err err = write_bytes(z, header, sizeof header);
    if (err == YX_OK)
        err = write_bytes(z, e->name, strlen(e->name));
    if (err == YX_OK)
        err = write_bytes(z, bytes, len);
    *z->last = e;
    z->last = &e->next;
    z->count++;
    return err;
}

enum yx_err yx_zip_add_file(struct yx_zip *z, const char *name, const char *from)
{
    struct stat st;
    int fd = open(from, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return yx_err_of_errno(errno);
    enum yx_err err = fstat(fd, &st) == 0 && S_ISREG(st.st_mode) ? YX_OK : YX_IO;
    char *bytes = err == YX_OK ? yx_arena_get(z->arena, (size_t)st.st_size + 1) : NULL;
    size_t len = 0;
    for (ssize_t n = 1; err == YX_OK && n > 0 && len<(size_t)st.st_size; len += n> 0 ? (size_t)n : 0)
        if ((n = read(fd, bytes + len, (size_t)st.st_size - len)) < 0)
            err = yx_err_of_errno(errno);
    close(fd);
    return err == YX_OK ? yx_zip_add(z, name, bytes, len) : err;
}

static enum yx_err write_directory(struct yx_zip *z)
{
    unsigned char row[CENTRAL], end[END];
    uint64_t from = z->at;
    enum yx_err err = YX_OK;
    for (const struct entry *e = z->first; e != NULL && err == YX_OK; e = e->next) {
        unsigned char *to = put(put(row, 0x02014b50, 4), 3 << 8 | VERSION, 2); /* made on Unix */
        to = put(put_common(to, e), 0, 2 + 2 + 2 + 2);
        put(put(to, (uint64_t)0100600 << 16, 4), e->at, 4);
        err = write_bytes(z, row, sizeof row);
        if (err == YX_OK)
            err = write_bytes(z, e->name, strlen(e->name));
    }
    unsigned char *to = put(put(end, 0x06054b50, 4), 0, 4);
    to = put(put(to, z->count, 2), z->count, 2);
    put(put(put(to, z->at - from, 4), from, 4), 0, 2);
    return err == YX_OK ? write_bytes(z, end, sizeof end) : err;
}

enum yx_err yx_zip_end(struct yx_zip **zip, bool good)
{
    struct yx_zip *z = *zip;
    enum yx_err err = YX_OK;
    *zip = NULL;
    if (z == NULL)
        return YX_OK;
    if (good)
        err = write_directory(z);
    if (good && err == YX_OK && (fflush(z->to) != 0 || fsync(fileno(z->to)) != 0))
        err = yx_err_of_errno(errno);
    if (z->to != NULL && fclose(z->to) != 0 && err == YX_OK && good)
        err = yx_err_of_errno(errno);
    if (!good || err != YX_OK)
        unlink(z->path);
    return err;
}
