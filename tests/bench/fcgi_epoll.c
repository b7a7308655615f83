/* The other form of core/gate/fcgi.c, to measure against it: epoll in front of
 * FCGX_Accept_r, so that a thread is held only by a connection that has something to say.
 * It writes fields that fcgiapp.h calls private, and is therefore not the one that is
 * shipped. Same fcgi.h: `make FCGI_FORM=epoll BUILD=build/epoll`. */
#define YX_FCGI_OTHER_FORM
#include "../../core/gate/fcgi.c"

#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

_Static_assert(offsetof(FCGX_Request, ipcFd) == 48 && offsetof(FCGX_Request, listen_sock) == 72 &&
        sizeof(FCGX_Request) == 80,
    "another libfcgi than the one this was written for");

enum { FDS = 4096, WAIT_MS = 1000 };

static int poll_fd;
static _Atomic char open_fds[FDS]; /* kept connections, to be closed at the end */

static bool watch_fd(int op, int fd)
{
    struct epoll_event e = { .events = EPOLLIN | EPOLLONESHOT, .data.fd = fd };
    return epoll_ctl(poll_fd, op, fd, &e) == 0;
}

static void take_connections(const struct yx_fcgi *g)
{
    for (int fd; (fd = accept4(g->setup.listen_fd, NULL, NULL, SOCK_CLOEXEC)) >= 0;) {
        if (fd >= FDS) {
            close(fd);
            continue;
        }
        atomic_store(&open_fds[fd], 1);
        watch_fd(EPOLL_CTL_ADD, fd);
    }
}

/* One request of a connection that is readable; watched again if it is kept. */
static void serve_fd(struct worker *w, int fd)
{
    w->wire.ipcFd = fd;
    w->wire.keepConnection = 1; /* else Accept_r would close it as the request before */
    w->wire.listen_sock = -1;   /* a connection that ended gives an error, not another one */
    atomic_store(&open_fds[fd], 0);
    yx_still_step(&w->still, YX_STILL_WAITS);
    int rc = FCGX_Accept_r(&w->wire);
    yx_still_step(&w->still, YX_STILL_WORKS);
    if (rc != 0) {
        w->wire.ipcFd = -1;
        return;
    }
    serve_one(w);
    if (w->wire.ipcFd >= 0) {
        w->wire.ipcFd = -1;
        atomic_store(&open_fds[fd], 1);
        watch_fd(EPOLL_CTL_MOD, fd);
    }
}

static void *work(void *arg)
{
    struct worker *w = arg;
    struct yx_fcgi *g = w->gate;
    yx_still_enter(&w->still);
    while (!atomic_load(&g->stopping)) {
        struct epoll_event e;
        if (epoll_wait(poll_fd, &e, 1, WAIT_MS) != 1)
            continue;
        if (e.data.fd == g->setup.listen_fd)
            take_connections(g);
        else
            serve_fd(w, e.data.fd);
    }
    yx_still_leave(&w->still);
    return NULL;
}

static bool poll_open(struct yx_fcgi *g)
{
    struct epoll_event e = { .events = EPOLLIN | EPOLLEXCLUSIVE, .data.fd = g->setup.listen_fd };
    int flags = fcntl(g->setup.listen_fd, F_GETFL);
    poll_fd = epoll_create1(EPOLL_CLOEXEC);
    return poll_fd >= 0 && fcntl(g->setup.listen_fd, F_SETFL, flags | O_NONBLOCK) == 0 &&
        epoll_ctl(poll_fd, EPOLL_CTL_ADD, g->setup.listen_fd, &e) == 0;
}

enum yx_err yx_fcgi_start(const struct yx_fcgi_setup *setup, struct yx_fcgi **fcgi_out)
{
    struct yx_fcgi *g = calloc(1, sizeof *g);
    const struct yx_still_limits limits = { .wait_ms = setup->stall_ms, .stall_ms = setup->stall_ms };
    if (g == NULL)
        return YX_MEMORY;
    library_start();
    g->setup = *setup;
    g->workers = calloc((size_t)setup->threads, sizeof *g->workers);
    *fcgi_out = g;
    if (g->workers == NULL || !poll_open(g))
        return YX_MEMORY;
    for (int i = 0; i < setup->threads; i++) {
        pthread_attr_t attr;
        pthread_attr_init(&attr);
        pthread_attr_setstacksize(&attr, STACK_BYTES);
        if (!worker_new(g, &g->workers[i]) ||
            pthread_create(&g->workers[i].still.thread, &attr, work, &g->workers[i]) != 0)
            return YX_MEMORY;
        g->started++;
    }
    return yx_still_watch_start(&limits, &g->workers[0].still, sizeof g->workers[0],
               setup->threads, &g->watch) ? YX_OK : YX_MEMORY;
}

enum yx_err yx_fcgi_drain(struct yx_fcgi **fcgi, int wait_ms)
{
    struct yx_fcgi *g = *fcgi;
    int64_t until_us = yx_clock_mono_us() + (int64_t)wait_ms * 1000;
    atomic_store(&g->stopping, true);
    yx_still_watch_hurry(g->watch);
    for (int left = 1; left > 0;) {
        left = 0;
        for (int i = 0; i < g->started; i++)
            left += !yx_still_wake(&g->workers[i].still);
        if (left > 0 && yx_clock_mono_us() >= until_us)
            return YX_TIMEOUT;
        if (left > 0)
            usleep(DRAIN_STEP_MS * 1000);
    }
    for (int i = 0; i < g->started; i++)
        pthread_join(g->workers[i].still.thread, NULL);
    yx_still_watch_end(&g->watch);
    for (int fd = 0; fd < FDS; fd++)
        if (atomic_load(&open_fds[fd]))
            close(fd);
    close(poll_fd);
    for (int i = 0; i < g->setup.threads; i++)
        worker_free(&g->workers[i]);
    free(g->workers);
    free(g);
    *fcgi = NULL;
    return YX_OK;
}
