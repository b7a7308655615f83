/* FastCGI: bytes from nginx to requests and back. fcgi.c is the only file that
 * includes fcgiapp.h; its README says which of two forms was taken and why. */
#ifndef YX_GATE_FCGI_H
#define YX_GATE_FCGI_H

#include <stddef.h>

#include "base/err.h"
#include "gate/request.h"

/* How large a body this request may have: called when its head has been read, before
 * its body is. Not YX_OK: the request is refused with that error and its body drained. A larger body
 * than it says is refused with YX_TOO_LARGE, a malformed head with YX_INVALID unasked. */
typedef enum yx_err yx_fcgi_admit(void *arg, const struct yx_request *, size_t *body_max_out);

/* Fill the response of a request that is refused; its body is empty. Same thread. */
typedef void yx_fcgi_refuse(void *arg, struct yx_request *, struct yx_response *, enum yx_err);

/* Fill the response. Runs on one of the gate's threads. */
typedef void yx_fcgi_handle(void *arg, struct yx_request *, struct yx_response *);

/* Called after the response was handed to nginx (written), or could not be. Same thread. */
typedef void yx_fcgi_written(void *arg, struct yx_request *, bool written);

/* Called once, when all threads stand and before one of them takes a request. The thread
 * that starts them. */
typedef void yx_fcgi_ready(void);

struct yx_fcgi_setup {
    int listen_fd;     /* opened by the supervisor; never shut down here, siblings share it */
    int threads;
    size_t arena_max;  /* bytes of memory one request may use */
    int stall_ms;      /* a body or a response that stands still longer is dropped */
    int idle_ms;       /* a connection that brings no whole head in this time is dropped;
                          more than nginx keeps an idle one (upstream keepalive_timeout, 30 s) */
    yx_fcgi_admit *admit;
    yx_fcgi_refuse *refuse;
    yx_fcgi_handle *handle;
    yx_fcgi_written *written;
    yx_fcgi_ready *ready; /* may be NULL */
    void *arg;
};

struct yx_fcgi;

/* Start the threads. Stop with yx_fcgi_drain. */
enum yx_err yx_fcgi_start(const struct yx_fcgi_setup *, struct yx_fcgi **fcgi_out);

/* Take no further request, finish those begun, end the threads; YX_TIMEOUT when some
 * are still busy after `wait_ms`. Frees in the first case. */
enum yx_err yx_fcgi_drain(struct yx_fcgi **, int wait_ms);

/* A listening unix socket at `path`: close-on-exec, mode 0660, a stale file replaced,
 * a living one refused with YX_BUSY. The file descriptor, or -1 with *err_out. */
int yx_fcgi_listen(const char *path, int backlog, enum yx_err *err_out);

#endif
