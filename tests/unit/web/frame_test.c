/* The page inside another site's page: whose, told by what, remembered by which cookie. */
#include "world.h"

static void knows_an_origin(void **state)
{
    (void)state;
    static const char *const good[] = { "https://www.example.gov.cn", "http://127.0.0.1:8080", "https://a", "https://a-b.cn:1",
        "http://localhost:65535" };
    static const char *const bad[] = { "", "*", "https://", "https://*", "https://*.example.cn", "https://a/", "https://a/b", "https://a b",
        "https://a;script-src *", "https://a,b", "https://A.cn", "https://a:", "https://a:123456", "https://a:1x", "https://a:1/", "a.cn",
        "//a.cn", "data:", "https://a..b", "https://.a", "https://-a", "https://a.", "https://user@a", "https://[::1]", "https://例.cn",
        "https://a'", "https://a\n", "javascript://a", "'self'" };
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        if (!web_is_origin(good[i]))
            fail_msg("refused: %s", good[i]);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (web_is_origin(bad[i]))
            fail_msg("taken: %s", bad[i]);
    char longest[120] = "https://";
    memset(longest + 8, 'a', 92);
    assert_true(web_is_origin(longest));
    longest[100] = 'a';
    assert_false(web_is_origin(longest));
}

static bool framed(const char *path, const char *dest)
{
    world_request(YX_GET, path, "");
    if (dest)
        world_header("HTTP_SEC_FETCH_DEST", dest);
    return web_is_framed(&world.req);
}

static void tells_a_frame_from_a_window(void **state)
{
    (void)state;
    assert_true(framed("/chat/", "iframe"));
    assert_true(framed("/chat", "iframe"));
    assert_true(framed("/chat/", "frame"));
    assert_true(framed("/chat/", NULL));
    assert_false(framed("/chat/", "document"));
    assert_false(framed("/", NULL));
    assert_false(framed("/chat", NULL));
    assert_false(framed("/api/chat", "empty"));
}

static void says_who_may_frame_where_somebody_may(void **state)
{
    (void)state;
    static const char *const paths[] = { "/chat/", "/chat" };
    for (size_t i = 0; i < 2; i++) {
        world_request(YX_GET, paths[i], "");
        web_frame_allow(&world.web, &world.req, &world.resp);
        assert_string_equal(world.resp.head.at, "Content-Security-Policy: frame-ancestors https://a.example\r\n");
    }
    world_request(YX_GET, "/", "");
    web_frame_allow(&world.web, &world.req, &world.resp);
    assert_int_equal(world.resp.head.len, 0);
}

/* The cookie that a first visit sets, and with which rules. */
static char *visit(const char *path, const char *dest, const char *rules)
{
    assert_true(framed(path, dest) == (strncmp(rules, "SameSite=None", 13) == 0));
    assert_int_equal(web_get_page(&world.web, &world.req, &world.resp), YX_OK);
    assert_non_null(strstr(world.resp.head.at, yx_arena_print(world.req.arena, "; Path=/; Max-Age=15552000; HttpOnly; %s\r\n", rules)));
    return world_cookie();
}

static struct web_visitor of(const char *cookies)
{
    struct web_visitor v;
    world_request(YX_GET, "/api/chat", "");
    world_header("HTTP_COOKIE", cookies);
    web_visitor_read(&world.web, &world.req, &v);
    return v;
}

static void remembers_frames_apart_and_ones_own_pages_first(void **state)
{
    (void)state;
    struct yx_arena *a = world.req.arena;
    char *own = visit("/", "document", "SameSite=Lax");
    char *frame = visit("/chat/", "iframe", "SameSite=None; Secure; Partitioned");
    assert_memory_equal(own, "yx_visitor=", 11);
    assert_memory_equal(frame, "yx_framed=", 10);
    assert_int_equal(of(own).visit, WEB_KNOWN);
    assert_int_equal(of(frame).visit, WEB_KNOWN);
    assert_string_not_equal(of(own).id, of(frame).id);
    assert_string_equal(of(yx_arena_print(a, "%s; %s", frame, own)).id, of(own).id);
    assert_int_equal(of(yx_arena_print(a, "%s; yx_visitor=00", frame)).visit, WEB_FORGED);
    /* a cookie of the one kind is as good under the other's name: both are ours */
    assert_int_equal(of(yx_arena_print(a, "yx_framed=%s", own + 11)).visit, WEB_KNOWN);
}

static void forgets_what_was_sent_and_nothing_else(void **state)
{
    (void)state;
    world_request(YX_POST, "/api/chat/leave", "{}");
    world_header("HTTP_COOKIE", "yx_visitor=00; yx_framed=11; yx_look=large");
    assert_int_equal(web_leave(&world.web, &world.req, &world.resp), YX_OK);
    assert_int_equal(world.resp.status, 204);
    assert_non_null(strstr(world.resp.head.at, "Set-Cookie: yx_visitor=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax\r\n"));
    assert_non_null(strstr(world.resp.head.at, "Set-Cookie: yx_framed=; Path=/; Max-Age=0; HttpOnly; SameSite=None; Secure; Partitioned\r\n"));
    assert_null(strstr(world.resp.head.at, "yx_look"));
    world_request(YX_POST, "/api/chat/leave", "");
    assert_int_equal(web_leave(&world.web, &world.req, &world.resp), YX_OK);
    assert_int_equal(world.resp.status, 204);
    assert_null(world_cookie());
    world_request(YX_POST, "/api/chat/leave", "");
    world_header("HTTP_COOKIE", "yx_visitor=00");
    world_header("HTTP_SEC_FETCH_SITE", "cross-site");
    assert_int_equal(web_leave(&world.web, &world.req, &world.resp), YX_OK);
    assert_int_equal(world.resp.status, 403);
    assert_null(world_cookie());
}

static void a_form_in_a_frame_comes_back_to_the_frame(void **state)
{
    (void)state;
    static const struct {
        const char *dest, *location;
    } rows[] = { { "iframe", "Location: /chat/#end\r\n" }, { "document", "Location: /#end\r\n" } };
    for (size_t i = 0; i < 2; i++) {
        world_known(YX_POST, "/chat", "text=a&id=1");
        world.req.content_type = "application/x-www-form-urlencoded";
        world_header("HTTP_SEC_FETCH_DEST", rows[i].dest);
        world_header("HTTP_SEC_FETCH_SITE", "same-origin");
        assert_int_equal(web_post_form(&world.web, &world.req, &world.resp), YX_OK);
        assert_int_equal(world.resp.status, 303);
        assert_non_null(strstr(world.resp.head.at, rows[i].location));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        W(knows_an_origin),
        W(tells_a_frame_from_a_window),
        W(says_who_may_frame_where_somebody_may),
        W(remembers_frames_apart_and_ones_own_pages_first),
        W(forgets_what_was_sent_and_nothing_else),
        W(a_form_in_a_frame_comes_back_to_the_frame),
    };
    return cmocka_run_group_tests_name("web/frame", tests, NULL, NULL);
}
