/* Letters, tokens and media: the requests, and every code an answer may bring. */
#include "world.h"

static struct yx_http_call call;

static struct yx_outgoing letter(const char *text)
{
    return (struct yx_outgoing){ .id = 4611686018427387905, .account = "demo", .recipient = "oCitizen_1", .text = text,
        .window_open = true, .token = "T-1_a+b", .now_ms = WORLD_NOW_MS };
}

static enum yx_err send_letter(const struct yx_outgoing *out)
{
    call = (struct yx_http_call){ 0 };
    return wechat_send(world.self, world.arena, out, &call);
}

static void sends_a_text_as_raw_utf8(void **state)
{
    (void)state;
    struct yx_outgoing out = letter("第一行\n“引号”\"\\😭/\x01\x7f\r\t。");
    assert_int_equal(send_letter(&out), YX_OK);
    assert_string_equal(call.url, "https://api.weixin.qq.com/cgi-bin/message/custom/send?access_token=T-1_a%2Bb");
    assert_string_equal(call.content_type, "application/json; charset=utf-8");
    assert_string_equal(call.body, "{\"touser\":\"oCitizen_1\",\"msgtype\":\"text\","
        "\"text\":{\"content\":\"第一行\\n“引号”\\\"\\\\😭/\\t。\"}}");
    assert_int_equal(call.body_len, strlen(call.body));
    assert_null(strstr(call.body, "\\u"));
}

static void holds_what_cannot_be_sent_as_things_are(void **state)
{
    (void)state;
    struct yx_outgoing out = letter("a");
    out.window_open = false;
    assert_int_equal(send_letter(&out), YX_EMPTY);
    out.template = "nobody_knows_it";
    assert_int_equal(send_letter(&out), YX_EMPTY);
    out = letter("a");
    out.account = "county-2"; /* without the right */
    assert_int_equal(send_letter(&out), YX_EMPTY);
    out.template = "notice";
    assert_int_equal(send_letter(&out), YX_EMPTY);
}

static void faults_of_ours_are_said(void **state)
{
    (void)state;
    struct yx_outgoing out = letter("\x01");
    assert_int_equal(send_letter(&out), YX_INVALID);
    out = letter("a");
    out.account = "nobody";
    assert_int_equal(send_letter(&out), YX_INTERNAL);
    out = letter("a");
    out.token = NULL;
    assert_int_equal(send_letter(&out), YX_INTERNAL);
    out = letter(NULL);
    out.template = "nobody_knows_it";
    assert_int_equal(send_letter(&out), YX_NOT_FOUND);
}

static void sends_a_template_with_its_fields(void **state)
{
    (void)state;
    struct yx_outgoing out = letter(NULL);
    out.window_open = false;
    out.template = "notice";
    out.params = "{\"subject\":\"工资\\u0001拖欠\",\"time\":\"5月1日\",\"more\":\"x\"}";
    assert_int_equal(send_letter(&out), YX_OK);
    assert_string_equal(call.url, "https://api.weixin.qq.com/cgi-bin/message/template/send?access_token=T-1_a%2Bb");
    assert_string_equal(call.body, "{\"touser\":\"oCitizen_1\",\"template_id\":\"demo_notice\","
        "\"data\":{\"thing1\":{\"value\":\"工资拖欠\"},\"time2\":{\"value\":\"5月1日\"}},"
        "\"client_msg_id\":\"4611686018427387905\"}");
    static const char *const bad[] = { NULL, "", "{", "[]", "null", "{\"subject\":\"a\"}", "{\"subject\":\"a\",\"time\":1}" };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        out.params = bad[i];
        assert_int_equal(send_letter(&out), YX_INVALID);
    }
}

static void a_text_goes_before_its_template(void **state)
{
    (void)state;
    struct yx_outgoing out = letter("a");
    out.template = "notice";
    out.params = "{\"subject\":\"a\",\"time\":\"b\"}";
    assert_int_equal(send_letter(&out), YX_OK);
    assert_non_null(strstr(call.url, "custom/send"));
    out.window_open = false;
    assert_int_equal(send_letter(&out), YX_OK);
    assert_non_null(strstr(call.url, "template/send"));
}

/* ---- answers ---- */

static struct yx_http_answer answer(int status, const char *body)
{
    return (struct yx_http_answer){ .status = status, .content_type = "application/json", .body = body, .len = strlen(body) };
}

static struct yx_verdict verdict(int status, const char *body)
{
    struct yx_outgoing out = letter("a");
    struct yx_http_answer got = answer(status, body);
    struct yx_verdict v;
    wechat_sent(world.self, world.arena, &out, &got, &v);
    assert_true(v.is == YX_SENT || (v.reason && *v.reason));
    return v;
}

static struct yx_verdict of_code(int code)
{
    return verdict(200, yx_arena_print(world.arena, "{\"errcode\":%d,\"errmsg\":\"what they say hint: [x]\"}", code));
}

static void every_code_has_its_verdict(void **state)
{
    (void)state;
    static const struct {
        int code;
        enum yx_verdict_is is;
    } rows[] = {
        { 0, YX_SENT }, { -1, YX_SENT_RETRY }, { 45011, YX_SENT_RETRY },
        { 40001, YX_SENT_TOKEN }, { 40014, YX_SENT_TOKEN }, { 42001, YX_SENT_TOKEN },
        { 45009, YX_SENT_PARK }, { 45015, YX_SENT_HOLD }, { 45047, YX_SENT_HOLD }, { 45002, YX_SENT_SPLIT },
        { 44004, YX_SENT_BROKEN }, { 40003, YX_SENT_NEVER }, { 43004, YX_SENT_NEVER }, { 46004, YX_SENT_NEVER },
        { 50005, YX_SENT_NEVER }, { 48002, YX_SENT_NEVER }, { 43101, YX_SENT_NEVER },
        { 48001, YX_SENT_OPERATOR }, { 48004, YX_SENT_OPERATOR }, { 50002, YX_SENT_OPERATOR }, { 40164, YX_SENT_OPERATOR },
        { 40013, YX_SENT_OPERATOR }, { 40125, YX_SENT_OPERATOR }, { 40243, YX_SENT_OPERATOR }, { 89503, YX_SENT_OPERATOR },
        { 40033, YX_SENT_BROKEN }, { 47001, YX_SENT_BROKEN }, { 47003, YX_SENT_BROKEN }, { 40037, YX_SENT_BROKEN },
        { 40007, YX_SENT_BROKEN }, { 99999, YX_SENT_RETRY },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct yx_verdict v = of_code(rows[i].code);
        if (v.is != rows[i].is)
            fail_msg("%d is %d", rows[i].code, v.is);
        if (v.is != YX_SENT) /* the code itself, never WeChat's words or ours to the citizen */
            assert_non_null(strstr(v.reason, yx_arena_print(world.arena, "%d", rows[i].code)));
        assert_true(v.reason == NULL || strstr(v.reason, "hint") == NULL);
    }
    assert_int_equal(sizeof rows / sizeof *rows, sizeof codes / sizeof *codes + 2); /* no row untried */
}

static void a_used_up_quota_rests_until_after_midnight_in_china(void **state)
{
    (void)state;
    /* 2023-11-15 06:13:20 there; midnight is 17 h 46 min 40 s away, and five minutes more */
    assert_int_equal(of_code(45009).after_ms, ((17 * 60 + 46) * 60 + 40 + 300) * 1000LL);
    assert_int_equal(of_code(45011).after_ms, 0);
}

static void what_is_no_answer_is_tried_again(void **state)
{
    (void)state;
    static const char *const bad[] = { "", "{", "[]", "ok", "\"errcode\"", "{}", "{\"errcode\":\"0\"}", "{\"errcode\":null}",
        "{\"errmsg\":\"ok\"}", "<html>502</html>", "{\"errcode\":0", "{\"errcode\":99999999999999999999}" };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(verdict(200, bad[i]).is, YX_SENT_RETRY);
    static const int statuses[] = { 0, 302, 404, 413, 429, 500, 502, 503 };
    for (size_t i = 0; i < sizeof statuses / sizeof *statuses; i++)
        assert_int_equal(verdict(statuses[i], "{\"errcode\":0,\"errmsg\":\"ok\"}").is, YX_SENT_RETRY);
    assert_string_equal(verdict(0, "").reason, "no answer");
    assert_string_equal(verdict(502, "").reason, "HTTP 502");
}

static void a_template_sent_has_an_id(void **state)
{
    (void)state;
    struct yx_verdict v = verdict(200, "{\"errcode\":0,\"errmsg\":\"ok\",\"msgid\":3019229870112342016}");
    assert_int_equal(v.is, YX_SENT);
    assert_string_equal(v.platform_id, "3019229870112342016");
    v = verdict(200, "{\"errcode\":0,\"errmsg\":\"ok\"}");
    assert_int_equal(v.is, YX_SENT);
    assert_null(v.platform_id);
    assert_null(verdict(200, "{\"errcode\":45015,\"msgid\":1}").platform_id);
}

/* ---- tokens ---- */

static void asks_for_a_token(void **state)
{
    (void)state;
    assert_int_equal(wechat_token(world.self, world.arena, "demo", false, &call), YX_OK);
    assert_string_equal(call.url, "https://api.weixin.qq.com/cgi-bin/stable_token");
    assert_string_equal(call.body, "{\"grant_type\":\"client_credential\",\"appid\":\"wx0123456789abcdef\","
        "\"secret\":\"a-secret\",\"force_refresh\":false}");
    assert_int_equal(wechat_token(world.self, world.arena, "demo", true, &call), YX_OK);
    assert_non_null(strstr(call.body, "\"force_refresh\":true"));
    assert_int_equal(wechat_token(world.self, world.arena, "nobody", true, &call), YX_NOT_FOUND);
}

static struct yx_token token_of(int status, const char *body)
{
    struct yx_http_answer got = answer(status, body);
    struct yx_token token;
    wechat_token_read(world.self, world.arena, "demo", &got, &token);
    assert_true(token.text || (token.verdict.is != YX_SENT && token.verdict.reason));
    return token;
}

static void reads_a_token(void **state)
{
    (void)state;
    struct yx_token token = token_of(200, "{\"access_token\":\"68_abc-DEF\",\"expires_in\":7200}");
    assert_string_equal(token.text, "68_abc-DEF");
    assert_int_equal(token.seconds, 7200);
    char *longest = yx_arena_get(world.arena, 514);
    memset(longest, 't', 513);
    assert_null(token_of(200, yx_arena_print(world.arena, "{\"access_token\":\"%s\",\"expires_in\":300}", longest)).text);
    longest[512] = '\0';
    assert_string_equal(token_of(200, yx_arena_print(world.arena, "{\"access_token\":\"%s\",\"expires_in\":300}", longest)).text, longest);
}

static void an_answer_without_a_token_says_why(void **state)
{
    (void)state;
    static const struct {
        const char *body;
        enum yx_verdict_is is;
    } rows[] = {
        { "{\"errcode\":40001,\"errmsg\":\"x\"}", YX_SENT_OPERATOR }, { "{\"errcode\":40125}", YX_SENT_OPERATOR },
        { "{\"errcode\":40013}", YX_SENT_OPERATOR }, { "{\"errcode\":40164}", YX_SENT_OPERATOR },
        { "{\"errcode\":45009}", YX_SENT_PARK }, { "{\"errcode\":45011}", YX_SENT_RETRY }, { "{\"errcode\":-1}", YX_SENT_RETRY },
        { "{}", YX_SENT_RETRY }, { "", YX_SENT_RETRY }, { "{\"access_token\":\"\",\"expires_in\":7200}", YX_SENT_RETRY },
        { "{\"access_token\":\"a b\",\"expires_in\":7200}", YX_SENT_RETRY }, { "{\"access_token\":\"a\"}", YX_SENT_RETRY },
        { "{\"access_token\":\"a\",\"expires_in\":0}", YX_SENT_RETRY }, { "{\"access_token\":\"a\",\"expires_in\":99999}", YX_SENT_RETRY },
        { "{\"access_token\":1,\"expires_in\":7200}", YX_SENT_RETRY },
        { "{\"errcode\":40001,\"access_token\":\"a\",\"expires_in\":7200}", YX_SENT_OPERATOR },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct yx_token token = token_of(200, rows[i].body);
        assert_null(token.text);
        if (token.verdict.is != rows[i].is)
            fail_msg("%s is %d", rows[i].body, token.verdict.is);
    }
    assert_int_equal(token_of(500, "{\"access_token\":\"a\",\"expires_in\":7200}").verdict.is, YX_SENT_RETRY);
}

/* ---- media ---- */

static struct yx_verdict fetched(int status, const char *body, size_t len)
{
    const struct yx_http_answer got = { .status = status, .content_type = "image/jpeg", .body = body, .len = len };
    struct yx_verdict v;
    wechat_fetched(world.self, world.arena, &got, &v);
    assert_true(v.is == YX_SENT || (v.reason && *v.reason));
    return v;
}

static void fetches_media(void **state)
{
    (void)state;
    assert_int_equal(wechat_fetch(world.self, world.arena, "demo", "a/b&c=d", "T", &call), YX_OK);
    assert_string_equal(call.url, "https://api.weixin.qq.com/cgi-bin/media/get?access_token=T&media_id=a%2Fb%26c%3Dd");
    assert_null(call.body);
    assert_int_equal(wechat_fetch(world.self, world.arena, "demo", "", "T", &call), YX_INTERNAL);
    assert_int_equal(wechat_fetch(world.self, world.arena, "nobody", "a", "T", &call), YX_INTERNAL);
    assert_int_equal(wechat_fetch(world.self, world.arena, "demo", "a", NULL, &call), YX_INTERNAL);
}

static void errors_in_place_of_files_are_seen(void **state)
{
    (void)state;
    assert_int_equal(fetched(200, "\xff\xd8\xff\xe0\0\0", 6).is, YX_SENT);
    assert_int_equal(fetched(200, "{\"errcode\":40007,\"errmsg\":\"x\"}", strlen("{\"errcode\":40007,\"errmsg\":\"x\"}")).is, YX_SENT_BROKEN);
    assert_int_equal(fetched(200, "{\"errcode\":42001}", strlen("{\"errcode\":42001}")).is, YX_SENT_TOKEN);
    assert_int_equal(fetched(200, "{\"errcode\":0}", strlen("{\"errcode\":0}")).is, YX_SENT_RETRY);
    assert_int_equal(fetched(200, "{\"video_url\":\"http://a\"}", strlen("{\"video_url\":\"http://a\"}")).is, YX_SENT_BROKEN);
    assert_int_equal(fetched(200, "{cut", strlen("{cut")).is, YX_SENT_RETRY);
    assert_int_equal(fetched(200, "", 0).is, YX_SENT_RETRY);
    assert_int_equal(fetched(0, "", 0).is, YX_SENT_RETRY);
    assert_int_equal(fetched(500, "\xff\xd8", 2).is, YX_SENT_RETRY);
}

static void shows_that_somebody_is_writing(void **state)
{
    (void)state;
    assert_int_equal(wechat_typing(world.self, world.arena, "demo", "oCitizen_1", true, "T", &call), YX_OK);
    assert_string_equal(call.url, "https://api.weixin.qq.com/cgi-bin/message/custom/typing?access_token=T");
    assert_string_equal(call.body, "{\"touser\":\"oCitizen_1\",\"command\":\"Typing\"}");
    assert_int_equal(wechat_typing(world.self, world.arena, "demo", "oCitizen_1", false, "T", &call), YX_OK);
    assert_string_equal(call.body, "{\"touser\":\"oCitizen_1\",\"command\":\"CancelTyping\"}");
    assert_int_equal(wechat_typing(world.self, world.arena, "county-2", "oCitizen_1", true, "T", &call), YX_EMPTY);
    assert_int_equal(wechat_typing(world.self, world.arena, "nobody", "oCitizen_1", true, "T", &call), YX_INTERNAL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        W(sends_a_text_as_raw_utf8), W(holds_what_cannot_be_sent_as_things_are), W(faults_of_ours_are_said),
        W(sends_a_template_with_its_fields), W(a_text_goes_before_its_template), W(every_code_has_its_verdict),
        W(a_used_up_quota_rests_until_after_midnight_in_china), W(what_is_no_answer_is_tried_again),
        W(a_template_sent_has_an_id), W(asks_for_a_token), W(reads_a_token), W(an_answer_without_a_token_says_why),
        W(fetches_media), W(errors_in_place_of_files_are_seen), W(shows_that_somebody_is_writing),
    };
    return cmocka_run_group_tests_name("wechat/send", tests, NULL, NULL);
}
