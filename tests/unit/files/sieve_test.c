/* The sieve as a process of its own: what it answers, what it cannot do, and what becomes of a file that ends it. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "files/sieve.h"
#include "made.h"
#include "serve/role.h"

enum { WAIT_MS = 60000 };

static int hatch[2];
static pid_t sieve;

static void start_sieve(void)
{
    char number[12];
    fflush(NULL);
    sieve = fork();
    if (sieve != 0)
        return;
    close(hatch[0]);
    snprintf(number, sizeof number, "%d", hatch[1]);
    setenv(YX_ENV_HATCH, number, 1);
    _exit(yx_sieve_run());
}

static int end_sieve(int with)
{
    int status = -1;
    kill(sieve, with);
    waitpid(sieve, &status, 0);
    return status;
}

static int open_hatch(void **state)
{
    (void)state;
    assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, hatch), 0);
    start_sieve();
    return 0;
}

static int close_hatch(void **state)
{
    (void)state;
    int status = end_sieve(SIGTERM);
    close(hatch[0]);
    close(hatch[1]);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static int memory_file(const void *at, size_t len)
{
    int fd = memfd_create("file", MFD_CLOEXEC);
    assert_true(fd >= 0 && write(fd, at, len) == (ssize_t)len);
    return fd;
}

static enum yx_err ask(const void *at, size_t len, int *out, struct yx_sieved *sieved)
{
    int in = memory_file(at, len);
    *out = memory_file("", 0);
    enum yx_err err = yx_sieve_ask(hatch[0], in, *out, ~0u, WAIT_MS, sieved);
    close(in);
    return err;
}

static void a_picture_comes_back_clean(void **state)
{
    (void)state;
    struct yx_buf made = make_png(64, 48);
    struct yx_sieved sieved;
    char back[1000];
    int out;
    assert_int_equal(ask(made.at, made.len, &out, &sieved), YX_OK);
    assert_int_equal(sieved.reason, YX_REASON_FINE);
    assert_int_equal(sieved.kind, YX_FILE_PNG);
    ssize_t n = pread(out, back, sizeof back, 0);
    assert_int_equal(n, sieved.bytes);
    assert_null(memmem(back, (size_t)n, "SECRET", 6));
    close(out);
    assert_int_equal(ask("#!/bin/sh\n", 10, &out, &sieved), YX_OK);
    assert_int_equal(sieved.reason, YX_REASON_TYPE);
    close(out);
    assert_int_equal(ask("", 0, &out, &sieved), YX_OK);
    assert_int_equal(sieved.reason, YX_REASON_BROKEN);
    close(out);
    yx_buf_free(&made);
}

static int out_of_bounds(void)
{
    const struct sockaddr_in nowhere = { .sin_family = AF_INET, .sin_port = htons(80),
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    int open_before = socket(AF_INET, SOCK_STREAM, 0); /* even with a socket that is there already */
    if (open_before < 0 || yx_seal() != YX_OK)
        return 1;
    if (connect(open_before, (const struct sockaddr *)&nowhere, sizeof nowhere) != -1 || errno != EPERM)
        return 2;
    if (socket(AF_INET, SOCK_STREAM, 0) != -1 || errno != EPERM)
        return 3;
    if (open("/dev/null", O_RDONLY) != -1 || errno != EPERM)
        return 4;
    if (fork() != -1 || errno != EPERM)
        return 5;
    if (execl("/bin/true", "true", (char *)NULL) != -1 || errno != EPERM)
        return 6;
    if (kill(getppid(), 0) != -1 || errno != EPERM)
        return 7;
    if (unlink("/nonexistent") != -1 || errno != EPERM)
        return 8;
    if (mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED || errno != EPERM)
        return 9;
    return 0;
}

static void sealed_it_reaches_nothing(void **state)
{
    int status;
    (void)state;
    fflush(NULL);
    pid_t pid = fork();
    if (pid == 0)
        _exit(out_of_bounds());
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

/* A file that becomes shorter under it ends it; a stopped one answers nobody. The next one takes what waits. */
static void a_sieve_that_ends_is_noticed_at_once(void **state)
{
    (void)state;
    struct yx_buf made = make_png(64, 48);
    struct yx_sieved sieved;
    int out = memory_file("", 0), in = memory_file(made.at, made.len);
    kill(sieve, SIGSTOP);
    assert_int_equal(yx_sieve_ask(hatch[0], in, out, ~0u, 100, &sieved), YX_TIMEOUT);
    end_sieve(SIGKILL);
    start_sieve(); /* and finds the one that nobody waits for any more */
    close(out);
    assert_int_equal(ask(made.at, made.len, &out, &sieved), YX_OK);
    assert_int_equal(sieved.reason, YX_REASON_FINE);
    close(out);
    close(in);
    yx_buf_free(&made);
}

static void *kill_it(void *arg)
{
    (void)arg;
    usleep(300 * 1000);
    kill(sieve, SIGKILL);
    return NULL;
}

static void a_sieve_that_dies_over_a_file_says_so(void **state)
{
    enum { PIECE = 16 << 20, PARTS = 7 };
    (void)state;
    char *zeros = calloc(1, PIECE);
    struct made_zip z = zip_new();
    zip_add(&z, "[Content_Types].xml", "x", 1, 0, 0);
    for (int i = 0; i < PARTS; i++)
        zip_add(&z, "word/document.xml", zeros, PIECE, 0, 0);
    struct yx_buf all = zip_end(&z);
    struct yx_sieved sieved;
    pthread_t killer;
    int out;
    kill(sieve, SIGSTOP); /* the job is in its hands or in the hatch: both must be survived */
    assert_int_equal(pthread_create(&killer, NULL, kill_it, NULL), 0);
    int in = memory_file(all.at, all.len);
    out = memory_file("", 0);
    enum yx_err err = yx_sieve_ask(hatch[0], in, out, ~0u, 1000, &sieved);
    assert_true(err == YX_IO || err == YX_TIMEOUT);
    pthread_join(killer, NULL);
    waitpid(sieve, NULL, 0);
    start_sieve();
    close(out);
    assert_int_equal(ask(all.at, all.len, &out, &sieved), YX_OK);
    assert_int_equal(sieved.reason, YX_REASON_FINE);
    close(out);
    close(in);
    free(zeros);
    yx_buf_free(&all);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_picture_comes_back_clean, open_hatch, close_hatch),
        cmocka_unit_test(sealed_it_reaches_nothing),
        cmocka_unit_test_setup_teardown(a_sieve_that_ends_is_noticed_at_once, open_hatch, close_hatch),
        cmocka_unit_test_setup_teardown(a_sieve_that_dies_over_a_file_says_so, open_hatch, close_hatch),
    };
    return cmocka_run_group_tests_name("files sieve", tests, NULL, NULL);
}
