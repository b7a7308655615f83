#include <errno.h>
#include <malloc.h>
#include <signal.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "gate/dispatch.h"
#include "serve/house.h"
#include "serve/listeners.h"
#include "serve/poison.h"
#include "serve/role.h"
#include "serve/settings.h"
#include "serve/wake.h"
#include "watch/log.h"

/* Of the arena, a request may use so much; of that, half for its body. The idle limit lies
 * over the 30 s for which nginx keeps an idle connection (upstream keepalive_timeout), so that only
 * a silent or half-sent one meets it. */
enum { ARENA_MAX = 8 << 20, IDLE_MS = 45000, DRAIN_STEP_MS = 1000, ORPHAN_DRAIN_S = 9,
    MALLOC_ARENAS = 8 };

struct yx_house yx_house;

struct gate {
    struct yx_settings settings;
    struct yx_routes *routes;
    struct yx_dispatch *dispatch;
    struct yx_fcgi *fcgi;
    int listen_fd;
    pid_t supervisor;
};

static enum yx_err healthz(void *self, struct yx_request *req, struct yx_response *resp)
{
    (void)self;
    (void)req;
    yx_respond(resp, 200, "text/plain; charset=utf-8", "ok\n", 3);
    return YX_OK;
}

static enum yx_err readyz(void *self, struct yx_request *req, struct yx_response *resp)
{
    if (yx_house.ready != NULL && !yx_house.ready())
        return YX_BUSY;
    return healthz(self, req, resp);
}

static enum yx_err metrics(void *self, struct yx_request *req, struct yx_response *resp)
{
    (void)self;
    struct yx_buf text = yx_buf_new(64 * 1024);
    yx_metrics_print(&text);
    yx_respond(resp, 200, "text/plain; version=0.0.4; charset=utf-8",
        yx_arena_text(req->arena, text.at, text.len), text.len);
    yx_buf_free(&text);
    return YX_OK;
}

static const struct yx_route own_routes[] = {
    { "/healthz", YX_GET, 0, YX_OPERATOR, false, healthz },
    { "/readyz", YX_GET, 0, YX_OPERATOR, false, readyz },
    { "/metrics", YX_GET, 0, YX_OPERATOR, false, metrics },
    { 0 },
};

/* The signals of a gate: TERM drains. INT and HUP reach it from a terminal together with
 * the supervisor, which alone decides what they mean. */
static void signals_start(void)
{
    struct sigaction ignore = { .sa_handler = SIG_IGN };
    sigset_t set;
    sigaction(SIGINT, &ignore, NULL);
    sigaction(SIGHUP, &ignore, NULL);
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
}

static enum yx_err shared_start(void)
{
    struct yx_shared *shared;
    int fd = yx_role_fd(YX_ENV_SHARED);
    enum yx_err err = fd < 0 ? YX_INVALID : yx_shared_map(fd, &shared);
    if (err == YX_OK) {
        yx_poison_start(shared);
        yx_listeners_attach(shared);
    } else {
        yx_log(YX_ERROR, "no shared page", "err", yx_err_words(err), NULL);
    }
    if (fd >= 0)
        close(fd);
    return err;
}

static enum yx_err gate_open(struct gate *g)
{
    const struct yx_route_owner own = { .name = "gate" };
    enum yx_err err = shared_start();
    g->listen_fd = yx_role_fd(YX_ENV_LISTEN);
    g->routes = yx_routes_new();
    if (err != YX_OK || g->listen_fd < 0 || g->routes == NULL)
        return err != YX_OK ? err : YX_INVALID;
    err = yx_settings_open(getenv(YX_ENV_CONFIG), YX_ROLE_GATE, yx_role_name(), &g->settings);
    if (err == YX_OK)
        err = yx_routes_add(g->routes, &own, own_routes);
    if (err == YX_OK)
        yx_wake_find(yx_config_text(g->settings.config, "paths.var"));
    if (err == YX_OK && yx_house.open != NULL)
        err = yx_house.open(g->settings.config, &g->settings.faults, g->routes);
    else if (err == YX_OK)
        yx_config_check(g->settings.config, &g->settings.faults);
    if (yx_settings_faulty(&g->settings) && err == YX_OK)
        err = YX_INVALID;
    return err;
}

static enum yx_err gate_serve(struct gate *g)
{
    const struct yx_config *c = g->settings.config;
    g->dispatch = yx_dispatch_new(g->routes, (int)yx_config_int(c, "gate.slow_max"));
    if (g->dispatch == NULL)
        return YX_MEMORY;
    const struct yx_fcgi_setup setup = {
        .listen_fd = g->listen_fd,
        .threads = (int)yx_config_int(c, "gate.threads"),
        .arena_max = ARENA_MAX,
        .stall_ms = (int)yx_config_int(c, "gate.stall_ms"),
        .idle_ms = IDLE_MS,
        .admit = yx_dispatch_admit,
        .refuse = yx_dispatch_refuse,
        .handle = yx_dispatch_handle,
        .written = yx_dispatch_written,
        .ready = yx_role_ready, /* said before a message can kill it */
        .arg = g->dispatch,
    };
    return yx_fcgi_start(&setup, &g->fcgi);
}

static void wait_for_term(void)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    for (;;) {
        int got = sigtimedwait(&set, NULL, &(struct timespec){ .tv_sec = 1 });
        if (got == SIGTERM)
            return;
        if (errno == EAGAIN && yx_house.tick != NULL)
            yx_house.tick();
    }
}

/* The supervisor says how long this may take, by SIGKILL; when it is gone, we do. */
static bool gate_drain(struct gate *g)
{
    int alone_s = 0;
    while (yx_fcgi_drain(&g->fcgi, DRAIN_STEP_MS) == YX_TIMEOUT) {
        alone_s += getppid() != g->supervisor;
        if (alone_s >= ORPHAN_DRAIN_S)
            return false;
    }
    return true;
}

int yx_gate_run(void)
{
    struct gate g = { .listen_fd = -1, .supervisor = getppid() };
    mallopt(M_ARENA_MAX, MALLOC_ARENAS); /* one for each of 72 threads would cost tens of MB */
    signals_start();
    enum yx_err err = gate_open(&g);
    if (err == YX_OK)
        err = gate_serve(&g);
    if (err != YX_OK) {
        yx_log(YX_ERROR, "gate cannot start", "err", yx_err_words(err), NULL);
        return 1; /* what is open ends with the process */
    }
    yx_log(YX_INFO, "gate ready", "threads", yx_num(yx_config_int(g.settings.config, "gate.threads")),
        NULL);
    wait_for_term();
    int64_t begin_us = yx_clock_mono_us();
    if (!gate_drain(&g))
        _exit(1); /* threads still use what would be closed */
    if (yx_house.close != NULL)
        yx_house.close();
    yx_dispatch_free(&g.dispatch);
    yx_routes_free(&g.routes);
    yx_settings_free(&g.settings);
    yx_log(YX_INFO, "gate drained", "ms", yx_num((yx_clock_mono_us() - begin_us) / 1000), NULL);
    return 0;
}
