#include "gate/fcgi.h"

#include <errno.h>
#include <fcgiapp.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "gate/still.h"
#include "watch/log.h"
#include "watch/metrics.h"

/* How much of a refused body is read so that its connection can be kept; past it the
 * connection is closed, which costs nginx a new one. */
#define DRAIN_MAX ((size_t)8 << 20)

enum { PIECE = 8192, HEAD_MAX = 16384, STACK_BYTES = 2 << 20, DRAIN_STEP_MS = 20 };

/* One thread: one connection at a time, as fcgi2 pins it. */
struct worker {
    struct yx_fcgi *gate;
    struct yx_still still; /* what it does now, for those who wake it */
    FCGX_Request wire;
    struct yx_arena *arena;
    struct yx_buf head;
    bool close; /* after this response */
};

struct yx_fcgi {
    struct yx_fcgi_setup setup;
    pthread_mutex_t door; /* held until all threads stand: no request before */
    atomic_bool stopping;
    struct yx_still_watch *watch;
    struct worker *workers;
    int started;
};

static const char *wire_param(const void *wire, const char *name)
{
    char *const *envp = wire;
    return FCGX_GetParam(name, (char **)(uintptr_t)envp);
}

static enum yx_err read_head(struct worker *w, struct yx_request *req, size_t *len_out)
{
    char **envp = w->wire.envp;
    const struct yx_head head = {
        .method = FCGX_GetParam("REQUEST_METHOD", envp),
        .uri = FCGX_GetParam("REQUEST_URI", envp),
        .content_type = FCGX_GetParam("CONTENT_TYPE", envp),
        .content_length = FCGX_GetParam("CONTENT_LENGTH", envp),
        .remote = FCGX_GetParam("REMOTE_ADDR", envp),
        .id = FCGX_GetParam("REQUEST_ID", envp),
        .https = FCGX_GetParam("HTTPS", envp),
        .forwarded = FCGX_GetParam("HTTP_X_FORWARDED_FOR", envp) != NULL ||
            FCGX_GetParam("HTTP_X_REAL_IP", envp) != NULL ||
            FCGX_GetParam("HTTP_FORWARDED", envp) != NULL,
    };
    *req = (struct yx_request){ .arena = w->arena, .now_ms = yx_clock_ms(), .param = wire_param,
        .wire = envp };
    return yx_request_read(req, &head, len_out);
}

/* The announced body into the arena. YX_INVALID: the stream ended before; YX_IO: broken. */
static enum yx_err read_body(struct worker *w, struct yx_request *req, size_t len)
{
    char *body = yx_arena_get(w->arena, len + 1);
    size_t have = 0;
    while (have < len) {
        size_t want = len - have < PIECE ? len - have : PIECE;
        int got = FCGX_GetStr(body + have, (int)want, w->wire.in);
        yx_still_step(&w->still, YX_STILL_READS);
        if (got <= 0)
            break;
        have += (size_t)got;
    }
    req->body = body;
    req->body_len = have;
    if (FCGX_GetError(w->wire.in) != 0)
        return YX_IO;
    return have == len ? YX_OK : YX_INVALID;
}

/* Read to the end of the stream, as a kept connection needs it even when the body was
 * read: the empty record that ends it waits there. YX_TOO_LARGE: more than we care to read. */
static enum yx_err drain_body(struct worker *w, size_t *extra_out)
{
    char trash[PIECE];
    size_t total = 0;
    for (int got; (got = FCGX_GetStr(trash, sizeof trash, w->wire.in)) > 0;) {
        yx_still_step(&w->still, YX_STILL_READS);
        total += (size_t)got;
        if (total > DRAIN_MAX)
            return YX_TOO_LARGE;
    }
    *extra_out = total;
    return FCGX_GetError(w->wire.in) != 0 ? YX_IO : YX_OK;
}

/* Head and body of a request. YX_IO: the connection is of no more use. */
static enum yx_err read_request(struct worker *w, struct yx_request *req)
{
    const struct yx_fcgi_setup *setup = &w->gate->setup;
    size_t len = 0, body_max = 0, extra = 0;
    enum yx_err err = read_head(w, req, &len);
    if (err == YX_OK)
        err = setup->admit(setup->arg, req, &body_max);
    if (err == YX_OK && (len > body_max || len > setup->arena_max / 2))
        err = YX_TOO_LARGE;
    yx_still_step(&w->still, YX_STILL_READS);
    bool taken = err == YX_OK;
    if (taken)
        err = read_body(w, req, len);
    if (err == YX_IO)
        return err;
    enum yx_err drained = drain_body(w, &extra);
    w->close = drained == YX_TOO_LARGE;
    if (drained == YX_IO)
        return drained;
    return taken && (extra > 0 || w->close) ? YX_INVALID : err; /* longer than announced */
}

static const char *reason_of(int status)
{
    switch (status) {
    case 200: return "OK";
    case 201: return "Created";
    case 202: return "Accepted";
    case 204: return "No Content";
    case 303: return "See Other";
    case 304: return "Not Modified";
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 409: return "Conflict";
    case 413: return "Content Too Large";
    case 429: return "Too Many Requests";
    case 503: return "Service Unavailable";
    default: return status < 400 ? "Done" : status < 500 ? "Refused" : "Internal Server Error";
    }
}

static bool put(struct worker *w, const char *at, size_t len)
{
    while (len > 0) {
        size_t piece = len < PIECE ? len : PIECE;
        if (FCGX_PutStr(at, (int)piece, w->wire.out) != (int)piece)
            return false;
        yx_still_step(&w->still, YX_STILL_WRITES);
        at += piece;
        len -= piece;
    }
    return true;
}

/* Hand the response to nginx; false when it could not be. The streams are closed in the
 * order in which the last one carries the end of the request: one write(2) for all. */
static bool write_response(struct worker *w, struct yx_response *resp)
{
    char line[256];
    int len = snprintf(line, sizeof line, "Status: %d %s\r\n", resp->status,
        reason_of(resp->status));
    yx_still_step(&w->still, YX_STILL_WRITES);
    bool ok = put(w, line, (size_t)len);
    if (ok && resp->content_type != NULL) {
        len = snprintf(line, sizeof line, "Content-Type: %.200s\r\n", resp->content_type);
        ok = put(w, line, (size_t)len);
    }
    len = snprintf(line, sizeof line, "Content-Length: %zu\r\n\r\n", resp->body_len);
    ok = ok && put(w, resp->head.at, resp->head.len) && put(w, line, (size_t)len) &&
        put(w, resp->body, resp->body_len);
    ok = FCGX_FClose(w->wire.err) == 0 && ok;
    return FCGX_FClose(w->wire.out) == 0 && ok;
}

static void count(int status)
{
    yx_count(YX_M_REQUESTS);
    if (status >= 500)
        yx_count(YX_M_REQUESTS_FAILED);
    else if (status >= 400)
        yx_count(YX_M_REQUESTS_REFUSED);
}

/* Everything between Accept and the next one. */
static void serve_one(struct worker *w)
{
    const struct yx_fcgi_setup *setup = &w->gate->setup;
    struct yx_request req;
    w->close = false;
    yx_buf_clear(&w->head);
    struct yx_response resp = { .head = w->head, .body = "" };
    enum yx_err err = read_request(w, &req);
    if (err == YX_IO) {
        FCGX_Free(&w->wire, 1);
        yx_arena_wipe(w->arena);
        return;
    }
    yx_still_step(&w->still, YX_STILL_WORKS);
    if (err != YX_OK)
        req.body = "", req.body_len = 0, setup->refuse(setup->arg, &req, &resp, err);
    else
        setup->handle(setup->arg, &req, &resp);
    if (resp.status == 0)
        setup->refuse(setup->arg, &req, &resp, YX_INTERNAL);
    bool written = write_response(w, &resp);
    yx_still_step(&w->still, YX_STILL_WORKS);
    count(resp.status);
    if (err == YX_OK && setup->written != NULL)
        setup->written(setup->arg, &req, written);
    w->head = resp.head; /* it may have grown */
    if (w->close || !written)
        FCGX_Free(&w->wire, 1);
    else
        FCGX_Finish_r(&w->wire);
    yx_arena_wipe(w->arena);
}

#ifndef YX_FCGI_OTHER_FORM
static void nap_ms(int ms)
{
    nanosleep(&(struct timespec){ ms / 1000, (long)(ms % 1000) * 1000000 }, NULL);
}

static void pass_the_door(struct yx_fcgi *g)
{
    pthread_mutex_lock(&g->door);
    pthread_mutex_unlock(&g->door);
}

static void *work(void *arg)
{
    struct worker *w = arg;
    pass_the_door(w->gate);
    yx_still_enter(&w->still);
    while (!atomic_load(&w->gate->stopping)) {
        yx_still_step(&w->still, YX_STILL_WAITS);
        int rc = FCGX_Accept_r(&w->wire);
        yx_still_step(&w->still, YX_STILL_WORKS);
        if (rc == 0) {
            serve_one(w);
        } else if (rc != -EINTR) { /* out of descriptors, most likely: others will close some */
            yx_log(YX_WARN, "accept failed", "why", strerror(-rc), NULL);
            nap_ms(100);
        }
    }
    yx_still_step(&w->still, YX_STILL_WAITS); /* closing waits for the peer, up to 2 s */
    FCGX_Free(&w->wire, 1);
    yx_still_leave(&w->still);
    return NULL;
}
#endif

static void library_start(void)
{
    FCGX_Init();
    yx_still_signals(); /* in place of the handlers that FCGX_Init has set */
}

static bool worker_new(struct yx_fcgi *g, struct worker *w)
{
    w->gate = g;
    w->head = yx_buf_new(HEAD_MAX);
    w->arena = yx_arena_new(g->setup.arena_max);
    return w->arena != NULL &&
        FCGX_InitRequest(&w->wire, g->setup.listen_fd, FCGI_FAIL_ACCEPT_ON_INTR) == 0;
}

static void worker_free(struct worker *w)
{
    yx_buf_free(&w->head);
    yx_arena_free(&w->arena);
}

#ifndef YX_FCGI_OTHER_FORM
static bool worker_start(struct yx_fcgi *g, struct worker *w)
{
    pthread_attr_t attr;
    if (!worker_new(g, w))
        return false;
    pthread_attr_init(&attr);
    pthread_attr_setstacksize(&attr, STACK_BYTES);
    bool ok = pthread_create(&w->still.thread, &attr, work, w) == 0;
    pthread_attr_destroy(&attr);
    return ok;
}

static void all_free(struct yx_fcgi *g)
{
    for (int i = 0; i < g->started; i++)
        pthread_join(g->workers[i].still.thread, NULL);
    yx_still_watch_end(&g->watch);
    for (int i = 0; i < g->setup.threads; i++)
        worker_free(&g->workers[i]);
    pthread_mutex_destroy(&g->door);
    free(g->workers);
    free(g);
}

static bool threads_start(struct yx_fcgi *g)
{
    const struct yx_still_limits limits = { .wait_ms = g->setup.idle_ms,
        .stall_ms = g->setup.stall_ms };
    bool ok = true;
    for (int i = 0; ok && i < g->setup.threads; i++) {
        ok = worker_start(g, &g->workers[i]);
        g->started += ok;
    }
    return ok && yx_still_watch_start(&limits, &g->workers[0].still, sizeof g->workers[0],
        g->setup.threads, &g->watch);
}

enum yx_err yx_fcgi_start(const struct yx_fcgi_setup *setup, struct yx_fcgi **fcgi_out)
{
    *fcgi_out = NULL;
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, library_start);
    struct yx_fcgi *g = calloc(1, sizeof *g);
    if (g == NULL)
        return YX_MEMORY;
    g->setup = *setup;
    g->workers = calloc((size_t)setup->threads, sizeof *g->workers);
    if (g->workers == NULL) {
        free(g);
        return YX_MEMORY;
    }
    pthread_mutex_init(&g->door, NULL);
    pthread_mutex_lock(&g->door);
    *fcgi_out = g;
    bool ok = threads_start(g);
    atomic_store(&g->stopping, !ok);
    if (ok && setup->ready != NULL)
        setup->ready();
    pthread_mutex_unlock(&g->door);
    if (ok)
        return YX_OK;
    yx_log(YX_ERROR, "threads of the gate did not start", "started", yx_num(g->started), NULL);
    yx_fcgi_drain(fcgi_out, 10000);
    return YX_MEMORY;
}

enum yx_err yx_fcgi_drain(struct yx_fcgi **fcgi, int wait_ms)
{
    struct yx_fcgi *g = *fcgi;
    int64_t until_us = yx_clock_mono_us() + (int64_t)wait_ms * 1000;
    atomic_store(&g->stopping, true);
    if (g->watch != NULL)
        yx_still_watch_hurry(g->watch);
    for (;;) {
        int left = 0;
        for (int i = 0; i < g->started; i++)
            left += !yx_still_wake(&g->workers[i].still);
        if (left == 0)
            break;
        if (yx_clock_mono_us() >= until_us)
            return YX_TIMEOUT;
        nap_ms(DRAIN_STEP_MS);
    }
    all_free(g);
    *fcgi = NULL;
    return YX_OK;
}
#endif
