/* The gate's FastCGI with nothing behind it: form_hello SOCKET THREADS [WORK_US]. Linked
 * with the one form or the other. WORK_US: what a handler waits, as for a commit. */
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "gate/fcgi.h"

static useconds_t work_us;

static enum yx_err admit(void *arg, const struct yx_request *req, size_t *body_max_out)
{
    (void)arg;
    (void)req;
    *body_max_out = 65536;
    return YX_OK;
}

static void refuse(void *arg, struct yx_request *req, struct yx_response *resp, enum yx_err err)
{
    (void)arg;
    yx_respond_error(req, resp, err);
}

static void hello(void *arg, struct yx_request *req, struct yx_response *resp)
{
    (void)arg;
    (void)req;
    if (work_us > 0)
        usleep(work_us);
    yx_respond(resp, 200, "text/plain", "hello", 5);
}

int main(int argc, char **argv)
{
    enum yx_err err;
    struct yx_fcgi *fcgi;
    sigset_t set;
    int got;
    if (argc < 3)
        return 2;
    work_us = argc > 3 ? (useconds_t)atoi(argv[3]) : 0;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
    const struct yx_fcgi_setup setup = { .listen_fd = yx_fcgi_listen(argv[1], 511, &err),
        .threads = atoi(argv[2]), .arena_max = 1 << 20, .stall_ms = 10000, .idle_ms = 45000,
        .admit = admit, .refuse = refuse, .handle = hello };
    if (setup.listen_fd < 0 || yx_fcgi_start(&setup, &fcgi) != YX_OK)
        return 1;
    sigwait(&set, &got);
    return yx_fcgi_drain(&fcgi, 5000) == YX_OK ? 0 : 1;
}
