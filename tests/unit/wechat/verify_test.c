/* Whose request is it? In every mode, with everything that may be wrong about it. */
#include "world.h"

static const char text_rest[] = "<MsgType><![CDATA[text]]></MsgType><Content><![CDATA[你好]]></Content><MsgId>77</MsgId>";

/* An error as a stranger sees it: its status, and nothing that tells why. */
static void assert_refused(enum yx_err err, int status)
{
    struct yx_inbound in;
    assert_int_equal(world_take(&in), err);
    assert_int_equal(world.resp.status, status);
    assert_null(strstr(world.resp.body, "signature"));
    assert_null(strstr(world.resp.body, "你好"));
    assert_null(strstr(world.resp.body, "wx0123"));
}

static void echo(const char *account, const char *query)
{
    world_request(YX_GET, account, query, "", 0);
    assert_int_equal(wechat_echo(world.self, &world.req, &world.resp), YX_OK);
}

static void echoes_to_wechat_alone(void **state)
{
    (void)state;
    const char *query = world_query("demo", "1700000000");
    echo("demo", yx_arena_print(world.arena, "%s&echostr=6324876812392", query));
    assert_int_equal(world.resp.status, 200);
    assert_string_equal(world.resp.body, "6324876812392");
    assert_string_equal(world.resp.content_type, "text/plain; charset=utf-8");
    /* plain in safe mode, too */
    echo("county-2", yx_arena_print(world.arena, "%s&echostr=1", world_query("county-2", "1700000000")));
    assert_string_equal(world.resp.body, "1");
    echo("demo", "signature=0123456789012345678901234567890123456789&timestamp=1700000000&nonce=n-1&echostr=1");
    assert_int_equal(world.resp.status, 401);
    echo("demo", yx_arena_print(world.arena, "%s&echostr=1", world_query("demo", "1699999399")));
    assert_int_equal(world.resp.status, 401);
    echo("nobody", yx_arena_print(world.arena, "%s&echostr=1", query));
    assert_int_equal(world.resp.status, 404);
    echo("demo", query);
    assert_int_equal(world.resp.status, 400);
    echo("demo", yx_arena_print(world.arena, "%s&echostr=%%3Cscript%%3E", query));
    assert_int_equal(world.resp.status, 400);
    echo("demo", "");
    assert_int_equal(world.resp.status, 401);
}

static void takes_a_plain_message(void **state)
{
    (void)state;
    struct yx_inbound in;
    world_post_plain(world_xml(text_rest));
    assert_int_equal(world_take(&in), YX_OK);
    assert_string_equal(in.account, "demo");
    assert_string_equal(in.sender, "oCitizen_1");
    assert_string_equal(in.external_id, "77");
    assert_string_equal(in.text, "你好");
}

static void takes_a_sealed_message(void **state)
{
    (void)state;
    struct yx_inbound in;
    world_post_sealed("demo", world_seal(world_xml(text_rest), NULL), "");
    assert_int_equal(world_take(&in), YX_OK);
    assert_string_equal(in.text, "你好");
    world_post_sealed("county-2", world_seal(world_xml(text_rest), NULL), "");
    assert_int_equal(world_take(&in), YX_OK);
    assert_string_equal(in.account, "county-2");
}

static void believes_only_what_was_sealed(void **state)
{
    (void)state;
    struct yx_inbound in;
    world_post_sealed("demo", world_seal(world_xml(text_rest), NULL),
        "<FromUserName>oForged</FromUserName><CreateTime>1700000000</CreateTime><MsgType>text</MsgType>"
        "<Content>forged</Content><MsgId>78</MsgId>");
    assert_int_equal(world_take(&in), YX_OK);
    assert_string_equal(in.sender, "oCitizen_1");
    assert_string_equal(in.text, "你好");
    assert_string_equal(in.external_id, "77");
}

static void refuses_plain_messages_where_safe_mode_is_set(void **state)
{
    (void)state;
    const char *xml = world_xml(text_rest);
    world_request(YX_POST, "county-2", world_query("county-2", "1700000000"), xml, strlen(xml));
    assert_refused(YX_DENIED, 401);
}

static void refuses_wrong_signatures(void **state)
{
    (void)state;
    const char *xml = world_xml(text_rest);
    static const char *const queries[] = { "", "signature=&timestamp=1700000000&nonce=n-1",
        "signature=0123456789012345678901234567890123456789&timestamp=1700000000&nonce=n-1",
        "timestamp=1700000000&nonce=n-1", "signature=%00&timestamp=%00&nonce=%00" };
    for (size_t i = 0; i < sizeof queries / sizeof *queries; i++) {
        world_request(YX_POST, "demo", queries[i], xml, strlen(xml));
        assert_refused(YX_DENIED, 401);
    }
    /* right, but of another nonce */
    char *query = world_query("demo", "1700000000");
    strstr(query, "nonce=n-1")[8] = '2';
    world_request(YX_POST, "demo", query, xml, strlen(xml));
    assert_refused(YX_DENIED, 401);
}

static void refuses_old_and_early_timestamps(void **state)
{
    (void)state;
    const char *xml = world_xml(text_rest);
    static const char *const stamps[] = { "1699999399", "1700000601", "0", "1700000000000", "" };
    for (size_t i = 0; i < sizeof stamps / sizeof *stamps; i++) {
        world_request(YX_POST, "demo", world_query("demo", stamps[i]), xml, strlen(xml));
        assert_refused(YX_DENIED, 401);
    }
    struct yx_inbound in;
    assert_int_equal(world_start(WORLD_ACCOUNTS ", timestamp_tolerance_s: 86400"), YX_OK);
    world_request(YX_POST, "demo", world_query("demo", "1699920000"), xml, strlen(xml));
    assert_int_equal(world_take(&in), YX_OK);
}

static void refuses_envelopes_that_were_touched(void **state)
{
    (void)state;
    const char *sealed = world_seal(world_xml(text_rest), NULL);
    world_post_sealed("demo", sealed, "");
    char *body = yx_arena_copy(world.arena, world.req.body);
    char *at = strstr(body, sealed) + 10;
    *at = *at == 'A' ? 'B' : 'A';
    world_request(YX_POST, "demo", world.req.query, body, strlen(body));
    assert_refused(YX_DENIED, 401);
    world_post_sealed("demo", sealed, "<Encrypt>first</Encrypt>");
    assert_refused(YX_DENIED, 401);
    world_post_sealed("demo", world_seal(world_xml(text_rest), "wxffffffffffffffff"), "");
    assert_refused(YX_DENIED, 401);
    world_post_sealed("demo", "AAAA", "");
    assert_refused(YX_DENIED, 401);
    world_post_sealed("demo", yx_arena_text(world.arena, sealed, 64), "");
    assert_refused(YX_DENIED, 401);
    /* no msg_signature, and the plain one in its place */
    const char *query = world_query("demo", "1700000000");
    world_request(YX_POST, "demo", yx_arena_print(world.arena, "%s&encrypt_type=aes", query), body, strlen(body));
    assert_refused(YX_DENIED, 401);
}

static void refuses_envelopes_that_hold_no_xml(void **state)
{
    (void)state;
    const char *query = yx_arena_print(world.arena, "%s&encrypt_type=aes&msg_signature=x", world_query("demo", "1700000000"));
    static const char *const bodies[] = { "", "x", "<xml><Encrypt>", "<!DOCTYPE xml><xml><Encrypt>A</Encrypt></xml>" };
    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
        world_request(YX_POST, "demo", query, bodies[i], strlen(bodies[i]));
        assert_refused(YX_INVALID, 400);
    }
    world_post_sealed("demo", world_seal("<xml><MsgType>", NULL), "");
    assert_refused(YX_INVALID, 400);
    world_post_sealed("demo", world_seal("", NULL), "");
    assert_refused(YX_INVALID, 400);
}

static void knows_no_other_accounts(void **state)
{
    (void)state;
    const char *xml = world_xml(text_rest);
    static const char *const names[] = { "Demo", "demo2", "dem", "-" };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        world_request(YX_POST, names[i], world_query("demo", "1700000000"), xml, strlen(xml));
        assert_refused(YX_NOT_FOUND, 404);
    }
}

/* What goes to stderr while one bad request is handled. */
static char *logged(const char *query, const char *body)
{
    char *file = yx_arena_print(world.arena, "%s/stderr", world.folder), *text = yx_arena_get(world.arena, 4096);
    struct yx_inbound in;
    fflush(stderr);
    int kept = dup(2);
    FILE *log = freopen(file, "w+", stderr);
    assert_non_null(log);
    world_request(YX_POST, "demo", query, body, strlen(body));
    world_take(&in);
    fflush(stderr);
    dup2(kept, 2);
    close(kept);
    FILE *read = fopen(file, "r");
    assert_non_null(read);
    text[fread(text, 1, 4095, read)] = '\0';
    fclose(read);
    return text;
}

static void logs_a_refusal_once_and_nothing_of_it(void **state)
{
    (void)state;
    const char *lines[] = {
        logged("signature=beef&timestamp=1700000000&nonce=n-1", "<xml>秘密</xml>"),
        logged(world_query("demo", "1700000000"), "<xml><FromUserName>oCitizen_1</FromUserName>秘密</xml>"),
    };
    static const char *const why[] = { "why=signature", "why=message" };
    for (size_t i = 0; i < 2; i++) {
        assert_non_null(strstr(lines[i], why[i]));
        assert_ptr_equal(strchr(lines[i], '\n'), lines[i] + strlen(lines[i]) - 1);
        assert_null(strstr(lines[i], "秘密"));
        assert_null(strstr(lines[i], "oCitizen"));
        assert_null(strstr(lines[i], "beef"));
        assert_null(strstr(lines[i], "a-token"));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        W(echoes_to_wechat_alone), W(takes_a_plain_message), W(takes_a_sealed_message), W(believes_only_what_was_sealed),
        W(refuses_plain_messages_where_safe_mode_is_set), W(refuses_wrong_signatures), W(refuses_old_and_early_timestamps),
        W(refuses_envelopes_that_were_touched), W(refuses_envelopes_that_hold_no_xml), W(knows_no_other_accounts),
        W(logs_a_refusal_once_and_nothing_of_it),
    };
    return cmocka_run_group_tests_name("wechat/verify", tests, NULL, NULL);
}
