/* Whole lives of cases in a real database: each step by its own person, with the clocks and what the reporter is told. */
#include "house.h"

#define ACT(id, who, ...) house_act(id, who, &(struct case_wish){ __VA_ARGS__ }, now_ms, NULL)
#define MUST(id, who, ...) assert_int_equal(ACT(id, who, __VA_ARGS__), YX_OK)

static const struct case_actor by_intake = { .me = &intake }, by_handler = { .me = &handler }, by_second = { .me = &second },
    by_reviewer = { .me = &reviewer }, by_lead = { .me = &lead }, by_outside = { .me = &outside }, by_reporter = { .contact = REPORTER },
    by_clock = { .by = YX_HAT_CLOCK };
static int64_t now_ms;

/* The last message in a reporter's conversation. */
static const char *last_told(int64_t reporter)
{
    struct yx_tx *tx;
    struct yx_conversation c;
    struct yx_message m;
    assert_int_equal(yx_store_read(house.store, &tx), YX_OK);
    assert_int_equal(yx_conversation_get(tx, house.arena, reporter + 1000, &c, NULL), YX_OK);
    assert_int_equal(yx_message_get(tx, house.arena, c.id, c.last_message, &m), YX_OK);
    yx_store_done(house.store, &tx);
    return m.text;
}

static void told(int64_t reporter, const char *words)
{
    const char *text = last_told(reporter);
    if (strstr(text, words) == NULL)
        fail_msg("told \"%s\", without \"%s\"", text, words);
}

static void due_is(const struct case_row *c, size_t limit, const char *day)
{
    char got[48];
    struct yx_civil d = yx_term_last_day(c->limits[limit].due_ms);
    snprintf(got, sizeof got, "%04d-%02d-%02d", d.year, d.month, d.day);
    if (strcmp(got, day) != 0)
        fail_msg("limit %zu: %s, not %s", limit, got, day);
}

static int64_t file(const char *kind)
{
    return house_file(kind, REPORTER, now_ms, NULL, NULL);
}

static int64_t accepted(const char *kind)
{
    int64_t id = file(kind);
    MUST(id, &by_intake, .event = YX_CASE_DO_ACCEPT, .staff = handler.id);
    return id;
}

static int64_t closed(const char *kind, const char *outcome)
{
    int64_t id = accepted(kind);
    MUST(id, &by_handler, .event = YX_CASE_DO_PROPOSE, .outcome = outcome, .text = "已督促支付");
    MUST(id, &by_reviewer, .event = YX_CASE_DO_APPROVE);
    return id;
}

static void a_complaint_lives_through_all_of_it(void **state)
{
    (void)state;
    now_ms = house_at("2026-09-24", 10);
    int64_t id = file("complaint");
    struct case_row c = house_case(id);
    assert_string_equal(c.number, "TS26092401");
    due_is(&c, 0, "2026-10-09");  /* 15 days, ours: unrolled */
    due_is(&c, 1, "2026-10-12");  /* 7 working days: 28 29 30, 8 9 10 (made up) 12 */
    assert_int_equal(c.due_ms, c.limits[0].due_ms);

    MUST(id, &by_intake, .event = YX_CASE_DO_ASK, .missing = "[{\"name\":\"date\",\"title\":\"时间\"}]");
    told(REPORTER, "还需要补充：时间");
    c = house_case(id);
    assert_int_equal(c.state, YX_CASE_INFO);
    assert_int_equal(c.due_ms, 0); /* all stand still */
    now_ms = house_at("2026-10-08", 9);
    struct yx_values date = { { "date" }, { "2026-09-20" }, 1 };
    MUST(id, &by_reporter, .event = YX_CASE_DO_SUPPLY, .values = &date);
    c = house_case(id);
    assert_int_equal(c.state, YX_CASE_NEW);
    assert_non_null(strstr(c.fields, "2026-09-20"));
    due_is(&c, 0, "2026-10-23"); /* restarted */

    MUST(id, &by_intake, .event = YX_CASE_DO_ACCEPT, .staff = handler.id);
    told(REPORTER, "已受理。办理期限：12月7日");
    c = house_case(id);
    assert_int_equal(c.limits[0].state, CASE_LIMIT_OVER);
    due_is(&c, 2, "2026-12-07");
    now_ms = house_at("2026-10-20", 9);
    MUST(id, &by_lead, .event = YX_CASE_DO_SUSPEND, .reason = "等待鉴定");
    now_ms = house_at("2026-10-30", 9);
    MUST(id, &by_lead, .event = YX_CASE_DO_RESUME);
    c = house_case(id);
    due_is(&c, 2, "2026-12-17"); /* ten days later */

    MUST(id, &by_reviewer, .event = YX_CASE_DO_EXTEND, .reason = "情况复杂");
    told(REPORTER, "延长办理期限至2027年1月16日");
    c = house_case(id);
    due_is(&c, 2, "2027-01-16");
    const char *why;
    assert_int_equal(house_act(id, &by_reviewer, &(struct case_wish){ .event = YX_CASE_DO_EXTEND, .reason = "再延" }, now_ms, &why), YX_CONFLICT);
    assert_string_equal(why, "extended");

    MUST(id, &by_handler, .event = YX_CASE_DO_PROPOSE, .outcome = "solved", .text = "公司已付清三个月工资");
    MUST(id, &by_reviewer, .event = YX_CASE_DO_RETURN, .note = "请附凭证");
    assert_int_equal(house_case(id).state, YX_CASE_OPEN);
    assert_null(house_case(id).outcome);
    MUST(id, &by_handler, .event = YX_CASE_DO_PROPOSE, .outcome = "solved", .text = "公司已付清三个月工资，有转账凭证");
    MUST(id, &by_reviewer, .event = YX_CASE_DO_APPROVE);
    told(REPORTER, "已办结，结果：已解决。\n公司已付清三个月工资，有转账凭证");
    MUST(id, &by_reporter, .event = YX_CASE_DO_RATE, .stars = 1, .note = "只付了两个月");
    MUST(id, &by_reporter, .event = YX_CASE_DO_RATE, .stars = 2, .note = "补上了");
    assert_int_equal(house_case(id).stars, 2);

    now_ms += (int64_t)10 * 86400000;
    MUST(id, &by_reporter, .event = YX_CASE_DO_ASK_REOPEN, .reason = "又拖欠了");
    MUST(id, &by_lead, .event = YX_CASE_DO_REOPEN);
    c = house_case(id);
    assert_int_equal(c.state, YX_CASE_OPEN);
    assert_int_equal(c.reopened, 1);
    assert_int_equal(c.limits[2].state, CASE_LIMIT_RUNS);
    assert_int_equal(c.limits[2].began_ms, now_ms);
    told(REPORTER, "重新办理");
    MUST(id, &by_handler, .event = YX_CASE_DO_PROPOSE, .outcome = "partly", .text = "已付");
    MUST(id, &by_reviewer, .event = YX_CASE_DO_APPROVE);
    assert_int_equal(house_count("SELECT COUNT(*) FROM case_event e JOIN cases c ON c.id = e.case_id WHERE c.number = 'TS26092401'"), 17);
}

static void each_kind_comes_to_its_end(void **state)
{
    (void)state;
    static const struct {
        const char *kind, *prefix, *outcome;
    } kinds[] = { { "supervisor_report", "SJ", "rectified" }, { "consultation", "ZX", "answered" }, { "legal_aid", "FY", "assigned" },
        { "mediation", "TJ", "agreed" } };
    now_ms = house_at("2026-11-20", 10);
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        struct case_row c = house_case(closed(kinds[i].kind, kinds[i].outcome));
        assert_int_equal(c.state, YX_CASE_CLOSED);
        assert_string_equal(c.outcome, kinds[i].outcome);
        assert_memory_equal(c.number, kinds[i].prefix, 2);
        assert_int_equal(c.due_ms, 0);
        for (size_t n = 0; n < c.kind->limit_count; n++)
            assert_int_equal(c.limits[n].state, CASE_LIMIT_OVER);
    }
}

static void what_is_missing_pauses_legal_aid(void **state)
{
    (void)state;
    now_ms = house_at("2026-11-02", 10);
    int64_t id = file("legal_aid");
    struct case_row c = house_case(id);
    due_is(&c, 0, "2026-11-09");
    now_ms = house_at("2026-11-04", 10);
    MUST(id, &by_intake, .event = YX_CASE_DO_ASK, .missing = "[{\"name\":\"evidence\",\"title\":\"材料\"}]");
    now_ms = house_at("2026-11-12", 10);
    MUST(id, &by_reporter, .event = YX_CASE_DO_SUPPLY, .note = "材料已发");
    c = house_case(id);
    due_is(&c, 0, "2026-11-17"); /* 5 of 7 were left */
    MUST(id, &by_intake, .event = YX_CASE_DO_ACCEPT);
    c = house_case(id);
    due_is(&c, 1, "2026-11-15");
    MUST(id, &by_lead, .event = YX_CASE_DO_TRANSFER, .staff = second.id, .note = "请承办");
    c = house_case(id);
    assert_int_equal(c.limits[1].state, CASE_LIMIT_OVER);
}

static void who_does_not_supply_lets_it_lapse(void **state)
{
    (void)state;
    now_ms = house_at("2026-11-02", 10);
    int64_t id = file("legal_aid");
    MUST(id, &by_intake, .event = YX_CASE_DO_ASK, .missing = "[]");
    struct case_row c = house_case(id);
    assert_int_equal(c.look_ms, house_at("2026-11-24", 0)); /* 15 working days: the 23rd is the last */
    now_ms = c.look_ms - 1;
    yx_cases_due(now_ms);
    assert_int_equal(house_case(id).state, YX_CASE_INFO);
    now_ms = c.look_ms;
    yx_cases_due(now_ms);
    c = house_case(id);
    assert_int_equal(c.state, YX_CASE_CLOSED);
    assert_string_equal(c.outcome, "abandoned");
    told(REPORTER, "逾期没有补充材料");
}

static void decline_and_refer_are_reviewed(void **state)
{
    (void)state;
    now_ms = house_at("2026-11-20", 10);
    int64_t id = file("complaint");
    MUST(id, &by_intake, .event = YX_CASE_DO_DECLINE, .reason = "不属受理范围", .text = "请向法院起诉");
    assert_int_equal(house_case(id).state, YX_CASE_REVIEW);
    MUST(id, &by_reviewer, .event = YX_CASE_DO_RETURN, .note = "应当受理");
    assert_int_equal(house_case(id).state, YX_CASE_NEW); /* back where it was */
    MUST(id, &by_intake, .event = YX_CASE_DO_REFER, .reason = "应由市里办", .text = "已转市局", .refer_to = "市住建局");
    MUST(id, &by_reviewer, .event = YX_CASE_DO_APPROVE);
    struct case_row c = house_case(id);
    assert_string_equal(c.outcome, "referred");
    assert_string_equal(c.refer_to, "市住建局");
    told(REPORTER, "已转有权处理的单位");
    MUST(id, &by_intake, .event = YX_CASE_DO_RETURNED, .note = "市局退回");
    c = house_case(id);
    assert_int_equal(c.state, YX_CASE_OPEN);
    assert_int_equal(c.limits[2].state, CASE_LIMIT_RUNS);
    told(REPORTER, "退回我处继续办理");
}

static void a_case_goes_to_others_and_back(void **state)
{
    (void)state;
    now_ms = house_at("2026-11-20", 10);
    int64_t id = accepted("complaint");
    MUST(id, &by_handler, .event = YX_CASE_DO_TRANSFER, .body = BUREAU, .note = "属你单位职责");
    told(REPORTER, "已转协办单位办理");
    struct case_row c = house_case(id);
    assert_int_equal(c.body, BUREAU);
    assert_int_equal(c.handler, 0);
    assert_false(case_visible(&c, &handler));
    assert_true(case_visible(&c, &outside));
    assert_int_equal(ACT(id, &by_handler, .event = YX_CASE_DO_PROPOSE, .outcome = "solved", .text = "x"), YX_FORBIDDEN);
    MUST(id, &by_outside, .event = YX_CASE_DO_SEND_BACK, .note = "不属我单位");
    c = house_case(id);
    assert_int_equal(c.handler, handler.id);
    assert_int_equal(c.body, HOME);
    assert_int_equal(ACT(id, &by_handler, .event = YX_CASE_DO_SEND_BACK, .note = "再退"), YX_CONFLICT);

    MUST(id, &by_handler, .event = YX_CASE_DO_JOIN, .staff = outside.id, .note = "请协办");
    assert_int_equal(ACT(id, &by_handler, .event = YX_CASE_DO_JOIN, .staff = outside.id, .note = "又一次"), YX_CONFLICT);
    assert_int_equal(ACT(id, &by_handler, .event = YX_CASE_DO_JOIN, .staff = reviewer.id, .note = "审核人不办案"), YX_INVALID);
    MUST(id, &by_outside, .event = YX_CASE_DO_NOTE, .note = "已现场核实");
    MUST(id, &by_handler, .event = YX_CASE_DO_PART, .staff = outside.id, .note = "协办结束");
    assert_int_equal(ACT(id, &by_outside, .event = YX_CASE_DO_NOTE, .note = "还想说"), YX_FORBIDDEN);
}

static void merged_cases_keep_their_numbers_and_notices(void **state)
{
    (void)state;
    now_ms = house_at("2026-11-20", 10);
    int64_t first = accepted("complaint"), later = house_file("complaint", SECOND_REPORTER, now_ms, NULL, NULL);
    const char *number = house_case(later).number;
    assert_string_not_equal(number, house_case(first).number);
    MUST(later, &by_lead, .event = YX_CASE_DO_MERGE, .target = first, .note = "同一工地");
    told(SECOND_REPORTER, "编号和查询方式不变");
    struct case_row c = house_case(later);
    assert_int_equal(c.state, YX_CASE_MERGED);
    assert_int_equal(c.due_ms, 0);
    assert_int_equal(ACT(first, &by_lead, .event = YX_CASE_DO_MERGE, .target = later, .note = "绕圈"), YX_INVALID);
    int64_t third = accepted("complaint");
    assert_int_equal(ACT(first, &by_lead, .event = YX_CASE_DO_MERGE, .target = third, .note = "带着别的"), YX_CONFLICT);

    /* what the second reporter adds is seen where it is worked on */
    assert_int_equal(house_act(later, &(struct case_actor){ .contact = SECOND_REPORTER },
        &(struct case_wish){ .event = YX_CASE_DO_ADD, .note = "还有五个人没领到" }, now_ms, NULL), YX_OK);
    assert_int_equal(house_count("SELECT COUNT(*) FROM case_event WHERE note = '还有五个人没领到' AND detail LIKE '%from%'"), 1);

    MUST(first, &by_reviewer, .event = YX_CASE_DO_EXTEND, .reason = "人数多");
    yx_cases_due(now_ms);
    told(SECOND_REPORTER, number);
    told(SECOND_REPORTER, "延长");
    MUST(first, &by_handler, .event = YX_CASE_DO_PROPOSE, .outcome = "solved", .text = "已付清");
    MUST(first, &by_reviewer, .event = YX_CASE_DO_APPROVE);
    yx_cases_due(now_ms);
    yx_cases_due(now_ms); /* said once */
    told(SECOND_REPORTER, number);
    told(SECOND_REPORTER, "已解决");
    assert_int_equal(house_count("SELECT COUNT(*) FROM message WHERE conversation = 1102 AND body LIKE '%已解决%'"), 1);
    assert_int_equal(house_count("SELECT COUNT(*) FROM case_notice"), 0);
    MUST(later, &by_lead, .event = YX_CASE_DO_UNMERGE, .note = "另有一笔");
    c = house_case(later);
    assert_int_equal(c.state, YX_CASE_NEW);
    assert_int_equal(c.merged_into, 0);
    assert_true(c.due_ms > 0);
}

static void who_withdraws_may_be_gone_on_with(void **state)
{
    (void)state;
    now_ms = house_at("2026-11-20", 10);
    int64_t id = accepted("complaint");
    assert_int_equal(house_act(id, &(struct case_actor){ .contact = SECOND_REPORTER }, &(struct case_wish){ .event = YX_CASE_DO_WITHDRAW },
        now_ms, NULL), YX_FORBIDDEN); /* not theirs */
    MUST(id, &by_reporter, .event = YX_CASE_DO_WITHDRAW);
    assert_string_equal(house_case(id).outcome, "withdrawn");
    MUST(id, &by_lead, .event = YX_CASE_DO_CONTINUE, .reason = "涉及公共安全");
    assert_int_equal(house_case(id).state, YX_CASE_OPEN);
    told(REPORTER, "由我处继续办理");
}

static void urging_has_its_interval_and_is_counted(void **state)
{
    (void)state;
    now_ms = house_at("2026-11-20", 10);
    int64_t id = accepted("complaint");
    MUST(id, &by_reporter, .event = YX_CASE_DO_URGE);
    now_ms += (int64_t)72 * 3600000 - 1;
    assert_int_equal(ACT(id, &by_reporter, .event = YX_CASE_DO_URGE), YX_RATE);
    now_ms += 1;
    MUST(id, &by_reporter, .event = YX_CASE_DO_URGE);
    assert_int_equal(house_case(id).urges, 2);
}

static void marks_are_told_once(void **state)
{
    (void)state;
    now_ms = house_at("2026-11-02", 10);
    int64_t id = accepted("mediation"); /* a month: due behind 2026-12-02 */
    struct case_row c = house_case(id);
    assert_int_equal(c.mark, CASE_GREEN);
    yx_cases_due(c.yellow_ms - 1);
    assert_int_equal(house_case(id).mark, CASE_GREEN);
    yx_cases_due(c.yellow_ms);
    yx_cases_due(c.yellow_ms + 1000);
    assert_int_equal(house_case(id).mark, CASE_YELLOW);
    yx_cases_due(c.due_ms);
    yx_cases_due(c.due_ms + 1000);
    c = house_case(id);
    assert_int_equal(c.mark, CASE_RED);
    assert_int_equal(c.look_ms, 0);
    assert_int_equal(c.state, YX_CASE_OPEN);
    char *sql = yx_arena_print(house.arena, "SELECT COUNT(*) FROM case_event WHERE event = %d AND case_id = %lld", YX_CASE_DO_ESCALATE, (long long)id);
    assert_int_equal(house_count(sql), 2);
    MUST(id, &by_handler, .event = YX_CASE_DO_PROPOSE, .outcome = "agreed", .text = "达成协议");
    MUST(id, &by_reviewer, .event = YX_CASE_DO_APPROVE);
    assert_int_equal(house_case(id).mark, CASE_GREEN);
}

static void what_is_kept_too_long_is_erased_unless_held(void **state)
{
    (void)state;
    now_ms = house_at("2026-11-20", 10);
    int64_t goes = closed("consultation", "answered"), stays = closed("consultation", "answered");
    MUST(stays, &by_lead, .event = YX_CASE_DO_KEEP, .reason = "诉讼中");
    int64_t erase_ms = house_case(goes).erase_ms;
    assert_int_equal(erase_ms, now_ms + (int64_t)1095 * 86400000);
    yx_cases_due(erase_ms - 1);
    assert_int_equal(house_case(goes).state, YX_CASE_CLOSED);
    yx_cases_due(erase_ms);
    struct case_row c = house_case(goes);
    assert_int_equal(c.state, YX_CASE_ERASED);
    assert_string_equal(c.fields, "{}");
    assert_null(c.reply);
    assert_int_equal(c.contact, 0);
    assert_string_equal(c.outcome, "answered"); /* the counts remain */
    char *sql = yx_arena_print(house.arena, "SELECT COUNT(*) FROM case_event WHERE case_id = %lld AND (note IS NOT NULL OR public IS NOT NULL)", (long long)goes);
    assert_int_equal(house_count(sql), 0);
    assert_int_equal(house_case(stays).state, YX_CASE_CLOSED);
    assert_non_null(house_case(stays).reply);
}

static void what_was_merged_goes_with_its_target(void **state)
{
    (void)state;
    now_ms = house_at("2026-11-20", 10);
    int64_t target = accepted("consultation"), merged = file("consultation");
    MUST(merged, &by_lead, .event = YX_CASE_DO_MERGE, .target = target, .note = "同一人");
    MUST(target, &by_handler, .event = YX_CASE_DO_PROPOSE, .outcome = "answered", .text = "可以");
    MUST(target, &by_reviewer, .event = YX_CASE_DO_APPROVE);
    int64_t erase_ms = house_case(target).erase_ms;
    yx_cases_due(erase_ms);
    yx_cases_due(erase_ms + 1000);
    assert_int_equal(house_case(target).state, YX_CASE_ERASED);
    assert_int_equal(house_case(merged).state, YX_CASE_ERASED);
}

static void a_case_keeps_its_kind(void **state)
{
    (void)state;
    now_ms = house_at("2026-11-20", 10);
    int64_t id = file("mediation");
    const struct yx_kind *before = house_case(id).kind;
    /* the file changes: another hash */
    struct yx_kind *present = (struct yx_kind *)(uintptr_t)yx_kinds_find(&yx_cases.kinds, "mediation");
    char hash = present->hash[0];
    present->hash[0] = hash == 'a' ? 'b' : 'a';
    const struct yx_kind *kept = house_case(id).kind;
    assert_ptr_not_equal(kept, before);
    assert_string_equal(kept->title, before->title);
    assert_ptr_equal(house_case(id).kind, kept); /* read once */
    present->hash[0] = hash;
}

static void two_who_act_at_once_do_not_both_win(void **state)
{
    (void)state;
    now_ms = house_at("2026-11-20", 10);
    int64_t id = file("complaint"), version = house_case(id).version;
    const char *why = NULL;
    MUST(id, &by_intake, .event = YX_CASE_DO_ACCEPT, .version = version);
    const struct case_wish late = { .event = YX_CASE_DO_ASK, .missing = "[]", .version = version };
    assert_int_equal(house_act(id, &by_lead, &late, now_ms, &why), YX_CONFLICT);
    assert_string_equal(why, "version");
    MUST(id, &by_second, .event = YX_CASE_DO_NOTE, .note = "无人承办时，本单位的承办人都可以看");
}

static void the_database_is_sound(void **state)
{
    (void)state;
    struct yx_tx *tx;
    char *finding = NULL;
    yx_cases_due(now_ms);
    assert_int_equal(yx_store_read(house.store, &tx), YX_OK);
    if (yx_cases_check(tx, house.arena, &finding) != YX_OK)
        fail_msg("%s", finding);
    yx_store_done(house.store, &tx);
    (void)by_clock;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_complaint_lives_through_all_of_it),
        cmocka_unit_test(each_kind_comes_to_its_end),
        cmocka_unit_test(what_is_missing_pauses_legal_aid),
        cmocka_unit_test(who_does_not_supply_lets_it_lapse),
        cmocka_unit_test(decline_and_refer_are_reviewed),
        cmocka_unit_test(a_case_goes_to_others_and_back),
        cmocka_unit_test(merged_cases_keep_their_numbers_and_notices),
        cmocka_unit_test(who_withdraws_may_be_gone_on_with),
        cmocka_unit_test(urging_has_its_interval_and_is_counted),
        cmocka_unit_test(marks_are_told_once),
        cmocka_unit_test(what_is_kept_too_long_is_erased_unless_held),
        cmocka_unit_test(what_was_merged_goes_with_its_target),
        cmocka_unit_test(a_case_keeps_its_kind),
        cmocka_unit_test(two_who_act_at_once_do_not_both_win),
        cmocka_unit_test(the_database_is_sound),
    };
    return cmocka_run_group_tests_name("cases/life", tests, house_open, house_close);
}
