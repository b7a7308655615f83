#include "world.h"

static struct web_visitor read_visitor(void)
{
    struct web_visitor v;
    web_visitor_read(&world.web, &world.req, &v);
    return v;
}

/* A visitor's first request, and the cookie it was given. */
static struct web_visitor arrive(char **cookie_out)
{
    world_request(YX_GET, "/", "");
    struct web_visitor v = read_visitor();
    web_visitor_write(&world.web, &world.req, &world.resp, &v);
    *cookie_out = world_cookie();
    return v;
}

static void knows_again_whom_it_gave_a_cookie(void **state)
{
    (void)state;
    char *cookie;
    struct web_visitor first = arrive(&cookie), other = read_visitor();
    assert_int_equal(first.visit, WEB_NEW);
    assert_string_not_equal(first.id, other.id);
    assert_non_null(strstr(world.resp.head.at, "; Path=/; Max-Age=15552000; HttpOnly; SameSite=Lax\r\n"));
    world_request(YX_GET, "/", "");
    world_header("HTTP_COOKIE", yx_arena_print(world.req.arena, "other=1; %s", cookie));
    struct web_visitor again = read_visitor();
    assert_int_equal(again.visit, WEB_KNOWN);
    assert_string_equal(again.id, first.id);
}

static void marks_the_cookie_secure_over_https(void **state)
{
    (void)state;
    world_request(YX_GET, "/", "");
    world.req.https = true;
    struct web_visitor v = read_visitor();
    web_visitor_write(&world.web, &world.req, &world.resp, &v);
    assert_non_null(strstr(world.resp.head.at, "SameSite=Lax; Secure\r\n"));
}

static void refuses_every_changed_digit_of_a_cookie(void **state)
{
    (void)state;
    char *cookie;
    arrive(&cookie);
    size_t start = strlen("yx_visitor=");
    assert_int_equal(strlen(cookie), start + 64);
    for (size_t i = start; i < start + 64; i++) {
        char *forged = yx_arena_copy(world.req.arena, cookie);
        forged[i] = forged[i] == '0' ? '1' : '0';
        world_request(YX_GET, "/", "");
        world_header("HTTP_COOKIE", forged);
        assert_int_equal(read_visitor().visit, WEB_FORGED);
    }
}

static void refuses_cookies_of_another_key_or_shape(void **state)
{
    (void)state;
    char *cookie;
    arrive(&cookie);
    const char *const bad[] = { "yx_visitor=", "yx_visitor=abc", yx_arena_print(world.req.arena, "%s0", cookie),
        "yx_visitor=ZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZ" };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        world_request(YX_GET, "/", "");
        world_header("HTTP_COOKIE", bad[i]);
        assert_int_equal(read_visitor().visit, WEB_FORGED);
    }
    world_request(YX_GET, "/", "");
    world_header("HTTP_COOKIE", cookie);
    world.web.key[0] ^= 1;
    assert_int_equal(read_visitor().visit, WEB_FORGED);
}

static void gives_the_second_try_of_a_request_the_same_visitor(void **state)
{
    (void)state;
    world_request(YX_POST, "/api/chat", "");
    world.req.id = "8f14e45fceea167a5a36dedd4bea2543";
    struct web_visitor first = read_visitor(), second = read_visitor();
    assert_string_equal(first.id, second.id);
    world.req.id = "8f14e45fceea167a5a36dedd4bea2544";
    assert_string_not_equal(first.id, read_visitor().id);
    world.web.key[0] ^= 1;
    world.req.id = "8f14e45fceea167a5a36dedd4bea2543";
    assert_string_not_equal(first.id, read_visitor().id);
}

static bool foreign(const char *site, const char *origin)
{
    world_request(YX_POST, "/chat", "");
    world_header("HTTP_HOST", "hotline.example:8080");
    if (site)
        world_header("HTTP_SEC_FETCH_SITE", site);
    if (origin)
        world_header("HTTP_ORIGIN", origin);
    return web_is_foreign(&world.req);
}

static void knows_posts_from_other_sites(void **state)
{
    (void)state;
    assert_false(foreign("same-origin", NULL));
    assert_false(foreign("none", NULL));
    assert_true(foreign("cross-site", "http://hotline.example:8080"));
    assert_true(foreign("same-site", NULL));
    assert_false(foreign(NULL, NULL));
    assert_false(foreign(NULL, "http://hotline.example:8080"));
    assert_true(foreign(NULL, "http://hotline.example"));
    assert_true(foreign(NULL, "http://evil.example"));
    assert_true(foreign(NULL, "null"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        W(knows_again_whom_it_gave_a_cookie),
        W(marks_the_cookie_secure_over_https),
        W(refuses_every_changed_digit_of_a_cookie),
        W(refuses_cookies_of_another_key_or_shape),
        W(gives_the_second_try_of_a_request_the_same_visitor),
        W(knows_posts_from_other_sites),
    };
    return cmocka_run_group_tests_name("web/visitor", tests, NULL, NULL);
}
