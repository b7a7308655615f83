#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "gate/fcgi.h"
#include "watch/log.h"

/* FCGX_OpenSocket is not used: it unlinks whatever is there, exits when it cannot bind, and
 * takes a path with a colon for an address. */

/* A stale socket makes way; anything else that stands there does not. */
static enum yx_err make_way(const struct sockaddr_un *address)
{
    struct stat st;
    if (lstat(address->sun_path, &st) != 0)
        return errno == ENOENT ? YX_OK : YX_IO;
    if (!S_ISSOCK(st.st_mode))
        return YX_CONFLICT;
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0)
        return YX_IO;
    bool dead = connect(fd, (const struct sockaddr *)address, sizeof *address) != 0 &&
        errno == ECONNREFUSED;
    close(fd);
    if (!dead)
        return YX_BUSY;
    return unlink(address->sun_path) == 0 ? YX_OK : YX_READ_ONLY;
}

static enum yx_err bind_at(int fd, const struct sockaddr_un *address)
{
    mode_t before = umask(0117); /* 0660 from its first moment; the supervisor has one thread */
    int rc = bind(fd, (const struct sockaddr *)address, sizeof *address);
    int why = errno;
    umask(before);
    if (rc == 0)
        return YX_OK;
    return why == EACCES || why == EROFS ? YX_READ_ONLY : YX_IO;
}

static const char *why(enum yx_err err, int number)
{
    switch (err) {
    case YX_BUSY: return "another server listens there";
    case YX_CONFLICT: return "what stands there is no socket";
    case YX_TOO_LARGE: return "a socket's path has at most 107 bytes";
    default: return strerror(number);
    }
}

int yx_fcgi_listen(const char *path, int backlog, enum yx_err *err_out)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    size_t len = strlen(path);
    int fd = -1;
    enum yx_err err = len < sizeof address.sun_path ? YX_OK : YX_TOO_LARGE;
    if (err == YX_OK) {
        memcpy(address.sun_path, path, len + 1);
        err = make_way(&address);
    }
    if (err == YX_OK && (fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) < 0)
        err = YX_IO;
    if (err == YX_OK)
        err = bind_at(fd, &address);
    if (err == YX_OK && listen(fd, backlog) != 0)
        err = YX_IO;
    if (err != YX_OK) {
        yx_log(YX_ERROR, "cannot listen", "path", path, "why", why(err, errno), NULL);
        if (fd >= 0)
            close(fd);
        fd = -1;
    }
    *err_out = err;
    return fd;
}
