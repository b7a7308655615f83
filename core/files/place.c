#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/id.h"
#include "files/inside.h"

/* nginx runs in the house's group; nobody else reads what people sent. */
enum { FOLDER_MODE = 0750, FILE_MODE = 0640, CHUNK = 64 << 10 };

struct yx_files_room yx_files;

void yx_place_new(const char *id, char path_out[YX_PLACE_PATH])
{
    snprintf(path_out, YX_PLACE_PATH, "%s/new/%s", yx_files.folder, id);
}

void yx_place_clean(const char *id, char path_out[YX_PLACE_PATH])
{
    snprintf(path_out, YX_PLACE_PATH, "%s/new/%s.clean", yx_files.folder, id);
}

void yx_place_kept(const char *hash, char path_out[YX_PLACE_PATH])
{
    snprintf(path_out, YX_PLACE_PATH, "%s/%.2s/%s", yx_files.folder, hash, hash);
}

bool yx_place_is_id(const char *text)
{
    return strlen(text) == YX_FILE_ID_HEX && strspn(text, "0123456789abcdef") == YX_FILE_ID_HEX;
}

static enum yx_err make_folder(const char *path, mode_t mode)
{
    if (mkdir(path, mode) != 0)
        return errno == EEXIST ? YX_OK : yx_err_of_errno(errno);
    return chmod(path, mode) == 0 ? YX_OK : yx_err_of_errno(errno); /* whatever the umask is */
}

enum yx_err yx_place_folders(void)
{
    char path[YX_PLACE_PATH];
    enum yx_err err = make_folder(yx_files.folder, FOLDER_MODE);
    snprintf(path, sizeof path, "%s/new", yx_files.folder);
    return err == YX_OK ? make_folder(path, 0700) : err;
}

int yx_place_lock(enum yx_err *err_out)
{
    char path[YX_PLACE_PATH];
    snprintf(path, sizeof path, "%s/lock", yx_files.folder);
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    *err_out = fd < 0 ? yx_err_of_errno(errno) : YX_OK;
    while (fd >= 0 && flock(fd, LOCK_EX) != 0)
        if (errno != EINTR) {
            *err_out = YX_IO;
            close(fd);
            return -1;
        }
    return fd;
}

enum yx_err yx_place_hash(int fd, char hex_out[YX_FILE_HASH_HEX + 1])
{
    unsigned char digest[crypto_hash_sha256_BYTES];
    static _Thread_local char chunk[CHUNK];
    crypto_hash_sha256_state hash;
    off_t at = 0;
    crypto_hash_sha256_init(&hash);
    for (ssize_t n; (n = pread(fd, chunk, sizeof chunk, at)) != 0; at += n > 0 ? n : 0) {
        if (n < 0 && errno != EINTR)
            return yx_err_of_errno(errno);
        if (n > 0)
            crypto_hash_sha256_update(&hash, (const unsigned char *)chunk, (size_t)n);
    }
    crypto_hash_sha256_final(&hash, digest);
    yx_hex(digest, sizeof digest, hex_out);
    return YX_OK;
}

static enum yx_err sync_folder(const char *path)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    enum yx_err err = fd >= 0 && fsync(fd) == 0 ? YX_OK : yx_err_of_errno(errno);
    if (fd >= 0)
        close(fd);
    return err;
}

/* The same content is kept once: what is there already is the same. */
enum yx_err yx_place_keep(const char *id, const char *hash)
{
    char from[YX_PLACE_PATH], to[YX_PLACE_PATH], folder[YX_PLACE_PATH];
    yx_place_clean(id, from);
    yx_place_kept(hash, to);
    snprintf(folder, sizeof folder, "%s/%.2s", yx_files.folder, hash);
    enum yx_err err = make_folder(folder, FOLDER_MODE);
    if (err == YX_OK && (chmod(from, FILE_MODE) != 0 || rename(from, to) != 0))
        err = yx_err_of_errno(errno);
    if (err == YX_OK)
        err = sync_folder(folder);
    return err == YX_OK ? sync_folder(yx_files.folder) : err;
}
