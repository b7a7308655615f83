#include "serve/poison.h"

#include <pthread.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "unit.h"

enum way { BY_SEGV, BY_ABORT, BY_EXIT, BY_OVERFLOW, BY_KILL, BY_OTHERS_ABORT, BY_IDLE };

static struct yx_shared *shared;
static int shared_fd;

static int set_up(void **state)
{
    (void)state;
    return yx_shared_new(&shared_fd, &shared) == YX_OK ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    close(shared_fd);
    return 0;
}

static volatile char sink;

/* Not a tail call: the pointer is used behind it. */
static __attribute__((noinline)) int overflow(int depth)
{
    volatile char room[4096];
    room[depth % 4096] = (char)depth;
    int below = depth < 100000000 ? overflow(depth + 1) : 0;
    sink = room[0];
    return below + room[1];
}

static void *innocent(void *arg)
{
    yx_poison_enter(1000);
    pause();
    return arg;
}

static _Noreturn void die(enum way way)
{
    pthread_t other;
    const struct rlimit no_core = { 0, 0 };
    setrlimit(RLIMIT_CORE, &no_core);
    yx_poison_start(shared);
    pthread_create(&other, NULL, innocent, NULL); /* a turn beside it, that did nothing */
    yx_poison_enter(77);
    switch (way) {
    case BY_SEGV: raise(SIGSEGV); break;
    case BY_ABORT: abort();
    case BY_EXIT: exit(0);
    case BY_OVERFLOW: overflow(1); break;
    case BY_KILL: kill(getpid(), SIGKILL); break;
    case BY_OTHERS_ABORT: pause(); break;
    case BY_IDLE: yx_poison_leave(); abort();
    }
    _exit(0);
}

/* Let a process die with message 77 in hand; how many were blamed. */
static int crash(enum way way)
{
    int status;
    fflush(NULL);
    pid_t pid = fork();
    if (pid == 0)
        die(way);
    if (way == BY_OTHERS_ABORT) {
        usleep(200 * 1000);
        kill(pid, SIGABRT);
    }
    waitpid(pid, &status, 0);
    return yx_poison_reap(shared, pid, !(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL));
}

static int crashes_of(uint64_t key)
{
    for (size_t i = 0; i < YX_SUSPECTS; i++)
        if (shared->suspects[i].key == key)
            return shared->suspects[i].crashes;
    return 0;
}

static void the_message_in_hand_is_counted(void **state)
{
    (void)state;
    assert_int_equal(crash(BY_SEGV), 1);
    assert_int_equal(crashes_of(77), 1);
    assert_int_equal(crash(BY_ABORT), 1);
    assert_int_equal(crashes_of(77), 2);
    assert_int_equal(crash(BY_EXIT), 1);
    assert_int_equal(crashes_of(77), 3);
    assert_int_equal(crashes_of(1000), 0); /* the one beside it */
}

static void an_overflown_stack_is_counted_too(void **state)
{
    (void)state;
#ifdef __SANITIZE_ADDRESS__
    skip(); /* ASan's own stack check comes first */
#endif
#ifdef __SANITIZE_THREAD__
    skip();
#endif
    assert_int_equal(crash(BY_OVERFLOW), 1);
}

static void a_kill_from_outside_blames_nobody(void **state)
{
    (void)state;
    assert_int_equal(crash(BY_KILL), 0);
    assert_int_equal(crash(BY_OTHERS_ABORT), 0);
    assert_int_equal(crash(BY_IDLE), 0);
    assert_int_equal(crashes_of(77), 0);
}

static void slots_are_free_again_after_a_crash(void **state)
{
    (void)state;
    for (int i = 0; i < 5; i++)
        crash(BY_SEGV);
    for (size_t i = 0; i < YX_TURN_SLOTS; i++)
        assert_int_equal(shared->slots[i].pid, 0);
}

static void an_overdue_turn_names_its_process_once(void **state)
{
    (void)state;
    struct yx_turn_slot *slot = &shared->slots[9];
    slot->pid = 4711;
    slot->key = 5;
    slot->since_us = 1000;
    assert_int_equal(yx_poison_overdue(shared, 500, 9000), 0); /* idle */
    slot->phase = YX_SLOT_RUNS;
    assert_int_equal(yx_poison_overdue(shared, 500, 1400), 0);
    assert_int_equal(yx_poison_overdue(shared, 500, 1501), 4711);
    assert_int_equal(yx_poison_overdue(shared, 500, 9000), 0);
    assert_int_equal(yx_poison_reap(shared, 4711, true), 1);
    assert_int_equal(crashes_of(5), 1);
}

static void the_oldest_suspect_gives_way(void **state)
{
    (void)state;
    for (uint64_t key = 1; key <= YX_SUSPECTS + 1; key++) {
        shared->slots[0].pid = 4711;
        shared->slots[0].key = key;
        shared->slots[0].phase = YX_SLOT_GUILTY;
        assert_int_equal(yx_poison_reap(shared, 4711, true), 1);
    }
    assert_int_equal(crashes_of(1), 0);
    assert_int_equal(crashes_of(2), 1);
    assert_int_equal(crashes_of(YX_SUSPECTS + 1), 1);
}

static void without_a_page_nothing_is_watched(void **state)
{
    (void)state;
    yx_poison_enter(1);
    yx_poison_leave();
    assert_int_equal(yx_poison_crashes(1), 0);
}

#define POISON_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        POISON_TEST(without_a_page_nothing_is_watched),
        POISON_TEST(the_message_in_hand_is_counted),
        POISON_TEST(an_overflown_stack_is_counted_too),
        POISON_TEST(a_kill_from_outside_blames_nobody),
        POISON_TEST(slots_are_free_again_after_a_crash),
        POISON_TEST(an_overdue_turn_names_its_process_once),
        POISON_TEST(the_oldest_suspect_gives_way),
    };
    return cmocka_run_group_tests_name("serve/poison", tests, NULL, NULL);
}
