#include "backup/file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/id.h"

enum { CHUNK = 64 * 1024 };

static enum yx_err write_all(int fd, const char *at, size_t n)
{
    while (n > 0) {
        ssize_t wrote = write(fd, at, n);
        if (wrote < 0 && errno == EINTR)
            continue;
        if (wrote < 0)
            return yx_err_of_errno(errno);
        at += wrote;
        n -= (size_t)wrote;
    }
    return YX_OK;
}

/* Read `from` to its end; each piece is hashed and, unless to is -1, written. */
static enum yx_err pass_through(int from, int to, struct yx_print *print)
{
    static _Thread_local char chunk[CHUNK];
    unsigned char digest[crypto_hash_sha256_BYTES];
    crypto_hash_sha256_state hash;
    enum yx_err err = YX_OK;
    ssize_t n;
    crypto_hash_sha256_init(&hash);
    print->bytes = 0;
    while (err == YX_OK && (n = read(from, chunk, sizeof chunk)) != 0) {
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return yx_err_of_errno(errno);
        crypto_hash_sha256_update(&hash, (unsigned char *)chunk, (size_t)n);
        print->bytes += n;
        if (to >= 0)
            err = write_all(to, chunk, (size_t)n);
    }
    crypto_hash_sha256_final(&hash, digest);
    yx_hex(digest, sizeof digest, print->sha256);
    sodium_memzero(chunk, sizeof chunk); /* a secret may have passed */
    return err;
}

enum yx_err yx_file_print(const char *path, struct yx_print *print_out)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0)
        return errno == ELOOP ? YX_INVALID : yx_err_of_errno(errno);
    enum yx_err err = pass_through(fd, -1, print_out);
    close(fd);
    return err;
}

/* Close what was written; on failure it is removed. */
static enum yx_err finish(int fd, const char *path, enum yx_err err)
{
    if (err == YX_OK && fsync(fd) != 0)
        err = yx_err_of_errno(errno);
    if (close(fd) != 0 && err == YX_OK)
        err = yx_err_of_errno(errno);
    if (err != YX_OK)
        unlink(path);
    return err;
}

enum yx_err yx_file_copy(const char *from, const char *to, mode_t mode, struct yx_print *print_out)
{
    int in = open(from, O_RDONLY | O_CLOEXEC);
    if (in < 0)
        return yx_err_of_errno(errno);
    int out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
    enum yx_err err = out < 0 ? yx_err_of_errno(errno) : pass_through(in, out, print_out);
    if (out >= 0)
        err = finish(out, to, err);
    close(in);
    return err;
}

enum yx_err yx_file_write(const char *path, const char *text)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        return yx_err_of_errno(errno);
    return finish(fd, path, write_all(fd, text, strlen(text)));
}

enum yx_err yx_file_sync_folder_of(const char *path)
{
    char folder[PATH_MAX];
    const char *slash = strrchr(path, '/');
    int len = slash == NULL ? 1 : slash == path ? 1 : (int)(slash - path);
    snprintf(folder, sizeof folder, "%.*s", len, slash == NULL ? "." : path);
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return yx_err_of_errno(errno);
    enum yx_err err = fsync(fd) == 0 ? YX_OK : yx_err_of_errno(errno);
    close(fd);
    return err;
}

enum yx_err yx_file_make_folders(const char *path)
{
    char part[PATH_MAX];
    if ((size_t)snprintf(part, sizeof part, "%s", path) >= sizeof part)
        return YX_TOO_LARGE;
    for (char *slash = strchr(part + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        if (mkdir(part, 0700) != 0 && errno != EEXIST && access(part, F_OK) != 0)
            return yx_err_of_errno(errno);
        *slash = '/';
    }
    return YX_OK;
}
