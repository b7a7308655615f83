#include "world.h"

static const char evil[] = "<script>alert(\"1\")</script>&amp;'\"";
static const char evil_shown[] = "&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;amp;&#39;&quot;";

static const char *get_page(const char *cookie)
{
    world_request(YX_GET, "/", "");
    if (cookie)
        world_header("HTTP_COOKIE", cookie);
    assert_int_equal(web_get_page(&world.web, &world.req, &world.resp), YX_OK);
    return world.resp.body;
}

static char *arrive(void)
{
    get_page(NULL);
    return world_cookie();
}

static const char *post(const char *cookie, const char *body)
{
    world_request(YX_POST, "/chat", body);
    world.req.content_type = "application/x-www-form-urlencoded";
    world_header("HTTP_HOST", "h");
    if (cookie)
        world_header("HTTP_COOKIE", cookie);
    assert_int_equal(web_post_form(&world.web, &world.req, &world.resp), YX_OK);
    return world.resp.body;
}

static void greets_a_stranger_and_gives_a_cookie(void **state)
{
    (void)state;
    const char *page = get_page(NULL);
    assert_int_equal(world.resp.status, 200);
    assert_string_equal(world.resp.content_type, "text/html; charset=utf-8");
    assert_non_null(strstr(page, "<title>&lt;热线&gt;</title>"));
    assert_non_null(strstr(page, "<dt>咨询电话</dt><dd><a href=\"tel:12348\">12348</a></dd>"));
    assert_non_null(strstr(page, "<a href=\"tel:110\">"));
    assert_non_null(strstr(page, "个人信息"));
    assert_non_null(strstr(page, "转人工"));
    assert_non_null(strstr(page, "<script type=\"module\" src=\"/ui/page.js\"></script>"));
    assert_null(strstr(page, "style="));
    assert_non_null(strstr(world.resp.head.at, "Cache-Control: no-store"));
    assert_non_null(world_cookie());
}

static void escapes_everything_that_people_wrote(void **state)
{
    (void)state;
    char *cookie = arrive();
    static char extra[1000];
    snprintf(extra, sizeof extra,
        "{\"sources\":[{\"law\":\"<b>\",\"article\":\"<i>\",\"since\":\"<u>\",\"quote\":\"<s>\"}],"
        "\"choices\":[{\"number\":1,\"label\":\"<em>\"}]}");
    world.message_count = 2;
    world.messages[0] = (struct yx_message){ .id = 1, .author = YX_CITIZEN, .text = evil };
    world.messages[1] = (struct yx_message){ .id = 2, .author = YX_MACHINE, .text = evil, .extra = extra };
    const char *page = get_page(cookie);
    assert_non_null(strstr(page, evil_shown));
    assert_null(strstr(page, "<script>"));
    assert_null(strstr(page, "<i>"));
    assert_null(strstr(page, "<u>"));
    assert_null(strstr(page, "<s>"));
    assert_null(strstr(page, "<em>"));
    assert_non_null(strstr(page, "《&lt;b&gt;》&lt;i&gt;"));
    assert_non_null(strstr(page, "<button name=\"text\" value=\"1\">1. &lt;em&gt;</button>"));
}

static void offers_only_the_choices_of_the_last_message(void **state)
{
    (void)state;
    char *cookie = arrive();
    world.message_count = 2;
    world.messages[0] = (struct yx_message){ .id = 1,
        .author = YX_MACHINE,
        .text = "a",
        .extra = "{\"choices\":[{\"number\":1,\"label\":\"old\"}]}" };
    world.messages[1] = (struct yx_message){ .id = 2,
        .author = YX_MACHINE,
        .text = "b",
        .extra = "{\"choices\":[{\"number\":1,\"label\":\"new\"}]}" };
    const char *page = get_page(cookie);
    assert_non_null(strstr(page, "<li>1. old</li>"));
    assert_non_null(strstr(page, ">1. new</button>"));
}

static void takes_a_form_and_leads_back_to_the_page(void **state)
{
    (void)state;
    char *cookie = arrive();
    post(cookie, "text=%E8%80%81%E6%9D%BF+%3C&id=abc");
    assert_int_equal(world.resp.status, 303);
    assert_non_null(strstr(world.resp.head.at, "Location: /#end\r\n"));
    assert_int_equal(world.takes, 1);
    assert_string_equal(world.taken.text, "老板 <");
    assert_string_equal(world.taken.external_id, "abc");
    assert_memory_equal(world.taken.sender, cookie + strlen("yx_visitor="), WEB_VISITOR_HEX);
}

static void gives_their_words_back_when_something_is_wrong(void **state)
{
    (void)state;
    char *cookie = arrive();
    world.outcome.err = YX_BUSY;
    const char *page = post(cookie, "text=%3Cb%3E&id=abc");
    assert_int_equal(world.resp.status, 503);
    assert_non_null(strstr(page, "系统暂时繁忙"));
    assert_non_null(strstr(page, "&lt;b&gt;</textarea>"));
    assert_non_null(strstr(page, "name=\"id\" value=\"abc\""));
    world.outcome.err = YX_MISMATCH;
    page = post(cookie, "text=x&id=abc");
    assert_int_equal(world.resp.status, 409);
    assert_null(strstr(page, "value=\"abc\""));
}

static void refuses_empty_and_broken_forms_without_taking_them(void **state)
{
    (void)state;
    char *cookie = arrive();
    static const char *const bad[] = { "", "text=&id=a", "text=+%E3%80%80&id=a", "text=a", "id=a",
        "text=%ff&id=a", "text=a&id=%22%3E", "text=a%00b&id=a" };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        const char *page = post(cookie, bad[i]);
        assert_int_equal(world.resp.status, 400);
        assert_non_null(strstr(page, "role=\"alert\""));
        assert_null(strstr(page, "value=\"\">"));
    }
    assert_int_equal(world.takes, 0);
}

static void refuses_forms_of_other_sites(void **state)
{
    (void)state;
    char *cookie = arrive();
    world_request(YX_POST, "/chat", "text=a&id=a");
    world.req.content_type = "application/x-www-form-urlencoded";
    world_header("HTTP_COOKIE", cookie);
    world_header("HTTP_SEC_FETCH_SITE", "cross-site");
    assert_int_equal(web_post_form(&world.web, &world.req, &world.resp), YX_FORBIDDEN);
    assert_int_equal(world.takes, 0);
}

static void starts_anew_for_a_forged_cookie(void **state)
{
    (void)state;
    const char *page = get_page("yx_visitor=00");
    assert_int_equal(world.resp.status, 200);
    assert_non_null(strstr(page, "您好"));
    assert_int_equal(strlen(world_cookie()), strlen("yx_visitor=") + 64);
    page = post("yx_visitor=00", "text=hello&id=a");
    assert_int_equal(world.resp.status, 403);
    assert_non_null(strstr(page, "hello</textarea>"));
    assert_non_null(strstr(world.resp.head.at, "Max-Age=0"));
    assert_int_equal(world.takes, 0);
}

static void shows_the_end_of_a_long_conversation(void **state)
{
    (void)state;
    char *cookie = arrive();
    world.message_count = WORLD_MESSAGES;
    for (size_t i = 0; i < WORLD_MESSAGES; i++)
        world.messages[i] = (struct yx_message){ .id = (int64_t)i + 1,
            .author = YX_CITIZEN,
            .text = yx_arena_print(world.req.arena, "no-%zu.", i + 1) };
    const char *page = get_page(cookie);
    assert_non_null(strstr(page, "no-700."));
    assert_non_null(strstr(page, "no-641."));
    assert_null(strstr(page, "no-640."));
    char *text = yx_arena_get(world.req.arena, 12001);
    memset(text, '&', 12000);
    for (size_t i = 0; i < WORLD_MESSAGES; i++)
        world.messages[i].text = text;
    page = get_page(cookie);
    assert_true(strlen(page) > 100 << 10 && strlen(page) < 1 << 20);
    assert_non_null(strstr(page, "</html>"));
}

static const char *blocks(const char *text)
{
    struct page p = { yx_buf_new(1 << 16), &world.host, world.req.arena, false };
    page_blocks(&p, text);
    const char *made = yx_arena_copy(world.req.arena, p.out.at);
    yx_buf_free(&p.out);
    return made;
}

static void makes_blocks_of_an_answer(void **state)
{
    (void)state;
    assert_string_equal(
        blocks("【一<二】\n\n三。\n四\n\n怎么办\n\n1. 五\n2. 六\n\n材料\n\n· 七\n· 八\n\n九。"),
        "<h3>一&lt;二</h3><p>三。<br>四</p><h4>怎么办</h4><ol><li>五</li><li>六</li></ol>"
        "<h4>材料</h4><ul><li>七</li><li>八</li></ul><p>九。</p>");
    assert_string_equal(blocks(""), "");
    assert_string_equal(blocks("\n\n"), "");
    assert_string_equal(blocks("· "), "<p>· </p>");
    assert_string_equal(blocks("1."), "<p>1.</p>");
    assert_string_equal(blocks("【】"), "<p>【】</p>");
    assert_string_equal(blocks("需要：\n· 一"), "<p>需要：</p><ul><li>一</li></ul>");
}

static void offers_questions_by_topic(void **state)
{
    (void)state;
    const char *page = get_page(NULL);
    size_t topics = 0;
    for (const char *at = page; (at = strstr(at, "<details class=\"topic\">")); at++)
        topics++;
    assert_int_equal(topics, 12);
    assert_non_null(strstr(page, "value=\"老板拖欠工资怎么办\""));
}

static void leads_nowhere_from_a_kiosk(void **state)
{
    (void)state;
    world_request(YX_GET, "/", "");
    world.req.query = "kiosk";
    assert_int_equal(web_get_page(&world.web, &world.req, &world.resp), YX_OK);
    const char *page = world.resp.body;
    assert_non_null(strstr(page, "data-kiosk"));
    assert_null(strstr(page, "tel:"));
    assert_null(strstr(page, "target="));
    assert_non_null(strstr(page, "<b>110</b>"));
}

static void comes_as_a_person_wants_to_see_it(void **state)
{
    (void)state;
    assert_non_null(
        strstr(get_page("yx_look=dark-large"), "<html lang=\"zh-CN\" data-theme=\"dark\" data-large>"));
    assert_non_null(strstr(get_page("yx_look=light"), "<html lang=\"zh-CN\" data-theme=\"light\">"));
    assert_non_null(strstr(get_page("yx_look=%22%3E<script>"), "<html lang=\"zh-CN\">"));
}

static void judges_the_colour_of_the_county(void **state)
{
    (void)state;
    unsigned rgb = 0;
    assert_int_equal(web_colour_read("#1a4e8f", &rgb), YX_OK);
    assert_int_equal(rgb, 0x1a4e8f);
    assert_int_equal(web_colour_read("#A8201A", &rgb), YX_OK);
    assert_int_equal(web_colour_read("#ffcc00", &rgb), YX_TOO_LARGE);
    static const char *const bad[] = { "", "#12345", "1a4e8f0", "#1a4e8g", "#1a4e8f;", "red" };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(web_colour_read(bad[i], &rgb), YX_INVALID);
}

static void serves_the_colour_apart(void **state)
{
    (void)state;
    world.web.colour = 0x1a4e8f;
    world_request(YX_GET, "/theme.css", "");
    assert_int_equal(web_get_style(&world.web, &world.req, &world.resp), YX_OK);
    assert_string_equal(world.resp.content_type, "text/css; charset=utf-8");
    assert_non_null(strstr(world.resp.body, "--county:#1a4e8f;--county-light:#"));
    world.web.colour = 0;
    assert_int_equal(web_get_style(&world.web, &world.req, &world.resp), YX_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        W(greets_a_stranger_and_gives_a_cookie),
        W(escapes_everything_that_people_wrote),
        W(offers_only_the_choices_of_the_last_message),
        W(takes_a_form_and_leads_back_to_the_page),
        W(gives_their_words_back_when_something_is_wrong),
        W(refuses_empty_and_broken_forms_without_taking_them),
        W(refuses_forms_of_other_sites),
        W(starts_anew_for_a_forged_cookie),
        W(shows_the_end_of_a_long_conversation),
        W(makes_blocks_of_an_answer),
        W(offers_questions_by_topic),
        W(leads_nowhere_from_a_kiosk),
        W(comes_as_a_person_wants_to_see_it),
        W(judges_the_colour_of_the_county),
        W(serves_the_colour_apart),
    };
    return cmocka_run_group_tests_name("web/page", tests, NULL, NULL);
}
