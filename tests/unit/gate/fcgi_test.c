#include "gate/fcgi.h"

#include <signal.h>
#include <stdatomic.h>

#include "fcgi_client.h"

enum { THREADS = 6, STALL_MS = 300, IDLE_MS = 400, BODY_MAX = 20000, ARENA_MAX = 4 << 20 };

static char *folder, path[160];
static int listen_fd;
static struct yx_fcgi *gate;
static atomic_int written_ok, written_not, handled_early;
static atomic_bool said_ready;
static int early_fd = -1; /* somebody who asks before the gate stands */

static enum yx_err admit(void *arg, const struct yx_request *req, size_t *body_max_out)
{
    (void)arg;
    *body_max_out = strcmp(req->path, "/large") == 0 ? ARENA_MAX : BODY_MAX;
    return strcmp(req->path, "/none") == 0 ? YX_NOT_FOUND : YX_OK;
}

static void refuse(void *arg, struct yx_request *req, struct yx_response *resp, enum yx_err err)
{
    (void)arg;
    yx_respond_error(req, resp, err);
}

static void handle(void *arg, struct yx_request *req, struct yx_response *resp)
{
    (void)arg;
    atomic_fetch_add(&handled_early, !atomic_load(&said_ready));
    if (strcmp(req->path, "/sleep") == 0)
        usleep(700 * 1000);
    if (strcmp(req->path, "/huge") == 0) {
        size_t len = 1 << 20;
        char *body = yx_arena_get(req->arena, len);
        memset(body, 'x', len);
        yx_respond(resp, 200, "text/plain", body, len);
        return;
    }
    if (strcmp(req->path, "/forgetful") == 0)
        return;
    yx_respond_header(resp, "X-Length", yx_arena_print(req->arena, "%zu", req->body_len));
    yx_respond(resp, 200, "text/plain", "hello", 5);
}

static void written(void *arg, struct yx_request *req, bool ok)
{
    (void)arg;
    (void)req;
    atomic_fetch_add(ok ? &written_ok : &written_not, 1);
}

static void say_ready(void)
{
    usleep(early_fd >= 0 ? 50 * 1000 : 0);
    atomic_store(&said_ready, true);
}

static void listen_anew(void)
{
    enum yx_err err;
    folder = unit_folder();
    snprintf(path, sizeof path, "%s/gate.sock", folder);
    listen_fd = yx_fcgi_listen(path, 64, &err);
}

static int stand(void **state)
{
    (void)state;
    const struct yx_fcgi_setup setup = { .listen_fd = listen_fd, .threads = THREADS,
        .arena_max = ARENA_MAX, .stall_ms = STALL_MS, .idle_ms = IDLE_MS, .admit = admit,
        .refuse = refuse, .handle = handle, .written = written, .ready = say_ready };
    written_ok = written_not = 0;
    return yx_fcgi_start(&setup, &gate) == YX_OK ? 0 : -1;
}

static int start(void **state)
{
    listen_anew();
    return stand(state);
}

static int start_while_somebody_asks(void **state)
{
    listen_anew();
    handled_early = 0;
    said_ready = false;
    early_fd = client_connect(path);
    return client_ask(early_fd, "GET", "/", "", 0) ? stand(state) : -1;
}

static int stop(void **state)
{
    (void)state;
    enum yx_err err = gate != NULL ? yx_fcgi_drain(&gate, 5000) : YX_OK;
    close(listen_fd);
    unit_remove(folder);
    return err == YX_OK ? 0 : -1;
}

static void expect(int fd, const char *uri, const char *body, size_t len, const char *want)
{
    assert_true(client_ask(fd, len > 0 ? "POST" : "GET", uri, body, len));
    char *answer = client_answer(fd);
    assert_non_null(answer);
    if (strstr(answer, want) == NULL)
        fail_msg("%s\nlacks %s", answer, want);
    free(answer);
}

/* The callback comes after the response has reached the client. */
static void expect_count(atomic_int *counter, int want)
{
    for (int i = 0; i < 100 && atomic_load(counter) < want; i++)
        usleep(50 * 1000);
    assert_int_equal(atomic_load(counter), want);
}

static void says_hello_on_a_kept_connection(void **state)
{
    (void)state;
    int fd = client_connect(path);
    for (int i = 0; i < 200; i++)
        expect(fd, "/", "", 0, "Status: 200 OK\r\nContent-Type: text/plain\r\nX-Length: 0\r\n"
                               "Content-Length: 5\r\n\r\nhello");
    close(fd);
    expect_count(&written_ok, 200);
}

static void nothing_is_taken_before_it_is_ready(void **state)
{
    (void)state;
    char *answer = client_answer(early_fd);
    assert_non_null(answer);
    assert_int_equal(atomic_load(&handled_early), 0);
    free(answer);
    close(early_fd);
    early_fd = -1;
}

static void a_body_nobody_takes_leaves_the_connection_usable(void **state)
{
    (void)state;
    static char body[BODY_MAX + 1];
    int fd = client_connect(path);
    memset(body, 'b', sizeof body);
    expect(fd, "/none", body, 9000, "Status: 404 ");
    expect(fd, "/none", body, 15000, "Status: 404 ");
    expect(fd, "/", body, BODY_MAX, "X-Length: 20000");
    expect(fd, "/", body, BODY_MAX + 1, "Status: 413 ");
    expect(fd, "/", "", 0, "hello");
    close(fd);
}

static void a_body_past_the_drain_closes_the_connection(void **state)
{
    (void)state;
    size_t len = (size_t)9 << 20;
    char *body = calloc(1, len);
    int fd = client_connect(path);
    client_ask(fd, "POST", "/", body, len); /* it may break before all is sent */
    assert_true(client_closed(fd, 5000));
    close(fd);
    free(body);
    fd = client_connect(path);
    expect(fd, "/", "", 0, "hello");
    close(fd);
}

static void a_body_that_differs_from_its_length_is_malformed(void **state)
{
    (void)state;
    int fd = client_connect(path);
    static const char *const lengths[] = { "3", "9", "-5", "5x", "99999999999999999999" };
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        const char *const pairs[] = { "REQUEST_METHOD", "POST", "REQUEST_URI", "/",
            "CONTENT_LENGTH", lengths[i], NULL };
        assert_true(client_begin(fd, true) && client_params(fd, pairs) && client_body(fd, "12345", 5));
        char *answer = client_answer(fd);
        assert_non_null(answer);
        assert_non_null(strstr(answer, "Status: 400 "));
        free(answer);
    }
    expect(fd, "/", "12345", 5, "X-Length: 5");
    close(fd);
}

static void a_malformed_head_is_refused_and_the_connection_kept(void **state)
{
    (void)state;
    int fd = client_connect(path);
    static const char *const uris[] = { "", "x", "/%", "/%zz", "/a b", "/\x01", "/\xe4\xbd\xa0" };
    for (size_t i = 0; i < sizeof uris / sizeof *uris; i++)
        expect(fd, uris[i], "", 0, "Status: 400 ");
    expect(fd, "/", "", 0, "hello");
    close(fd);
}

static void writes_answers_larger_than_any_buffer(void **state)
{
    (void)state;
    int fd = client_connect(path);
    assert_true(client_ask(fd, "GET", "/huge", "", 0));
    char *answer = client_answer(fd);
    assert_non_null(answer);
    char *body = strstr(answer, "\r\n\r\n");
    assert_non_null(body);
    assert_int_equal(strlen(body + 4), 1 << 20);
    free(answer);
    close(fd);
}

static void a_handler_that_says_nothing_is_our_fault(void **state)
{
    (void)state;
    int fd = client_connect(path);
    expect(fd, "/forgetful", "", 0, "Status: 500 ");
    close(fd);
}

static void silent_connections_do_not_stop_the_others(void **state)
{
    (void)state;
    int silent[THREADS * 2], fd;
    for (size_t i = 0; i < THREADS * 2; i++)
        silent[i] = client_connect(path);
    fd = client_connect(path); /* waits behind them until they are dropped */
    expect(fd, "/", "", 0, "hello");
    close(fd);
    for (size_t i = 0; i < THREADS * 2; i++) {
        assert_true(client_closed(silent[i], 5000));
        close(silent[i]);
    }
}

static void half_a_head_is_dropped(void **state)
{
    (void)state;
    int fd = client_connect(path);
    assert_true(client_begin(fd, true) && client_header(fd, REC_PARAMS, 200));
    assert_true(client_put(fd, "half", 4));
    assert_true(client_closed(fd, 5000));
    close(fd);
}

static void half_a_body_is_dropped(void **state)
{
    (void)state;
    const char *const pairs[] = { "REQUEST_METHOD", "POST", "REQUEST_URI", "/", "CONTENT_LENGTH",
        "9000", NULL };
    int fd = client_connect(path);
    assert_true(client_begin(fd, true) && client_params(fd, pairs));
    assert_true(client_header(fd, REC_STDIN, 9000) && client_put(fd, "half", 4));
    assert_true(client_closed(fd, 5000));
    close(fd);
    fd = client_connect(path);
    expect(fd, "/", "", 0, "hello");
    close(fd);
    expect_count(&written_ok, 1);
}

static void a_reader_that_stops_is_dropped(void **state)
{
    (void)state;
    int fd = client_connect(path);
    assert_true(client_ask(fd, "GET", "/huge", "", 0)); /* more than a socket holds */
    expect_count(&written_not, 1);
    close(fd);
}

static void a_slow_handler_is_left_in_peace(void **state)
{
    (void)state;
    int fd = client_connect(path);
    expect(fd, "/sleep", "", 0, "hello"); /* longer than both limits */
    close(fd);
}

static void an_early_close_harms_nobody(void **state)
{
    (void)state;
    for (int i = 0; i < 50; i++) {
        int fd = client_connect(path);
        assert_true(client_ask(fd, "GET", i % 2 ? "/huge" : "/", "", 0));
        close(fd);
        fd = client_connect(path);
        client_begin(fd, true);
        close(fd);
        fd = client_connect(path);
        client_put(fd, "garbage that is no record at all", 32);
        close(fd);
    }
    int fd = client_connect(path);
    expect(fd, "/", "", 0, "hello");
    close(fd);
}

static void drains_while_silent_connections_exist(void **state)
{
    (void)state;
    int silent = client_connect(path), kept = client_connect(path), half = client_connect(path);
    expect(kept, "/", "", 0, "hello");
    client_begin(half, true);
    client_header(half, REC_PARAMS, 100);
    int busy = client_connect(path);
    client_ask(busy, "GET", "/sleep", "", 0);
    usleep(100 * 1000);
    int64_t begin_us = yx_clock_mono_us();
    assert_int_equal(yx_fcgi_drain(&gate, 8000), YX_OK);
    assert_null(gate);
    assert_true(yx_clock_mono_us() - begin_us < 4000000);
    char *answer = client_answer(busy); /* what was begun is finished */
    assert_non_null(answer);
    assert_non_null(strstr(answer, "hello"));
    free(answer);
    close(silent), close(kept), close(half), close(busy);
    int fd = client_connect(path); /* the socket is the siblings' still */
    close(fd);
}

static void a_drain_that_is_too_short_says_so(void **state)
{
    (void)state;
    int fd = client_connect(path);
    client_ask(fd, "GET", "/sleep", "", 0);
    usleep(100 * 1000);
    assert_int_equal(yx_fcgi_drain(&gate, 50), YX_TIMEOUT);
    assert_non_null(gate);
    assert_int_equal(yx_fcgi_drain(&gate, 5000), YX_OK);
    close(fd);
}

static void listening_replaces_the_stale_and_respects_the_living(void **state)
{
    (void)state;
    enum yx_err err;
    char *room = unit_folder(), at[200], far[300];
    snprintf(at, sizeof at, "%s/a.sock", room);
    int fd = yx_fcgi_listen(at, 8, &err);
    assert_true(fd >= 0);
    assert_int_equal(yx_fcgi_listen(at, 8, &err), -1);
    assert_int_equal(err, YX_BUSY);
    close(fd);
    fd = yx_fcgi_listen(at, 8, &err);
    assert_true(fd >= 0);
    close(fd);
    snprintf(far, sizeof far, "%s/file", room);
    FILE *f = fopen(far, "w");
    fclose(f);
    assert_int_equal(yx_fcgi_listen(far, 8, &err), -1);
    assert_int_equal(err, YX_CONFLICT);
    assert_int_equal(access(far, F_OK), 0);
    memset(far, 'x', sizeof far - 1);
    far[0] = '/', far[sizeof far - 1] = '\0';
    assert_int_equal(yx_fcgi_listen(far, 8, &err), -1);
    assert_int_equal(err, YX_TOO_LARGE);
    unit_remove(room);
}

#define GATE_TEST(name) cmocka_unit_test_setup_teardown(name, start, stop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        GATE_TEST(says_hello_on_a_kept_connection),
        cmocka_unit_test_setup_teardown(nothing_is_taken_before_it_is_ready, start_while_somebody_asks, stop),
        GATE_TEST(a_body_nobody_takes_leaves_the_connection_usable),
        GATE_TEST(a_body_past_the_drain_closes_the_connection),
        GATE_TEST(a_body_that_differs_from_its_length_is_malformed),
        GATE_TEST(a_malformed_head_is_refused_and_the_connection_kept),
        GATE_TEST(writes_answers_larger_than_any_buffer),
        GATE_TEST(a_handler_that_says_nothing_is_our_fault),
        GATE_TEST(silent_connections_do_not_stop_the_others),
        GATE_TEST(half_a_head_is_dropped),
        GATE_TEST(half_a_body_is_dropped),
        GATE_TEST(a_reader_that_stops_is_dropped),
        GATE_TEST(a_slow_handler_is_left_in_peace),
        GATE_TEST(an_early_close_harms_nobody),
        GATE_TEST(drains_while_silent_connections_exist),
        GATE_TEST(a_drain_that_is_too_short_says_so),
        cmocka_unit_test(listening_replaces_the_stale_and_respects_the_living),
    };
    return cmocka_run_group_tests_name("gate/fcgi", tests, NULL, NULL);
}
