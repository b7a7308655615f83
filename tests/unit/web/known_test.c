/* What only a known visitor may do: wait for news, say whether an answer helped. */
#include "world.h"

static const char useful[] = "{\"message\":\"12\",\"useful\":true}";

static void sends_a_known_visitor_to_their_channel(void **state)
{
    (void)state;
    struct web_visitor v = world_known(YX_GET, "/api/chat/events", "");
    assert_int_equal(web_events(&world.web, &world.req, &world.resp), YX_OK);
    assert_int_equal(world.resp.status, 200);
    assert_non_null(strstr(world.resp.head.at, yx_arena_print(world.req.arena, "X-Accel-Redirect: /_push/channel-of-%s\r\n", v.id)));
    assert_non_null(strstr(world.resp.head.at, "Cache-Control: no-store"));
}

static void keeps_feedback_of_a_known_visitor(void **state)
{
    (void)state;
    struct web_visitor v = world_known(YX_POST, "/api/chat/feedback", useful);
    assert_int_equal(web_post_feedback(&world.web, &world.req, &world.resp), YX_OK);
    assert_int_equal(world.resp.status, 200);
    assert_string_equal(world.resp.body, "{\"kept\":true}");
    assert_string_equal(world.rated.sender, v.id);
    assert_int_equal(world.rated.message, 12);
    assert_true(world.rated.useful);
    world_known(YX_POST, "/api/chat/feedback", "{\"useful\":false,\"message\":\"9223372036854775807\"}");
    assert_int_equal(web_post_feedback(&world.web, &world.req, &world.resp), YX_OK);
    assert_int_equal(world.rated.message, INT64_MAX);
    assert_false(world.rated.useful);
}

static void says_why_feedback_was_not_kept(void **state)
{
    (void)state;
    static const struct {
        enum yx_err err;
        int status;
    } rows[] = { { YX_NOT_FOUND, 404 }, { YX_RATE, 429 }, { YX_BUSY, 503 }, { YX_FULL, 503 } };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        world_known(YX_POST, "/api/chat/feedback", useful);
        world.rated.err = rows[i].err;
        assert_int_equal(web_post_feedback(&world.web, &world.req, &world.resp), YX_OK);
        assert_int_equal(world.resp.status, rows[i].status);
        assert_non_null(strstr(world.resp.head.at, "Cache-Control: no-store"));
    }
}

static void refuses_what_is_no_feedback(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "", "{", "[]", "null", "{}", "{\"message\":\"12\"}", "{\"useful\":true}", "{\"message\":12,\"useful\":true}",
        "{\"message\":\"12\",\"useful\":\"true\"}", "{\"message\":\"12\",\"useful\":1}", "{\"message\":\"12\",\"useful\":null}",
        "{\"message\":\"\",\"useful\":true}", "{\"message\":\"-1\",\"useful\":true}", "{\"message\":\"1e3\",\"useful\":true}",
        "{\"message\":\"9223372036854775808\",\"useful\":true}", "{\"message\":\"12\",\"useful\":true,\"useful\":false}",
        "{\"message\":\"12\",\"useful\":true}}", "{\"message\":\"1\\u00002\",\"useful\":true}", "message=12&useful=true",
        "{\"message\":\"12\",\"useful\":true,\"x\":[[[[[[[[1]]]]]]]]}",
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        world_known(YX_POST, "/api/chat/feedback", bad[i]);
        assert_int_equal(web_post_feedback(&world.web, &world.req, &world.resp), YX_OK);
        if (world.resp.status != 400)
            fail_msg("taken: %s", bad[i]);
    }
    assert_int_equal(world.rated.times, 0);
}

static enum yx_err (*const handlers[])(void *, struct yx_request *, struct yx_response *) = {
    web_events, web_post_feedback,
};

/* The same for both: nobody but a known visitor, from a page of ours. */
static void refuses_who_is_not_known(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof handlers / sizeof *handlers; i++) {
        world_request(YX_POST, "/", useful);
        assert_int_equal(handlers[i](&world.web, &world.req, &world.resp), YX_OK);
        assert_int_equal(world.resp.status, 401);
        assert_null(world_cookie());
        world_request(YX_POST, "/", useful);
        world_header("HTTP_COOKIE", "yx_visitor=0123");
        assert_int_equal(handlers[i](&world.web, &world.req, &world.resp), YX_OK);
        assert_int_equal(world.resp.status, 403);
        assert_non_null(strstr(world.resp.head.at, "Set-Cookie: yx_visitor=; Path=/; Max-Age=0;"));
        world_known(YX_POST, "/", useful);
        world_header("HTTP_SEC_FETCH_SITE", "cross-site");
        assert_int_equal(handlers[i](&world.web, &world.req, &world.resp), YX_OK);
        assert_int_equal(world.resp.status, 403);
        assert_null(strstr(world.resp.head.at, "X-Accel-Redirect"));
    }
    assert_int_equal(world.rated.times, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        W(sends_a_known_visitor_to_their_channel),
        W(keeps_feedback_of_a_known_visitor),
        W(says_why_feedback_was_not_kept),
        W(refuses_what_is_no_feedback),
        W(refuses_who_is_not_known),
    };
    return cmocka_run_group_tests_name("web/known", tests, NULL, NULL);
}
