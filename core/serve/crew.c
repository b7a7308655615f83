#include "serve/crew.h"

#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "serve/poison.h"
#include "watch/log.h"
#include "watch/metrics.h"

#define MS INT64_C(1000)
#define READY_WITHIN_US (60000 * MS) /* opening a large knowledge base after a crash included */
#define QUICK_US (10000 * MS)
#define FIRST_PAUSE_US (100 * MS)
#define LAST_PAUSE_US (5000 * MS)

static struct yx_member *member_free_one(struct yx_crew *crew)
{
    for (int i = 0; i < YX_CREW_MEMBERS; i++)
        if (crew->members[i].pid == 0)
            return &crew->members[i];
    return NULL;
}

/* Gates sit from 0 to YX_CREW_GATES - 1, the others behind them. */
static const char *role_of(int seat)
{
    return seat < YX_CREW_GATES ? "gate" : yx_single_roles[seat - YX_CREW_GATES].name;
}

static enum yx_hatch hatch_of(int seat)
{
    return seat < YX_CREW_GATES ? YX_HATCH_NONE : yx_single_roles[seat - YX_CREW_GATES].hatch;
}

static int number_of(int seat)
{
    return seat < YX_CREW_GATES ? seat + 1 : 0;
}

/* Whether somebody is to sit there. */
static bool is_wanted(const struct yx_crew *crew, int seat)
{
    if (seat < YX_CREW_GATES)
        return seat < crew->gates;
    for (int i = 0; yx_single_roles != NULL && yx_single_roles[i].name != NULL; i++)
        if (i == seat - YX_CREW_GATES)
            return true;
    return false;
}

static enum yx_err start(struct yx_crew *crew, int seat, int generation, int64_t now_us)
{
    struct yx_member *m = member_free_one(crew);
    if (m == NULL)
        return YX_BUSY; /* too many old ones still leave */
    struct yx_role_start how = crew->how;
    how.role = role_of(seat);
    how.number = number_of(seat);
    how.hatch = hatch_of(seat);
    *m = (struct yx_member){ .seat = seat, .generation = generation, .start_us = now_us,
        .kill_us = now_us + READY_WITHIN_US };
    enum yx_err err = yx_role_start(&how, &m->pid, &m->ready_fd);
    if (err != YX_OK) {
        yx_log(YX_ERROR, "process not started", "role", how.role, "err", yx_err_words(err), NULL);
        m->pid = 0;
    }
    return err;
}

static void hush(struct yx_member *m)
{
    if (m->ready_fd >= 0)
        close(m->ready_fd);
    m->ready_fd = -1;
}

static void leave(struct yx_member *m, int64_t patience_us, int64_t now_us)
{
    if (m->pid == 0 || m->leaving)
        return;
    m->leaving = true;
    m->kill_us = now_us + patience_us;
    hush(m);
    kill(m->pid, SIGTERM);
}

/* The others of a new generation, when one of them could not get ready. */
static void give_up(struct yx_crew *crew, int64_t now_us)
{
    int lost = crew->next;
    crew->next = 0;
    crew->failed = crew->current == 0;
    for (int i = 0; i < YX_CREW_MEMBERS; i++)
        if (crew->members[i].generation == lost)
            leave(&crew->members[i], crew->leave_us, now_us);
    if (crew->failed)
        yx_log(YX_ERROR, "the house did not get ready", NULL);
    else
        yx_log(YX_ERROR, "reload failed, the old ones go on", NULL);
}

enum yx_err yx_crew_renew(struct yx_crew *crew, int64_t now_us)
{
    if (crew->next != 0)
        return YX_BUSY;
    crew->next = crew->current + 1;
    enum yx_err err = YX_OK;
    for (int seat = 0; seat < YX_CREW_SEATS && err == YX_OK; seat++)
        if (is_wanted(crew, seat))
            err = start(crew, seat, crew->next, now_us);
    if (err != YX_OK)
        give_up(crew, now_us);
    return err;
}

static bool all_ready(const struct yx_crew *crew, int generation)
{
    int missing = 0;
    for (int seat = 0; seat < YX_CREW_SEATS; seat++)
        missing += is_wanted(crew, seat);
    for (int i = 0; i < YX_CREW_MEMBERS; i++) {
        const struct yx_member *m = &crew->members[i];
        missing -= m->pid != 0 && m->generation == generation && m->ready && !m->leaving;
    }
    return missing <= 0;
}

static void promote(struct yx_crew *crew, int64_t now_us)
{
    yx_log(YX_INFO, crew->current == 0 ? "ready" : "reloaded", "gates", yx_num(crew->gates), NULL);
    crew->current = crew->next;
    crew->next = 0;
    memset(crew->seats, 0, sizeof crew->seats);
    for (int i = 0; i < YX_CREW_MEMBERS; i++)
        if (crew->members[i].generation < crew->current)
            leave(&crew->members[i], crew->leave_us, now_us);
}

/* Waits for the byte or for the end of the process. */
static void hear(struct yx_member *m)
{
    char byte;
    if (m->ready_fd >= 0)
        m->ready = read(m->ready_fd, &byte, 1) == 1;
    hush(m);
}

void yx_crew_heard(struct yx_crew *crew, struct yx_member *m, int64_t now_us)
{
    hear(m);
    if (!m->ready)
        return; /* it ended, or will: that is dealt with when it is reaped */
    m->kill_us = INT64_MAX;
    if (m->generation == crew->next && all_ready(crew, crew->next))
        promote(crew, now_us);
}

/* At once the first time; from then on later and later while it lives but shortly. */
static void start_again(struct yx_crew *crew, const struct yx_member *m, int64_t now_us)
{
    struct yx_seat *seat = &crew->seats[m->seat];
    seat->quick_deaths = now_us - m->start_us < QUICK_US ? seat->quick_deaths + 1 : 0;
    int64_t pause_us = 0;
    if (seat->quick_deaths > 1) {
        int doublings = seat->quick_deaths - 2 < 6 ? seat->quick_deaths - 2 : 6;
        pause_us = FIRST_PAUSE_US << doublings;
    }
    seat->start_us = now_us + (pause_us < LAST_PAUSE_US ? pause_us : LAST_PAUSE_US);
}

/* It served already, while others of its generation still got ready: a message killed it,
 * not its start. */
static void start_once_more(struct yx_crew *crew, const struct yx_member *m, int64_t now_us)
{
    if (start(crew, m->seat, m->generation, now_us) != YX_OK)
        give_up(crew, now_us);
}

static void log_end(const struct yx_member *m, int status, int blamed)
{
    bool killed = WIFSIGNALED(status);
    yx_log(m->leaving && !killed ? YX_INFO : YX_WARN, "process ended", "role", role_of(m->seat), "number",
        yx_num(number_of(m->seat)), "pid", yx_num(m->pid), killed ? "signal" : "exit",
        killed ? strsignal(WTERMSIG(status)) : yx_num(WEXITSTATUS(status)), "asked",
        m->leaving ? "yes" : "no", "suspects", yx_num(blamed), NULL);
}

void yx_crew_ended(struct yx_crew *crew, pid_t pid, int status, int64_t now_us)
{
    struct yx_member *m = NULL;
    for (int i = 0; i < YX_CREW_MEMBERS && m == NULL; i++)
        if (crew->members[i].pid == pid)
            m = &crew->members[i];
    /* SIGKILL comes from outside (an administrator, the kernel short of memory) or from us
     * when patience ends: it says nothing about a message */
    bool blame = !(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    int blamed = yx_poison_reap(crew->shared, pid, blame);
    if (m == NULL)
        return;
    log_end(m, status, blamed);
    hear(m);
    struct yx_member was = *m;
    m->pid = 0;
    if (was.leaving || crew->stopping)
        return;
    yx_count(YX_M_ROLE_CRASHES);
    if (was.generation == crew->next && was.ready)
        start_once_more(crew, &was, now_us);
    else if (was.generation == crew->next)
        give_up(crew, now_us);
    else if (was.generation == crew->current)
        start_again(crew, &was, now_us);
}

void yx_crew_tick(struct yx_crew *crew, int64_t now_us, int64_t *next_us_out)
{
    *next_us_out = now_us + 1000 * MS;
    for (int i = 0; i < YX_CREW_SEATS && !crew->stopping; i++) {
        struct yx_seat *seat = &crew->seats[i];
        if (seat->start_us != 0 && seat->start_us <= now_us) {
            seat->start_us = 0;
            if (start(crew, i, crew->current, now_us) != YX_OK)
                seat->start_us = now_us + 1000 * MS;
        }
        if (seat->start_us != 0 && seat->start_us < *next_us_out)
            *next_us_out = seat->start_us;
    }
    for (int i = 0; i < YX_CREW_MEMBERS; i++) {
        struct yx_member *m = &crew->members[i];
        if (m->pid != 0 && m->kill_us <= now_us) {
            yx_log(YX_WARN, m->leaving ? "process did not leave in time" : "process is not ready in time",
                "role", role_of(m->seat), "pid", yx_num(m->pid), NULL);
            kill(m->pid, SIGKILL);
            m->kill_us = INT64_MAX;
        }
    }
}

void yx_crew_stop(struct yx_crew *crew, int64_t patience_us, int64_t now_us)
{
    crew->stopping = true;
    for (int i = 0; i < YX_CREW_MEMBERS; i++) {
        struct yx_member *m = &crew->members[i];
        if (m->leaving && m->kill_us > now_us + patience_us)
            m->kill_us = now_us + patience_us;
        leave(m, patience_us, now_us);
    }
}

int yx_crew_count(const struct yx_crew *crew)
{
    int count = 0;
    for (int i = 0; i < YX_CREW_MEMBERS; i++)
        count += crew->members[i].pid != 0;
    return count;
}

bool yx_crew_has(const struct yx_crew *crew, pid_t pid)
{
    for (int i = 0; i < YX_CREW_MEMBERS; i++)
        if (crew->members[i].pid == pid && pid != 0)
            return true;
    return false;
}
