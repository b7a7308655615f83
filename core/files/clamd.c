/* clamd's own protocol (clamd(8), INSTREAM): pieces with their length before them, one of no length at the end, then one
 * line that says OK, FOUND or ERROR. */
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "files/inside.h"
#include "watch/log.h"

enum { PIECE = 64 << 10, WAIT_S = 60, LINE_MOST = 1024 };

static int call(const char *path)
{
    struct sockaddr_un there = { .sun_family = AF_UNIX };
    const struct timeval wait = { .tv_sec = WAIT_S };
    if (strlen(path) >= sizeof there.sun_path)
        return -1;
    memcpy(there.sun_path, path, strlen(path) + 1);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return -1;
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof wait);
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
    if (connect(fd, (const struct sockaddr *)&there, sizeof there) == 0)
        return fd;
    close(fd);
    return -1;
}

static bool say(int fd, const void *what, size_t len)
{
    const char *at = what;
    while (len > 0) {
        ssize_t n = send(fd, at, len, MSG_NOSIGNAL);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        at += n;
        len -= (size_t)n;
    }
    return true;
}

static bool say_piece(int fd, const char *at, size_t len)
{
    const unsigned char head[] = { (unsigned char)(len >> 24), (unsigned char)(len >> 16), (unsigned char)(len >> 8),
        (unsigned char)len };
    return say(fd, head, sizeof head) && say(fd, at, len);
}

static bool say_file(int to, int file)
{
    static char piece[PIECE]; /* the porter's alone */
    off_t at = 0;
    for (ssize_t n; (n = pread(file, piece, sizeof piece, at)) != 0; at += n > 0 ? n : 0)
        if ((n < 0 && errno != EINTR) || (n > 0 && !say_piece(to, piece, (size_t)n)))
            return false;
    return say_piece(to, "", 0);
}

static bool ends(const char *line, size_t len, const char *with)
{
    size_t n = strlen(with);
    return len >= n && memcmp(line + len - n, with, n) == 0;
}

static enum yx_err hear(int fd, bool *found_out)
{
    char line[LINE_MOST];
    size_t len = 0;
    for (;;) {
        ssize_t n = recv(fd, line + len, sizeof line - len, 0);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK) ? YX_TIMEOUT : YX_IO;
        len += (size_t)n;
        if (line[len - 1] == '\0' || len == sizeof line)
            break;
    }
    len -= line[len - 1] == '\0';
    *found_out = ends(line, len, " FOUND");
    return *found_out || ends(line, len, ": OK") ? YX_OK : YX_IO;
}

enum yx_err yx_clamd_scan(const char *socket_path, int fd, bool *found_out)
{
    *found_out = false;
    int there = call(socket_path);
    if (there < 0)
        return YX_IO;
    bool said = say(there, "zINSTREAM", sizeof "zINSTREAM") && say_file(there, fd);
    enum yx_err err = hear(there, found_out); /* it may have said what was wrong before we were done */
    close(there);
    return err == YX_OK && !said && !*found_out ? YX_IO : err;
}
