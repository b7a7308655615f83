/* The side of the hatch that asks. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "files/hatch.h"
#include "files/sieve.h"

static enum yx_err hand_over(int hatch_fd, const int fds[YX_HATCH_FDS], unsigned kinds)
{
    struct yx_hatch_job job = { .form = YX_HATCH_FORM, .kinds = kinds };
    union {
        struct cmsghdr align;
        char bytes[CMSG_SPACE(YX_HATCH_FDS * sizeof(int))];
    } control = { .bytes = { 0 } };
    struct iovec body = { &job, sizeof job };
    struct msghdr m = { .msg_iov = &body, .msg_iovlen = 1, .msg_control = control.bytes,
        .msg_controllen = sizeof control.bytes };
    struct cmsghdr *c = CMSG_FIRSTHDR(&m);
    c->cmsg_level = SOL_SOCKET;
    c->cmsg_type = SCM_RIGHTS;
    c->cmsg_len = CMSG_LEN(YX_HATCH_FDS * sizeof(int));
    memcpy(CMSG_DATA(c), fds, YX_HATCH_FDS * sizeof(int));
    if (sendmsg(hatch_fd, &m, MSG_DONTWAIT | MSG_NOSIGNAL) == (ssize_t)sizeof job)
        return YX_OK;
    return errno == EAGAIN || errno == EWOULDBLOCK ? YX_BUSY : YX_IO;
}

/* The pipe ends without an answer when the sieve ends: nobody else holds its other side. */
static enum yx_err hear(int pipe_fd, int wait_ms, struct yx_hatch_answer *answer)
{
    struct pollfd wait = { .fd = pipe_fd, .events = POLLIN };
    int64_t until_ms = yx_clock_mono_us() / 1000 + wait_ms;
    for (;;) {
        int64_t left_ms = until_ms - yx_clock_mono_us() / 1000;
        int rc = poll(&wait, 1, left_ms > 0 ? (int)left_ms : 0);
        if (rc == 0)
            return YX_TIMEOUT;
        if (rc < 0 && errno == EINTR)
            continue;
        ssize_t n = rc < 0 ? -1 : read(pipe_fd, answer, sizeof *answer);
        if (n < 0 && errno == EINTR)
            continue;
        return n == (ssize_t)sizeof *answer && answer->form == YX_HATCH_FORM && answer->reason < YX_REASONS &&
                answer->kind < YX_FILE_KINDS && answer->bytes >= 0
            ? YX_OK
            : YX_IO;
    }
}

enum yx_err yx_sieve_ask(int hatch_fd, int in, int out, unsigned kinds, int wait_ms, struct yx_sieved *sieved_out)
{
    int ends[2];
    struct yx_hatch_answer answer;
    if (pipe2(ends, O_CLOEXEC) != 0)
        return yx_err_of_errno(errno);
    enum yx_err err = hand_over(hatch_fd, (const int[]){ in, out, ends[1] }, kinds);
    close(ends[1]);
    if (err == YX_OK)
        err = hear(ends[0], wait_ms, &answer);
    close(ends[0]);
    if (err == YX_OK)
        *sieved_out = (struct yx_sieved){ .reason = (enum yx_file_reason)answer.reason,
            .kind = (enum yx_file_kind)answer.kind, .bytes = answer.bytes };
    return err;
}
