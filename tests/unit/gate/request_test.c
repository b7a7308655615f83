#include "gate/request.h"

#include "unit.h"

static struct yx_arena *arena;
static struct yx_request req;
static size_t body_len;
static const char *cookie;

static const char *param(const void *wire, const char *name)
{
    (void)wire;
    if (strcmp(name, "HTTP_COOKIE") == 0)
        return cookie;
    return strcmp(name, "HTTP_ACCEPT_LANGUAGE") == 0 ? "zh" :
        strcmp(name, "CONTENT_TYPE") == 0            ? "text/plain" :
                                                       NULL;
}

static int set_up(void **state)
{
    (void)state;
    arena = yx_arena_new(1 << 20);
    cookie = NULL;
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    yx_arena_free(&arena);
    return 0;
}

static enum yx_err read_it(const struct yx_head *head)
{
    req = (struct yx_request){ .arena = arena, .param = param };
    return yx_request_read(&req, head, &body_len);
}

static enum yx_err read_uri(const char *uri)
{
    return read_it(&(struct yx_head){ .method = "GET", .uri = uri, .remote = "127.0.0.1" });
}

static void splits_path_and_query(void **state)
{
    (void)state;
    assert_int_equal(read_uri("/api/chat?after=17&x=%zz"), YX_OK);
    assert_string_equal(req.path, "/api/chat");
    assert_string_equal(req.query, "after=17&x=%zz");
    assert_string_equal(yx_request_query(&req, "after"), "17");
    assert_null(yx_request_query(&req, "x"));
    assert_int_equal(read_uri("/"), YX_OK);
    assert_string_equal(req.query, "");
    assert_int_equal(read_uri("/%E4%BD%A0"), YX_OK); /* kept as sent */
    assert_string_equal(req.path, "/%E4%BD%A0");
}

static void refuses_paths_that_are_none(void **state)
{
    (void)state;
    static const char *const bad[] = { NULL, "", "x", "*", "http://a/", "?a", "/\n", "/a b", "/\x7f",
        "/%", "/%1", "/%g1", "/%1g", "/a%", "/\xe4\xbd\xa0", "/a?b\nc", "/a?\x01" };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_int_equal(read_uri(bad[i]), YX_INVALID);
        assert_non_null(req.path); /* it can be answered all the same */
        assert_non_null(req.query);
    }
}

static void bounds_path_and_query(void **state)
{
    (void)state;
    static char uri[YX_PATH_MAX + YX_QUERY_MAX + 4];
    memset(uri, 'a', sizeof uri - 1);
    uri[0] = '/';
    assert_int_equal(read_uri(uri), YX_INVALID);
    uri[YX_PATH_MAX] = '?';
    assert_int_equal(read_uri(uri), YX_INVALID);
    uri[YX_PATH_MAX + 1 + YX_QUERY_MAX] = '\0';
    assert_int_equal(read_uri(uri), YX_OK);
    assert_int_equal(strlen(req.path), YX_PATH_MAX);
    assert_int_equal(strlen(req.query), YX_QUERY_MAX);
}

static void reads_lengths_that_are_numbers(void **state)
{
    (void)state;
    struct yx_head head = { .method = "POST", .uri = "/" };
    static const char *const bad[] = { "-1", "+1", " 1", "1 ", "0x10", "1e3", "1,1",
        "9999999999999999" };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        head.content_length = bad[i];
        assert_int_equal(read_it(&head), YX_INVALID);
    }
    head.content_length = "999999999999999";
    assert_int_equal(read_it(&head), YX_OK);
    assert_true(body_len == 999999999999999u);
    head.content_length = "";
    assert_int_equal(read_it(&head), YX_OK);
    assert_int_equal(body_len, 0);
}

static void knows_methods(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        enum yx_method method;
    } rows[] = { { "GET", YX_GET }, { "HEAD", YX_GET }, { "POST", YX_POST }, { "PUT", YX_PUT },
        { "DELETE", YX_DELETE }, { "get", YX_OTHER }, { "PATCH", YX_OTHER }, { NULL, YX_OTHER } };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_int_equal(read_it(&(struct yx_head){ .method = rows[i].name, .uri = "/" }), YX_OK);
        assert_int_equal(req.method, rows[i].method);
    }
}

static void the_operator_sits_on_loopback_and_is_not_forwarded(void **state)
{
    (void)state;
    static const struct {
        const char *remote;
        bool forwarded, operator_side;
    } rows[] = { { "127.0.0.1", false, true }, { "::1", false, true }, { "127.0.0.1", true, false },
        { "10.0.0.1", false, false }, { "1127.0.0.1", false, false }, { "", false, false },
        { NULL, false, false }, { "unix:", false, false }, { "::ffff:127.0.0.1", false, true } };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        read_it(&(struct yx_head){ .uri = "/", .remote = rows[i].remote,
            .forwarded = rows[i].forwarded });
        assert_int_equal(req.operator_side, rows[i].operator_side);
    }
}

static void an_id_that_is_no_word_is_none(void **state)
{
    (void)state;
    static char far[70];
    memset(far, 'a', sizeof far - 1);
    read_it(&(struct yx_head){ .uri = "/", .id = "0f3a9c" });
    assert_string_equal(req.id, "0f3a9c");
    static const char *const bad[] = { NULL, "", "a\nb", "a b", "a\"", far };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        read_it(&(struct yx_head){ .uri = "/", .id = bad[i] });
        assert_string_equal(req.id, "");
    }
}

static void decodes_parameters(void **state)
{
    (void)state;
    read_uri("/?a=1+2%2B3&a=9&%62=x&empty=&bare&text=%E5%B7%A5%E8%B5%84");
    assert_string_equal(yx_request_query(&req, "a"), "1 2+3");
    assert_string_equal(yx_request_query(&req, "empty"), "");
    assert_string_equal(yx_request_query(&req, "bare"), "");
    assert_string_equal(yx_request_query(&req, "text"), "工资");
    assert_null(yx_request_query(&req, "b"));
    assert_null(yx_request_query(&req, ""));
}

static void a_parameter_that_is_not_text_is_absent(void **state)
{
    (void)state;
    static const char *const bad[] = { "/?a=%", "/?a=%4", "/?a=%4x", "/?a=%00", "/?a=x%00y",
        "/?a=%ff", "/?a=%c0%af", "/?a=%ed%a0%80", "/?a=%E5%B7" };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_int_equal(read_uri(bad[i]), YX_OK);
        assert_null(yx_request_query(&req, "a"));
    }
}

static void reads_fields_of_forms_only(void **state)
{
    (void)state;
    struct yx_head head = { .method = "POST", .uri = "/",
        .content_type = "application/x-www-form-urlencoded; charset=UTF-8" };
    read_it(&head);
    req.body = "text=%E4%BD%A0&id=7";
    req.body_len = strlen(req.body);
    assert_string_equal(yx_request_field(&req, "text"), "你");
    assert_string_equal(yx_request_field(&req, "id"), "7");
    req.content_type = "application/x-www-form-urlencodedx";
    assert_null(yx_request_field(&req, "text"));
    req.content_type = "application/json";
    assert_null(yx_request_field(&req, "text"));
}

static void a_body_with_a_nul_is_read_to_its_length(void **state)
{
    (void)state;
    read_it(&(struct yx_head){ .uri = "/", .content_type = "application/x-www-form-urlencoded" });
    req.body = "a=1\0&b=2";
    req.body_len = 8;
    assert_null(yx_request_field(&req, "a"));
    assert_string_equal(yx_request_field(&req, "b"), "2");
}

static void finds_headers_by_their_names_in_http(void **state)
{
    (void)state;
    read_uri("/");
    assert_string_equal(yx_request_header(&req, "Accept-Language"), "zh");
    assert_string_equal(yx_request_header(&req, "accept-language"), "zh");
    assert_string_equal(yx_request_header(&req, "Content-Type"), "text/plain");
    assert_null(yx_request_header(&req, "X-None"));
    static char far[200];
    memset(far, 'a', sizeof far - 1);
    assert_null(yx_request_header(&req, far));
}

static void takes_the_first_cookie_of_a_name(void **state)
{
    (void)state;
    read_uri("/");
    cookie = "xa=0;  a=1; a=2 ;b=3; a.b=4;c";
    assert_string_equal(yx_request_cookie(&req, "a"), "1");
    assert_string_equal(yx_request_cookie(&req, "b"), "3");
    assert_string_equal(yx_request_cookie(&req, "a.b"), "4");
    assert_null(yx_request_cookie(&req, "c"));
    assert_null(yx_request_cookie(&req, "x"));
    cookie = "a=2 ;b";
    assert_string_equal(yx_request_cookie(&req, "a"), "2");
}

static void a_cookie_with_other_octets_is_none(void **state)
{
    (void)state;
    read_uri("/");
    static const char *const bad[] = { "a=\"1\"", "a=1 2", "a=1,2", "a=\\", "a=\xe4\xbd\xa0",
        "a=\x01", "", ";;;", "a", "=1" };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        cookie = bad[i];
        assert_null(yx_request_cookie(&req, "a"));
    }
    cookie = NULL;
    assert_null(yx_request_cookie(&req, "a"));
}

#define REQUEST_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        REQUEST_TEST(splits_path_and_query),
        REQUEST_TEST(refuses_paths_that_are_none),
        REQUEST_TEST(bounds_path_and_query),
        REQUEST_TEST(reads_lengths_that_are_numbers),
        REQUEST_TEST(knows_methods),
        REQUEST_TEST(the_operator_sits_on_loopback_and_is_not_forwarded),
        REQUEST_TEST(an_id_that_is_no_word_is_none),
        REQUEST_TEST(decodes_parameters),
        REQUEST_TEST(a_parameter_that_is_not_text_is_absent),
        REQUEST_TEST(reads_fields_of_forms_only),
        REQUEST_TEST(a_body_with_a_nul_is_read_to_its_length),
        REQUEST_TEST(finds_headers_by_their_names_in_http),
        REQUEST_TEST(takes_the_first_cookie_of_a_name),
        REQUEST_TEST(a_cookie_with_other_octets_is_none),
    };
    return cmocka_run_group_tests_name("gate/request", tests, NULL, NULL);
}
