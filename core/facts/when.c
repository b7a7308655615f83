/* Day, period and time as one expression: 11月20日上午9点, 昨晚8点半, 今天上午. */
#include "facts/when.h"

#include <string.h>

#include "facts/scan.h"

enum { DAY_MS = 24 * 3600 * 1000 };

static const char *const period_words[] = {
#define X(name, word) [YX_PERIOD_##name] = (word),
    YX_PERIODS(X)
#undef X
};

const char *yx_period_word(enum yx_period period)
{
    return period_words[period];
}

size_t yx_when_period(const char *at, enum yx_period *period_out)
{
    static const struct yx_scan_row words[] = { { "凌晨", YX_PERIOD_NIGHT }, { "后半夜", YX_PERIOD_NIGHT },
        { "下半夜", YX_PERIOD_NIGHT }, { "早上", YX_PERIOD_EARLY }, { "早晨", YX_PERIOD_EARLY },
        { "清早", YX_PERIOD_EARLY }, { "清晨", YX_PERIOD_EARLY }, { "一早", YX_PERIOD_EARLY },
        { "大清早", YX_PERIOD_EARLY }, { "一大早", YX_PERIOD_EARLY }, { "大早上", YX_PERIOD_EARLY },
        { "早起", YX_PERIOD_EARLY }, { "早间", YX_PERIOD_EARLY }, { "一清早", YX_PERIOD_EARLY },
        { "上午", YX_PERIOD_MORNING }, { "午前", YX_PERIOD_MORNING }, { "上半天", YX_PERIOD_MORNING },
        { "头晌", YX_PERIOD_MORNING }, { "前晌", YX_PERIOD_MORNING }, { "前半晌", YX_PERIOD_MORNING },
        { "中午", YX_PERIOD_NOON }, { "正午", YX_PERIOD_NOON }, { "晌午", YX_PERIOD_NOON },
        { "午间", YX_PERIOD_NOON }, { "大中午", YX_PERIOD_NOON }, { "晌午头", YX_PERIOD_NOON },
        { "下午", YX_PERIOD_AFTERNOON }, { "午后", YX_PERIOD_AFTERNOON }, { "后晌", YX_PERIOD_AFTERNOON },
        { "下半天", YX_PERIOD_AFTERNOON }, { "后半晌", YX_PERIOD_AFTERNOON }, { "过晌", YX_PERIOD_AFTERNOON },
        { "傍晚", YX_PERIOD_DUSK }, { "黄昏", YX_PERIOD_DUSK }, { "傍黑", YX_PERIOD_DUSK },
        { "擦黑", YX_PERIOD_DUSK }, { "晚上", YX_PERIOD_EVENING }, { "晚间", YX_PERIOD_EVENING },
        { "夜里", YX_PERIOD_EVENING }, { "夜间", YX_PERIOD_EVENING }, { "夜晚", YX_PERIOD_EVENING },
        { "半夜", YX_PERIOD_EVENING }, { "深夜", YX_PERIOD_EVENING }, { "大晚上", YX_PERIOD_EVENING },
        { "大半夜", YX_PERIOD_EVENING }, { "当晚", YX_PERIOD_EVENING }, { "前半夜", YX_PERIOD_EVENING },
        { "上半夜", YX_PERIOD_EVENING }, { "三更半夜", YX_PERIOD_EVENING }, { "半夜三更", YX_PERIOD_EVENING },
        { 0 } };
    int value = YX_PERIOD_NONE;
    size_t n = yx_scan_table(at, words, &value);
    *period_out = (enum yx_period)value;
    return n;
}

void yx_when_set(const struct when_reader *r, struct yx_when *w, int days)
{
    struct yx_civil day = yx_clock_civil(r->now_ms + days * (int64_t)DAY_MS);
    w->year = day.year;
    w->month = day.month;
    w->day = day.day;
    w->days = 1;
    w->date = days > 0 ? YX_WHEN_FUTURE : YX_WHEN_DAY;
}

bool yx_when_set_date(const struct when_reader *r, struct yx_when *w, int year, int month, int day)
{
    struct yx_civil given = { .year = year, .month = month, .day = day }, same;
    if (month < 1 || month > 12 || day < 1 || day > 31 || year < 1970 || year > 2199)
        return false;
    same = yx_clock_civil(yx_clock_from_civil(&given));
    if (same.month != month || same.day != day)
        return false; /* 30 February */
    struct yx_civil today = { .year = r->now.year, .month = r->now.month, .day = r->now.day };
    w->year = year;
    w->month = month;
    w->day = day;
    w->days = 1;
    w->date = yx_clock_from_civil(&given) > yx_clock_from_civil(&today) ? YX_WHEN_FUTURE : YX_WHEN_DAY;
    return true;
}

/* Of 三点 in the afternoon 15 is meant, of 十二点 at night 0. */
static int hour_in(enum yx_period period, int hour)
{
    if (hour > 12)
        return hour % 24;
    switch (period) {
    case YX_PERIOD_NIGHT: return hour % 12;
    case YX_PERIOD_NOON: return hour < 10 ? hour + 12 : hour;
    case YX_PERIOD_AFTERNOON:
    case YX_PERIOD_DUSK: return hour < 12 ? hour + 12 : hour;
    case YX_PERIOD_EVENING: return hour >= 5 ? (hour + 12) % 24 : hour;
    case YX_PERIOD_NONE:
    case YX_PERIOD_EARLY:
    case YX_PERIOD_MORNING: break;
    }
    return hour;
}

/* What may stand between day, period and time: a blank, 的, a comma of those who write 昨天，下午. */
static size_t joint(const char *at)
{
    static const char *const joints[] = { " ", "的", "的时候", "大概", "大约", "约", "差不多", "快", "快到",
        "将近", "临近", " 大概", "里", "那天", NULL };
    return yx_scan_words(at, joints);
}

/* What may be said of a time behind it. */
static size_t about(const char *at)
{
    static const char *const words[] = { "左右", "前后", "许", "多", "多钟", "来钟", "钟", "钟左右", "多左右",
        "的时候", "时候", "那会儿", "那阵", "那时", "刚过", "不到", "整", "来点", NULL };
    size_t len = 0, n;
    while ((n = yx_scan_words(at + len, words)) > 0)
        len += n;
    return len;
}

/* The end of a range: 9点到10点, 9:00-10:30. */
static size_t range(const struct when_reader *r, size_t at)
{
    static const char *const to[] = { "到", "至", "-", "~", "—", "——", "–", " 到", " 至", "-下午", "到下午",
        "至下午", "到中午", "至中午", NULL };
    struct yx_when end = { 0 };
    size_t n = yx_scan_words(r->text + at, to), m = n ? yx_when_hour(r, at + n, true, &end) : 0;
    return m ? n + m : 0;
}

static size_t read_time(const struct when_reader *r, size_t at, bool after, struct yx_when *w)
{
    size_t n = yx_when_hour(r, at, after, w);
    if (n == 0)
        return 0;
    n += range(r, at + n);
    n += about(r->text + at + n);
    w->has_time = true;
    bool bare = w->period == YX_PERIOD_NONE && w->hour >= 1 && w->hour <= 5 && r->text[at] != '0';
    w->hour = bare ? w->hour + 12 : hour_in(w->period, w->hour);
    return n;
}

/* 早7点, 晚八点: the short words only before a time. */
static size_t short_period(const struct when_reader *r, size_t at, struct yx_when *w)
{
    static const struct yx_scan_row words[] = { { "早", YX_PERIOD_EARLY }, { "晚", YX_PERIOD_EVENING },
        { "夜", YX_PERIOD_EVENING }, { 0 } };
    int value;
    struct yx_when time = { 0 };
    size_t n = yx_scan_table(r->text + at, words, &value);
    if (n == 0 || yx_when_hour(r, at + n, true, &time) == 0)
        return 0;
    w->period = (enum yx_period)value;
    return n;
}

/* 11月7日晚: alone behind a day, and no 早市, 晚饭. */
static size_t lone_period(const char *at, struct yx_when *w)
{
    static const struct yx_scan_row words[] = { { "早", YX_PERIOD_EARLY }, { "晨", YX_PERIOD_EARLY },
        { "晚", YX_PERIOD_EVENING }, { "夜", YX_PERIOD_EVENING }, { 0 } };
    static const char *const others[] = { "市", "饭", "餐", "点", "会", "班", "自习", "高峰", "茶", "操",
        "读", "场", "宵", "总", "就", "已", "期", NULL };
    int value;
    size_t n = yx_scan_table(at, words, &value);
    if (n == 0 || yx_scan_words(at + n, others) > 0)
        return 0;
    w->period = (enum yx_period)value;
    return n;
}

static size_t read_period(const struct when_reader *r, size_t at, struct yx_when *w)
{
    enum yx_period period;
    size_t n = yx_when_period(r->text + at, &period);
    if (n == 0 && (n = short_period(r, at, w)) > 0)
        return n;
    if (n == 0)
        return w->date != YX_WHEN_NO_DATE ? lone_period(r->text + at, w) : 0;
    w->period = period;
    return n;
}

static size_t read_when(const struct when_reader *r, size_t at, struct yx_when *w)
{
    *w = (struct yx_when){ 0 };
    size_t len = yx_when_ago(r, at, w);
    if (len > 0)
        return len;
    len = yx_when_day(r, at, w);
    size_t gap = len ? joint(r->text + at + len) : 0;
    size_t n = w->period == YX_PERIOD_NONE ? read_period(r, at + len + gap, w) : 0;
    len += n ? gap + n : 0;
    gap = len ? joint(r->text + at + len) : 0;
    n = read_time(r, at + len + gap, len > 0, w);
    return len + (n ? gap + n : 0);
}

bool yx_find_when(const char *text, size_t from, int64_t now_ms, struct yx_when *when_out)
{
    const struct when_reader r = { text, now_ms, yx_clock_civil(now_ms) };
    for (size_t at = from; text[at]; at++) {
        if (((unsigned char)text[at] & 0xc0) == 0x80)
            continue;
        size_t len = read_when(&r, at, when_out);
        if (len > 0) {
            when_out->span = (struct yx_span){ at, len };
            return true;
        }
    }
    return false;
}
