/* The web server's side of FastCGI, as small as tests need it: records written by hand,
 * so that they can be wrong, late or missing. */
#ifndef YX_FCGI_CLIENT_H
#define YX_FCGI_CLIENT_H

#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/clock.h"
#include "unit.h"

enum { REC_BEGIN = 1, REC_END = 3, REC_PARAMS = 4, REC_STDIN = 5, REC_STDOUT = 6 };

static inline int client_connect(const char *path)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    assert_true(strlen(path) < sizeof address.sun_path);
    strcpy(address.sun_path, path);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct timeval patience = { .tv_sec = 15 };
    assert_true(fd >= 0);
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    if (connect(fd, (struct sockaddr *)&address, sizeof address) != 0)
        fail_msg("cannot connect to %s: %s", path, strerror(errno));
    return fd;
}

static inline bool client_put(int fd, const void *bytes, size_t len)
{
    const char *at = bytes;
    while (len > 0) {
        ssize_t n = send(fd, at, len, MSG_NOSIGNAL);
        if (n <= 0)
            return false;
        at += n;
        len -= (size_t)n;
    }
    return true;
}

/* A record's header announcing `len` bytes. */
static inline bool client_header(int fd, int type, size_t len)
{
    const unsigned char head[8] = { 1, (unsigned char)type, 0, 1, (unsigned char)(len >> 8),
        (unsigned char)len, 0, 0 };
    return client_put(fd, head, sizeof head);
}

static inline bool client_record(int fd, int type, const void *bytes, size_t len)
{
    return client_header(fd, type, len) && client_put(fd, bytes, len);
}

static inline bool client_begin(int fd, bool keep)
{
    const unsigned char begin[8] = { 0, 1, keep ? 1 : 0 };
    return client_record(fd, REC_BEGIN, begin, sizeof begin);
}

/* Pairs of name and value, NULL behind the last. */
static inline bool client_params(int fd, const char *const *pairs)
{
    unsigned char bytes[8192];
    size_t len = 0;
    for (; *pairs != NULL; pairs += 2) {
        size_t name = strlen(pairs[0]), value = strlen(pairs[1]);
        bytes[len++] = (unsigned char)name;
        bytes[len++] = (unsigned char)(value >> 24 | 0x80);
        bytes[len++] = (unsigned char)(value >> 16);
        bytes[len++] = (unsigned char)(value >> 8);
        bytes[len++] = (unsigned char)value;
        memcpy(bytes + len, pairs[0], name);
        memcpy(bytes + len + name, pairs[1], value);
        len += name + value;
    }
    return client_record(fd, REC_PARAMS, bytes, len) && client_record(fd, REC_PARAMS, "", 0);
}

static inline bool client_body(int fd, const char *body, size_t len)
{
    for (size_t piece; len > 0; body += piece, len -= piece) {
        piece = len < 32000 ? len : 32000;
        if (!client_record(fd, REC_STDIN, body, piece))
            return false;
    }
    return client_record(fd, REC_STDIN, "", 0);
}

static inline bool client_get_bytes(int fd, void *bytes, size_t len)
{
    for (char *at = bytes; len > 0;) {
        ssize_t n = recv(fd, at, len, 0);
        if (n <= 0)
            return false;
        at += n;
        len -= (size_t)n;
    }
    return true;
}

/* Everything of one response up to its end record, NUL-terminated; NULL when the
 * connection ended before. Free it. */
static inline char *client_answer(int fd)
{
    char *all = calloc(1, 1), trash[256];
    size_t len = 0;
    for (unsigned char head[8]; client_get_bytes(fd, head, sizeof head);) {
        size_t n = (size_t)(head[4] << 8 | head[5]);
        all = realloc(all, len + n + 1);
        if (!client_get_bytes(fd, all + len, n) || !client_get_bytes(fd, trash, head[6]))
            break;
        if (head[1] == REC_END) {
            all[len] = '\0';
            return all;
        }
        len += head[1] == REC_STDOUT ? n : 0;
    }
    free(all);
    return NULL;
}

static inline bool client_ask(int fd, const char *method, const char *uri, const char *body, size_t len)
{
    char length[24];
    snprintf(length, sizeof length, "%zu", len);
    const char *const pairs[] = { "REQUEST_METHOD", method, "REQUEST_URI", uri, "CONTENT_LENGTH",
        length, "REMOTE_ADDR", "127.0.0.1", NULL };
    return client_begin(fd, true) && client_params(fd, pairs) && client_body(fd, body, len);
}

/* Whether the peer closes within so many milliseconds; what it sends before is skipped. */
static inline bool client_closed(int fd, int within_ms)
{
    int64_t until_us = yx_clock_mono_us() + (int64_t)within_ms * 1000;
    for (char trash[4096];;) {
        int left_ms = (int)((until_us - yx_clock_mono_us()) / 1000);
        struct pollfd p = { .fd = fd, .events = POLLIN };
        if (left_ms <= 0 || poll(&p, 1, left_ms) <= 0)
            return false;
        if (recv(fd, trash, sizeof trash, 0) <= 0)
            return true;
    }
}

#endif
