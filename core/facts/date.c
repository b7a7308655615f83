/* The day: 昨天, 上周三, 11月20日, 11.20, 2026-11-20, 二十号, 三月初, 三天前. */
#include <string.h>

#include "facts/scan.h"
#include "facts/when.h"

enum { WEEK = 7 };

static size_t word(const char *at, const char *w)
{
    size_t n = strlen(w);
    return strncmp(at, w, n) == 0 ? n : 0;
}

/* ---- by words ---- */

static size_t relative(const struct when_reader *r, size_t at, struct yx_when *w)
{
    static const struct yx_scan_row days[] = { { "今天", 0 }, { "今日", 0 }, { "今儿", 0 }, { "今儿个", 0 },
        { "刚才", 0 }, { "刚刚", 0 }, { "方才", 0 }, { "这会儿", 0 }, { "此刻", 0 }, { "现在正", 0 },
        { "现在就在", 0 }, { "就在刚才", 0 }, { "就刚才", 0 }, { "昨天", -1 }, { "昨日", -1 }, { "昨儿", -1 },
        { "昨儿个", -1 }, { "前天", -2 }, { "前日", -2 }, { "前儿个", -2 }, { "大前天", -3 }, { "明天", 1 },
        { "明日", 1 }, { "明儿", 1 }, { "后天", 2 }, { "大后天", 3 }, { "今个", 0 }, { "昨个", -1 }, { 0 } };
    static const char *const until[] = { "到", "至", "直到", "拖到", NULL };
    int value;
    size_t n = yx_scan_table(r->text + at, days, &value);
    if (n == 0 || (value == 0 && yx_scan_ends(r->text, at, until)))
        return 0; /* 到现在还没人管 is not when it was */
    yx_when_set(r, w, value);
    return n;
}

/* 今早, 昨晚, 今下午: a day and a period in one word. */
static size_t joined(const struct when_reader *r, size_t at, struct yx_when *w)
{
    static const struct yx_scan_row days[] = { { "今", 0 }, { "昨", -1 }, { "前", -2 }, { "明", 1 }, { 0 } };
    static const struct yx_scan_row periods[] = { { "早", YX_PERIOD_EARLY }, { "晨", YX_PERIOD_EARLY },
        { "晚", YX_PERIOD_EVENING }, { "夜", YX_PERIOD_EVENING }, { "早上", YX_PERIOD_EARLY },
        { "晚上", YX_PERIOD_EVENING }, { "夜里", YX_PERIOD_EVENING }, { "上午", YX_PERIOD_MORNING },
        { "下午", YX_PERIOD_AFTERNOON }, { "中午", YX_PERIOD_NOON }, { "凌晨", YX_PERIOD_NIGHT },
        { "儿早", YX_PERIOD_EARLY }, { "儿晚", YX_PERIOD_EVENING }, { "儿晚上", YX_PERIOD_EVENING },
        { "儿上午", YX_PERIOD_MORNING }, { "儿下午", YX_PERIOD_AFTERNOON }, { "傍晚", YX_PERIOD_DUSK },
        { 0 } };
    int day, period;
    size_t n = yx_scan_table(r->text + at, days, &day),
           m = n ? yx_scan_table(r->text + at + n, periods, &period) : 0;
    if (m == 0)
        return 0;
    yx_when_set(r, w, day);
    w->period = (enum yx_period)period;
    return n + m;
}

static size_t days_ago(const struct when_reader *r, size_t at, struct yx_when *w)
{
    static const struct yx_scan_row units[] = { { "天", 1 }, { "日", 1 }, { "周", WEEK }, { "个星期", WEEK },
        { "星期", WEEK }, { "个礼拜", WEEK }, { 0 } };
    static const char *const before[] = { "前", "以前", "之前", NULL };
    int count, unit;
    size_t n = yx_scan_count(r->text + at, &count), m = n ? yx_scan_table(r->text + at + n, units, &unit) : 0;
    size_t k = m ? yx_scan_words(r->text + at + n + m, before) : 0;
    if (k == 0 || count < 1 || yx_scan_digit_before(r->text, at))
        return 0;
    yx_when_set(r, w, -count * unit);
    return n + m + k;
}

/* 上周三, 上上个星期天, 周五: in the week that it names; without one, the last that was. */
static size_t weekday(const struct when_reader *r, size_t at, struct yx_when *w)
{
    static const struct yx_scan_row weeks[] = { { "上上个", -2 }, { "上上", -2 }, { "上个", -1 },
        { "上", -1 }, { "这个", 0 }, { "这", 0 }, { "本", 0 }, { "下个", 1 }, { "下", 1 }, { 0 } };
    static const char *const names[] = { "周", "星期", "礼拜", NULL };
    static const struct yx_scan_row days[] = { { "一", 1 }, { "二", 2 }, { "三", 3 }, { "四", 4 },
        { "五", 5 }, { "六", 6 }, { "日", 7 }, { "天", 7 }, { "1", 1 }, { "2", 2 }, { "3", 3 }, { "4", 4 },
        { "5", 5 }, { "6", 6 }, { "7", 7 }, { 0 } };
    static const char *const counted[] = { "一", "两", "三", "四", "每", "个", "几", "二", "半", NULL };
    static const char *const no_days[] = { "次", "年", "个", "家", "百", "十", "福", "岁", NULL };
    int week = 0, day = 0;
    size_t n = yx_scan_table(r->text + at, weeks, &week), m = yx_scan_words(r->text + at + n, names);
    size_t k = m ? yx_scan_table(r->text + at + n + m, days, &day) : 0;
    if (k == 0 ||
        (n == 0 && (yx_scan_ends(r->text, at, counted) || yx_scan_words(r->text + at + m + k, no_days))))
        return 0;
    int days_on = week * WEEK + day - r->now.weekday;
    yx_when_set(r, w, n == 0 && days_on > 0 ? days_on - WEEK : days_on);
    return n + m + k;
}

/* ---- by numbers ---- */

/* The year in which a day and a month lie nearest to today. */
static int year_of(const struct when_reader *r, int month, int day)
{
    enum { HALF = 183 };
    struct yx_civil given = { .year = r->now.year, .month = month, .day = day };
    int64_t ahead = (yx_clock_from_civil(&given) - r->now_ms) / (24 * 3600 * 1000);
    return ahead > HALF ? r->now.year - 1 : r->now.year;
}

static size_t year_word(const struct when_reader *r, const char *at, int *year_out)
{
    static const struct yx_scan_row years[] = { { "今年", 0 }, { "去年", -1 }, { "前年", -2 }, { "明年", 1 },
        { "本年", 0 }, { 0 } };
    int64_t figure = 0;
    int value = 0;
    size_t n = yx_scan_table(at, years, &value), year = strlen("年");
    if (n > 0) {
        *year_out = r->now.year + value;
        return n + (at[n] == ' ');
    }
    n = yx_scan_digits(at, 4, 4, &figure);
    if (n == 0 && (n = yx_scan_digits(at, 2, 2, &figure)) > 0)
        figure += 2000;
    if (n > 0)
        value = (int)figure;
    else
        n = yx_scan_year(at, &value);
    if (n == 0 || word(at + n, "年") == 0)
        return 0;
    *year_out = value;
    return n + year;
}

/* 本月, 上个月: how many months back. */
static size_t month_word(const struct when_reader *r, const char *at, int *year, int *month)
{
    static const struct yx_scan_row months[] = { { "本月", 0 }, { "这个月", 0 }, { "当月", 0 },
        { "上月", -1 }, { "上个月", -1 }, { "上上个月", -2 }, { "这月", 0 }, { "下个月", 1 }, { "下月", 1 },
        { 0 } };
    int value;
    size_t n = yx_scan_table(at, months, &value);
    if (n > 0) {
        int months_on = r->now.year * 12 + r->now.month - 1 + value;
        *year = months_on / 12;
        *month = months_on % 12 + 1;
    }
    return n;
}

static size_t day_mark(const char *at)
{
    static const char *const marks[] = { "日", "号", NULL };
    return yx_scan_words(at, marks);
}

/* 初, 中旬, 底 of a month. */
static size_t stretch(const struct when_reader *r, const char *at, int year, int month, struct yx_when *w)
{
    static const struct yx_scan_row parts[] = { { "初", 1 }, { "月初", 1 }, { "上旬", 1 }, { "中旬", 11 },
        { "中", 11 }, { "下旬", 21 }, { "底", 21 }, { "月底", 21 }, { "末", 21 }, { 0 } };
    int first;
    size_t n = yx_scan_table(at, parts, &first);
    if (n == 0 || !yx_when_set_date(r, w, year, month, first))
        return 0;
    if (w->date == YX_WHEN_DAY)
        w->date = YX_WHEN_ABOUT;
    w->days = 10;
    return n;
}

/* 11月20日, 11月20, 十一月二十号, 去年3月5日, 本月20号, 三月初. */
static size_t month_day(const struct when_reader *r, size_t at, struct yx_when *w)
{
    const char *here = r->text + at;
    int year = 0, month = 0, day = 0;
    size_t n = year_word(r, here, &year), m = n ? 0 : month_word(r, here, &year, &month);
    if (n == 0 && yx_scan_digit_before(r->text, at))
        return 0;
    if (m == 0) {
        m = word(here + n, "两") || word(here + n, "俩") ? 0 : yx_scan_count(here + n, &month); /* 拖了俩月 */
        m += m ? (here[n + m] == ' ') : 0;
        size_t mark =
            m ? (word(here + n + m, "月份") ? word(here + n + m, "月份") : word(here + n + m, "月")) : 0;
        if (mark == 0 || month < 1 || month > 12)
            return 0;
        m += mark;
    }
    n += m;
    n += here[n] == ' ';
    size_t k = yx_scan_count(here + n, &day);
    if (k == strlen("一") && !yx_scan_is_digit(here[n]) && day_mark(here + n + k) == 0)
        k = 0; /* 三月一直 */
    if (k == 0)
        return (k = stretch(r, here + n, year ? year : year_of(r, month, 1), month, w)) ? n + k : 0;
    if (!yx_when_set_date(r, w, year ? year : year_of(r, month, day), month, day))
        return 0;
    return n + k + day_mark(here + n + k);
}

/* 20号, 二十日: of this month, or the one before. Not a house number, not a length of time. */
static size_t day_alone(const struct when_reader *r, size_t at, struct yx_when *w)
{
    static const char *const address[] = { "月", "年", "路", "街", "巷", "弄", "村", "道", "院", "区", "号",
        "第", "栋", "-", "组", "桥", "厦", "园", "胡同", "大街", "里", "城", "楼", "场", "线", "国道", "省道",
        "段", "座", "苑", "队", "嘎查", NULL };
    static const char *const things[] = { "楼", "门", "院", "店", "线", "铺", "摊", "车", "地", "区", "仓",
        "桌", "室", "库", "馆", "厅", "口", "民", "人", "文", "码", "内", "游", "之", "前", "桥", "路", "公",
        "井", "大院", "市", "岗", "窗", "矿", "房", "棚", "小区", "棚户", "栋", "厂", NULL };
    int day, year = r->now.year, month = r->now.month;
    size_t n = yx_scan_count(r->text + at, &day), m = n ? day_mark(r->text + at + n) : 0;
    if (m == 0 || day < 1 || day > 31 || yx_scan_digit_before(r->text, at) ||
        yx_scan_ends(r->text, at, address) || yx_scan_words(r->text + at + n + m, things))
        return 0;
    if (day > r->now.day && --month == 0) {
        month = 12;
        year--;
    }
    return yx_when_set_date(r, w, year, month, day) ? n + m : 0;
}

/* What makes figures something else than a date. */
static bool is_measured(const char *at)
{
    static const char *const units[] = { "元", "块", "万", "%", "米", "公里", "斤", "公斤", "吨", "倍", "折",
        "亩", "平", "个", "人", "名", "点", "时", "分", "天", "年", "次", "月", "栋", "单元", "楼", "条",
        "辆", "km", "kg", "级", "度", "岁", "小时", "千", "百", "亿", NULL };
    return yx_scan_is_digit(*at) || yx_scan_words(at, units) > 0;
}

static bool is_money_before(const char *text, size_t at)
{
    static const char *const words[] = { "罚", "罚款", "款", "收", "收了", "要", "要了", "交", "交了", "罚了",
        "扣", "¥", "¥ ", "只", NULL };
    return at > 0 && yx_scan_ends(text, at, words);
}

/* 2026-11-20, 2026.11.20, 20261120 */
static size_t whole_figures(const struct when_reader *r, const char *at, struct yx_when *w)
{
    int64_t year, month, day;
    size_t n = yx_scan_digits(at, 8, 8, &day);
    if (n > 0)
        return yx_when_set_date(r, w, (int)(day / 10000), (int)(day / 100 % 100), (int)(day % 100)) ? n : 0;
    n = yx_scan_digits(at, 4, 4, &year);
    char mark = at[n];
    if (n == 0 || mark == '\0' || strchr("-./", mark) == NULL)
        return 0;
    size_t m = yx_scan_digits(at + n + 1, 1, 2, &month);
    size_t k = m && at[n + 1 + m] == mark ? yx_scan_digits(at + n + m + 2, 1, 2, &day) : 0;
    if (k == 0 || !yx_when_set_date(r, w, (int)year, (int)month, (int)day))
        return 0;
    n += m + k + 2;
    return n + day_mark(at + n);
}

/* 11.20, 11-20, 11/20 */
static size_t figures(const struct when_reader *r, size_t at, struct yx_when *w)
{
    const char *here = r->text + at;
    int64_t month, day;
    if (at > 0 && (yx_scan_digit_before(r->text, at) || strchr(".-/:", r->text[at - 1]) ||
                      yx_scan_is_letter(r->text[at - 1])))
        return 0;
    size_t n = whole_figures(r, here, w), m;
    if (n > 0)
        return n;
    n = yx_scan_digits(here, 1, 2, &month);
    if (n == 0 || here[n] == '\0' || strchr("-./", here[n]) == NULL)
        return 0;
    m = yx_scan_digits(here + n + 1, 1, 2, &day);
    if (m == 0 || (here[n + 1 + m] != '\0' && strchr(".-/:", here[n + 1 + m])) ||
        is_measured(here + n + 1 + m) || is_money_before(r->text, at))
        return 0;
    if (!yx_when_set_date(r, w, year_of(r, (int)month, (int)day), (int)month, (int)day))
        return 0;
    n += 1 + m;
    return n + day_mark(here + n);
}

/* 1120上午: four figures before a part of the day. */
static size_t four(const struct when_reader *r, size_t at, struct yx_when *w)
{
    int64_t value;
    enum yx_period period;
    size_t n = yx_scan_digit_before(r->text, at) ? 0 : yx_scan_digits(r->text + at, 4, 4, &value);
    if (n == 0 || yx_when_period(r->text + at + n + yx_scan_blanks(r->text + at + n), &period) == 0)
        return 0;
    int month = (int)(value / 100), day = (int)(value % 100);
    return yx_when_set_date(r, w, year_of(r, month, day), month, day) ? n : 0;
}

size_t yx_when_day(const struct when_reader *r, size_t at, struct yx_when *w)
{
    static size_t (*const readers[])(const struct when_reader *, size_t, struct yx_when *) = { relative,
        joined, days_ago, month_day, weekday, figures, four, day_alone };
    size_t count = sizeof readers / sizeof *readers;
    for (size_t i = 0; i < count; i++) {
        struct yx_when found = { 0 };
        size_t n = readers[i](r, at, &found);
        if (n > 0 && found.date != YX_WHEN_NO_DATE) {
            *w = found;
            return n;
        }
    }
    return 0;
}
