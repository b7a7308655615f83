#include "serve/crew.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "unit.h"

#define MS INT64_C(1000)

static struct yx_crew crew;

static int set_up(void **state)
{
    (void)state;
    int fd;
    crew = (struct yx_crew){ .gates = 1, .current = 1, .leave_us = 1000 * MS,
        .how = { .binary = "/nonexistent", .config = "", .var = "",
            .listen_fd = 0, .shared_fd = 0 } };
    return yx_shared_new(&fd, &crew.shared) == YX_OK && close(fd) == 0 ? 0 : -1;
}

/* A member that lived from start to end dies; how long until its seat is filled again. */
static int64_t pause_after(int64_t lived_ms)
{
    static int64_t now_us = 1000000000;
    now_us += lived_ms * MS;
    crew.members[0] = (struct yx_member){ .pid = 4711, .generation = 1,
        .ready_fd = -1, .ready = true, .start_us = now_us - lived_ms * MS };
    yx_crew_ended(&crew, 4711, SIGSEGV, now_us);
    assert_int_equal(yx_crew_count(&crew), 0);
    return (crew.seats[0].start_us - now_us) / MS;
}

static void waits_longer_for_one_that_keeps_dying(void **state)
{
    (void)state;
    static const int want_ms[] = { 0, 100, 200, 400, 800, 1600, 3200, 5000, 5000 };
    for (size_t i = 0; i < sizeof want_ms / sizeof *want_ms; i++)
        assert_int_equal(pause_after(50), want_ms[i]);
    assert_int_equal(pause_after(11000), 0); /* it lived: forgiven */
    assert_int_equal(pause_after(50), 0);
    assert_int_equal(pause_after(50), 100);
}

static void one_that_was_asked_to_leave_is_not_replaced(void **state)
{
    (void)state;
    crew.members[0] = (struct yx_member){ .pid = 4711, .generation = 1,
        .ready_fd = -1, .leaving = true };
    yx_crew_ended(&crew, 4711, 0, 5);
    assert_int_equal(crew.seats[0].start_us, 0);
    yx_crew_ended(&crew, 4712, 0, 5); /* nobody's */
}

static void a_new_generation_that_dies_leaves_the_old_one(void **state)
{
    (void)state;
    int64_t next_us;
    crew.members[0] = (struct yx_member){ .pid = 4711, .generation = 1,
        .ready_fd = -1, .ready = true, .kill_us = INT64_MAX };
    assert_int_equal(yx_crew_renew(&crew, 0), YX_OK); /* cannot be executed */
    assert_int_equal(yx_crew_renew(&crew, 0), YX_BUSY);
    assert_int_equal(yx_crew_count(&crew), 2);
    pid_t pid = crew.members[1].pid;
    int status;
    yx_crew_heard(&crew, &crew.members[1], 1); /* its pipe ends without a byte */
    assert_false(crew.members[1].ready);
    assert_int_equal(crew.next, 2);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    yx_crew_ended(&crew, pid, status, 1);
    assert_int_equal(crew.next, 0);
    assert_int_equal(crew.current, 1);
    assert_false(crew.failed);
    assert_false(crew.members[0].leaving);
    yx_crew_tick(&crew, 2, &next_us);
    assert_int_equal(yx_crew_count(&crew), 1);
    crew.members[0].pid = 0;
}

static void the_first_generation_that_dies_ends_the_server(void **state)
{
    (void)state;
    int status;
    crew.current = 0;
    assert_int_equal(yx_crew_renew(&crew, 0), YX_OK);
    pid_t pid = crew.members[0].pid;
    waitpid(pid, &status, 0);
    yx_crew_ended(&crew, pid, status, 1);
    assert_true(crew.failed);
    assert_int_equal(yx_crew_count(&crew), 0);
}

static void one_that_dies_while_others_get_ready_is_started_again(void **state)
{
    (void)state;
    crew.current = 0;
    crew.next = 1;
    crew.members[0] = (struct yx_member){ .pid = 4711, .generation = 1, .ready_fd = -1, .ready = true };
    yx_crew_ended(&crew, 4711, SIGSEGV, 5);
    assert_false(crew.failed);
    assert_int_equal(crew.next, 1);
    assert_int_equal(yx_crew_count(&crew), 1);
    waitpid(crew.members[0].pid, NULL, 0);
}

/* What the process said before it died, and the supervisor had not read yet. */
static void one_that_said_ready_as_the_last_thing_is_started_again(void **state)
{
    (void)state;
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(write(ends[1], "r", 1), 1);
    close(ends[1]);
    crew.current = 0;
    crew.next = 1;
    crew.members[0] = (struct yx_member){ .pid = 4711, .generation = 1, .ready_fd = ends[0] };
    yx_crew_ended(&crew, 4711, SIGKILL, 5);
    assert_false(crew.failed);
    assert_int_equal(yx_crew_count(&crew), 1);
    waitpid(crew.members[0].pid, NULL, 0);
}

static void one_that_does_not_leave_is_killed(void **state)
{
    (void)state;
    int64_t next_us;
    int status;
    pid_t pid = fork();
    if (pid == 0) {
        signal(SIGTERM, SIG_IGN);
        for (;;)
            pause();
    }
    usleep(50 * 1000);
    crew.members[0] = (struct yx_member){ .pid = pid, .generation = 1,
        .ready_fd = -1, .ready = true, .kill_us = INT64_MAX };
    yx_crew_stop(&crew, 9000 * MS, 0);
    yx_crew_tick(&crew, 8999 * MS, &next_us);
    assert_int_equal(waitpid(pid, &status, WNOHANG), 0);
    yx_crew_tick(&crew, 9000 * MS, &next_us);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_int_equal(WTERMSIG(status), SIGKILL);
}

#define CREW_TEST(name) cmocka_unit_test_setup(name, set_up)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CREW_TEST(waits_longer_for_one_that_keeps_dying),
        CREW_TEST(one_that_was_asked_to_leave_is_not_replaced),
        CREW_TEST(a_new_generation_that_dies_leaves_the_old_one),
        CREW_TEST(the_first_generation_that_dies_ends_the_server),
        CREW_TEST(one_that_dies_while_others_get_ready_is_started_again),
        CREW_TEST(one_that_said_ready_as_the_last_thing_is_started_again),
        CREW_TEST(one_that_does_not_leave_is_killed),
    };
    return cmocka_run_group_tests_name("serve/crew", tests, NULL, NULL);
}
