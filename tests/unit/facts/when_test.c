/* Dates and times as people write them. It is Sunday, 22 November 2026, 10:30 in China. */
#include "facts/facts.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/text.h"
#include "unit.h"

static int64_t at_hour(int year, int month, int day, int hour)
{
    struct yx_civil civil = { .year = year, .month = month, .day = day, .hour = hour, .minute = 30 };
    return yx_clock_from_civil(&civil);
}

/* "2026-11-21 15:00 下午"; "~" before an uncertain day, ">" before one to come; "-" for nothing. */
static void print_when(const char *text, int64_t now_ms, char out[64])
{
    struct yx_arena *a = yx_arena_new(1 << 16);
    char *even;
    struct yx_when w;
    size_t n = 0;
    assert_int_equal(yx_text_even(a, text, strlen(text), &even), YX_OK);
    strcpy(out, "-");
    if (yx_find_when(even, 0, now_ms, &w)) {
        static const char *const marks[] = { "", "", "~", ">" };
        out[0] = '\0';
        if (w.date != YX_WHEN_NO_DATE)
            n += (size_t)snprintf(out + n, 64 - n, "%s%04d-%02d-%02d", marks[w.date], w.year, w.month, w.day);
        if (w.has_time)
            n += (size_t)snprintf(out + n, 64 - n, "%s%02d:%02d", n ? " " : "", w.hour, w.minute);
        if (w.period != YX_PERIOD_NONE)
            snprintf(out + n, 64 - n, "%s%s", n ? " " : "", yx_period_word(w.period));
    }
    yx_arena_free(&a);
}

static const struct {
    const char *text, *want;
} rows[] = {
    { "昨天下午", "2026-11-21 下午" },
    { "今早七点多", "2026-11-22 07:00 早上" },
    { "前天晚上8点半", "2026-11-20 20:30 晚上" },
    { "昨晚9点", "2026-11-21 21:00 晚上" },
    { "大前天", "2026-11-19" },
    { "刚才在门口", "2026-11-22" },
    { "到现在没人管", "-" },
    { "上周三", "2026-11-11" },
    { "上上个星期天", "2026-11-08" },
    { "周五上午", "2026-11-20 上午" },
    { "礼拜天", "2026-11-22" },
    { "星期一", "2026-11-16" },
    { "本周二", "2026-11-17" },
    { "下周三", ">2026-11-25" },
    { "一周三次", "-" },
    { "三天前", "2026-11-19" },
    { "两周前", "2026-11-08" },
    { "半小时前", "2026-11-22 10:00" },
    { "2个小时前", "2026-11-22 08:30" },
    { "十分钟前", "2026-11-22 10:20" },
    { "11.20下午3点", "2026-11-20 15:00 下午" },
    { "11月20日上午9点", "2026-11-20 09:00 上午" },
    { "１１月２０日　上午９：３０", "2026-11-20 09:30 上午" },
    { "十一月二十号", "2026-11-20" },
    { "二〇二六年十一月二十日", "2026-11-20" },
    { "2026年11月20日14时05分", "2026-11-20 14:05" },
    { "2026-11-20 15:10", "2026-11-20 15:10" },
    { "2026/11/2", "2026-11-02" },
    { "20261120上午", "2026-11-20 上午" },
    { "1120上午", "2026-11-20 上午" },
    { "11/20", "2026-11-20" },
    { "11-20号早上", "2026-11-20 早上" },
    { "20号", "2026-11-20" },
    { "二十号中午1点", "2026-11-20 13:00 中午" },
    { "25号", "2026-10-25" },
    { "上个月25号", "2026-10-25" },
    { "本月3日", "2026-11-03" },
    { "去年12月3日", "2025-12-03" },
    { "11月30日", ">2026-11-30" },
    { "明天上午", ">2026-11-23 上午" },
    { "2027年1月1日", ">2027-01-01" },
    { "3月2日", "2026-03-02" },
    { "三月初", "~2026-03-01" },
    { "10月下旬", "~2026-10-21" },
    { "上月底", "~2026-10-21" },
    { "2月30日", "-" },
    { "13月1日", "-" },
    { "9:30", "09:30" },
    { "9点到10点", "09:00" },
    { "8:00-9:30", "08:00" },
    { "八九点", "08:00" },
    { "九点一刻", "09:15" },
    { "十点零五分", "10:05" },
    { "十一点二十", "11:20" },
    { "二十一点", "21:00" },
    { "3点左右", "15:00" },
    { "03:20", "03:20" },
    { "上午9.30", "09:30 上午" },
    { "晚上十二点", "00:00 晚上" },
    { "凌晨两点", "02:00 凌晨" },
    { "中午12点半", "12:30 中午" },
    { "傍晚6点", "18:00 傍晚" },
    { "早7点", "07:00 早上" },
    { "晌午", "中午" },
    { "大清早", "早上" },
    { "一点都不讲理", "-" },
    { "一点证件都没有", "-" },
    { "提两点意见", "-" },
    { "一点多", "13:00" },
    { "当时", "-" },
    { "人民路12号", "-" },
    { "3号楼", "-" },
    { "罚款11.20元", "-" },
    { "5-8个人", "-" },
    { "25:70", "-" },
    { "24小时营业", "-" },
    { "尾号1120", "-" },
    { "昨天中午十一二点", "2026-11-21 11:00 中午" },
    { "前天的上午", "2026-11-20 上午" },
    { "周六福珠宝", "-" },
    { "11月7日晚", "2026-11-07 晚上" },
    { "昨天早市", "2026-11-21" },
    { "拖了俩月", "-" },
    { "三月一直", "-" },
};

static void reads_what_people_write(void **state)
{
    (void)state;
    int wrong = 0;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char got[64];
        print_when(rows[i].text, at_hour(2026, 11, 22, 10), got);
        if (strcmp(got, rows[i].want) != 0) {
            print_error("%s: %s instead of %s\n", rows[i].text, got, rows[i].want);
            wrong++;
        }
    }
    assert_int_equal(wrong, 0);
}

static void takes_the_year_that_is_meant(void **state)
{
    (void)state;
    char got[64];
    print_when("12月28日", at_hour(2027, 1, 5, 9), got);
    assert_string_equal(got, "2026-12-28");
    print_when("28号", at_hour(2027, 1, 5, 9), got);
    assert_string_equal(got, "2026-12-28");
    print_when("2月29日", at_hour(2028, 3, 1, 9), got);
    assert_string_equal(got, "2028-02-29");
    print_when("昨天", at_hour(2027, 1, 1, 0), got);
    assert_string_equal(got, "2026-12-31");
}

static void says_where_it_stands(void **state)
{
    (void)state;
    const char *text = "城管昨天下午3点左右来";
    struct yx_when w;
    assert_true(yx_find_when(text, 0, at_hour(2026, 11, 22, 10), &w));
    assert_int_equal(w.span.at, strlen("城管"));
    assert_int_equal(w.span.len, strlen("昨天下午3点左右"));
    assert_false(yx_find_when(text, w.span.at + w.span.len, at_hour(2026, 11, 22, 10), &w));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_what_people_write),
        cmocka_unit_test(takes_the_year_that_is_meant),
        cmocka_unit_test(says_where_it_stands),
    };
    return cmocka_run_group_tests_name("facts/when", tests, NULL, NULL);
}
