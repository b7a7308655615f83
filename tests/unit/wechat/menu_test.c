/* The menu: what is wrong is said with the button that has it; what came back is printed. */
#include "world.h"

static const char *fault_of(const char *json)
{
    json_t *menu = json_loads(json, 0, NULL);
    const char *fault = wechat_menu_fault(world.arena, menu);
    json_decref(menu);
    return fault;
}

#define CLICK(name, key) "{\"type\":\"click\",\"name\":\"" name "\",\"key\":\"" key "\"}"
#define BYTES_60 "一二三四五六七八九十一二三四五六七八九十"
#define BYTES_128 "0123456789012345678901234567890123456789012345678901234567890123" \
                  "0123456789012345678901234567890123456789012345678901234567890123"

static void takes_what_wechat_takes(void **state)
{
    (void)state;
    static const char *const good[] = {
        "{\"button\":[" CLICK("一二三四五a", "k") "]}",
        "{\"button\":[" CLICK("a", BYTES_128) "," CLICK("b", "k") "," CLICK("c", "k") "]}",
        "{\"button\":[{\"name\":\"a\",\"sub_button\":[" CLICK(BYTES_60, "k") "," CLICK("b", "k") "," CLICK("c", "k") ","
            CLICK("d", "k") "," CLICK("e", "k") "]}]}",
        "{\"button\":[{\"type\":\"view\",\"name\":\"a\",\"url\":\"https://a/\"}]}",
        "{\"button\":[{\"type\":\"miniprogram\",\"name\":\"a\",\"url\":\"http://a\",\"appid\":\"wx1\",\"pagepath\":\"p\"}]}",
        "{\"button\":[{\"type\":\"media_id\",\"name\":\"a\",\"media_id\":\"m\"}]}",
        "{\"button\":[{\"type\":\"article_id\",\"name\":\"a\",\"article_id\":\"m\"}]}",
    };
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        if (fault_of(good[i]))
            fail_msg("%s: %s", good[i], fault_of(good[i]));
}

static void says_which_button_is_wrong_and_how(void **state)
{
    (void)state;
    static const char *const bad[][2] = {
        { "[]", "\"button\" must be a list of 1 to 3 buttons" },
        { "{\"button\":[]}", "\"button\" must be a list of 1 to 3 buttons" },
        { "{\"button\":[" CLICK("a", "k") "," CLICK("b", "k") "," CLICK("c", "k") "," CLICK("d", "k") "]}",
          "\"button\" must be a list of 1 to 3 buttons" },
        { "{\"button\":[1]}", "button 1: has no \"name\"" },
        { "{\"button\":[" CLICK("a", "k") "," CLICK("", "k") "]}", "button 2: has no \"name\"" },
        { "{\"button\":[" CLICK("一二三四五ab", "k") "]}", "button 1: its \"name\" has 17 bytes, 16 are allowed" },
        { "{\"button\":[" CLICK("a", BYTES_128 "9") "]}", "button 1: its \"key\" has 129 bytes, 128 are allowed" },
        { "{\"button\":[" CLICK("a", "") "]}", "button 1: has no \"key\"" },
        { "{\"button\":[" CLICK("a", "k\\u0001") "]}", "button 1: its \"key\" has control characters" },
        { "{\"button\":[{\"name\":\"a\"}]}", "button 1: its \"type\" is none that WeChat knows (click, view, miniprogram, …)" },
        { "{\"button\":[{\"name\":\"a\",\"type\":\"Click\",\"key\":\"k\"}]}",
          "button 1: its \"type\" is none that WeChat knows (click, view, miniprogram, …)" },
        { "{\"button\":[{\"name\":\"a\",\"type\":\"view\",\"url\":\"ftp://a\"}]}",
          "button 1: its \"url\" must begin with https:// or http://" },
        { "{\"button\":[{\"name\":\"a\",\"sub_button\":[]}]}", "button 1: its \"sub_button\" must be a list of 1 to 5 buttons" },
        { "{\"button\":[{\"name\":\"a\",\"sub_button\":[" CLICK("a", "k") "," CLICK("b", "k") "," CLICK("c", "k") ","
          CLICK("d", "k") "," CLICK("e", "k") "," CLICK("f", "k") "]}]}",
          "button 1: its \"sub_button\" must be a list of 1 to 5 buttons" },
        { "{\"button\":[" CLICK("a", "k") ",{\"name\":\"a\",\"sub_button\":[" CLICK("a", "k") "," CLICK(BYTES_60 "a", "k") "]}]}",
          "button 2: sub_button 2: its \"name\" has 61 bytes, 60 are allowed" },
        { "{\"button\":[{\"name\":\"a\",\"sub_button\":[{\"name\":\"b\",\"sub_button\":[" CLICK("c", "k") "]}]}]}",
          "button 1: sub_button 1: menus have two levels, no more" },
        { "{\"button\":[{\"type\":\"miniprogram\",\"name\":\"a\",\"url\":\"http://a\",\"pagepath\":\"p\"}]}",
          "button 1: has no \"appid\"" },
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_string_equal(fault_of(bad[i][0]), bad[i][1]);
}

static struct yx_http_call call;

static const struct yx_channel_command *command(const char *words)
{
    for (const struct yx_channel_command *c = wechat_commands; c->words; c++)
        if (strcmp(c->words, words) == 0)
            return c;
    fail_msg("no command %s", words);
    return NULL;
}

static enum yx_err push(const char *account, const char *argument, const char *token)
{
    return command("menu push")->call(world.self, world.arena, account, argument, token, &call);
}

static void pushes_the_shipped_menu(void **state)
{
    (void)state;
    assert_int_equal(push("demo", NULL, "T"), YX_OK);
    assert_string_equal(call.url, "https://api.weixin.qq.com/cgi-bin/menu/create?access_token=T");
    assert_non_null(strstr(call.body, "\"key\":\"老板拖欠工资怎么办\""));
    assert_null(strstr(call.body, "\\u"));
    json_t *menu = json_loadb(call.body, call.body_len, 0, NULL);
    assert_null(wechat_menu_fault(world.arena, menu));
    json_decref(menu);
}

static void refuses_to_push_what_it_should_not(void **state)
{
    (void)state;
    assert_int_equal(push("demo", "other.json", "T"), YX_INVALID);
    assert_int_equal(push("demo", NULL, NULL), YX_INTERNAL);
}

static void a_countys_own_menu_is_judged_before_it_is_pushed(void **state)
{
    (void)state;
    world_file("channels/wechat/menu.json", "{\"button\":[" CLICK("一二三四五六七", "k") "]}");
    assert_int_equal(push("demo", NULL, "T"), YX_INVALID);
    world_file("channels/wechat/menu.json", "{\"button\":[\n,]}");
    assert_int_equal(push("demo", NULL, "T"), YX_INVALID);
    world_file("channels/wechat/menu.json", "{\"button\":[" CLICK("咨询", "k") "]}");
    assert_int_equal(push("demo", NULL, "T"), YX_OK);
}

static const char *result(const char *words, int status, const char *body, enum yx_err want)
{
    const struct yx_http_answer got = { .status = status, .content_type = "", .body = body, .len = strlen(body) };
    struct yx_buf out = yx_buf_new(64 << 10);
    assert_int_equal(command(words)->result(world.self, &got, &out), want);
    char *text = yx_arena_copy(world.arena, out.at);
    yx_buf_free(&out);
    return text;
}

static void says_what_came_of_a_push(void **state)
{
    (void)state;
    assert_non_null(strstr(result("menu push", 200, "{\"errcode\":0,\"errmsg\":\"ok\"}", YX_OK), "The menu is in place"));
    assert_string_equal(result("menu push", 200, "{\"errcode\":40018,\"errmsg\":\"invalid button name size\"}", YX_INVALID),
        "WeChat refused it: 40018 invalid button name size\n");
    assert_string_equal(result("menu push", 0, "", YX_IO), "WeChat did not answer\n");
    assert_string_equal(result("menu push", 502, "<html>", YX_IO), "WeChat's answer is none that we know (HTTP 502)\n");
    assert_string_equal(result("menu push", 200, "<html>", YX_IO), "WeChat's answer is none that we know (HTTP 200)\n");
}

static void shows_the_menu_that_is_there(void **state)
{
    (void)state;
    assert_int_equal(command("menu show")->call(world.self, world.arena, "demo", NULL, "T", &call), YX_OK);
    assert_string_equal(call.url, "https://api.weixin.qq.com/cgi-bin/menu/get?access_token=T");
    assert_null(call.body);
    assert_string_equal(result("menu show", 200, "{\"menu\":{\"button\":[{\"name\":\"咨询\",\"sub_button\":["
        CLICK("工资", "拖欠工资") "]}," "{\"type\":\"view\",\"name\":\"网站\",\"url\":\"https://a\",\"sub_button\":[]}]}}", YX_OK),
        "咨询\n  工资  click  拖欠工资\n网站  view  https://a\n");
    assert_string_equal(result("menu show", 200, "{\"errcode\":46003,\"errmsg\":\"menu no exist\"}", YX_OK),
        "The account has no menu that was pushed.\n");
    assert_non_null(strstr(result("menu show", 200, "{\"errcode\":48001,\"errmsg\":\"api unauthorized\"}", YX_INVALID), "48001"));
    result("menu show", 200, "{\"menu\":[1,{\"button\":7}]}", YX_OK); /* nothing to print, and no crash */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        W(takes_what_wechat_takes), W(says_which_button_is_wrong_and_how), W(pushes_the_shipped_menu),
        W(refuses_to_push_what_it_should_not), W(a_countys_own_menu_is_judged_before_it_is_pushed),
        W(says_what_came_of_a_push), W(shows_the_menu_that_is_there),
    };
    return cmocka_run_group_tests_name("wechat/menu", tests, NULL, NULL);
}
