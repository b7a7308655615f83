#include "serve/role.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "serve/serve.h"
#include "watch/log.h"
#include "watch/metrics.h"

static const char title[] = "yixian: ";
static char role_name[24] = "yixian";
const struct yx_single_role *yx_single_roles;

static void hand_down(const char *name, int fd)
{
    char number[12];
    snprintf(number, sizeof number, "%d", fd);
    fcntl(fd, F_SETFD, 0);
    setenv(name, number, 1);
}

/* Sanitizers read how to speak from here, when tests run with them. */
static bool is_harmless(const char *entry)
{
    static const char *const names[] = { YX_ENV_CONFIG "=", "ASAN_OPTIONS=", "UBSAN_OPTIONS=", "TSAN_OPTIONS=" };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strncmp(entry, names[i], strlen(names[i])) == 0)
            return true;
    return false;
}

static void forget_environment(void)
{
    size_t kept = 0;
    for (char **entry = environ; *entry != NULL; entry++)
        if (is_harmless(*entry))
            environ[kept++] = *entry;
    environ[kept] = NULL;
}

static void hand_down_all(const struct yx_role_start *s, int ready_fd)
{
    setenv(YX_ENV_CONFIG, s->config, 1);
    if (s->hatch == YX_HATCH_ANSWERS) {
        forget_environment();
        hand_down(YX_ENV_HATCH, s->hatch_fds[1]);
    } else {
        hand_down(YX_ENV_LISTEN, s->listen_fd);
        hand_down(YX_ENV_SHARED, s->shared_fd);
        hand_down(YX_ENV_WAKE, s->wake_fd);
    }
    if (s->hatch == YX_HATCH_ASKS)
        hand_down(YX_ENV_HATCH, s->hatch_fds[0]);
    hand_down(YX_ENV_READY, ready_fd);
}

/* Between fork and exec of a process that has one thread: anything may be called. */
static _Noreturn void become(const struct yx_role_start *s, pid_t parent, int ready_fd)
{
    char name[32], number[12];
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    prctl(PR_SET_PDEATHSIG, SIGTERM); /* without a supervisor nobody would ever end it */
    if (getppid() != parent)
        _exit(1);
    hand_down_all(s, ready_fd);
    snprintf(name, sizeof name, "%s%s", title, s->role);
    snprintf(number, sizeof number, "%d", s->number);
    char *var = (char *)(uintptr_t)s->var;
    char *const one_of_many[] = { name, number, var, NULL }, *const single[] = { name, var, NULL };
    execv(s->binary, s->number > 0 ? one_of_many : single);
    yx_log(YX_ERROR, "cannot execute", "path", s->binary, "why", strerror(errno), NULL);
    _exit(1);
}

enum yx_err yx_role_start(const struct yx_role_start *s, pid_t *pid_out, int *ready_fd_out)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0)
        return YX_IO;
    pid_t self = getpid(), pid = fork();
    if (pid == 0)
        become(s, self, ends[1]);
    close(ends[1]);
    if (pid < 0) {
        close(ends[0]);
        return YX_MEMORY;
    }
    yx_count(YX_M_ROLE_STARTS);
    *pid_out = pid;
    *ready_fd_out = ends[0];
    return YX_OK;
}

int yx_role_fd(const char *name)
{
    const char *text = getenv(name);
    char *end;
    long fd = text != NULL ? strtol(text, &end, 10) : -1;
    if (text == NULL || *end != '\0' || fd < 3 || fcntl((int)fd, F_SETFD, FD_CLOEXEC) != 0)
        return -1;
    return (int)fd;
}

void yx_role_ready(void)
{
    int fd = yx_role_fd(YX_ENV_READY);
    if (fd < 0)
        return;
    ssize_t wrote = write(fd, "1", 1);
    (void)wrote; /* a supervisor that is gone has sent us its signal */
    close(fd);
    unsetenv(YX_ENV_READY);
}

const char *yx_role_name(void)
{
    return role_name;
}

int yx_role_main(int argc, char **argv)
{
    const char *role = argv[0] + strlen(title);
    bool numbered = argc > 2;
    snprintf(role_name, sizeof role_name, "%.12s%s%.8s", role, numbered ? " " : "",
        numbered ? argv[1] : "");
    yx_log_start(role_name, YX_INFO);
    if (getenv(YX_ENV_CONFIG) == NULL) {
        yx_log(YX_ERROR, "a role is started by `yixian serve`", NULL);
        return 2;
    }
    if (strcmp(role, "serve") == 0)
        return yx_serve_run();
    if (strcmp(role, "gate") == 0)
        return yx_gate_run();
    for (const struct yx_single_role *r = yx_single_roles; r != NULL && r->name != NULL; r++)
        if (strcmp(role, r->name) == 0)
            return r->run();
    yx_log(YX_ERROR, "no such role", "role", role, NULL);
    return 2;
}
