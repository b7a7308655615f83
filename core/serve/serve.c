#include "serve/serve.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "gate/fcgi.h"
#include "serve/crew.h"
#include "serve/poison.h"
#include "serve/settings.h"
#include "serve/wake.h"
#include "store/store.h"
#include "watch/log.h"

/* 9 s of patience, so that all has ended within 10 s of SIGTERM. */
#define STOP_US INT64_C(9000000)
#define SECOND_US INT64_C(1000000)

enum { BACKLOG = 511 };

struct supervisor {
    struct yx_settings settings;
    struct yx_crew crew;
    int lock_fd, signal_fd;
    bool reload; /* asked for while another one was under way */
    char config[PATH_MAX], binary[PATH_MAX], var[PATH_MAX], socket[PATH_MAX];
};

/* One server on one var/: the lock is held as long as the supervisor lives, however it ends. */
static enum yx_err lock_var(struct supervisor *s)
{
    char path[PATH_MAX + 32], pid[24] = "";
    snprintf(path, sizeof path, "%s/run", s->var);
    if (mkdir(path, 0755) != 0 && errno != EEXIST) {
        yx_log(YX_ERROR, "cannot make a folder", "path", path, "why", strerror(errno), NULL);
        return YX_READ_ONLY;
    }
    snprintf(path, sizeof path, "%s/run/serve.lock", s->var);
    s->lock_fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (s->lock_fd < 0) {
        yx_log(YX_ERROR, "cannot open", "path", path, "why", strerror(errno), NULL);
        return YX_READ_ONLY;
    }
    if (flock(s->lock_fd, LOCK_EX | LOCK_NB) != 0) {
        ssize_t n = pread(s->lock_fd, pid, sizeof pid - 1, 0);
        pid[n > 0 ? strcspn(pid, "\n") : 0] = '\0';
        yx_log(YX_ERROR, "another server runs on this folder", "pid", pid, "var", s->var, NULL);
        return YX_BUSY;
    }
    int len = snprintf(pid, sizeof pid, "%d\n", (int)getpid());
    if (ftruncate(s->lock_fd, 0) != 0 || pwrite(s->lock_fd, pid, (size_t)len, 0) != len) {
        yx_log(YX_ERROR, "cannot write", "path", path, "why", strerror(errno), NULL);
        return YX_FULL;
    }
    return YX_OK;
}

static enum yx_err signals_open(struct supervisor *s)
{
    static const int ours[] = { SIGTERM, SIGINT, SIGHUP, SIGCHLD };
    sigset_t set;
    sigemptyset(&set);
    for (size_t i = 0; i < sizeof ours / sizeof *ours; i++)
        sigaddset(&set, ours[i]);
    sigprocmask(SIG_BLOCK, &set, NULL);
    s->signal_fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    return s->signal_fd < 0 ? YX_IO : YX_OK;
}

/* What the supervisor itself takes from the configuration, at the start and on reload. */
static void take_settings(struct supervisor *s)
{
    const struct yx_config *c = s->settings.config;
    s->crew.gates = (int)yx_config_int(c, "gate.processes");
    s->crew.leave_us = (yx_config_int(c, "gate.turn_limit_s") + 10) * SECOND_US;
}

static bool copy_path(char *to, const char *from)
{
    return from != NULL && (size_t)snprintf(to, PATH_MAX, "%s", from) < PATH_MAX;
}

/* The only time at which the schema changes: no gate is up yet. */
static enum yx_err migrate(const struct supervisor *s)
{
    int from = 0;
    enum yx_err err = yx_store_migrate(yx_config_text(s->settings.config, "store.path"), &from);
    if (err == YX_OK && from != yx_store_schema())
        yx_log(YX_INFO, "database migrated", "from", yx_num(from), "to", yx_num(yx_store_schema()), NULL);
    return err;
}

/* Held by the supervisor, so that post may be started anew behind it. */
static int bind_wake(const struct supervisor *s, enum yx_err *err)
{
    char path[PATH_MAX + 32];
    snprintf(path, sizeof path, "%s" YX_WAKE_SOCKET, s->var);
    int fd = yx_wake_bind(path, err);
    if (fd < 0)
        yx_log(YX_ERROR, "cannot bind", "path", path, "err", yx_err_words(*err), NULL);
    return fd;
}

static enum yx_err open_hatch(struct supervisor *s)
{
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, s->crew.how.hatch_fds) == 0)
        return YX_OK;
    yx_log(YX_ERROR, "no sockets", "why", strerror(errno), NULL);
    return yx_err_of_errno(errno);
}

static enum yx_err supervisor_open(struct supervisor *s)
{
    enum yx_err err = yx_settings_open(s->config, YX_ROLE_SERVE, "serve", &s->settings);
    if (err != YX_OK)
        return err;
    if (!copy_path(s->var, yx_config_text(s->settings.config, "paths.var")) ||
        !copy_path(s->socket, yx_config_text(s->settings.config, "gate.socket")))
        return YX_TOO_LARGE;
    take_settings(s);
    s->crew.how = (struct yx_role_start){ .binary = s->binary, .config = s->config,
        .var = s->var };
    err = lock_var(s);
    if (err == YX_OK)
        err = migrate(s);
    if (err == YX_OK)
        err = yx_shared_new(&s->crew.how.shared_fd, &s->crew.shared);
    if (err == YX_OK)
        err = signals_open(s);
    if (err == YX_OK)
        s->crew.how.listen_fd = yx_fcgi_listen(s->socket, BACKLOG, &err);
    if (err == YX_OK)
        s->crew.how.wake_fd = bind_wake(s, &err);
    if (err == YX_OK)
        err = open_hatch(s);
    return err;
}

/* New configuration, new plugins, new binary: new gates, and the old ones leave when these
 * are ready. What the supervisor holds open (the socket, var/) stays as it is. */
static void reload(struct supervisor *s, int64_t now_us)
{
    struct yx_settings fresh;
    if (s->crew.next != 0) {
        s->reload = true;
        return;
    }
    s->reload = false;
    if (yx_settings_open(s->config, YX_ROLE_SERVE, "serve", &fresh) != YX_OK) {
        yx_log(YX_ERROR, "reload refused, the old ones go on", NULL);
        yx_settings_free(&fresh);
        return;
    }
    yx_settings_free(&s->settings);
    s->settings = fresh;
    take_settings(s);
    yx_log(YX_INFO, "reloading", NULL);
    yx_crew_renew(&s->crew, now_us);
}

static void reap(struct supervisor *s, int64_t now_us)
{
    int status;
    for (pid_t pid; (pid = waitpid(-1, &status, WNOHANG)) > 0;)
        yx_crew_ended(&s->crew, pid, status, now_us);
}

static void take_signals(struct supervisor *s, int64_t now_us)
{
    struct signalfd_siginfo info;
    while (read(s->signal_fd, &info, sizeof info) == (ssize_t)sizeof info) {
        if (info.ssi_signo == SIGCHLD) {
            reap(s, now_us);
        } else if (info.ssi_signo == SIGHUP && !s->crew.stopping) {
            reload(s, now_us);
        } else if (info.ssi_signo != SIGHUP && !s->crew.stopping) {
            yx_log(YX_INFO, "stopping", "signal", strsignal((int)info.ssi_signo), NULL);
            yx_crew_stop(&s->crew, STOP_US, now_us);
        }
    }
}

static void end_overdue(struct supervisor *s, int64_t now_us)
{
    int64_t limit_us = yx_config_int(s->settings.config, "gate.turn_limit_s") * SECOND_US;
    pid_t pid = yx_poison_overdue(s->crew.shared, limit_us, now_us);
    if (!yx_crew_has(&s->crew, pid))
        return;
    yx_log(YX_ERROR, "a turn takes too long, its process is ended", "pid", yx_num(pid), NULL);
    kill(pid, SIGABRT);
}

/* Wait for signals and for gates that get ready. */
static void listen_once(struct supervisor *s, int64_t until_us)
{
    struct pollfd fds[1 + YX_CREW_MEMBERS] = { { .fd = s->signal_fd, .events = POLLIN } };
    struct yx_member *who[1 + YX_CREW_MEMBERS];
    nfds_t count = 1;
    for (int i = 0; i < YX_CREW_MEMBERS; i++) {
        struct yx_member *m = &s->crew.members[i];
        if (m->pid != 0 && m->ready_fd >= 0) {
            who[count] = m;
            fds[count++] = (struct pollfd){ .fd = m->ready_fd, .events = POLLIN };
        }
    }
    int64_t wait_us = until_us - yx_clock_mono_us();
    poll(fds, count, wait_us > 0 ? (int)(wait_us / 1000) + 1 : 0);
    int64_t now_us = yx_clock_mono_us();
    for (nfds_t i = 1; i < count; i++)
        if (fds[i].revents != 0 && who[i]->ready_fd == fds[i].fd)
            yx_crew_heard(&s->crew, who[i], now_us);
    take_signals(s, now_us);
}

static void supervise(struct supervisor *s)
{
    int64_t next_us;
    yx_crew_renew(&s->crew, yx_clock_mono_us());
    while (yx_crew_count(&s->crew) > 0 || !(s->crew.stopping || s->crew.failed)) {
        int64_t now_us = yx_clock_mono_us();
        yx_crew_tick(&s->crew, now_us, &next_us);
        end_overdue(s, now_us);
        if (s->reload && !s->crew.stopping)
            reload(s, now_us);
        listen_once(s, next_us);
    }
}

int yx_serve_run(void)
{
    static struct supervisor s; /* paths of 4 KiB each */
    if (!copy_path(s.config, getenv(YX_ENV_CONFIG)) || !copy_path(s.binary, getenv(YX_ENV_BINARY)))
        return 2;
    enum yx_err err = supervisor_open(&s);
    if (err != YX_OK) {
        yx_log(YX_ERROR, "cannot serve", "err", yx_err_words(err), NULL);
        return 1;
    }
    yx_log(YX_INFO, "serving", "socket", s.socket, "var", s.var, NULL);
    supervise(&s);
    unlink(s.socket);
    yx_settings_free(&s.settings);
    if (s.crew.failed)
        yx_log(YX_ERROR, "cannot serve", "err", "not all got ready", NULL);
    else
        yx_log(YX_INFO, "stopped", NULL);
    return s.crew.failed ? 1 : 0;
}

int yx_serve_begin(const char *config_file)
{
    char config[PATH_MAX], binary[PATH_MAX];
    struct yx_settings settings;
    ssize_t len = readlink("/proc/self/exe", binary, sizeof binary - 1);
    if (len < 0 || realpath(config_file, config) == NULL) {
        fprintf(stderr, "yixian: %s: %s\n", config_file, strerror(errno));
        return 1;
    }
    binary[len] = '\0';
    if (yx_settings_open(config, YX_ROLE_SERVE, "serve", &settings) != YX_OK) {
        yx_settings_free(&settings);
        return 1; /* the faults are printed */
    }
    char *argv[] = { (char[]){ "yixian: serve" },
        (char *)(uintptr_t)yx_config_text(settings.config, "paths.var"), NULL };
    setenv(YX_ENV_CONFIG, config, 1);
    setenv(YX_ENV_BINARY, binary, 1);
    execv(binary, argv);
    fprintf(stderr, "yixian: %s: %s\n", binary, strerror(errno));
    return 1;
}
