#include "serve/wake.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "watch/metrics.h"

enum { FORM = 1 };

static int tell_fd = -1;
static struct sockaddr_un there = { .sun_family = AF_UNIX };

static bool name(struct sockaddr_un *address, const char *path)
{
    return (size_t)snprintf(address->sun_path, sizeof address->sun_path, "%s", path) <
        sizeof address->sun_path;
}

int yx_wake_bind(const char *path, enum yx_err *err_out)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    *err_out = YX_TOO_LARGE;
    if (!name(&address, path))
        return -1;
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    unlink(path);
    mode_t before = umask(0177);
    bool bound = fd >= 0 && bind(fd, (struct sockaddr *)&address, sizeof address) == 0;
    *err_out = bound ? YX_OK : yx_err_of_errno(errno);
    umask(before);
    if (!bound && fd >= 0)
        close(fd);
    return bound ? fd : -1;
}

void yx_wake_aim(const char *path)
{
    if (name(&there, path))
        tell_fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
}

void yx_wake_find(const char *var)
{
    char path[sizeof there.sun_path];
    if ((size_t)snprintf(path, sizeof path, "%s" YX_WAKE_SOCKET, var) < sizeof path)
        yx_wake_aim(path);
}

void yx_wake_tell(enum yx_wake_kind kind, int64_t conversation, int64_t message,
    const unsigned char *who)
{
    struct yx_wake wake = { .form = FORM, .kind = kind, .conversation = conversation, .message = message };
    if (who != NULL)
        memcpy(wake.who, who, sizeof wake.who);
    if (tell_fd < 0)
        return;
    if (sendto(tell_fd, &wake, sizeof wake, 0, (struct sockaddr *)&there, sizeof there) < 0)
        yx_count(YX_M_WAKES_LOST);
}

bool yx_wake_hear(int fd, struct yx_wake *wake_out)
{
    struct yx_wake wake;
    ssize_t n;
    while ((n = recv(fd, &wake, sizeof wake, MSG_TRUNC)) >= 0) {
        if (n != (ssize_t)sizeof wake || wake.form != FORM)
            continue;
        *wake_out = wake;
        return true;
    }
    return false;
}
