/* Facts that people write into a line of Chinese: when it was, what it cost, which car, which number.
 * Each reader finds the first one at or behind `from` in a text that yx_text_even made (half width, simplified,
 * single blanks), and says where it stands, in bytes. Pure functions: time is an input, nothing is kept; any thread.
 * What cannot be (the 30th of February, a plate without its last character) is not found, or is told by a flag
 * where somebody should hear of it. */
#ifndef YX_FACTS_FACTS_H
#define YX_FACTS_FACTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/api.h"

/* Where a fact stands. len 0: there is none. */
struct yx_span {
    size_t at, len;
};

/* Parts of the day. */
#define YX_PERIODS(X) \
    X(NONE, "") \
    X(NIGHT, "凌晨") \
    X(EARLY, "早上") \
    X(MORNING, "上午") \
    X(NOON, "中午") \
    X(AFTERNOON, "下午") \
    X(DUSK, "傍晚") \
    X(EVENING, "晚上")

enum yx_period {
#define X(name, word) YX_PERIOD_##name,
    YX_PERIODS(X)
#undef X
};
/* "上午"; static. */
YX_API const char *yx_period_word(enum yx_period);

/* When, as far as one expression says it: 11月20日上午9点, 昨晚, 下午三点左右, 上周三, 三月初. */
enum yx_when_date {
    YX_WHEN_NO_DATE,
    YX_WHEN_DAY,    /* year, month, day */
    YX_WHEN_ABOUT,  /* that day is the first of a stretch of `days` */
    YX_WHEN_FUTURE, /* that day has not come yet: who reports it has mistaken it */
};
struct yx_when {
    struct yx_span span;
    enum yx_when_date date;
    int year, month, day, days; /* the civil date in China */
    enum yx_period period;      /* as it was written */
    bool has_time;
    int hour, minute; /* 0 to 23; 下午三点 is 15. A range of times is its beginning */
};
/* A day without a year or a month is the nearest one that is meant of something that has happened: 20号 is in this
 * month or the one before; 12月28日 in January was last year. A bare hour from 1 to 5 is in the afternoon. */
YX_API bool yx_find_when(const char *text, size_t from, int64_t now_ms, struct yx_when *when_out);

/* A sum of money. */
struct yx_money {
    struct yx_span span;
    int64_t fen;    /* hundredths of a yuan */
    bool paid;      /* behind a word of fining, asking, paying: 罚了200, 要五百 */
    bool price;     /* of goods, wages, rent: 卖5块钱一斤 */
    bool too_large; /* past YX_MONEY_MOST: nobody pays that on a street; fen is 0 */
};
#define YX_MONEY_MOST_YUAN 100000000
/* With a unit (200元, 两千块, 贰佰元整, ¥1,500), or behind a word of paying and before no other measure
 * (罚了三百五; not 罚了3个人). */
YX_API bool yx_find_money(const char *text, size_t from, struct yx_money *money_out);

/* A number plate (GA 36-2018): five characters behind province and office, six of a new-energy car, or four and
 * 警 学 挂 港 澳 领 试 超. */
enum { YX_PLATE_BYTES = 24 };
struct yx_plate {
    struct yx_span span;
    char text[YX_PLATE_BYTES]; /* 蒙D12345: upper case, no dot; "" when it is wrong */
    bool wrong;                /* looks like one and is none: 蒙D1234 */
    bool electric;
};
YX_API bool yx_find_plate(const char *text, size_t from, struct yx_plate *plate_out);

/* A telephone number: a mobile one of 11 digits (13812345678, +86 138 1234 5678), or one of a city with its code. */
enum { YX_PHONE_BYTES = 16 };
struct yx_phone {
    struct yx_span span;
    char digits[YX_PHONE_BYTES]; /* without +86 and dashes */
    bool mobile;
};
YX_API bool yx_find_phone(const char *text, size_t from, struct yx_phone *phone_out);

/* An identity number of 18 characters with its date and check digit (GB 11643-1999). */
YX_API struct yx_span yx_find_idcard(const char *text, size_t from);

/* The number of a case: a prefix of two letters or none, the day as yymmdd, two to six digits. */
enum { YX_CASE_NUMBER_BYTES = 16 };
struct yx_case_number {
    struct yx_span span;
    char prefix[3];                    /* "SJ", or "" when none was written */
    char digits[YX_CASE_NUMBER_BYTES]; /* 26112017 */
};
YX_API bool yx_find_case_number(const char *text, size_t from, struct yx_case_number *number_out);

#endif
