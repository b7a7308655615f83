#include <errno.h>
#include <fcntl.h>
#include <seccomp.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

#include "files/sieve.h"
#include "watch/log.h"

enum { DESCRIPTORS = 32 };
#define MEMORY_MOST ((rlim_t)1 << 30) /* a file is mapped whole; larger ones are refused before */

/* Sanitizers map terabytes, and print what they find with calls of their own. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
enum { SANITIZED = 1 };
#else
enum { SANITIZED = 0 };
#endif

static const int calls[] = {
    SCMP_SYS(read), SCMP_SYS(write), SCMP_SYS(writev), SCMP_SYS(lseek), SCMP_SYS(close), SCMP_SYS(recvmsg),
    SCMP_SYS(poll), SCMP_SYS(ppoll), SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(madvise), SCMP_SYS(brk),
    SCMP_SYS(futex), SCMP_SYS(clock_gettime), SCMP_SYS(gettimeofday), SCMP_SYS(clock_nanosleep),
    SCMP_SYS(restart_syscall), SCMP_SYS(getrandom), SCMP_SYS(alarm), SCMP_SYS(setitimer), SCMP_SYS(rt_sigreturn),
    SCMP_SYS(rt_sigprocmask), SCMP_SYS(exit), SCMP_SYS(exit_group),
};
static const int calls_of_sanitizers[] = { SCMP_SYS(sigaltstack), SCMP_SYS(gettid), SCMP_SYS(getpid), SCMP_SYS(sched_yield),
    SCMP_SYS(rt_sigaction), SCMP_SYS(tgkill) };

static int allow(scmp_filter_ctx filter, const int *list, size_t count)
{
    int rc = 0;
    for (size_t i = 0; i < count && rc == 0; i++)
        rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW, list[i], 0);
    return rc;
}

/* Memory, but none that may be executed; and of fcntl, that a descriptor is closed on exec. */
static int allow_in_part(scmp_filter_ctx filter)
{
    const struct scmp_arg_cmp plain = SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0);
    const struct scmp_arg_cmp on_exec = SCMP_A1(SCMP_CMP_EQ, F_SETFD);
    int rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1, plain);
    if (rc == 0)
        rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1, plain);
    return rc != 0 ? rc : seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(fcntl), 1, on_exec);
}

static int set_filter(void)
{
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
    if (filter == NULL)
        return -ENOMEM;
    int rc = seccomp_attr_set(filter, SCMP_FLTATR_CTL_TSYNC, 1);
    if (rc == 0)
        rc = allow(filter, calls, sizeof calls / sizeof *calls);
    if (rc == 0 && SANITIZED)
        rc = allow(filter, calls_of_sanitizers, sizeof calls_of_sanitizers / sizeof *calls_of_sanitizers);
    if (rc == 0)
        rc = allow_in_part(filter);
    if (rc == 0)
        rc = seccomp_load(filter);
    seccomp_release(filter);
    return rc;
}

static int set_limits(void)
{
    const struct rlimit none = { 0, 0 }, few = { DESCRIPTORS, DESCRIPTORS }, memory = { MEMORY_MOST, MEMORY_MOST };
    if (setrlimit(RLIMIT_CORE, &none) != 0 || setrlimit(RLIMIT_NOFILE, &few) != 0)
        return -errno;
    if (!SANITIZED && setrlimit(RLIMIT_AS, &memory) != 0)
        return -errno;
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 ? 0 : -errno;
}

/* Whether a call is refused for what it is, not for its arguments: these would fail otherwise, too, in other ways. */
static bool is_refused(const char *what, long result)
{
    if (result == -1 && errno == EPERM)
        return true;
    yx_log(YX_ERROR, "the seal does not hold", "call", what, NULL);
    return false;
}

static bool holds(void)
{
    const struct sockaddr_un nowhere = { .sun_family = AF_UNIX, .sun_path = "/nonexistent" };
    return is_refused("socket", syscall(SYS_socket, AF_UNIX, SOCK_STREAM, 0)) &&
        is_refused("connect", syscall(SYS_connect, -1, &nowhere, sizeof nowhere)) &&
        is_refused("sendmsg", syscall(SYS_sendmsg, -1, NULL, 0)) &&
        is_refused("openat", syscall(SYS_openat, AT_FDCWD, "/nonexistent", O_RDONLY)) &&
        is_refused("execve", syscall(SYS_execve, "/nonexistent", NULL, NULL)) &&
        is_refused("ptrace", syscall(SYS_ptrace, -1, 0, NULL, NULL)) &&
        is_refused("mmap", syscall(SYS_mmap, NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
}

enum yx_err yx_seal(void)
{
    int rc = set_limits();
    if (rc == 0)
        rc = set_filter();
    if (rc != 0) {
        yx_log(YX_ERROR, "cannot seal", "why", strerror(-rc), NULL);
        return YX_INTERNAL;
    }
    return holds() ? YX_OK : YX_INTERNAL;
}
