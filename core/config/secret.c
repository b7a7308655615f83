#include "config/secret.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SECRET_MOST = 4096 };

/* Others on the machine must not be able to read it: what is wrong with that is said
 * before it is used. */
static char *read_open(struct yx_arena *a, int fd, size_t *len_out, const char **fault_out)
{
    struct stat st;
    if (fd < 0 || fstat(fd, &st) != 0) {
        *fault_out = yx_arena_print(a, "the secret's file cannot be read: %s", strerror(errno));
        return NULL;
    }
    if (!S_ISREG(st.st_mode) || st.st_size > SECRET_MOST) {
        *fault_out = "the secret must be a file of at most 4096 bytes";
        return NULL;
    }
    if (st.st_mode & (S_IROTH | S_IWOTH | S_IWGRP)) {
        *fault_out = "the secret's file is open to others: chmod 600 it";
        return NULL;
    }
    char *bytes = yx_arena_get(a, SECRET_MOST + 1);
    ssize_t n = read(fd, bytes, SECRET_MOST);
    *len_out = n > 0 ? (size_t)n : 0;
    if (*len_out > 0 && bytes[*len_out - 1] == '\n')
        bytes[--*len_out] = '\0';
    return bytes;
}

char *yx_secret_file(struct yx_arena *a, const char *path, size_t *len_out, const char **fault_out)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    char *bytes = read_open(a, fd, len_out, fault_out);
    if (fd >= 0)
        close(fd);
    return bytes;
}
