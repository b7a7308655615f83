/* The post role: sends letters, fetches files, publishes news. It holds the credentials
 * for that, and serves nobody. */
#include "outbox/post.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "base/clock.h"
#include "cases/cases.h"
#include "files/files.h"
#include "outbox/role.h"
#include "serve/listeners.h"
#include "serve/poison.h"
#include "serve/role.h"
#include "watch/log.h"
#include "watch/metrics.h"

enum { LOOK_MS = 1000, SWEEP_MS = 1000, COUNT_MS = 5000, LEAVE_MS = 8000, WAKES_AT_ONCE = 256 };

int64_t yx_post_int(const struct yx_post *p, const char *option)
{
    return yx_config_int(p->settings.config, option);
}

/* ---- opening ---- */

static enum yx_err open_shared(void)
{
    struct yx_shared *shared;
    int fd = yx_role_fd(YX_ENV_SHARED);
    enum yx_err err = fd < 0 ? YX_INVALID : yx_shared_map(fd, &shared);
    if (fd >= 0)
        close(fd);
    return err;
}

/* TERM drains; INT and HUP reach it from a terminal together with the supervisor, which
 * alone decides what they mean. Children are the alerts' commands: nobody waits for them. */
static int open_signals(void)
{
    struct sigaction ignore = { .sa_handler = SIG_IGN };
    sigset_t set;
    sigaction(SIGINT, &ignore, NULL);
    sigaction(SIGHUP, &ignore, NULL);
    sigaction(SIGPIPE, &ignore, NULL);
    sigaction(SIGCHLD, &ignore, NULL);
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigprocmask(SIG_BLOCK, &set, NULL);
    return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

static enum yx_err post_open(struct yx_post *p)
{
    p->signal_fd = open_signals();
    p->wake_fd = yx_role_fd(YX_ENV_WAKE);
    enum yx_err err = p->signal_fd < 0 || p->wake_fd < 0 ? YX_INVALID : open_shared();
    if (err == YX_OK)
        err = yx_settings_open(getenv(YX_ENV_CONFIG), YX_ROLE_POST, yx_role_name(), &p->settings);
    if (err == YX_OK)
        err = yx_rooms_open(p->settings.config, &p->settings.faults, &p->rooms);
    if (err == YX_OK)
        err = yx_load_start(p->rooms.registry, YX_LOAD_CHANNELS, NULL, NULL, &p->settings.faults);
    if (err == YX_OK)
        err = yx_cases_start(p->settings.config, p->rooms.store, p->rooms.registry, p->rooms.texts, &p->settings.faults);
    if (err == YX_OK)
        err = yx_files_start(p->settings.config, &p->settings.faults, p->rooms.store, p->rooms.texts);
    if (yx_settings_faulty(&p->settings) && err == YX_OK)
        err = YX_INVALID;
    if (err == YX_OK)
        err = yx_porter_start(p->settings.config, yx_role_fd(YX_ENV_HATCH));
    p->http = yx_http_new();
    return err == YX_OK && p->http == NULL ? YX_MEMORY : err;
}

/* ---- the loop ---- */

static enum yx_err sweep(struct yx_tx *tx, void *arg)
{
    return yx_queue_sweep(tx, *(int64_t *)arg);
}

static void count_waiting(struct yx_post *p)
{
    struct yx_tx *tx;
    int64_t count;
    if (yx_store_read(p->rooms.store, &tx) != YX_OK)
        return;
    if (yx_queue_count(tx, &count) == YX_OK)
        yx_gauge(YX_M_LETTERS_WAIT, (uint64_t)count);
    yx_store_done(p->rooms.store, &tx);
}

static enum yx_err write_down(struct yx_tx *tx, void *arg)
{
    const struct yx_post *p = arg;
    enum yx_err err = YX_OK;
    for (int i = 0; i < p->settled_count && err == YX_OK; i++)
        err = yx_queue_settle(tx, &p->settled[i]);
    for (int i = 0; i < p->settled_count && err == YX_OK; i++)
        if (p->settled[i].message != 0)
            err = yx_case_delivered(tx, p->settled[i].conversation, p->settled[i].message);
    return err;
}

/* What became of letters, in one commit. When it fails their leases end, and they are sent
 * again: at least once is what can be promised. */
static void settle(struct yx_post *p)
{
    if (p->settled_count == 0)
        return;
    enum yx_err err = yx_store_commit(p->rooms.store, write_down, p);
    if (err != YX_OK)
        yx_log(YX_ERROR, "letters not settled", "err", yx_err_words(err), "letters", yx_num(p->settled_count), NULL);
    p->settled_count = 0;
    p->look = true; /* the next ones of the same people */
}

static void hear(struct yx_post *p)
{
    struct yx_wake wake;
    for (int i = 0; i < WAKES_AT_ONCE && yx_wake_hear(p->wake_fd, &wake); i++) {
        if (wake.kind == YX_WAKE_OUTBOX)
            p->look = true;
        else if (wake.kind == YX_WAKE_FILES)
            yx_porter_nudge();
        else
            yx_news_tell(p, &wake);
    }
}

/* What is due each second or so; the next time is returned. */
static void tick(struct yx_post *p, int64_t now_ms)
{
    static int64_t look_ms, sweep_ms, count_ms;
    if (p->leaving)
        return;
    if (now_ms >= sweep_ms) {
        yx_store_commit(p->rooms.store, sweep, &now_ms);
        sweep_ms = now_ms + SWEEP_MS;
    }
    if (now_ms >= count_ms) {
        count_waiting(p);
        count_ms = now_ms + COUNT_MS;
    }
    if (p->look || now_ms >= look_ms) {
        p->look = false;
        look_ms = now_ms + LOOK_MS;
        yx_sending_begin(p, now_ms);
        yx_fetching_begin(p, now_ms);
    }
}

static bool is_told_to_leave(const struct yx_post *p)
{
    struct signalfd_siginfo info;
    return read(p->signal_fd, &info, sizeof info) == (ssize_t)sizeof info;
}

static void work(struct yx_post *p)
{
    const int fds[] = { p->signal_fd, p->wake_fd };
    int64_t leave_ms = INT64_MAX;
    while (!p->leaving || (yx_http_count(p->http) > 0 && yx_clock_ms() < leave_ms)) {
        hear(p);
        int64_t now_ms = yx_clock_ms();
        tick(p, now_ms);
        yx_tokens_tick(p, now_ms);
        settle(p);
        yx_http_wait(p->http, fds, p->leaving ? 0 : 2, p->look ? 0 : p->leaving ? 100 : 250);
        settle(p);
        if (!p->leaving && is_told_to_leave(p)) {
            p->leaving = true;
            leave_ms = now_ms + LEAVE_MS;
        }
    }
}

int yx_post_run(void)
{
    static struct yx_post p;
    enum yx_err err = post_open(&p);
    if (err != YX_OK) {
        yx_log(YX_ERROR, "post cannot start", "err", yx_err_words(err), NULL);
        return 1; /* what is open ends with the process */
    }
    yx_log(YX_INFO, "post ready", "channels", yx_num((long long)p.rooms.registry->channel_count), NULL);
    yx_role_ready();
    work(&p);
    yx_porter_stop();
    yx_log(YX_INFO, "post left", "under_way", yx_num(p.flights), NULL);
    yx_http_free(&p.http);
    yx_cases_stop();
    yx_rooms_close(&p.rooms);
    yx_settings_free(&p.settings);
    return 0;
}
