#include "world.h"

static struct yx_outgoing letter(const char *text)
{
    return (struct yx_outgoing){ .id = 42, .account = "demo", .recipient = "13800138000", .text = text, .now_ms = WORLD_NOW_MS };
}

/* ---- sending ---- */

static void a_letter_is_a_query_of_smsbox(void **state)
{
    (void)state;
    struct yx_http_call call;
    struct yx_outgoing out = letter("劳动😀");
    assert_int_equal(sms_send(world.self, world.arena, &out, &call), YX_OK);
    assert_null(call.body); /* a form is refused */
    assert_non_null(strstr(call.url, "http://127.0.0.1:13013/cgi-bin/sendsms?username=demo&password=secret-1&smsc=demo"));
    assert_non_null(strstr(call.url, "&to=13800138000&coding=2&charset=UTF-8&"));
    assert_non_null(strstr(call.url, "&text=%E3%80%90%E7%83%AD%E7%BA%BF%E3%80%91%E5%8A%B3%E5%8A%A8%F0%9F%98%80&from=12348"));
    assert_non_null(strstr(call.url, "&dlr-mask=31&dlr-url=http%3A%2F%2Fdemo%3Asecret-1%40127.0.0.1%3A8180%2Fsms%2Fdemo%2F"
                                     "report%3Fletter%3D42%26mark%3D"));
    assert_non_null(strstr(call.url, "%26status%3D%25d"));
}

static void what_cannot_be_sent_is_a_fault_of_ours(void **state)
{
    (void)state;
    struct yx_http_call call;
    struct yx_outgoing out = letter("\xff");
    assert_int_equal(sms_send(world.self, world.arena, &out, &call), YX_INVALID);
    out = letter(" \n ");
    assert_int_equal(sms_send(world.self, world.arena, &out, &call), YX_INVALID);
    out = letter("x");
    out.account = "nobody";
    assert_int_equal(sms_send(world.self, world.arena, &out, &call), YX_INTERNAL);
}

static void without_an_address_nothing_is_reported(void **state)
{
    (void)state;
    struct yx_http_call call;
    struct yx_outgoing out = letter("x");
    assert_int_equal(world_start_as("gateways: [demo]", 0), YX_OK);
    assert_int_equal(sms_send(world.self, world.arena, &out, &call), YX_OK);
    assert_null(strstr(call.url, "dlr"));
    assert_null(strstr(call.url, "from="));
    assert_non_null(strstr(call.url, "&text=x"));
}

static void every_answer_of_kannel_is_judged(void **state)
{
    (void)state;
    static const struct {
        int status;
        const char *body;
        enum yx_verdict_is is;
    } rows[] = {
        { 202, "0: Accepted for delivery", YX_SENT }, { 202, "3: Queued for later delivery", YX_SENT },
        { 202, "Sent.", YX_SENT_RETRY }, { 202, "", YX_SENT_RETRY }, { 200, "<html>", YX_SENT_RETRY },
        { 403, "Authorization failed for sendsms", YX_SENT_OPERATOR }, { 401, "", YX_SENT_OPERATOR },
        { 400, "Missing receiver number, rejected", YX_SENT_BROKEN },
        { 400, "Sender missing and no global set, rejected", YX_SENT_OPERATOR },
        { 404, "", YX_SENT_OPERATOR }, { 414, "", YX_SENT_SPLIT }, { 503, "Temporal failure, try again later.", YX_SENT_RETRY },
        { 500, "", YX_SENT_RETRY }, { 302, "", YX_SENT_RETRY }, { 0, "", YX_SENT_RETRY },
    };
    struct yx_outgoing out = letter("x");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct yx_verdict v = { .is = YX_SENT_PARK };
        const struct yx_http_answer answer = { rows[i].status, "text/html", rows[i].body, strlen(rows[i].body) };
        sms_sent(world.self, world.arena, &out, &answer, &v);
        assert_int_equal(v.is, rows[i].is);
        assert_true(v.is == YX_SENT || v.reason != NULL);
    }
}

/* ---- parts ---- */

/* Cut as Kannel cuts: 67 units, whatever lies there. Whether a character was cut in two. */
static bool is_broken(const char *text)
{
    uint32_t code;
    size_t units = 0, n;
    if (yx_text_units(text) <= SMS_UNITS_ONE)
        return false;
    for (; (n = yx_text_next(text, &code)) > 0; text += n) {
        if (code > 0xffff && units % SMS_UNITS_PART == SMS_UNITS_PART - 1)
            return true;
        units += code > 0xffff ? 2 : 1;
    }
    return false;
}

static const char *filled(size_t before, const char *middle, size_t behind)
{
    char *text = yx_arena_get(world.arena, 3 * (before + behind) + strlen(middle) + 1);
    for (size_t i = 0; i < before; i++)
        strcat(text, "字");
    strcat(text, middle);
    for (size_t i = 0; i < behind; i++)
        strcat(text, "字");
    return text;
}

static void a_character_never_lies_across_a_border(void **state)
{
    (void)state;
    for (size_t before = 60; before < 140; before++) {
        const char *text = filled(before, "😀😀", 60);
        const char *out = sms_write(world.arena, "【热线】", text);
        assert_false(is_broken(out));
        size_t blanks = 0, at = strlen("【热线】");
        for (const char *c = text; *c; at++) { /* the same words, but for a blank at a border */
            if (out[at] == ' ' && *c != ' ')
                blanks++;
            else
                assert_int_equal(out[at], *c++);
        }
        assert_true(blanks <= 2 && out[at] == '\0');
    }
}

static void seventy_are_one_message_and_stay_as_they_are(void **state)
{
    (void)state;
    const char *text = filled(66, "😀", 2); /* 70 units, the pair at 66 and 67 */
    assert_int_equal(yx_text_units(text), 70);
    assert_string_equal(sms_write(world.arena, "", text), text);
    text = filled(66, "😀", 3); /* 71: two parts, a border inside the pair */
    assert_string_not_equal(sms_write(world.arena, "", text), text);
    assert_false(is_broken(sms_write(world.arena, "", text)));
}

static void blank_lines_are_not_paid_for(void **state)
{
    (void)state;
    assert_string_equal(sms_write(world.arena, "【热线】", "一\n\n二\n\n\n三\n四"), "【热线】一\n二\n三\n四");
}

static void what_the_limits_allow_fits_into_the_parts(void **state)
{
    (void)state;
    for (int parts = 1; parts <= SMS_PARTS_MOST; parts++) {
        size_t units = sms_units_of_parts(parts, "【热线】");
        char *text = yx_arena_get(world.arena, 4 * units + 8);
        for (size_t used = 0; used + 2 <= units; used += 2) /* nothing but pairs: the most blanks */
            strcat(text, "😀");
        const char *out = sms_write(world.arena, "【热线】", text);
        assert_true(yx_text_units(out) <= (parts == 1 ? SMS_UNITS_ONE : (size_t)parts * SMS_UNITS_PART));
        assert_false(is_broken(out));
    }
    struct yx_limits limits;
    sms_limits(world.self, "demo", &limits);
    assert_int_equal(limits.reply_units, 3 * 67 - 2 - 4);
    assert_int_equal(limits.unit_one, 70);
    assert_int_equal(limits.unit_part, 67);
    assert_int_equal(limits.unit_head, 4);
    assert_true(limits.apart && limits.asked && limits.brief && limits.leaves && limits.plain && limits.pushes);
    assert_int_equal(limits.quiet_from, 22 * 60);
    assert_int_equal(limits.quiet_to, 7 * 60);
}

/* ---- reports ---- */

static const char *report_query(int64_t letter_id, const char *status)
{
    const char *url = sms_report_url(world.self, world.arena, sms_gateway_find(world.self, "demo", 4), letter_id);
    char *query = yx_arena_copy(world.arena, strchr(url, '?') + 1);
    return yx_arena_print(world.arena, "%.*s%s", (int)(strlen(query) - 2), query, status);
}

static void reports_say_what_became_of_a_letter(void **state)
{
    (void)state;
    static const struct {
        const char *status;
        enum yx_receipt_status is;
    } rows[] = {
        { "1", YX_RECEIPT_DELIVERED }, { "2", YX_RECEIPT_FAILED }, { "4", YX_RECEIPT_ACCEPTED },
        { "8", YX_RECEIPT_ACCEPTED }, { "16", YX_RECEIPT_FAILED }, { "32", YX_RECEIPT_NONE }, { "x", YX_RECEIPT_NONE },
    };
    struct yx_inbound in;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_int_equal(world_ask("/sms/demo/report", report_query(42, rows[i].status), &in), YX_OK);
        assert_int_equal(in.receipt.status, rows[i].is);
        assert_int_equal(in.receipt.letter, 42);
        assert_int_equal(in.receipt.reason != NULL, rows[i].is == YX_RECEIPT_FAILED);
    }
}

static void a_forged_report_is_refused(void **state)
{
    (void)state;
    struct yx_inbound in;
    const char *good = report_query(42, "1"), *mark = strstr(good, "mark=") + 5;
    const char *const wrong[] = {
        "", "letter=42&status=1", yx_arena_print(world.arena, "letter=43&mark=%s", mark), "letter=42&mark=&status=1",
        yx_arena_print(world.arena, "letter=042&mark=%s", mark), yx_arena_print(world.arena, "letter=-42&mark=%s", mark),
        "letter=42&mark=00000000000000000000000000000000&status=1", yx_arena_print(world.arena, "letter=&mark=%s", mark),
        yx_arena_print(world.arena, "letter=99999999999999999999&mark=%s", mark),
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        assert_int_equal(world_ask("/sms/demo/report", wrong[i], &in), YX_DENIED);
        assert_int_equal(world.resp.status, 401);
    }
    world.authorization = "Basic dHdvOnNlY3JldC0y";
    assert_int_equal(world_ask("/sms/county-2/report", good, &in), YX_DENIED); /* another gateway's letter */
    world.authorization = NULL;
    assert_int_equal(world_ask("/sms/demo/report", good, &in), YX_DENIED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        W(a_letter_is_a_query_of_smsbox),
        W(what_cannot_be_sent_is_a_fault_of_ours),
        W(without_an_address_nothing_is_reported),
        W(every_answer_of_kannel_is_judged),
        W(a_character_never_lies_across_a_border),
        W(seventy_are_one_message_and_stay_as_they_are),
        W(blank_lines_are_not_paid_for),
        W(what_the_limits_allow_fits_into_the_parts),
        W(reports_say_what_became_of_a_letter),
        W(a_forged_report_is_refused),
    };
    return cmocka_run_group_tests_name("sms/send", tests, NULL, NULL);
}
