#include "world.h"

static void a_text_is_taken_as_kannel_recodes_it(void **state)
{
    struct yx_inbound in;
    (void)state;
    assert_int_equal(world_bring("13800138000", "&text=%E5%8A%B3%E5%8A%A8+%F0%9F%98%80&ts=1&smsc=demo&coding=0&cs=UTF-8", &in), YX_OK);
    assert_string_equal(in.text, "劳动 😀");
    assert_int_equal(in.text_len, strlen("劳动 😀"));
    assert_string_equal(in.account, "demo");
    assert_string_equal(in.sender, "13800138000");
    assert_string_equal(in.external_id, "uuid-1");
    assert_false(in.machine);
    assert_null(in.event);
    assert_int_equal(world.resp.status, 200);
    assert_int_equal(world.resp.body_len, 0); /* anything here would be sent to them */
}

static void other_charsets_are_read_by_what_kannel_says(void **state)
{
    (void)state;
    static const struct {
        const char *rest, *text;
    } rows[] = {
        { "&text=%52%B3%52%A8&coding=2", "劳动" },                  /* raw UCS-2 */
        { "&text=%D8%3D%DE%00&coding=2&cs=UTF-16BE", "😀" },
        { "&text=%C0%CD%B6%AF&coding=0&cs=GBK", "劳动" },
        { "&text=%E9&coding=1&cs=ISO-8859-1", "é" },
        { "&text=hello&coding=0", "hello" },
        { "&text=%52%B3&coding=2&cs=UCS-2", "劳" },
        { "&text=a%26b%3Dc&coding=0&cs=utf-8", "a&b=c" },
    };
    struct yx_inbound in;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_int_equal(world_bring("13800138000", rows[i].rest, &in), YX_OK);
        assert_null(in.event);
        assert_int_equal(in.text_len, strlen(rows[i].text));
        assert_memory_equal(in.text, rows[i].text, in.text_len);
    }
}

static void what_cannot_be_read_is_told_and_not_lost(void **state)
{
    (void)state;
    static const char *const rows[] = {
        "&text=%FF%FE%80&coding=0&cs=UTF-8", "&text=%52&coding=2", "&text=%D8%3D&coding=2", "&text=abc&coding=1",
        "&text=abc&cs=KLINGON", "&text=%4", "&text=%zz", "&text=a%00b&cs=UTF-8", "&text=%",
    };
    struct yx_inbound in;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_int_equal(world_bring("13800138000", rows[i], &in), YX_OK);
        assert_string_equal(in.event, "unreadable");
        assert_true(in.text_len > 0 && strlen(in.text) == in.text_len);
        assert_non_null(in.answer);
    }
    assert_int_equal(world_bring("13800138000", "&text=", &in), YX_OK);
    assert_string_equal(in.event, "empty");
    assert_null(in.answer);
    assert_int_equal(world_bring("13800138000", "&text=+%0A", &in), YX_OK);
    assert_string_equal(in.event, "empty");
}

static void what_no_telephone_sends_is_cut(void **state)
{
    (void)state;
    struct yx_inbound in;
    char *rest = yx_arena_get(world.arena, 40000);
    strcpy(rest, "&cs=UTF-8&text=");
    memset(rest + strlen(rest), 'x', 10000);
    assert_int_equal(world_bring("13800138000", rest, &in), YX_OK);
    assert_int_equal(in.text_len, SMS_TEXT_MOST);
}

static void a_number_is_one_however_it_is_written(void **state)
{
    (void)state;
    static const struct {
        const char *from, *sender;
        bool machine;
    } rows[] = {
        { "13800138000", "13800138000", false }, { "%2B8613800138000", "13800138000", false },
        { "008613800138000", "13800138000", false }, { "8613800138000", "13800138000", false },
        { "+86+138-0013-8000", "13800138000", false }, { "1252013800138000", "13800138000", false },
        { "1795113800138000", "13800138000", false }, { "013800138000", "13800138000", false },
        { "02885551234", "02885551234", false }, { "%2B14155550100", "+14155550100", false },
        { "10690001234", "10690001234", true }, { "10086", "10086", true }, { "95588", "95588", true },
        { "12348", "12348", true }, /* ourselves */
        { "%E6%9F%90%E6%9F%90%E9%93%B6%E8%A1%8C", "某某银行", true }, { "JUSTICE", "JUSTICE", true },
        { "12", "12", true }, { "123456789012345678901", "123456789012345678901", true }, { "138%2B0013", "138+0013", true },
    };
    struct yx_inbound in;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_int_equal(world_bring(rows[i].from, "&text=x&cs=UTF-8", &in), YX_OK);
        assert_string_equal(in.sender, rows[i].sender);
        assert_int_equal(in.machine, rows[i].machine);
    }
}

static void who_calls_must_be_kannel(void **state)
{
    (void)state;
    static const char *const wrong[] = { NULL, "", "Basic", "Basic ZGVtbzpzZWNyZXQtMg==", "basic ZGVtbzpzZWNyZXQtMQ==",
        "Basic ZGVtbzpzZWNyZXQtMQ", "Bearer ZGVtbzpzZWNyZXQtMQ==", "Basic dHdvOnNlY3JldC0y", WORLD_AUTH " " };
    struct yx_inbound in;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        world.authorization = wrong[i];
        assert_int_equal(world_bring("13800138000", "&text=x", &in), YX_DENIED);
        assert_int_equal(world.resp.status, 401);
        assert_int_equal(world.resp.body_len, 0);
    }
    world.authorization = WORLD_AUTH;
    assert_int_equal(world_ask("/sms/nobody", "from=13800138000&id=1&text=x", &in), YX_NOT_FOUND);
    assert_int_equal(world_ask("/sms/county-2", "from=13800138000&id=1&text=x", &in), YX_DENIED); /* another's password */
    world.remote = "10.0.0.1";
    assert_int_equal(world_bring("13800138000", "&text=x", &in), YX_FORBIDDEN);
    world.remote = "";
    assert_int_equal(world_bring("13800138000", "&text=x", &in), YX_FORBIDDEN);
    world.remote = "::1";
    assert_int_equal(world_bring("13800138000", "&text=x", &in), YX_OK);
}

static void fields_that_are_missing_are_said(void **state)
{
    (void)state;
    static const char *const wrong[] = { "", "from=13800138000&text=x", "id=1&text=x", "from=&id=1&text=x",
        "from=13800138000&id=1", "from=13800138000&id=a%20b&text=x", "from=%00&id=1&text=x", "from=%20&id=1&text=x",
        "from=13800138000&id=&text=x" };
    struct yx_inbound in;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        assert_int_equal(world_ask("/sms/demo", wrong[i], &in), YX_INVALID);
        assert_int_equal(world.resp.status, 400);
    }
}

static void kannel_brings_it_again_where_that_may_help(void **state)
{
    (void)state;
    struct yx_inbound in;
    assert_int_equal(world_bring("13800138000", "&text=x", &in), YX_OK);
    for (int err = 0; err < YX_ERR_COUNT; err++) {
        world.resp.head.len = 0;
        sms_encode(world.self, &world.x, &(struct yx_outcome){ .err = (enum yx_err)err });
        assert_int_equal(world.resp.body_len, 0);
        if (yx_err_heals((enum yx_err)err) || err == YX_RATE)
            assert_int_equal(world.resp.status, 503);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        W(a_text_is_taken_as_kannel_recodes_it),
        W(other_charsets_are_read_by_what_kannel_says),
        W(what_cannot_be_read_is_told_and_not_lost),
        W(what_no_telephone_sends_is_cut),
        W(a_number_is_one_however_it_is_written),
        W(who_calls_must_be_kannel),
        W(fields_that_are_missing_are_said),
        W(kannel_brings_it_again_where_that_may_help),
    };
    return cmocka_run_group_tests_name("sms/inbound", tests, NULL, NULL);
}
