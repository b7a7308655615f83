#include "backup/sent.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { HASH_HEX = 64, ID_HEX = 32, ARENA = 1 << 20 };

static bool is_hex(const char *text, size_t len)
{
    return strlen(text) == len && strspn(text, "0123456789abcdef") == len;
}

bool yx_sent_is(const char *name)
{
    if (strncmp(name, "files/new/", 10) == 0)
        return is_hex(name + 10, ID_HEX);
    return strncmp(name, "files/", 6) == 0 && strlen(name) == 9 + HASH_HEX && name[8] == '/' &&
        is_hex(name + 9, HASH_HEX) && strncmp(name + 6, name + 9, 2) == 0;
}

int yx_sent_hold(struct yx_arena *a, const char *files)
{
    int fd = files ? open(yx_arena_print(a, "%s/lock", files), O_RDWR | O_CLOEXEC) : -1;
    while (fd >= 0 && flock(fd, LOCK_EX) != 0 && errno == EINTR)
        continue;
    return fd;
}

/* All of one folder that has names of ours; one that went meanwhile is not needed. */
static enum yx_err copy_folder(const char *files, const char *folder, yx_sent_copy *copy, void *arg)
{
    struct yx_arena *a = yx_arena_new(ARENA);
    DIR *d = a ? opendir(yx_arena_print(a, "%s/%s", files, folder)) : NULL;
    enum yx_err err = a ? YX_OK : YX_MEMORY;
    for (struct dirent *e; d != NULL && err == YX_OK && (e = readdir(d)) != NULL;) {
        yx_arena_wipe(a);
        const char *name = yx_arena_print(a, "files/%s/%s", folder, e->d_name);
        const char *from = yx_arena_print(a, "%s/%s/%s", files, folder, e->d_name);
        if (yx_sent_is(name) && access(from, F_OK) == 0)
            err = copy(arg, from, name);
    }
    if (d != NULL)
        closedir(d);
    yx_arena_free(&a);
    return err;
}

enum yx_err yx_sent_new(const char *files, yx_sent_copy *copy, void *arg)
{
    return files ? copy_folder(files, "new", copy, arg) : YX_OK;
}

enum yx_err yx_sent_kept(const char *files, yx_sent_copy *copy, void *arg)
{
    char folder[3];
    enum yx_err err = YX_OK;
    for (unsigned i = 0; files != NULL && i < 256 && err == YX_OK; i++) {
        snprintf(folder, sizeof folder, "%02x", i);
        err = copy_folder(files, folder, copy, arg);
    }
    return err;
}

void yx_sent_open(const char *path)
{
    char folder[PATH_MAX];
    snprintf(folder, sizeof folder, "%s", path);
    char *slash = strrchr(folder, '/');
    *slash = '\0';
    if (strcmp(strrchr(folder, '/'), "/new") != 0 && (chmod(path, 0640) != 0 || chmod(folder, 0750) != 0))
        return; /* what cannot be opened is missing for nginx, which says so */
    *strrchr(folder, '/') = '\0';
    if (chmod(folder, 0750) != 0)
        return;
}
