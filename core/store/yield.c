#include "store/yield.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"

enum { SLOTS = 64, WAIT_US = 2000, WAY_US = 20000 };

struct slot {
    _Atomic int32_t pid;      /* 0: free */
    _Atomic uint32_t waiting; /* 0: no; else a number, another each time */
};

struct page {
    _Atomic uint32_t turn;
    struct slot slots[SLOTS];
};

struct yx_yield {
    int fd; /* holds a shared flock while open: the kernel drops it when we die */
    struct page *page;
    struct slot *mine;
    uint32_t waits;           /* numbers given to our waits */
    uint32_t vain[SLOTS];     /* waits we gave way to that were not taken up */
};

/* Shared between processes: no FUTEX_PRIVATE_FLAG. */
static void sleep_on(_Atomic uint32_t *word, uint32_t seen, int64_t us)
{
    struct timespec t = { .tv_sec = us / 1000000, .tv_nsec = us % 1000000 * 1000 };
    syscall(SYS_futex, word, FUTEX_WAIT, seen, &t, NULL, 0);
}

static void wake(_Atomic uint32_t *word)
{
    syscall(SYS_futex, word, FUTEX_WAKE, SLOTS, NULL, NULL, 0);
}

static bool is_alive(int32_t pid)
{
    return pid > 0 && (kill(pid, 0) == 0 || errno == EPERM);
}

static struct slot *take_slot(struct page *page)
{
    for (int i = 0; i < SLOTS; i++) {
        struct slot *s = &page->slots[i];
        int32_t pid = atomic_load(&s->pid);
        if (is_alive(pid))
            continue;
        if (atomic_compare_exchange_strong(&s->pid, &pid, (int32_t)getpid())) {
            atomic_store(&s->waiting, 0);
            return s;
        }
    }
    return NULL;
}

/* Allocated, not sparse: touching a hole on a full disk would kill us (SIGBUS). */
static int map_page(const char *path, struct yx_yield *y)
{
    y->fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    int e = y->fd < 0 ? errno : posix_fallocate(y->fd, 0, sizeof *y->page);
    if (e != 0)
        return e;
    void *at = mmap(NULL, sizeof *y->page, PROT_READ | PROT_WRITE, MAP_SHARED, y->fd, 0);
    if (at == MAP_FAILED)
        return errno;
    y->page = at;
    return 0;
}

/* The first one clears what those before a crash or a reboot left, whose numbers may be
 * other processes' by now; everybody then holds the lock together. */
static int join(struct yx_yield *y)
{
    if (y->page != NULL && flock(y->fd, LOCK_EX | LOCK_NB) == 0)
        memset(y->page, 0, sizeof *y->page);
    return flock(y->fd, LOCK_SH) == 0 ? 0 : errno;
}

enum yx_err yx_yield_open(const char *path, struct yx_yield **yield_out)
{
    *yield_out = NULL;
    if (path == NULL)
        return YX_OK;
    struct yx_yield *y = calloc(1, sizeof *y);
    if (y == NULL)
        return YX_MEMORY;
    int e = map_page(path, y);
    if (e == 0)
        e = join(y);
    enum yx_err err = yx_err_of_errno(e);
    if (err == YX_OK && (y->mine = take_slot(y->page)) == NULL)
        err = YX_BUSY;
    if (err != YX_OK)
        yx_yield_close(&y);
    *yield_out = y;
    return err;
}

void yx_yield_close(struct yx_yield **y)
{
    if (*y == NULL)
        return;
    if ((*y)->mine != NULL) {
        yx_yield_got(*y);
        atomic_store(&(*y)->mine->pid, 0);
    }
    if ((*y)->page != NULL)
        munmap((*y)->page, sizeof *(*y)->page);
    if ((*y)->fd >= 0)
        close((*y)->fd);
    free(*y);
    *y = NULL;
}

uint32_t yx_yield_turn(struct yx_yield *y)
{
    return y == NULL ? 0 : atomic_load(&y->page->turn);
}

void yx_yield_wait(struct yx_yield *y, uint32_t turn)
{
    if (y == NULL) {
        nanosleep(&(struct timespec){ .tv_nsec = WAIT_US * 1000 }, NULL);
        return;
    }
    if (atomic_load(&y->mine->waiting) == 0) {
        y->waits += y->waits == UINT32_MAX ? 2 : 1; /* never 0 */
        atomic_store(&y->mine->waiting, y->waits);
    }
    sleep_on(&y->page->turn, turn, WAIT_US);
}

void yx_yield_got(struct yx_yield *y)
{
    if (y != NULL && atomic_exchange(&y->mine->waiting, 0) != 0)
        wake(&y->mine->waiting);
}

static bool somebody_waits(struct yx_yield *y)
{
    for (int i = 0; i < SLOTS; i++)
        if (&y->page->slots[i] != y->mine && atomic_load(&y->page->slots[i].waiting) != 0)
            return true;
    return false;
}

void yx_yield_released(struct yx_yield *y)
{
    if (y == NULL)
        return;
    atomic_fetch_add(&y->page->turn, 1);
    if (somebody_waits(y))
        wake(&y->page->turn);
}

/* Wait until this slot's wait is over. A wait that was not taken up in time is not
 * waited for again: its process is stopped, or not the one that wrote it. */
static bool give_way_to(struct yx_yield *y, int i, int64_t until_us)
{
    struct slot *s = &y->page->slots[i];
    uint32_t seen = atomic_load(&s->waiting);
    if (s == y->mine || seen == 0 || seen == y->vain[i])
        return false;
    if (!is_alive(atomic_load(&s->pid))) {
        y->vain[i] = seen; /* the next one to take the slot clears it */
        return false;
    }
    while (atomic_load(&s->waiting) == seen) {
        int64_t left_us = until_us - yx_clock_mono_us();
        if (left_us <= 0) {
            y->vain[i] = seen;
            break;
        }
        sleep_on(&s->waiting, seen, left_us);
    }
    return true;
}

bool yx_yield_give_way(struct yx_yield *y)
{
    if (y == NULL || !somebody_waits(y))
        return false;
    bool waited = false;
    int64_t until_us = yx_clock_mono_us() + WAY_US;
    for (int i = 0; i < SLOTS; i++)
        waited = give_way_to(y, i, until_us) || waited;
    return waited;
}

bool yx_yield_is_used(const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return false;
    bool used = flock(fd, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK;
    close(fd);
    return used;
}
