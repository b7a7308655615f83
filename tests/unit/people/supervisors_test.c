/* The registry of supervisors: terms, telephones, tables, codes. */
#include "people/import.h"
#include "people/phone_code.h"
#include "people/table.h"

#include "desk.h"

/* 22 November 2026, noon in China. */
#define NOON INT64_C(1795320000000)
#define DAY_MS INT64_C(86400000)

static struct yx_import in;

static enum yx_err read_table(const char *text, const char **why)
{
    return yx_import_read(desk.arena, text, strlen(text), &in, why);
}

/* Import, from `now`. */
static enum yx_err import(const char *text, int64_t now_ms)
{
    const char *why = NULL;
    assert_int_equal(read_table(text, &why), YX_OK);
    return yx_import_run(desk.store, desk.arena, &in, true, false, now_ms);
}

static enum yx_err find(const char *phone, int64_t now_ms, struct yx_supervisor *s, bool *proven)
{
    struct yx_tx *tx;
    assert_int_equal(yx_store_read(desk.store, &tx), YX_OK);
    enum yx_err err = yx_supervisor_of_phone(tx, desk.arena, phone, now_ms, s, proven);
    yx_store_done(desk.store, &tx);
    return err;
}

static void reads_days_as_they_are_written(void **state)
{
    (void)state;
    static const char *const same[] = { "2026-11-02", "2026/11/2", "2026.11.02", "2026年11月2日",
        "20261102" };
    for (size_t i = 0; i < sizeof same / sizeof *same; i++)
        assert_int_equal(yx_supervisor_read_day(same[i]), 20261102);
    static const char *const none[] = { "", "11-02", "2026-02-30", "昨天", "2026-11-02 9:00", "2026",
        "第二天", "2026-11-02x" };
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        assert_int_equal(yx_supervisor_read_day(none[i]), 0);
    assert_int_equal(yx_supervisor_day(NOON), 20261122);
}

static void imports_a_table_of_an_office(void **state)
{
    (void)state;
    struct yx_supervisor s;
    bool proven;
    assert_int_equal(
        import("\xef\xbb\xbf证号,姓名,联系电话,片区,聘任日期,截止日期,聘任机关\r\n"
               "JD-001,监督员甲,138 1234 5678、13912345678,城关,2026/1/1,2026-12-31,\"县司法局, 县府\"\r\n"
               ",,,,,,\r\n"
               "jd-002,监督员乙,+86-13700000000,,2026年1月1日,,\r\n",
            NOON),
        YX_OK);
    assert_int_equal(in.count, 2);
    assert_int_equal(in.rows[1].line, 4);
    assert_string_equal(in.from, "UTF-8");
    assert_int_equal(find("13912345678", NOON, &s, &proven), YX_OK);
    assert_string_equal(s.number, "jd-001");
    assert_string_equal(s.name, "监督员甲");
    assert_string_equal(s.area_name, "城关");
    assert_string_equal(s.body, "县司法局, 县府");
    assert_int_equal(s.phone_count, 2);
    assert_false(proven);
    assert_int_equal(find("13700000000", NOON, &s, &proven), YX_OK);
    assert_int_equal(s.area, 0);
    assert_int_equal(find("13700000001", NOON, &s, &proven), YX_EMPTY);
}

static void honours_the_days_of_a_term(void **state)
{
    (void)state;
    struct yx_supervisor s;
    bool proven;
    assert_int_equal(
        import("编号,姓名,手机,任期开始,任期结束\n1,甲,13812345678,2026-11-22,2026-11-23\n", NOON), YX_OK);
    int64_t midnight = NOON - DAY_MS / 2;
    assert_int_equal(find("13812345678", midnight - 1, &s, &proven), YX_EMPTY);
    assert_int_equal(find("13812345678", midnight, &s, &proven), YX_OK);
    assert_int_equal(find("13812345678", midnight + 2 * DAY_MS - 1, &s, &proven), YX_OK);
    assert_int_equal(find("13812345678", midnight + 2 * DAY_MS, &s, &proven), YX_EMPTY);
}

static void imports_all_or_nothing(void **state)
{
    (void)state;
    struct yx_supervisor s;
    bool proven;
    assert_int_equal(
        import("number,name,phone,from\n1,甲,13812345678,2026-01-01\n2,乙,1381234567,2026-01-01\n"
               "1,丙,,2026-01-01\n4,丁,13812345678,2026-01-01\n5,戊,,\n6,,,2026-01-01\n",
            NOON),
        YX_INVALID);
    static const char *const faults[] = { NULL, "11 digits", "line 2", "line 2", "first day",
        "name is missing" };
    assert_int_equal(in.count, 6);
    for (size_t i = 0; i < in.count; i++) {
        assert_int_equal(in.rows[i].fault != NULL, faults[i] != NULL);
        if (faults[i])
            assert_non_null(strstr(in.rows[i].fault, faults[i]));
    }
    assert_int_equal(in.rows[0].will, YX_IMPORT_ADD);
    assert_int_equal(find("13812345678", NOON, &s, &proven), YX_EMPTY);
}

static void a_dry_run_says_what_would_be_and_writes_nothing(void **state)
{
    (void)state;
    const char *why = NULL;
    assert_int_equal(
        import("number,name,phone,from\n1,甲,13812345678,2026-01-01\n2,乙,,2026-01-01\n", NOON), YX_OK);
    assert_int_equal(
        read_table(
            "number,name,phone,from,area\n1,甲,13812345678,2026-01-01,\n2,乙乙,,2026-01-01,\n3,丙,,2026-01-01,新片区\n",
            &why),
        YX_OK);
    assert_int_equal(yx_import_run(desk.store, desk.arena, &in, true, true, NOON), YX_OK);
    assert_int_equal(in.rows[0].will, YX_IMPORT_SAME);
    assert_int_equal(in.rows[1].will, YX_IMPORT_CHANGE);
    assert_int_equal(in.rows[2].will, YX_IMPORT_ADD);
    assert_int_equal(desk_count("SELECT COUNT(*) FROM supervisor"), 2);
    assert_int_equal(desk_count("SELECT COUNT(*) FROM area"), 0);
    assert_int_equal(read_table("number,name,from,area\n3,丙,2026-01-01,新片区\n", &why), YX_OK);
    assert_int_equal(yx_import_run(desk.store, desk.arena, &in, false, false, NOON), YX_INVALID);
    assert_non_null(strstr(in.rows[0].fault, "there is no area"));
}

static void says_what_is_wrong_with_a_table(void **state)
{
    (void)state;
    static const struct {
        const char *text, *why;
    } rows[] = { { "", "is empty" }, { "姓名,任期开始\n", "number" }, { "编号,姓名,任期开始,密码\n", "密码" },
        { "编号,姓名,任期开始,姓名\n", "twice" }, { "编号,姓名,任期开始\n1,\"甲,2026-01-01\n", "line 2" },
        { "\xff\xff\xff\xff", "neither UTF-8 nor GB18030" } };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *why = NULL;
        assert_int_not_equal(read_table(rows[i].text, &why), YX_OK);
        assert_non_null(strstr(why, rows[i].why));
    }
}

static void reads_gb18030_and_other_separators(void **state)
{
    (void)state;
    const char *why = NULL;
    /* 编号;姓名;任期开始 and 1;甲;2026-01-01 as GB18030 */
    static const char bytes[] =
        "\xb1\xe0\xba\xc5;\xd0\xd5\xc3\xfb;\xc8\xce\xc6\xda\xbf\xaa\xca\xbc\n1;\xbc\xd7;2026-01-01\n";
    assert_int_equal(yx_import_read(desk.arena, bytes, sizeof bytes - 1, &in, &why), YX_OK);
    assert_string_equal(in.from, "GB18030");
    assert_string_equal(in.rows[0].is.name, "甲");
    assert_null(in.rows[0].fault);
}

static void a_telephone_is_one_persons(void **state)
{
    (void)state;
    struct yx_supervisor s;
    bool proven;
    assert_int_equal(
        import("number,name,phone,from,until\n1,甲,13812345678,2026-01-01,2026-11-30\n", NOON), YX_OK);
    assert_int_equal(import("number,name,phone,from\n2,乙,13812345678,2026-01-01\n", NOON), YX_INVALID);
    assert_non_null(strstr(in.rows[0].fault, "5678"));
    /* the term of the first is over: the second may have it */
    assert_int_equal(
        import("number,name,phone,from\n2,乙,13812345678,2026-01-01\n", NOON + 10 * DAY_MS), YX_OK);
    assert_int_equal(find("13812345678", NOON + 10 * DAY_MS, &s, &proven), YX_OK);
    assert_string_equal(s.number, "2");
}

static struct {
    unsigned char digest[YX_PHONE_CODE_DIGEST];
    int64_t now_ms;
    enum yx_err said;
} code;
static const unsigned char key[32] = "a key that only this test knows";

static enum yx_err issue(struct yx_tx *tx, void *arg)
{
    (void)arg;
    return yx_phone_code_issue(tx, "13812345678", code.digest, code.now_ms);
}

static enum yx_err check(struct yx_tx *tx, void *arg)
{
    (void)arg;
    code.said = yx_phone_code_check(tx, "13812345678", code.digest, code.now_ms);
    if (code.said == YX_OK)
        return yx_supervisor_prove(tx, "13812345678", code.now_ms);
    return code.said == YX_DENIED || code.said == YX_EMPTY ? YX_OK : code.said;
}

static enum yx_err issue_at(const char *digits, int64_t now_ms)
{
    yx_phone_code_digest(key, "13812345678", digits, code.digest);
    code.now_ms = now_ms;
    return yx_store_commit(desk.store, issue, NULL);
}

static enum yx_err check_at(const char *digits, int64_t now_ms)
{
    yx_phone_code_digest(key, "13812345678", digits, code.digest);
    code.now_ms = now_ms;
    assert_int_equal(yx_store_commit(desk.store, check, NULL), YX_OK);
    return code.said;
}

static void a_code_proves_a_telephone(void **state)
{
    (void)state;
    struct yx_supervisor s;
    bool proven;
    char drawn[YX_PHONE_CODE + 1];
    yx_phone_code_draw(drawn);
    assert_int_equal(strspn(drawn, "0123456789"), YX_PHONE_CODE);
    assert_int_equal(import("number,name,phone,from\n1,甲,13812345678,2026-01-01\n", NOON), YX_OK);
    assert_int_equal(check_at("123456", NOON), YX_EMPTY);
    assert_int_equal(issue_at("123456", NOON), YX_OK);
    assert_int_equal(check_at("654321", NOON), YX_DENIED);
    assert_int_equal(find("13812345678", NOON, &s, &proven), YX_OK);
    assert_false(proven);
    assert_int_equal(check_at("123456", NOON + 60000), YX_OK);
    assert_int_equal(find("13812345678", NOON, &s, &proven), YX_OK);
    assert_true(proven);
    assert_int_equal(check_at("123456", NOON + 60000), YX_EMPTY); /* once */
    /* another row of the same person keeps the proof */
    assert_int_equal(
        import("number,name,phone,from\n1,甲甲,13812345678/13900000000,2026-01-01\n", NOON), YX_OK);
    assert_int_equal(find("13812345678", NOON, &s, &proven), YX_OK);
    assert_true(proven);
    assert_string_equal(s.name, "甲甲");
}

static void codes_are_few_and_short_lived(void **state)
{
    (void)state;
    int64_t now = NOON;
    assert_int_equal(import("number,name,phone,from\n1,甲,13812345678,2026-01-01\n", NOON), YX_OK);
    assert_int_equal(issue_at("111111", now), YX_OK);
    assert_int_equal(issue_at("222222", now + 59999), YX_RATE);
    for (int i = 0; i < YX_PHONE_CODE_TRIES; i++)
        assert_int_equal(check_at("999999", now), YX_DENIED);
    assert_int_equal(check_at("111111", now), YX_EMPTY);
    for (int i = 1; i < YX_PHONE_CODE_DAILY; i++)
        assert_int_equal(issue_at("333333", now += 60000), YX_OK);
    assert_int_equal(issue_at("444444", now + 60000), YX_RATE);
    assert_int_equal(check_at("333333", now + YX_PHONE_CODE_MINUTES * 60000LL), YX_EMPTY);
    assert_int_equal(issue_at("555555", NOON + DAY_MS), YX_OK);
    assert_int_equal(check_at("555555", NOON + DAY_MS), YX_OK);
}

static struct yx_form form_of(const struct yx_staff *me, const char *id)
{
    return (struct yx_form){ .me = me, .id = id, .body = id, .len = strlen(id), .now_ms = NOON };
}

static void the_desk_adds_changes_and_ends(void **state)
{
    (void)state;
    struct yx_staff me = { .id = desk_add("lead", YX_LEAD, false) };
    struct yx_form add = form_of(&me, "a"), change = form_of(&me, "b"), last = form_of(&me, "c"),
                   twice = form_of(&me, "d");
    struct yx_supervisor draft = { .number = "7",
        .name = "甲",
        .from_day = 20260101,
        .phones = { { "13812345678", false } },
        .phone_count = 1 },
                         *list;
    const char *why;
    int64_t id, same;
    size_t count;
    assert_int_equal(yx_desk_supervisor_put(desk.arena, &add, &draft, &id, &why), YX_OK);
    assert_int_equal(yx_desk_supervisor_put(desk.arena, &add, &draft, &same, &why), YX_OK);
    assert_int_equal(same, id); /* the form came twice */
    assert_int_equal(yx_desk_supervisor_put(desk.arena, &twice, &draft, &same, &why), YX_DUPLICATE);
    draft.id = id;
    draft.until_day = 20270101;
    draft.area = 99;
    assert_int_equal(yx_desk_supervisor_put(desk.arena, &change, &draft, &same, &why), YX_INVALID);
    assert_string_equal(why, "area");
    draft.area = 0;
    assert_int_equal(yx_desk_supervisor_put(desk.arena, &change, &draft, &same, &why), YX_OK);
    assert_int_equal(yx_desk_supervisor_end(desk.arena, &last, id), YX_OK);
    assert_int_equal(yx_desk_supervisors(desk.arena, NOON, &list, &count), YX_OK);
    assert_int_equal(count, 1);
    assert_int_equal(list[0].until_day, 20270101);
    assert_int_equal(list[0].term, YX_TERM_OVER);
    assert_int_equal(desk_count("SELECT COUNT(*) FROM audit WHERE act LIKE 'supervisor_%'"), 3);
    struct yx_form nobody = form_of(&me, "e");
    assert_int_equal(yx_desk_supervisor_end(desk.arena, &nobody, 5), YX_NOT_FOUND);
    draft.name = "";
    assert_int_equal(yx_desk_supervisor_put(desk.arena, &nobody, &draft, &same, &why), YX_INVALID);
    assert_string_equal(why, "supervisor_name");
}

#define T(name) cmocka_unit_test_setup_teardown(name, desk_build, desk_remove)

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(reads_days_as_they_are_written),
        T(imports_a_table_of_an_office),
        T(honours_the_days_of_a_term),
        T(imports_all_or_nothing),
        T(a_dry_run_says_what_would_be_and_writes_nothing),
        T(says_what_is_wrong_with_a_table),
        T(reads_gb18030_and_other_separators),
        T(a_telephone_is_one_persons),
        T(a_code_proves_a_telephone),
        T(codes_are_few_and_short_lived),
        T(the_desk_adds_changes_and_ends),
    };
    return cmocka_run_group_tests_name("people/supervisors", tests, NULL, NULL);
}
