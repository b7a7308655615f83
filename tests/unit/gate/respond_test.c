#include <jansson.h>
#include <sys/wait.h>
#include <unistd.h>

#include "gate/request.h"
#include "unit.h"

static struct yx_arena *arena;
static struct yx_request req;
static struct yx_response resp;

static int set_up(void **state)
{
    (void)state;
    arena = yx_arena_new(1 << 16);
    req = (struct yx_request){ .arena = arena };
    resp = (struct yx_response){ .head = yx_buf_new(1000) };
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    yx_buf_free(&resp.head);
    yx_arena_free(&arena);
    return 0;
}

static const char *tricky_text(enum yx_err err)
{
    return err == YX_RATE ? "“太快”了 \"\\\n" : "稍后再试";
}

static void errors_have_one_form(void **state)
{
    (void)state;
    const char *(*before)(enum yx_err) = yx_error_text;
    yx_error_text = tricky_text;
    yx_respond_error(&req, &resp, YX_RATE);
    yx_error_text = before;
    assert_int_equal(resp.status, 429);
    assert_string_equal(resp.content_type, "application/json; charset=utf-8");
    assert_string_equal(resp.head.at, "Retry-After: 60\r\n");
    json_t *root = json_loads(resp.body, 0, NULL);
    assert_non_null(root);
    const char *code, *message;
    assert_int_equal(json_unpack(root, "{s:{s:s, s:s}}", "error", "code", &code, "message",
        &message), 0);
    assert_string_equal(code, "rate");
    assert_string_equal(message, "“太快”了 \"\\\n");
    json_decref(root);
}

static void every_error_has_its_status(void **state)
{
    (void)state;
    static const struct {
        enum yx_err err;
        int status;
    } rows[] = { { YX_OK, 200 }, { YX_INVALID, 400 }, { YX_DENIED, 401 }, { YX_FORBIDDEN, 403 },
        { YX_NOT_FOUND, 404 }, { YX_METHOD, 405 }, { YX_MISMATCH, 409 }, { YX_CONFLICT, 409 },
        { YX_TOO_LARGE, 413 }, { YX_RATE, 429 }, { YX_BUSY, 503 }, { YX_TIMEOUT, 503 },
        { YX_FULL, 503 }, { YX_READ_ONLY, 503 }, { YX_IO, 503 }, { YX_CORRUPT, 500 },
        { YX_INTERNAL, 500 }, { YX_MEMORY, 500 } };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_int_equal(yx_http_status(rows[i].err), rows[i].status);
}

static void sees_other_with_an_empty_body(void **state)
{
    (void)state;
    yx_respond_see_other(&resp, "/#end");
    assert_int_equal(resp.status, 303);
    assert_string_equal(resp.head.at, "Location: /#end\r\n");
    assert_int_equal(resp.body_len, 0);
}

static void a_header_with_control_characters_ends_the_process(void **state)
{
    (void)state;
    static const char *const bad[] = { "a\r\nSet-Cookie: b=c", "a\nb", "\x7f" };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        pid_t pid = fork();
        if (pid == 0) {
            yx_respond_header(&resp, "X-Test", bad[i]);
            _exit(0);
        }
        int status;
        waitpid(pid, &status, 0);
        assert_true(WIFSIGNALED(status));
    }
}

#define RESPOND_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        RESPOND_TEST(errors_have_one_form),
        RESPOND_TEST(every_error_has_its_status),
        RESPOND_TEST(sees_other_with_an_empty_body),
        RESPOND_TEST(a_header_with_control_characters_ends_the_process),
    };
    return cmocka_run_group_tests_name("gate/respond", tests, NULL, NULL);
}
