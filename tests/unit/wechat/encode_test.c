/* What WeChat hears: replies in the form the question had, the polite nothing, errors. */
#include "world.h"

static const char question[] = "<MsgType>text</MsgType><Content>问</Content><MsgId>9</MsgId>";

static void ask(const char *rest, bool sealed)
{
    struct yx_inbound in;
    if (sealed)
        world_post_sealed("demo", world_seal(world_xml(rest), NULL), "");
    else
        world_post_plain(world_xml(rest));
    assert_int_equal(world_take(&in), YX_OK);
}

static const char *answer_with(const char *text)
{
    const struct yx_message reply = { .id = 2, .author = YX_MACHINE, .text = text };
    return world_answer(&(struct yx_outcome){ .message_id = 1, .reply = &reply });
}

static struct wechat_xml parsed(const char *xml)
{
    struct wechat_xml fields;
    assert_int_equal(wechat_xml_read(world.arena, xml, strlen(xml), &fields), YX_OK);
    return fields;
}

/* The reply's text as a telephone shows it. */
static const char *shown(const char *xml)
{
    struct wechat_xml fields = parsed(xml);
    assert_string_equal(wechat_xml_text(&fields, "ToUserName"), "oCitizen_1");
    assert_string_equal(wechat_xml_text(&fields, "FromUserName"), "gh_1");
    assert_string_equal(wechat_xml_text(&fields, "MsgType"), "text");
    assert_string_equal(wechat_xml_text(&fields, "CreateTime"), "1700000000");
    return wechat_xml_text(&fields, "Content");
}

static void writes_a_reply_as_a_whole(void **state)
{
    (void)state;
    ask(question, false);
    assert_string_equal(answer_with("答"), "<xml><ToUserName><![CDATA[oCitizen_1]]></ToUserName>"
        "<FromUserName><![CDATA[gh_1]]></FromUserName><CreateTime>1700000000</CreateTime>"
        "<MsgType><![CDATA[text]]></MsgType><Content><![CDATA[答]]></Content></xml>");
    assert_int_equal(world.resp.status, 200);
    assert_string_equal(world.resp.content_type, "text/xml; charset=utf-8");
    assert_non_null(strstr(world.resp.head.at, "Cache-Control: no-store"));
}

static void texts_arrive_as_they_are(void **state)
{
    (void)state;
    static const char *const texts[] = { "a", "😭👨‍👩‍👧", "]]>", "]]]]>>", "a]]>b]]>c", "]]", "<xml>&amp;\"'", "一\n二\t三",
        "<![CDATA[x]]>" };
    ask(question, false);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_string_equal(shown(answer_with(texts[i])), texts[i]);
}

static void drops_what_xml_forbids(void **state)
{
    (void)state;
    ask(question, false);
    assert_string_equal(shown(answer_with("a\x01\x08\x0b\x0c\r\x1f\x7f\xef\xbf\xbe\xef\xbf\xbf" "b\xf0\x9f\x98\xad")), "ab😭");
    assert_string_equal(answer_with("\x01"), "success"); /* nothing is left */
    assert_string_equal(answer_with("\xff"), "success");
}

static void cuts_at_what_wechat_takes(void **state)
{
    (void)state;
    char *text = yx_arena_get(world.arena, 3001);
    for (int i = 0; i < 1000; i++)
        memcpy(text + 3 * i, "线", 3);
    ask(question, false);
    assert_int_equal(strlen(shown(answer_with(text))), 2046);
    text[2047] = '\0';
    text[2046] = 'a';
    assert_int_equal(strlen(shown(answer_with(text))), 2047);
}

static void the_largest_reply_fits_its_wrapping(void **state)
{
    (void)state;
    char *text = yx_arena_get(world.arena, 2048);
    for (int i = 0; i < 682; i++)
        memcpy(text + 3 * i, "]]>", 3);
    ask(question, false);
    assert_string_equal(shown(answer_with(text)), text);
    ask(question, true);
    assert_non_null(strstr(answer_with(text), "<Encrypt>"));
}

/* What is inside the envelope of the response. */
static const char *unsealed(const char *xml)
{
    struct wechat_xml outer = parsed(xml);
    const char *encrypted = wechat_xml_text(&outer, "Encrypt"), *timestamp = wechat_xml_text(&outer, "TimeStamp"),
        *nonce = wechat_xml_text(&outer, "Nonce");
    char *text;
    size_t len;
    assert_string_equal(timestamp, "1700000000");
    assert_int_equal(strlen(nonce), 16);
    assert_string_equal(wechat_xml_text(&outer, "MsgSignature"), world_sign("a-token", timestamp, nonce, encrypted));
    assert_int_equal(wechat_decrypt(world.self, world_account("demo"), world.arena, encrypted, &text, &len), YX_OK);
    return text;
}

static void answers_sealed_what_came_sealed(void **state)
{
    (void)state;
    ask(question, true);
    const char *one = answer_with("答😭"), *two = answer_with("答😭");
    assert_string_equal(shown(unsealed(one)), "答😭");
    assert_string_equal(shown(unsealed(two)), "答😭");
    assert_string_not_equal(one, two); /* drawn anew */
    assert_null(strstr(one, "答"));
}

static void nothing_to_say_is_success(void **state)
{
    (void)state;
    static const struct yx_outcome outcomes[] = { { .message_id = 1 }, { .message_id = 1, .owner = YX_HUMAN },
        { .message_id = 1, .duplicate = true } };
    for (int sealed = 0; sealed < 2; sealed++) {
        ask(question, sealed);
        for (size_t i = 0; i < 3; i++)
            assert_string_equal(world_answer(&outcomes[i]), "success");
        assert_int_equal(world.resp.status, 200);
    }
}

/* Every error of a turn: 'w' words, 's' success, 'd' down. */
static const char wanted[YX_ERR_COUNT] = {
    [YX_EMPTY] = 's', [YX_INVALID] = 'w', [YX_TOO_LARGE] = 'w', [YX_DENIED] = 's', [YX_FORBIDDEN] = 's',
    [YX_NOT_FOUND] = 's', [YX_METHOD] = 's', [YX_CONFLICT] = 'd', [YX_LEASE] = 's', [YX_DUPLICATE] = 's', [YX_MISMATCH] = 's',
    [YX_RATE] = 'w', [YX_BUSY] = 'd', [YX_TIMEOUT] = 'd', [YX_FULL] = 'd', [YX_READ_ONLY] = 'w', [YX_NEWER] = 'w',
    [YX_CORRUPT] = 'w', [YX_IO] = 'd', [YX_MEMORY] = 'd', [YX_INTERNAL] = 'w',
};

static void assert_error(enum yx_err err, char want, bool sealed)
{
    const char *body = world_answer(&(struct yx_outcome){ .err = err });
    assert_int_equal(world.resp.status, want == 'd' ? 503 : 200);
    if (want == 'd')
        assert_string_equal(body, "");
    else if (want == 's')
        assert_string_equal(body, "success");
    else
        assert_true(strlen(shown(sealed ? unsealed(body) : body)) > 10);
}

static void every_error_of_a_turn_has_its_answer(void **state)
{
    (void)state;
    for (int err = YX_OK + 1; err < YX_ERR_COUNT; err++)
        for (int sealed = 0; sealed < 2; sealed++) {
            ask(question, sealed);
            assert_error((enum yx_err)err, wanted[err], sealed);
        }
}

static void nobody_is_told_of_errors_who_did_not_write(void **state)
{
    (void)state;
    ask("<MsgType>event</MsgType><Event>LOCATION</Event>", false);
    assert_string_equal(world_answer(&(struct yx_outcome){ .err = YX_RATE }), "success");
    ask("<MsgType>event</MsgType><Event>unsubscribe</Event>", false);
    assert_string_equal(world_answer(&(struct yx_outcome){ .err = YX_INTERNAL }), "success");
    ask("<MsgType>event</MsgType><Event>CLICK</Event><EventKey>菜单</EventKey>", false);
    assert_non_null(strstr(world_answer(&(struct yx_outcome){ .err = YX_RATE }), "发送得太快了"));
    ask("<MsgType>image</MsgType><MediaId>m</MediaId><MsgId>1</MsgId>", false);
    assert_non_null(strstr(world_answer(&(struct yx_outcome){ .err = YX_RATE }), "发送得太快了"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        W(writes_a_reply_as_a_whole), W(texts_arrive_as_they_are), W(drops_what_xml_forbids), W(cuts_at_what_wechat_takes),
        W(the_largest_reply_fits_its_wrapping), W(answers_sealed_what_came_sealed), W(nothing_to_say_is_success),
        W(every_error_of_a_turn_has_its_answer), W(nobody_is_told_of_errors_who_did_not_write),
    };
    return cmocka_run_group_tests_name("wechat/encode", tests, NULL, NULL);
}
