#include "serve/poison.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"

enum { ALT_STACK = 64 * 1024 };

static struct yx_shared *page;
static pthread_key_t at_exit_of_thread;

/* Read in a signal handler: touched by yx_poison_enter first, so that it is allocated. */
static _Thread_local struct yx_turn_slot *mine;

static void accuse(void)
{
    int runs = YX_SLOT_RUNS;
    if (mine != NULL)
        atomic_compare_exchange_strong(&mine->phase, &runs, YX_SLOT_GUILTY);
}

/* Async-signal-safe: atomics, signal, raise. A signal that another process sent (the
 * supervisor ends an overdue turn with SIGABRT) hits any thread and blames none. */
static void on_fatal(int number, siginfo_t *info, void *context)
{
    (void)context;
    bool sent = info->si_code <= 0;
    if (!sent || info->si_pid == getpid())
        accuse();
    signal(number, SIG_DFL);
    if (sent)
        raise(number); /* delivered on return; a fault just happens again */
}

/* A stack of its own, since an overflown one is a usual way to die; freed with the thread. */
static void *alt_stack(void)
{
    stack_t stack = { .ss_size = ALT_STACK, .ss_sp = malloc(ALT_STACK) };
    if (stack.ss_sp != NULL)
        sigaltstack(&stack, NULL);
    return stack.ss_sp;
}

static void thread_ends(void *stack)
{
    sigaltstack(&(stack_t){ .ss_flags = SS_DISABLE }, NULL);
    free(stack);
    if (mine != NULL)
        atomic_store(&mine->pid, 0);
    mine = NULL;
}

void yx_poison_start(struct yx_shared *shared)
{
    static const int fatal[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT };
    struct sigaction action = { .sa_sigaction = on_fatal,
        .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER };
    page = shared;
    sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < sizeof fatal / sizeof *fatal; i++)
        sigaction(fatal[i], &action, NULL);
    pthread_key_create(&at_exit_of_thread, thread_ends);
    atexit(accuse); /* a guest that calls exit() in a turn is no better */
}

static void claim(void)
{
    int self = (int)getpid();
    void *stack = alt_stack();
    if (stack == NULL)
        return;
    pthread_setspecific(at_exit_of_thread, stack);
    for (size_t i = 0; i < YX_TURN_SLOTS && mine == NULL; i++) {
        int nobody = 0;
        if (atomic_compare_exchange_strong(&page->slots[i].pid, &nobody, self))
            mine = &page->slots[i];
    }
}

void yx_poison_enter(uint64_t key)
{
    if (page == NULL)
        return;
    if (mine == NULL && pthread_getspecific(at_exit_of_thread) == NULL)
        claim();
    if (mine == NULL)
        return; /* more threads than slots: served, only not watched */
    atomic_store(&mine->since_us, yx_clock_mono_us());
    atomic_store(&mine->key, key);
    atomic_store(&mine->phase, YX_SLOT_RUNS);
}

void yx_poison_leave(void)
{
    if (mine != NULL)
        atomic_store(&mine->phase, YX_SLOT_IDLE);
}

int yx_poison_crashes(uint64_t key)
{
    for (size_t i = 0; page != NULL && i < YX_SUSPECTS; i++)
        if (atomic_load_explicit(&page->suspects[i].key, memory_order_acquire) == key)
            return atomic_load(&page->suspects[i].crashes);
    return 0;
}

static void suspect(struct yx_shared *shared, uint64_t key)
{
    for (size_t i = 0; i < YX_SUSPECTS; i++)
        if (atomic_load(&shared->suspects[i].key) == key) {
            atomic_fetch_add(&shared->suspects[i].crashes, 1);
            return;
        }
    struct yx_suspect *s = &shared->suspects[shared->next_suspect++ % YX_SUSPECTS];
    atomic_store(&s->key, 0);
    atomic_store(&s->crashes, 1);
    atomic_store(&s->key, key);
}

int yx_poison_reap(struct yx_shared *shared, pid_t pid, bool blame)
{
    int blamed = 0;
    for (size_t i = 0; i < YX_TURN_SLOTS; i++) {
        struct yx_turn_slot *slot = &shared->slots[i];
        if (atomic_load(&slot->pid) != (int)pid)
            continue;
        if (blame && atomic_load(&slot->phase) == YX_SLOT_GUILTY) {
            suspect(shared, atomic_load(&slot->key));
            blamed++;
        }
        atomic_store(&slot->phase, YX_SLOT_IDLE);
        atomic_store(&slot->pid, 0);
    }
    return blamed;
}

pid_t yx_poison_overdue(struct yx_shared *shared, int64_t limit_us, int64_t now_us)
{
    for (size_t i = 0; i < YX_TURN_SLOTS; i++) {
        struct yx_turn_slot *slot = &shared->slots[i];
        int pid = atomic_load(&slot->pid), runs = YX_SLOT_RUNS;
        if (pid == 0 || atomic_load(&slot->phase) != YX_SLOT_RUNS ||
            now_us - atomic_load(&slot->since_us) <= limit_us)
            continue;
        if (atomic_compare_exchange_strong(&slot->phase, &runs, YX_SLOT_GUILTY))
            return pid;
    }
    return 0;
}
