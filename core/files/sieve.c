#include "files/sieve.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "files/hatch.h"
#include "files/look.h"
#include "serve/role.h"
#include "watch/log.h"

static volatile sig_atomic_t leaving;

static void leave(int signal)
{
    (void)signal;
    leaving = 1;
}

/* TERM is heard between two files only: `heard` is the mask of that time. INT and HUP reach it from a terminal together
 * with the supervisor, which alone decides. */
static void open_signals(sigset_t *heard)
{
    struct sigaction ignore = { .sa_handler = SIG_IGN }, end = { .sa_handler = leave };
    sigset_t term;
    sigaction(SIGINT, &ignore, NULL);
    sigaction(SIGHUP, &ignore, NULL);
    sigaction(SIGPIPE, &ignore, NULL);
    sigaction(SIGTERM, &end, NULL);
    sigemptyset(&term);
    sigaddset(&term, SIGTERM);
    sigprocmask(SIG_BLOCK, &term, heard);
    sigdelset(heard, SIGTERM);
}

/* ---- a job ---- */

static bool write_out(void *arg, const void *at, size_t len)
{
    const char *from = at;
    while (len > 0) {
        ssize_t n = write(*(const int *)arg, from, len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        from += n;
        len -= (size_t)n;
    }
    return true;
}

/* A private map: what is changed in it is nobody else's. Should the file become shorter meanwhile, the process ends. */
static struct yx_hatch_answer look(struct yx_judge *judge, int in, int out, unsigned kinds)
{
    struct yx_hatch_answer answer = { .form = YX_HATCH_FORM, .reason = YX_REASON_BROKEN };
    struct yx_sink sink = { write_out, &out, false };
    enum yx_file_kind kind = YX_FILE_NONE;
    off_t len = lseek(in, 0, SEEK_END);
    if (len <= 0)
        return answer;
    uint8_t *at = mmap(NULL, (size_t)len, PROT_READ | PROT_WRITE, MAP_PRIVATE, in, 0);
    if (at == MAP_FAILED) {
        answer.reason = YX_REASON_LOST;
        return answer;
    }
    answer.reason = yx_judge_file(judge, at, (size_t)len, kinds, &sink, &kind);
    answer.kind = kind;
    off_t bytes = lseek(out, 0, SEEK_CUR);
    answer.bytes = bytes < 0 ? 0 : bytes;
    munmap(at, (size_t)len);
    return answer;
}

struct job {
    struct yx_hatch_job is;
    int fds[YX_HATCH_FDS];
    size_t fd_count;
};

static void take_fds(struct msghdr *m, struct job *job)
{
    for (struct cmsghdr *c = CMSG_FIRSTHDR(m); c != NULL; c = CMSG_NXTHDR(m, c)) {
        if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS)
            continue;
        job->fd_count = (c->cmsg_len - CMSG_LEN(0)) / sizeof(int);
        memcpy(job->fds, CMSG_DATA(c), job->fd_count * sizeof(int)); /* there is room for no more */
    }
}

/* false: nothing came that is a job. *gone_out: the supervisor is not there any more. */
static bool receive(int hatch, struct job *job, bool *gone_out)
{
    union {
        struct cmsghdr align;
        char bytes[CMSG_SPACE(YX_HATCH_FDS * sizeof(int))];
    } control;
    struct iovec body = { &job->is, sizeof job->is };
    struct msghdr m = { .msg_iov = &body, .msg_iovlen = 1, .msg_control = control.bytes,
        .msg_controllen = sizeof control.bytes };
    ssize_t n = recvmsg(hatch, &m, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
    *gone_out = n == 0;
    if (n > 0)
        take_fds(&m, job);
    return n == (ssize_t)sizeof job->is && job->is.form == YX_HATCH_FORM && job->fd_count == YX_HATCH_FDS &&
        (m.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) == 0;
}

static bool serve(struct yx_judge *judge, int hatch)
{
    struct job job = { .fd_count = 0 };
    bool gone;
    if (receive(hatch, &job, &gone)) {
        alarm(YX_SIEVE_LOOK_S); /* nothing handles it: it ends the process */
        struct yx_hatch_answer answer = look(judge, job.fds[YX_HATCH_IN], job.fds[YX_HATCH_OUT], job.is.kinds);
        alarm(0);
        write_out(&job.fds[YX_HATCH_ANSWER], &answer, sizeof answer);
    }
    for (size_t i = 0; i < job.fd_count; i++)
        close(job.fds[i]);
    return !gone;
}

int yx_sieve_run(void)
{
    sigset_t heard;
    open_signals(&heard);
    int hatch = yx_role_fd(YX_ENV_HATCH);
    struct yx_judge *judge = yx_judge_new();
    if (hatch < 0 || judge == NULL) {
        yx_log(YX_ERROR, "sieve cannot start", "why", hatch < 0 ? "no hatch" : "no database of libmagic", NULL);
        return 1;
    }
    if (yx_seal() != YX_OK)
        return 1;
    yx_log(YX_INFO, "sieve sealed", NULL);
    yx_role_ready(); /* which closes that pipe: nothing is left open but the hatch and the log */
    struct pollfd wait = { .fd = hatch, .events = POLLIN };
    bool there = true;
    while (there && !leaving)
        if (ppoll(&wait, 1, NULL, &heard) > 0)
            there = serve(judge, hatch);
    _exit(0); /* at exit, libraries would call what is sealed */
}
