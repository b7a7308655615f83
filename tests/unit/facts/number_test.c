/* Sums, plates, telephones, identity numbers, numbers of cases. */
#include "facts/facts.h"

#include "unit.h"

struct row {
    const char *text, *want;
};

typedef void print(const char *text, char out[64]);

static void compare(const struct row *rows, size_t count, print *print_one)
{
    int wrong = 0;
    for (size_t i = 0; i < count; i++) {
        char got[64] = "-";
        print_one(rows[i].text, got);
        if (strcmp(got, rows[i].want) != 0) {
            print_error("%s: %s instead of %s\n", rows[i].text, got, rows[i].want);
            wrong++;
        }
    }
    assert_int_equal(wrong, 0);
}

static void print_money(const char *text, char out[64])
{
    struct yx_money m;
    if (yx_find_money(text, 0, &m))
        snprintf(out, 64, "%s%lld.%02lld%s%s", m.too_large ? ">" : "", (long long)m.fen / 100,
            (long long)m.fen % 100, m.paid ? " paid" : "", m.price ? " price" : "");
}

static void reads_sums(void **state)
{
    (void)state;
    static const struct row rows[] = {
        { "200元", "200.00" },
        { "两千块", "2000.00" },
        { "贰佰元整", "200.00" },
        { "1万元", "10000.00" },
        { "三百五十块钱", "350.00" },
        { "罚了三百五", "350.00 paid" },
        { "罚款三百零五元", "305.00 paid" },
        { "1.5万元", "15000.00" },
        { "1万2块", "12000.00" },
        { "一万五千元", "15000.00" },
        { "¥1,500", "1500.00" },
        { "罚款200不给票", "200.00 paid" },
        { "罚了我200", "200.00 paid" },
        { "要五百", "500.00 paid" },
        { "收了他三十", "30.00 paid" },
        { "罚200块", "200.00 paid" },
        { "罚了3个人", "-" },
        { "罚了3辆车", "-" },
        { "5-8个", "-" },
        { "几百块", "-" },
        { "两三百块", "-" },
        { "百元", "-" },
        { "10000000000元", ">0.00" },
        { "罚款100亿", ">0.00 paid" },
        { "99999999999999999999元", ">0.00" },
        { "0元", "-" },
        { "卖5块钱一斤", "5.00 price" },
        { "工资3000元", "3000.00 price" },
        { "五十的罚单", "50.00" },
        { "20.5元", "20.50" },
        { "扣3分罚200", "200.00 paid" },
        { "13812345678", "-" },
        { "罚款2千元", "2000.00 paid" },
        { "罚2k", "2000.00 paid" },
        { "十块", "10.00" },
        { "一百二", "120.00" },
        { "一百二十个", "-" },
        { "罚款两百多元", "200.00 paid" },
        { "壹仟贰佰叁拾肆元", "1234.00" },
        { "11月20日", "-" },
        { "人民路200号", "-" },
        { "罚款:500", "500.00 paid" },
        { "一亿元", "100000000.00" },
        { "索要好处费一千", "1000.00 paid" },
        { "2条烟", "-" },
        { "罚我朋友200", "200.00 paid" },
        { "罚了一个多小时", "-" },
    };
    compare(rows, sizeof rows / sizeof *rows, print_money);
}

static void print_plate(const char *text, char out[64])
{
    struct yx_plate p;
    if (yx_find_plate(text, 0, &p))
        snprintf(out, 64, "%s%s", p.wrong ? "wrong" : p.text, p.electric ? " electric" : "");
}

static void reads_plates(void **state)
{
    (void)state;
    static const struct row rows[] = {
        { "蒙D12345", "蒙D12345" },
        { "蒙d12345司机", "蒙D12345" },
        { "蒙D·A1234", "蒙DA1234" },
        { "京A 12B45", "京A12B45" },
        { "蒙D1234", "wrong" },
        { "蒙D123456", "wrong" },
        { "蒙DD12345", "蒙DD12345 electric" },
        { "粤B12345D", "粤B12345D electric" },
        { "沪ADF1234", "沪ADF1234 electric" },
        { "蒙D12I45", "wrong" },
        { "蒙12345", "-" },
        { "龙D12345", "-" },
        { "蒙D1234警", "蒙D1234警" },
        { "鲁A1234挂", "鲁A1234挂" },
        { "新T恤", "-" },
        { "蒙D12345678", "wrong" },
    };
    compare(rows, sizeof rows / sizeof *rows, print_plate);
}

static void print_phone(const char *text, char out[64])
{
    struct yx_phone p;
    if (yx_find_phone(text, 0, &p))
        snprintf(out, 64, "%s%s", p.digits, p.mobile ? " mobile" : "");
}

static void reads_telephones(void **state)
{
    (void)state;
    static const struct row rows[] = {
        { "电话13812345678。", "13812345678 mobile" },
        { "138-1234-5678", "13812345678 mobile" },
        { "138 1234 5678", "13812345678 mobile" },
        { "+8613812345678", "13812345678 mobile" },
        { "1381234567", "-" },
        { "138123456789", "-" },
        { "12812345678", "-" },
        { "0476-1234567", "04761234567" },
        { "010-12345678", "01012345678" },
        { "26112017", "-" },
        { "13812345678 200", "13812345678 mobile" },
    };
    compare(rows, sizeof rows / sizeof *rows, print_phone);
}

static void print_idcard(const char *text, char out[64])
{
    struct yx_span s = yx_find_idcard(text, 0);
    if (s.len > 0)
        snprintf(out, 64, "%.*s", (int)s.len, text + s.at);
}

static void reads_identity_numbers(void **state)
{
    (void)state;
    static const struct row rows[] = {
        { "身份证11010519491231002X", "11010519491231002X" },
        { "11010519491231002x。", "11010519491231002x" },
        { "110105194912310021", "-" },
        { "11010519491331002X", "-" },
        { "11010519491231002", "-" },
        { "11010519491231002X5", "-" },
    };
    compare(rows, sizeof rows / sizeof *rows, print_idcard);
}

static void print_case(const char *text, char out[64])
{
    struct yx_case_number c;
    if (yx_find_case_number(text, 0, &c))
        snprintf(out, 64, "%s|%s", c.prefix, c.digits);
}

static void reads_numbers_of_cases(void **state)
{
    (void)state;
    static const struct row rows[] = {
        { "查 SJ26112017", "SJ|26112017" },
        { "sj26112017", "SJ|26112017" },
        { "26112017", "|26112017" },
        { "SJ261122104", "SJ|261122104" },
        { "查123", "-" },
        { "SJ26132017", "-" },
        { "26112000", "-" },
        { "2611201712345", "-" },
        { "ABC26112017", "-" },
        { "TS-26112003", "TS|26112003" },
        { "13812345678", "-" },
        { "S26112017", "-" },
    };
    compare(rows, sizeof rows / sizeof *rows, print_case);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_sums),
        cmocka_unit_test(reads_plates),
        cmocka_unit_test(reads_telephones),
        cmocka_unit_test(reads_identity_numbers),
        cmocka_unit_test(reads_numbers_of_cases),
    };
    return cmocka_run_group_tests_name("facts/number", tests, NULL, NULL);
}
