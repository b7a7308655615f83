#include "gate/dispatch.h"

#include <pthread.h>
#include <unistd.h>

#include "unit.h"

static struct yx_arena *arena;
static struct yx_routes *routes;
static struct yx_dispatch *dispatch;
static pthread_barrier_t inside, leave;
static const void *taken;
static int written_calls;
static const int channel;

static enum yx_err say_self(void *self, struct yx_request *req, struct yx_response *resp)
{
    (void)req;
    yx_respond_json(resp, 200, self);
    return YX_OK;
}

static enum yx_err wait_inside(void *self, struct yx_request *req, struct yx_response *resp)
{
    pthread_barrier_wait(&inside);
    pthread_barrier_wait(&leave);
    return say_self(self, req, resp);
}

static enum yx_err meet_conflict(void *self, struct yx_request *req, struct yx_response *resp)
{
    (void)self;
    (void)req;
    yx_respond_header(resp, "X-Half", "done");
    return YX_CONFLICT;
}

static enum yx_err forget(void *self, struct yx_request *req, struct yx_response *resp)
{
    (void)self;
    (void)req;
    (void)resp;
    return YX_OK;
}

static const struct yx_route rows[] = {
    { "/", YX_GET, 0, YX_ANYBODY, false, say_self },
    { "/api/chat", YX_GET, 0, YX_ANYBODY, false, say_self },
    { "/wechat/{account}", YX_GET | YX_POST, 100, YX_ANYBODY, false, say_self },
    { "/wechat/menu", YX_GET, 0, YX_ANYBODY, false, meet_conflict },
    { "/talk/{id}/reply", YX_POST, 100, YX_ANYBODY, false, say_self },
    { "/talk/{id}/note", YX_POST, 100, YX_ANYBODY, false, say_self },
    { "/metrics", YX_GET, 0, YX_OPERATOR, false, say_self },
    { "/slow", YX_GET, 0, YX_ANYBODY, true, wait_inside },
    { "/forget", YX_GET, 0, YX_ANYBODY, false, forget },
    { 0 },
};
static const struct yx_route channel_rows[] = {
    { "/api/chat", YX_POST, 4096, YX_ANYBODY, false, NULL },
    { 0 },
};

static int set_up(void **state)
{
    (void)state;
    const struct yx_route_owner own = { .name = "test", .self = "\"own\"" };
    const struct yx_route_owner web = { .name = "web", .channel = &channel };
    arena = yx_arena_new(1 << 20);
    routes = yx_routes_new();
    dispatch = yx_dispatch_new(routes, 2);
    taken = NULL;
    return yx_routes_add(routes, &own, rows) == YX_OK &&
            yx_routes_add(routes, &web, channel_rows) == YX_OK ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    yx_dispatch_free(&dispatch);
    yx_routes_free(&routes);
    yx_arena_free(&arena);
    return 0;
}

static struct yx_request request(enum yx_method method, const char *path)
{
    return (struct yx_request){ .method = method, .path = path, .query = "", .body = "",
        .arena = arena };
}

static enum yx_err find(enum yx_method method, const char *path, struct yx_found *found)
{
    struct yx_request req = request(method, path);
    return yx_routes_find(routes, &req, found);
}

static void finds_a_route_by_path_and_method(void **state)
{
    (void)state;
    struct yx_found found;
    assert_int_equal(find(YX_GET, "/api/chat", &found), YX_OK);
    assert_ptr_equal(found.route, &rows[1]);
    assert_string_equal(found.owner->name, "test");
    assert_int_equal(find(YX_POST, "/api/chat", &found), YX_OK);
    assert_ptr_equal(found.owner->channel, &channel);
    assert_int_equal(find(YX_GET, "/", &found), YX_OK);
    static const char *const none[] = { "/api", "/api/", "/api/chat/", "//", "/API/chat",
        "/api/chat%20", "/api//chat", "/./api/chat", "" };
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        assert_int_equal(find(YX_GET, none[i], &found), YX_NOT_FOUND);
}

static void another_method_is_told_which_are_allowed(void **state)
{
    (void)state;
    struct yx_found found;
    struct yx_request req = request(YX_DELETE, "/api/chat");
    assert_int_equal(find(YX_DELETE, "/api/chat", &found), YX_METHOD);
    struct yx_response resp = { .head = yx_buf_new(1000) };
    yx_dispatch_refuse(dispatch, &req, &resp, YX_METHOD);
    assert_int_equal(resp.status, 405);
    assert_string_equal(resp.head.at, "Allow: GET, HEAD, POST\r\n");
    yx_buf_free(&resp.head);
}

static void a_name_takes_one_plain_segment(void **state)
{
    (void)state;
    struct yx_found found;
    assert_int_equal(find(YX_POST, "/wechat/gh_4a-B", &found), YX_OK);
    assert_ptr_equal(found.route, &rows[2]);
    assert_int_equal(find(YX_GET, "/wechat/menu", &found), YX_OK);
    assert_ptr_equal(found.route, &rows[3]); /* what is said literally goes first */
    static const char *const none[] = { "/wechat/", "/wechat", "/wechat/a/b", "/wechat/a.b",
        "/wechat/%61", "/wechat/{account}" };
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        assert_int_equal(find(YX_GET, none[i], &found), YX_NOT_FOUND);
}

static void a_name_may_stand_in_the_middle(void **state)
{
    (void)state;
    struct yx_found found;
    assert_int_equal(find(YX_POST, "/talk/17/reply", &found), YX_OK);
    assert_string_equal(found.route->path, "/talk/{id}/reply");
    assert_int_equal(find(YX_POST, "/talk/17/note", &found), YX_OK);
    assert_string_equal(found.route->path, "/talk/{id}/note");
    static const char *const none[] = { "/talk//reply", "/talk/17/", "/talk/17", "/talk/reply", "/talk/1/2/reply",
        "/talk/17/reply/", "/talk/1.7/reply", "/talk/17/replY" };
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        assert_int_equal(find(YX_POST, none[i], &found), YX_NOT_FOUND);
}

static void the_operators_routes_do_not_exist_for_others(void **state)
{
    (void)state;
    struct yx_found found;
    struct yx_request req = request(YX_GET, "/metrics");
    assert_int_equal(yx_routes_find(routes, &req, &found), YX_NOT_FOUND);
    req.method = YX_POST;
    assert_int_equal(yx_routes_find(routes, &req, &found), YX_NOT_FOUND);
    req.operator_side = true;
    assert_int_equal(yx_routes_find(routes, &req, &found), YX_METHOD);
    req.method = YX_GET;
    assert_int_equal(yx_routes_find(routes, &req, &found), YX_OK);
}

static void rows_that_cannot_be_served_are_refused(void **state)
{
    (void)state;
    static const struct yx_route bad[][2] = {
        { { "x", YX_GET, 0, YX_ANYBODY, false, say_self } },
        { { "/a{b}", YX_GET, 0, YX_ANYBODY, false, say_self } },
        { { "/{a}b/c", YX_GET, 0, YX_ANYBODY, false, say_self } },
        { { "/{a", YX_GET, 0, YX_ANYBODY, false, say_self } },
        { { "/{a}/b/{c}", YX_GET, 0, YX_ANYBODY, false, say_self } },
        { { "/a", 0, 0, YX_ANYBODY, false, say_self } },
        { { "/a", YX_OTHER, 0, YX_ANYBODY, false, say_self } },
        { { "/a", YX_GET, 0, 0, false, say_self } },
        { { "/a", YX_GET, 0, YX_ANYBODY, false, NULL } },
    };
    const struct yx_route_owner own = { .name = "bad" };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(yx_routes_add(routes, &own, bad[i]), YX_INVALID);
    assert_int_equal(yx_routes_add(routes, &own, rows), YX_DUPLICATE);
}

static void admits_with_the_size_of_the_route(void **state)
{
    (void)state;
    size_t max = 1;
    struct yx_request req = request(YX_POST, "/api/chat");
    assert_int_equal(yx_dispatch_admit(dispatch, &req, &max), YX_OK);
    assert_int_equal(max, 4096);
    req.path = "/none";
    assert_int_equal(yx_dispatch_admit(dispatch, &req, &max), YX_NOT_FOUND);
    assert_int_equal(max, 0);
}

static struct yx_response handle(enum yx_method method, const char *path)
{
    struct yx_request req = request(method, path);
    struct yx_response resp = { .head = yx_buf_new(1000) };
    yx_dispatch_handle(dispatch, &req, &resp);
    yx_buf_free(&resp.head);
    return resp;
}

static void take(const void *whose, struct yx_request *req, struct yx_response *resp)
{
    taken = whose;
    req->carries = "a letter";
    yx_respond_json(resp, 200, "{}");
}

static void written(struct yx_request *req, bool ok)
{
    assert_string_equal(req->carries, "a letter");
    written_calls += ok;
}

static void a_route_without_handle_brings_a_message(void **state)
{
    (void)state;
    yx_take_request = take;
    yx_taken_written = written;
    assert_int_equal(handle(YX_POST, "/api/chat").status, 200);
    assert_ptr_equal(taken, &channel);
    struct yx_request req = request(YX_POST, "/api/chat");
    yx_dispatch_written(dispatch, &req, true); /* carries nothing: nobody is told */
    assert_int_equal(written_calls, 0);
    req.carries = "a letter";
    yx_dispatch_written(dispatch, &req, true);
    assert_int_equal(written_calls, 1);
}

static void a_handler_that_fails_is_answered_for(void **state)
{
    (void)state;
    assert_int_equal(handle(YX_GET, "/wechat/menu").status, 409);
    assert_int_equal(handle(YX_GET, "/forget").status, 500);
    struct yx_response resp = handle(YX_GET, "/api/chat");
    assert_int_equal(resp.status, 200);
    assert_string_equal(resp.body, "\"own\"");
}

static void *call_slow(void *arena_of_thread)
{
    struct yx_request req = request(YX_GET, "/slow");
    struct yx_response resp = { .head = yx_buf_new(1000) };
    req.arena = arena_of_thread;
    yx_dispatch_handle(dispatch, &req, &resp);
    yx_buf_free(&resp.head);
    return resp.status == 200 ? arena_of_thread : NULL;
}

static void more_slow_requests_than_the_pool_are_turned_away(void **state)
{
    (void)state;
    pthread_t threads[2];
    struct yx_arena *arenas[2];
    pthread_barrier_init(&inside, NULL, 3);
    pthread_barrier_init(&leave, NULL, 3);
    for (int i = 0; i < 2; i++) {
        arenas[i] = yx_arena_new(1 << 16);
        pthread_create(&threads[i], NULL, call_slow, arenas[i]);
    }
    pthread_barrier_wait(&inside);
    struct yx_request req = request(YX_GET, "/slow");
    struct yx_response resp = { .head = yx_buf_new(1000) };
    yx_dispatch_handle(dispatch, &req, &resp);
    assert_int_equal(resp.status, 503);
    assert_non_null(strstr(resp.head.at, "Retry-After: "));
    assert_int_equal(handle(YX_GET, "/").status, 200);
    pthread_barrier_wait(&leave);
    for (int i = 0; i < 2; i++) {
        void *result;
        pthread_join(threads[i], &result);
        assert_non_null(result);
        yx_arena_free(&arenas[i]);
    }
    yx_buf_free(&resp.head);
    pthread_barrier_destroy(&inside);
    pthread_barrier_destroy(&leave);
}

#define ROUTES_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        ROUTES_TEST(finds_a_route_by_path_and_method),
        ROUTES_TEST(another_method_is_told_which_are_allowed),
        ROUTES_TEST(a_name_takes_one_plain_segment),
        ROUTES_TEST(a_name_may_stand_in_the_middle),
        ROUTES_TEST(the_operators_routes_do_not_exist_for_others),
        ROUTES_TEST(rows_that_cannot_be_served_are_refused),
        ROUTES_TEST(admits_with_the_size_of_the_route),
        ROUTES_TEST(a_route_without_handle_brings_a_message),
        ROUTES_TEST(a_handler_that_fails_is_answered_for),
        ROUTES_TEST(more_slow_requests_than_the_pool_are_turned_away),
    };
    return cmocka_run_group_tests_name("gate/routes", tests, NULL, NULL);
}
