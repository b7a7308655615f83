#include "world.h"

static enum yx_err decode(const char *body, struct yx_inbound *in)
{
    world_request(YX_POST, "/api/chat", body);
    struct yx_exchange x = { &world.req, &world.resp, NULL };
    assert_int_equal(web_verify(&world.web, &x), YX_OK);
    return web_decode(&world.web, &x, in);
}

static enum yx_err decode_error(const char *body)
{
    struct yx_inbound in;
    return decode(body, &in);
}

static void reads_a_message(void **state)
{
    (void)state;
    struct yx_inbound in;
    assert_int_equal(decode("{\"text\":\"老板\\n跑了\\u5417\",\"id\":\"a-1._Z\",\"more\":[{\"x\":null}]}", &in), YX_OK);
    assert_string_equal(in.text, "老板\n跑了吗");
    assert_int_equal(in.text_len, strlen("老板\n跑了吗"));
    assert_string_equal(in.external_id, "a-1._Z");
    assert_string_equal(in.account, "");
    assert_int_equal(strlen(in.sender), WEB_VISITOR_HEX);
}

#define ID "0123456789abcdef0123456789abcdef"

static void reads_the_files_of_a_message(void **state)
{
    (void)state;
    struct yx_inbound in;
    assert_int_equal(decode("{\"text\":\"照片\",\"id\":\"1\",\"files\":[\"" ID "\",\"b\"]}", &in), YX_OK);
    assert_int_equal(in.file_count, 2);
    assert_string_equal(in.files[0], ID);
    assert_string_equal(in.text, "照片");
    assert_null(in.event);
    assert_int_equal(decode("{\"text\":\"\",\"id\":\"1\",\"files\":[\"" ID "\"]}", &in), YX_OK);
    assert_string_equal(in.event, "file"); /* nobody is asked what it means */
    assert_true(*in.text && *in.answer);
    assert_int_equal(decode("{\"text\":\"a\",\"id\":\"1\",\"files\":[]}", &in), YX_OK);
    assert_int_equal(in.file_count, 0);
    static const char *const bad[] = { "null", "{}", "\"" ID "\"", "[1]", "[null]", "[\"\"]", "[\"../x\"]", "[[\"" ID "\"]]",
        "[\"1\",\"2\",\"3\",\"4\",\"5\",\"6\",\"7\",\"8\",\"9\",\"10\"]" };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (decode_error(yx_arena_print(world.req.arena, "{\"text\":\"a\",\"id\":\"1\",\"files\":%s}", bad[i])) != YX_INVALID)
            fail_msg("taken: %s", bad[i]);
}

static void refuses_what_is_no_message(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "", "{", "[]", "null", "\"x\"", "{\"text\":\"a\"}", "{\"id\":\"1\"}", "{\"text\":1,\"id\":\"1\"}",
        "{\"text\":\"a\",\"id\":1}", "{\"text\":null,\"id\":\"1\"}", "{\"text\":[\"a\"],\"id\":\"1\"}",
        "{\"text\":\"a\",\"id\":\"\"}", "{\"text\":\"a\",\"id\":\"a b\"}", "{\"text\":\"a\",\"id\":\"号\"}",
        "{\"text\":\"a\",\"id\":\"1\",\"id\":\"2\"}", "{\"text\":\"a\",\"text\":\"b\",\"id\":\"1\"}",
        "{\"text\":\"\",\"id\":\"1\"}", "{\"text\":\" \\n\\u3000\\u0001\",\"id\":\"1\"}",
        "{\"text\":\"a\\u0000b\",\"id\":\"1\"}", "{\"text\":\"\\ud800\",\"id\":\"1\"}", "{\"text\":\"\xff\",\"id\":\"1\"}",
        "{\"text\":\"a\",\"id\":\"1\"} x", "{\"text\":\"a\",\"id\":\"1\",}", "text=a&id=1",
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (decode_error(bad[i]) != YX_INVALID)
            fail_msg("taken: %s", bad[i]);
}

static void bounds_ids_texts_and_depth(void **state)
{
    (void)state;
    struct yx_arena *a = world.req.arena;
    char id[66], *text = yx_arena_get(a, 4001 * 3 + 1);
    memset(id, 'a', 65);
    id[65] = '\0';
    assert_int_equal(decode_error(yx_arena_print(a, "{\"text\":\"a\",\"id\":\"%s\"}", id)), YX_INVALID);
    assert_int_equal(decode_error(yx_arena_print(a, "{\"text\":\"a\",\"id\":\"%s\"}", id + 1)), YX_OK);
    for (int i = 0; i < 4001; i++)
        memcpy(text + i * 3, "线", 3);
    assert_int_equal(decode_error(yx_arena_print(a, "{\"text\":\"%s\",\"id\":\"1\"}", text)), YX_TOO_LARGE);
    assert_int_equal(decode_error(yx_arena_print(a, "{\"text\":\"%s\",\"id\":\"1\"}", text + 3)), YX_OK);
    assert_int_equal(decode_error("{\"text\":\"[[[[[[[[[[{{{\\\"[\",\"id\":\"1\"}"), YX_OK);
    assert_int_equal(decode_error("{\"text\":\"a\",\"id\":\"1\",\"x\":[[[[[[[[1]]]]]]]]}"), YX_INVALID);
}

static void refuses_a_forged_cookie_and_deletes_it(void **state)
{
    (void)state;
    world_request(YX_POST, "/api/chat", "");
    world_header("HTTP_COOKIE", "yx_visitor=0123");
    struct yx_exchange x = { &world.req, &world.resp, NULL };
    struct yx_outcome outcome = { .err = web_verify(&world.web, &x) };
    assert_int_equal(outcome.err, YX_FORBIDDEN);
    web_encode(&world.web, &x, &outcome);
    assert_int_equal(world.resp.status, 403);
    assert_non_null(strstr(world.resp.head.at, "Set-Cookie: yx_visitor=; Path=/; Max-Age=0;"));
    assert_non_null(strstr(world.resp.body, "\"code\":\"forbidden\""));
}

static void encode(const struct yx_outcome *outcome)
{
    world_request(YX_POST, "/api/chat", "");
    struct yx_exchange x = { &world.req, &world.resp, NULL };
    assert_int_equal(web_verify(&world.web, &x), YX_OK);
    web_encode(&world.web, &x, outcome);
    assert_non_null(strstr(world.resp.head.at, "Cache-Control: no-store"));
}

static void writes_the_reply_with_its_sources_and_choices(void **state)
{
    (void)state;
    const struct yx_message reply = { .id = 9007199254740993, .author = YX_MACHINE, .text = "\"答\"\n</script>\x01",
        .extra = "{\"sources\":[{\"law\":\"劳动法\",\"article\":\"第五十条\"}],\"choices\":[{\"number\":1,\"label\":\"x\"}]}",
        .at_ms = 5, .files = "[{\"id\":\"f\"}]" };
    encode(&(struct yx_outcome){ .message_id = 17, .reply = &reply, .owner = YX_QUEUE, .duplicate = true });
    assert_string_equal(world.resp.body,
        "{\"message\":{\"id\":\"17\"},\"reply\":{\"id\":\"9007199254740993\",\"author\":\"machine\","
        "\"text\":\"\\\"答\\\"\\n</script>\\u0001\",\"sources\":[{\"law\":\"劳动法\",\"article\":\"第五十条\"}],"
        "\"choices\":[{\"number\":1,\"label\":\"x\"}],\"files\":[{\"id\":\"f\"}],\"at\":5},\"owner\":\"queue\",\"duplicate\":true}");
    assert_non_null(world_cookie());
}

static void writes_a_message_without_reply_and_errors(void **state)
{
    (void)state;
    encode(&(struct yx_outcome){ .message_id = 17 });
    assert_string_equal(world.resp.body, "{\"message\":{\"id\":\"17\"},\"reply\":null,\"owner\":\"bot\",\"duplicate\":false}");
    encode(&(struct yx_outcome){ .err = YX_MISMATCH });
    assert_int_equal(world.resp.status, 409);
    assert_null(world_cookie());
    const struct yx_message broken = { .id = 1, .author = YX_STAFF, .text = "a", .extra = "{]" };
    encode(&(struct yx_outcome){ .message_id = 17, .reply = &broken });
    assert_non_null(strstr(world.resp.body, "\"author\":\"staff\",\"text\":\"a\",\"sources\":[],\"choices\":[]"));
}

/* Ask for the transcript as a known visitor. */
static const char *list(const char *query)
{
    world_known(YX_GET, "/api/chat", "");
    world.req.query = query;
    assert_int_equal(web_list(&world.web, &world.req, &world.resp), YX_OK);
    return world.resp.body;
}

static void fill_messages(size_t count, const char *text)
{
    world.message_count = count;
    for (size_t i = 0; i < count; i++)
        world.messages[i] = (struct yx_message){ .id = (int64_t)i + 1, .author = YX_CITIZEN, .text = text };
}

static size_t count_of(const char *body, const char *what)
{
    size_t n = 0;
    for (const char *at = strstr(body, what); at; at = strstr(at + 1, what))
        n++;
    return n;
}

static void lists_what_came_after_an_id(void **state)
{
    (void)state;
    fill_messages(45, "a");
    const char *body = list("after=43");
    assert_non_null(strstr(body, "{\"messages\":[{\"id\":\"44\""));
    assert_int_equal(count_of(body, "\"id\":"), 2);
    assert_non_null(strstr(body, "\"owner\":\"bot\",\"more\":false}"));
    assert_int_equal(count_of(list(""), "\"id\":"), 45);
    assert_string_equal(list("after=45"), "{\"messages\":[],\"owner\":\"bot\",\"more\":false}");
}

static void says_that_there_is_more_than_two_hundred(void **state)
{
    (void)state;
    fill_messages(200, "a");
    assert_non_null(strstr(list("after=0"), "\"more\":false"));
    fill_messages(201, "a");
    const char *body = list("after=0");
    assert_non_null(strstr(body, "\"more\":true"));
    assert_int_equal(count_of(body, "\"id\":"), 200);
}

static void lists_less_when_messages_are_long(void **state)
{
    (void)state;
    char *text = yx_arena_get(world.req.arena, 12001);
    memset(text, 'x', 12000);
    fill_messages(700, text);
    const char *body = list("after=0");
    assert_non_null(strstr(body, "\"more\":true"));
    assert_true(strlen(body) < 600 << 10);
    assert_true(count_of(body, "\"id\":") > 20);
}

static void refuses_an_id_that_is_no_number(void **state)
{
    (void)state;
    static const char *const bad[] = { "after=", "after=x", "after=-1", "after=1x", "after=99999999999999999999",
        "after=9223372036854775808", "after=%201" };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        list(bad[i]);
        assert_int_equal(world.resp.status, 400);
    }
    list("after=9223372036854775807");
    assert_int_equal(world.resp.status, 200);
}

static void lists_nothing_to_strangers_and_refuses_forgers(void **state)
{
    (void)state;
    fill_messages(3, "secret");
    world_request(YX_GET, "/api/chat", "");
    assert_int_equal(web_list(&world.web, &world.req, &world.resp), YX_OK);
    assert_string_equal(world.resp.body, "{\"messages\":[],\"owner\":\"bot\",\"more\":false}");
    assert_null(world_cookie());
    world_request(YX_GET, "/api/chat", "");
    world_header("HTTP_COOKIE", "yx_visitor=00");
    assert_int_equal(web_list(&world.web, &world.req, &world.resp), YX_OK);
    assert_int_equal(world.resp.status, 403);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        W(reads_a_message),
        W(reads_the_files_of_a_message),
        W(refuses_what_is_no_message),
        W(bounds_ids_texts_and_depth),
        W(refuses_a_forged_cookie_and_deletes_it),
        W(writes_the_reply_with_its_sources_and_choices),
        W(writes_a_message_without_reply_and_errors),
        W(lists_what_came_after_an_id),
        W(says_that_there_is_more_than_two_hundred),
        W(lists_less_when_messages_are_long),
        W(refuses_an_id_that_is_no_number),
        W(lists_nothing_to_strangers_and_refuses_forgers),
    };
    return cmocka_run_group_tests_name("web/api", tests, NULL, NULL);
}
