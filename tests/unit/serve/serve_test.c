/* Plays the supervisor and its gates for itself: executed under the titles that they give
 * themselves, this program is a server with a small house of its own. */
#include "serve/serve.h"

#include <dirent.h>
#include <signal.h>
#include <sys/wait.h>

#include "../gate/fcgi_client.h"
#include "serve/house.h"
#include "serve/poison.h"

enum { START_MS = 15000 };

static char *folder, config[200], socket_path[200], log_path[200];
static pid_t server;

/* ---- the house of this test ---- */

static enum yx_err in_a_turn(void *self, struct yx_request *req, struct yx_response *resp)
{
    yx_poison_enter(77);
    if (strcmp(req->path, "/crash") == 0)
        raise(SIGSEGV);
    if (strcmp(req->path, "/hang") == 0)
        for (;;)
            pause();
    if (strcmp(req->path, "/sleep") == 0)
        usleep(800 * 1000);
    yx_poison_leave();
    (void)self;
    yx_respond(resp, 200, "text/plain", "slept", 5);
    return YX_OK;
}

static enum yx_err suspects(void *self, struct yx_request *req, struct yx_response *resp)
{
    (void)self;
    yx_respond_json(resp, 200, yx_arena_print(req->arena, "%d", yx_poison_crashes(77)));
    return YX_OK;
}

static const struct yx_route house_routes[] = {
    { "/crash", YX_GET, 0, YX_ANYBODY, false, in_a_turn },
    { "/hang", YX_GET, 0, YX_ANYBODY, false, in_a_turn },
    { "/sleep", YX_GET, 0, YX_ANYBODY, false, in_a_turn },
    { "/suspects", YX_GET, 0, YX_ANYBODY, false, suspects },
    { 0 },
};

/* house.name decides whether it opens. */
static enum yx_err house_open(struct yx_config *c, struct yx_faults *faults, struct yx_routes *r)
{
    yx_config_check(c, faults);
    if (strcmp(yx_config_text(c, "house.name"), "broken") == 0)
        return YX_CORRUPT;
    return yx_routes_add(r, &(struct yx_route_owner){ .name = "test" }, house_routes);
}

/* ---- how the test drives it ---- */

static void write_config(const char *more)
{
    FILE *f = fopen(config, "w");
    fprintf(f, "gate:\n  threads: 6\n  turn_limit_s: 1\n%s", more);
    fclose(f);
}

static pid_t spawn(void)
{
    fflush(NULL);
    pid_t pid = fork();
    if (pid == 0) {
        FILE *to = freopen(log_path, "a", stderr);
        execl("/proc/self/exe", "serve_test", "serve", config, (char *)NULL);
        _exit(to != NULL ? 127 : 126);
    }
    return pid;
}

static char *read_log(void)
{
    char *text = calloc(1, 1 << 20);
    FILE *f = fopen(log_path, "r");
    size_t n = f != NULL ? fread(text, 1, (1 << 20) - 1, f) : 0;
    text[n] = '\0';
    if (f != NULL)
        fclose(f);
    return text;
}

/* Wait until the log holds `words` so many times. */
static void expect_log(const char *words, int times)
{
    for (int waited_ms = 0; waited_ms < START_MS; waited_ms += 20) {
        char *text = read_log();
        int seen = 0;
        for (char *at = text; (at = strstr(at, words)) != NULL; at++)
            seen++;
        free(text);
        if (seen >= times)
            return;
        usleep(20 * 1000);
    }
    char *text = read_log();
    fail_msg("no %s in\n%s", words, text);
}

/* The exit code of the server, which must end within so many milliseconds. */
static int expect_end(pid_t pid, int within_ms)
{
    int status;
    for (int waited_ms = 0; waited_ms < within_ms; waited_ms += 10) {
        if (waitpid(pid, &status, WNOHANG) == pid)
            return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
        usleep(10 * 1000);
    }
    kill(pid, SIGKILL);
    waitpid(pid, &status, 0);
    fail_msg("still there after %d ms", within_ms);
    return -1;
}

static int start(void **state)
{
    (void)state;
    folder = unit_folder();
    snprintf(config, sizeof config, "%s/yixian.yaml", folder);
    snprintf(socket_path, sizeof socket_path, "%s/gate.sock", folder);
    snprintf(log_path, sizeof log_path, "%s/log", folder);
    write_config("");
    server = spawn();
    expect_log("event=ready", 1);
    return 0;
}

static int stop(void **state)
{
    (void)state;
    if (server > 0) {
        kill(server, SIGTERM);
        expect_end(server, 10000);
    }
    unit_remove(folder);
    return 0;
}

/* The answer to a GET, NULL when the connection broke. Free it. */
static char *get(const char *path)
{
    int fd = client_connect(socket_path);
    char *answer = client_ask(fd, "GET", path, "", 0) ? client_answer(fd) : NULL;
    close(fd);
    return answer;
}

/* As nginx does it: a connection that breaks is tried once more. A process that dies may
 * have accepted it just before. */
static char *get_twice(const char *path)
{
    char *answer = get(path);
    return answer != NULL ? answer : get(path);
}

static void expect_get(const char *path, const char *want)
{
    char *answer = get_twice(path);
    assert_non_null(answer);
    if (strstr(answer, want) == NULL)
        fail_msg("%s\nlacks %s", answer, want);
    free(answer);
}

/* The process of gate 1 by its title. */
static pid_t gate_pid(void)
{
    pid_t found = 0;
    DIR *proc = opendir("/proc");
    for (struct dirent *e; found == 0 && (e = readdir(proc)) != NULL;) {
        char path[300], title[400] = "", want[300];
        snprintf(path, sizeof path, "/proc/%.20s/cmdline", e->d_name);
        FILE *f = fopen(path, "r");
        size_t n = f != NULL ? fread(title, 1, sizeof title - 1, f) : 0;
        if (f != NULL)
            fclose(f);
        for (size_t i = 0; i + 1 < n; i++)
            title[i] = title[i] == '\0' ? ' ' : title[i];
        snprintf(want, sizeof want, "yixian: gate 1 %s", folder);
        found = strcmp(title, want) == 0 ? (pid_t)atoi(e->d_name) : 0;
    }
    closedir(proc);
    return found;
}

/* ---- */

static void serves_health_to_the_operator(void **state)
{
    (void)state;
    expect_get("/healthz", "Status: 200 OK");
    expect_get("/readyz", "ok");
    expect_get("/metrics", "yx_role_starts_total 1");
    expect_get("/none", "Status: 404 ");
}

static void a_killed_gate_is_replaced_behind_the_same_socket(void **state)
{
    (void)state;
    for (int i = 0; i < 3; i++) {
        pid_t pid = gate_pid();
        assert_true(pid > 0);
        kill(pid, SIGKILL);
        expect_get("/healthz", "200 OK"); /* waits in the socket's queue meanwhile */
        assert_int_not_equal(gate_pid(), pid);
    }
    expect_get("/metrics", "yx_role_crashes_total 3");
    expect_get("/suspects", "\r\n\r\n0");
}

static void two_crashes_name_their_message(void **state)
{
    (void)state;
    for (int i = 0; i < 2; i++)
        assert_null(get("/crash"));
    expect_get("/suspects", "\r\n\r\n2");
}

static void a_turn_that_never_ends_is_ended(void **state)
{
    (void)state;
    assert_null(get("/hang"));
    expect_log("a turn takes too long", 1);
    expect_get("/suspects", "\r\n\r\n1");
}

static void a_reload_lets_nobody_wait_in_vain(void **state)
{
    (void)state;
    pid_t before = gate_pid();
    int sleeper = client_connect(socket_path);
    client_ask(sleeper, "GET", "/sleep", "", 0);
    usleep(100 * 1000);
    kill(server, SIGHUP);
    for (int i = 0; i < 300; i++) {
        char *answer = get_twice("/healthz");
        assert_non_null(answer);
        free(answer);
        usleep(1000);
    }
    char *slept = client_answer(sleeper);
    assert_non_null(slept); /* the old gate finished what it had begun */
    assert_non_null(strstr(slept, "slept"));
    free(slept);
    close(sleeper);
    expect_log("event=reloaded", 1);
    expect_log("event=\"gate drained\"", 1);
    expect_log("asked=yes", 1); /* it is gone, not only done */
    assert_int_not_equal(gate_pid(), before);
}

static void a_reload_that_fails_keeps_the_old_gates(void **state)
{
    (void)state;
    pid_t before = gate_pid();
    write_config("  thread: 7\n"); /* the supervisor does not know the guests' keys: the gate does */
    kill(server, SIGHUP);
    expect_log("reload failed, the old ones go on", 1);
    write_config("house:\n  name: broken\n");
    kill(server, SIGHUP);
    expect_log("reload failed, the old ones go on", 2);
    write_config("  slow_max: many\n");
    kill(server, SIGHUP);
    expect_log("reload refused", 1);
    expect_get("/healthz", "200 OK");
    assert_int_equal(gate_pid(), before);
    write_config("  processes: 2\n");
    kill(server, SIGHUP);
    expect_log("event=reloaded gates=2", 1);
}

static void sigterm_ends_all_within_ten_seconds(void **state)
{
    (void)state;
    int silent = client_connect(socket_path), kept = client_connect(socket_path);
    int busy = client_connect(socket_path);
    client_ask(kept, "GET", "/healthz", "", 0);
    client_ask(busy, "GET", "/sleep", "", 0);
    usleep(100 * 1000);
    kill(server, SIGTERM);
    char *answer = client_answer(busy);
    assert_non_null(answer);
    free(answer);
    assert_int_equal(expect_end(server, 10000), 0);
    assert_int_equal(gate_pid(), 0);
    assert_int_not_equal(access(socket_path, F_OK), 0);
    close(silent), close(kept), close(busy);
    server = 0;
}

static void a_second_server_is_refused(void **state)
{
    (void)state;
    char words[100];
    assert_int_equal(expect_end(spawn(), 5000), 1);
    snprintf(words, sizeof words, "\"another server runs on this folder\" pid=%d", (int)server);
    expect_log(words, 1);
    expect_get("/healthz", "200 OK");
}

static void gates_do_not_outlive_a_killed_supervisor(void **state)
{
    (void)state;
    kill(server, SIGKILL);
    expect_end(server, 1000);
    for (int i = 0; i < 500 && gate_pid() != 0; i++)
        usleep(20 * 1000);
    assert_int_equal(gate_pid(), 0);
    server = spawn(); /* the stale socket and lock are no hindrance */
    expect_log("event=ready", 2);
    expect_get("/healthz", "200 OK");
}

static void a_gate_that_cannot_start_ends_the_server(void **state)
{
    (void)state;
    kill(server, SIGTERM);
    expect_end(server, 10000);
    write_config("house:\n  name: broken\n");
    assert_int_equal(expect_end(spawn(), 10000), 1);
    expect_log("event=\"gate cannot start\" err=damaged", 1);
    expect_log("not all got ready", 1);
    write_config("  threads: none\n");
    assert_int_equal(expect_end(spawn(), 5000), 1);
    write_config("");
    server = spawn();
    expect_log("event=ready", 2);
}

#define SERVE_TEST(name) cmocka_unit_test_setup_teardown(name, start, stop)

int main(int argc, char **argv)
{
    if (strncmp(argv[0], "yixian: ", 8) == 0) {
        yx_house = (struct yx_house){ .open = house_open };
        return yx_role_main(argc, argv);
    }
    if (argc == 3 && strcmp(argv[1], "serve") == 0)
        return yx_serve_begin(argv[2]);
    const struct CMUnitTest tests[] = {
        SERVE_TEST(serves_health_to_the_operator),
        SERVE_TEST(a_killed_gate_is_replaced_behind_the_same_socket),
        SERVE_TEST(two_crashes_name_their_message),
        SERVE_TEST(a_turn_that_never_ends_is_ended),
        SERVE_TEST(a_reload_lets_nobody_wait_in_vain),
        SERVE_TEST(a_reload_that_fails_keeps_the_old_gates),
        SERVE_TEST(sigterm_ends_all_within_ten_seconds),
        SERVE_TEST(a_second_server_is_refused),
        SERVE_TEST(gates_do_not_outlive_a_killed_supervisor),
        SERVE_TEST(a_gate_that_cannot_start_ends_the_server),
    };
    return cmocka_run_group_tests_name("serve/serve", tests, NULL, NULL);
}
