/* The time of a day: 9:30, 9点半, 九点一刻, 15时20分, 八九点. */
#include <string.h>

#include "facts/scan.h"
#include "facts/when.h"

enum { MINUTE_MS = 60 * 1000 };

/* 9:30, 9:30:15; with `after` 9.30, too. */
static size_t colon(const char *at, bool after, struct yx_when *w)
{
    int64_t hour, minute, second;
    size_t n = yx_scan_digits(at, 1, 2, &hour);
    if (n == 0 || (at[n] != ':' && !(after && at[n] == '.')))
        return 0;
    size_t m = yx_scan_digits(at + n + 1, 2, 2, &minute);
    if (m == 0 || hour > 24 || minute > 59)
        return 0;
    w->hour = (int)hour;
    w->minute = (int)minute;
    n += 1 + m;
    return at[n] == ':' ? n + 1 + yx_scan_digits(at + n + 1, 2, 2, &second) : n;
}

/* The minutes behind 点: 半, 一刻, 三刻, 30分, 二十, 零五. */
static size_t minutes(const char *at, struct yx_when *w)
{
    static const struct yx_scan_row parts[] = { { "半", 30 }, { "一刻", 15 }, { "1刻", 15 }, { "三刻", 45 },
        { "3刻", 45 }, { "一刻钟", 15 }, { 0 } };
    static const char *const no_minutes[] = { "个", "名", "人", "辆", "元", "块", "次", "百", "千", "万",
        "位", "台", "家", "车", NULL };
    int value = 0;
    size_t n = yx_scan_table(at, parts, &value);
    if (n == 0) {
        n = yx_scan_count(at, &value);
        bool short_one =
            n == strlen("一") && value < 10 && strncmp(at + n, "分", strlen("分")) != 0; /* 9点5 */
        if (n == 0 || short_one || value > 59 || yx_scan_words(at + n, no_minutes) > 0)
            return 0;
        n += strncmp(at + n, "分", strlen("分")) == 0 ? strlen("分") : 0;
    }
    w->minute = value;
    return n;
}

/* The hours before 点: one number, or two of about so much (八九点, 8、9点, 9-10点), of which the first counts. */
static size_t hours(const char *at, struct yx_when *w)
{
    static const char *const between[] = { "、", "-", "~", "到", "至", "—", ",", NULL };
    int second, first;
    size_t n = yx_scan_count(at, &w->hour), one = strlen("一");
    if (n == 0)
        return 0;
    size_t m = yx_scan_words(at + n, between), k = m ? yx_scan_count(at + n + m, &second) : 0;
    if (k > 0 && second > w->hour)
        return n + m + k;
    bool figure = yx_scan_is_digit(*at);
    k = figure || w->hour % 10 == 0 ? 0 : yx_scan_count(at + n, &first);
    return k == one && first == w->hour % 10 + 1 ? n + k : n;
}

/* 一点 is a bit, 两点 are two points, unless something else says that they are times. */
static bool means_bit(const struct when_reader *r, size_t at, size_t end, int hour, bool after)
{
    static const char *const surely[] = { "多", "半", "左右", "钟", "整", "许", "一刻", "前后", "来钟",
        "的时候", "三刻", NULL };
    static const char *const points[] = { "意见", "建议", "要求", "问题", "说明", "理由", NULL };
    static const char *const before[] = { "有", "提", "这", "那", "第", "以下", "几", "就", "多", "早", "快",
        "差", "慢", "好", "大", "小", "哪怕", "连", NULL };
    int value;
    if (after || yx_scan_words(r->text + end, surely) > 0 || yx_scan_count(r->text + end, &value) > 0)
        return false;
    return yx_scan_words(r->text + end, points) > 0 || (hour < 4 && yx_scan_ends(r->text, at, before)) ||
           (hour == 1 && !yx_scan_is_digit(r->text[at]));
}

static size_t point(const struct when_reader *r, size_t at, bool after, struct yx_when *w)
{
    static const char *const marks[] = { "点", "时", "点钟", NULL };
    static const char *const no_hours[] = { "时间", "时代", "点点", "时常", "点名", "点心", NULL };
    size_t n = hours(r->text + at, w);
    size_t m = n ? yx_scan_words(r->text + at + n, marks) : 0;
    if (m == 0 || w->hour > 24 || yx_scan_words(r->text + at + n, no_hours) > 0 ||
        means_bit(r, at, at + n + m, w->hour, after))
        return 0;
    w->minute = 0;
    return n + m + minutes(r->text + at + n + m, w);
}

size_t yx_when_hour(const struct when_reader *r, size_t at, bool after, struct yx_when *w)
{
    const char *here = r->text + at;
    bool figure = yx_scan_is_digit(*here);
    if (figure &&
        (yx_scan_digit_before(r->text, at) || (at > 0 && strchr(":.-/", r->text[at - 1]) && !after)))
        return 0;
    if (!figure && !yx_scan_is_numeral(here) && strncmp(here, "廿", strlen("廿")) != 0)
        return 0;
    size_t n = colon(here, after, w);
    return n ? n : point(r, at, after, w);
}

size_t yx_when_ago(const struct when_reader *r, size_t at, struct yx_when *w)
{
    static const struct yx_scan_row units[] = { { "分钟", 1 }, { "分", 1 }, { "小时", 60 }, { "个小时", 60 },
        { "个钟头", 60 }, { "个钟", 60 }, { "钟头", 60 }, { "个多小时", 60 }, { "多小时", 60 },
        { "来分钟", 1 }, { "多分钟", 1 }, { "个半小时", 90 }, { 0 } };
    static const char *const before[] = { "前", "以前", "之前", NULL };
    const char *here = r->text + at;
    int count = 0, unit = 0;
    size_t half = strncmp(here, "半", strlen("半")) == 0 ? strlen("半") : 0;
    size_t n = half ? half : yx_scan_count(here, &count), m = n ? yx_scan_table(here + n, units, &unit) : 0;
    size_t k = m ? yx_scan_words(here + n + m, before) : 0;
    if (k == 0 || yx_scan_digit_before(r->text, at))
        return 0;
    int64_t span = half ? unit / 2 : unit == 90 ? count * 60 + 30 : count * unit;
    struct yx_civil then = yx_clock_civil(r->now_ms - span * MINUTE_MS);
    w->date = YX_WHEN_DAY;
    w->year = then.year;
    w->month = then.month;
    w->day = then.day;
    w->days = 1;
    w->has_time = true;
    w->hour = then.hour;
    w->minute = then.minute;
    return n + m + k;
}
