/* The role clock: one thread that looks each second for what is due. It serves nobody and sends nothing; what it does
 * is written down, and post and the gates go on from there. Two of them, during a reload, do no harm: each thing is
 * done by a commit that holds only while it is still to be done. */
#include <signal.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "audit/audit.h"
#include "base/clock.h"
#include "cases/cases.h"
#include "desk/desk.h"
#include "files/files.h"
#include "schedule/role.h"
#include "schedule/roster.h"
#include "serve/listeners.h"
#include "serve/poison.h"
#include "serve/role.h"
#include "serve/rooms.h"
#include "serve/settings.h"
#include "serve/wake.h"
#include "watch/log.h"

enum { STEP_MS = 1000 };

struct clock {
    struct yx_settings settings;
    struct yx_rooms rooms;
    struct yx_audit_keys keys;
};

/* TERM ends it; INT and HUP reach it from a terminal together with the supervisor, which alone decides. */
static void open_signals(sigset_t *term)
{
    struct sigaction ignore = { .sa_handler = SIG_IGN };
    sigaction(SIGINT, &ignore, NULL);
    sigaction(SIGHUP, &ignore, NULL);
    sigemptyset(term);
    sigaddset(term, SIGTERM);
    sigprocmask(SIG_BLOCK, term, NULL);
}

static enum yx_err open_shared(void)
{
    struct yx_shared *shared;
    int fd = yx_role_fd(YX_ENV_SHARED);
    enum yx_err err = fd < 0 ? YX_INVALID : yx_shared_map(fd, &shared);
    if (err == YX_OK)
        yx_listeners_attach(shared);
    if (fd >= 0)
        close(fd);
    return err;
}

static enum yx_err clock_open(struct clock *c)
{
    struct yx_faults *faults = &c->settings.faults;
    enum yx_err err = open_shared();
    if (err == YX_OK)
        err = yx_settings_open(getenv(YX_ENV_CONFIG), YX_ROLE_CLOCK, yx_role_name(), &c->settings);
    if (err == YX_OK)
        err = yx_rooms_open(c->settings.config, faults, &c->rooms);
    if (err == YX_OK)
        err = yx_load_start(c->rooms.registry, YX_LOAD_CHANNELS, NULL, NULL, faults);
    if (err == YX_OK)
        err = yx_roster_open(c->settings.config, faults);
    if (err == YX_OK)
        err = yx_audit_keys_open(c->settings.config, faults, &c->keys);
    if (err == YX_OK)
        err = yx_cases_start(c->settings.config, c->rooms.store, c->rooms.registry, c->rooms.texts, faults);
    if (err == YX_OK)
        err = yx_files_start(c->settings.config, faults, c->rooms.store, c->rooms.texts);
    if (yx_settings_faulty(&c->settings) && err == YX_OK)
        err = YX_INVALID;
    if (err == YX_OK) {
        yx_wake_find(yx_config_text(c->settings.config, "paths.var"));
        yx_desk_start(c->settings.config, c->rooms.store, c->rooms.registry, c->rooms.texts);
    }
    return err;
}

/* What is due now. */
static void look(struct clock *c, int64_t now_ms)
{
    yx_roster_refresh(c->rooms.store);
    yx_desk_due(now_ms);
    yx_audit_due(c->rooms.store, &c->keys, now_ms);
    yx_cases_due(now_ms);
    yx_files_sweep(now_ms);
}

int yx_clock_run(void)
{
    static struct clock c;
    sigset_t term;
    open_signals(&term);
    enum yx_err err = clock_open(&c);
    if (err != YX_OK) {
        yx_log(YX_ERROR, "clock cannot start", "err", yx_err_words(err), NULL);
        return 1; /* what is open ends with the process */
    }
    if (!c.keys.signs)
        yx_log(YX_WARN, "audit: no audit.key, the end of the chain is not signed", NULL);
    yx_log(YX_INFO, "clock ready", NULL);
    yx_role_ready();
    const struct timespec step = { .tv_sec = STEP_MS / 1000 };
    do
        look(&c, yx_clock_ms());
    while (sigtimedwait(&term, NULL, &step) != SIGTERM);
    yx_cases_stop();
    yx_rooms_close(&c.rooms);
    yx_settings_free(&c.settings);
    yx_log(YX_INFO, "clock left", NULL);
    return 0;
}
