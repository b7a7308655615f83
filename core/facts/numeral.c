/* Numbers as they are written in Chinese, in figures, and in both at once. */
#include <string.h>

#include "facts/scan.h"

#define MOST 100000000000000000LL

static const struct yx_scan_row digits[] = { { "〇", 0 }, { "零", 0 }, { "一", 1 }, { "二", 2 }, { "三", 3 },
    { "四", 4 }, { "五", 5 }, { "六", 6 }, { "七", 7 }, { "八", 8 }, { "九", 9 }, { "两", 2 }, { "俩", 2 },
    { "壹", 1 }, { "贰", 2 }, { "叁", 3 }, { "肆", 4 }, { "伍", 5 }, { "陆", 6 }, { "柒", 7 }, { "捌", 8 },
    { "玖", 9 }, { 0 } };
static const struct yx_scan_row units[] = { { "十", 10 }, { "拾", 10 }, { "百", 100 }, { "佰", 100 },
    { "千", 1000 }, { "仟", 1000 }, { 0 } };
static const struct yx_scan_row large[] = { { "万", 10000 }, { "萬", 10000 }, { "亿", 100000000 }, { 0 } };

bool yx_scan_is_numeral(const char *at)
{
    int value;
    return yx_scan_table(at, digits, &value) || yx_scan_table(at, units, &value) ||
           yx_scan_table(at, large, &value);
}

/* Tens: 十, 廿, 二十. Bytes, and how many. */
static size_t scan_tens(const char *at, int *tens_out)
{
    static const struct yx_scan_row short_tens[] = { { "十", 1 }, { "廿", 2 }, { "卅", 3 }, { 0 } };
    size_t n = yx_scan_table(at, short_tens, tens_out);
    if (n > 0)
        return n;
    n = yx_scan_table(at, digits, tens_out);
    size_t ten = strlen("十");
    return n > 0 && *tens_out > 0 && strncmp(at + n, "十", ten) == 0 ? n + ten : 0;
}

size_t yx_scan_count(const char *at, int *value_out)
{
    int64_t figure;
    int tens = 0, ones = 0;
    size_t n = yx_scan_digits(at, 1, 2, &figure);
    if (n > 0) {
        *value_out = (int)figure;
        return n;
    }
    n = scan_tens(at, &tens);
    tens = n > 0 ? tens : 0;
    size_t zero = n == 0 && (strncmp(at, "零", 3) == 0 || strncmp(at, "〇", 3) == 0) ? 3 : 0;
    size_t m = yx_scan_table(at + n + zero, digits, &ones);
    *value_out = tens * 10 + (m ? ones : 0);
    return n + m + zero;
}

size_t yx_scan_year(const char *at, int *value_out)
{
    size_t len = 0;
    *value_out = 0;
    for (int i = 0, digit; i < 4; i++) {
        size_t n = yx_scan_table(at + len, digits, &digit);
        if (n == 0)
            return 0;
        *value_out = *value_out * 10 + digit;
        len += n;
    }
    return len;
}

/* Figures with commas between thousands and at most two decimals, in hundredths. */
static size_t scan_figures(const char *at, int64_t *hundredths_out)
{
    size_t n = 0, run = strspn(at, "0123456789");
    int64_t value = 0;
    if (run == 0 || run > 16)
        return run > 16 ? (*hundredths_out = MOST, run) : 0;
    for (; n < run; n++)
        value = value * 10 + (at[n] - '0');
    while (run <= 3 && at[n] == ',' && strspn(at + n + 1, "0123456789") == 3 && value < MOST / 100000) {
        for (size_t i = 1; i <= 3; i++)
            value = value * 10 + (at[n + i] - '0');
        n += 4;
    }
    value = value > MOST / 100 ? MOST : value * 100;
    size_t decimals = at[n] == '.' ? strspn(at + n + 1, "0123456789") : 0;
    if (decimals >= 1) {
        value += (at[n + 1] - '0') * 10 + (decimals >= 2 ? at[n + 2] - '0' : 0);
        n += 1 + decimals;
    }
    *hundredths_out = value;
    return n;
}

/* A number on its way: what is whole, the part below the last 万, the digit that waits for its unit. */
struct number {
    int64_t total, section, digit; /* hundredths; digit -1: none waits */
    int64_t unit;                  /* the last one */
    bool zero, figures, wrong;
};

static int64_t times(int64_t a, int64_t b)
{
    return a > MOST / b ? MOST : a * b;
}

static void take_unit(struct number *x, int64_t unit)
{
    if (unit >= 10000) {
        int64_t below = x->section + (x->digit > 0 ? x->digit : 0);
        x->wrong |= below == 0 && x->total == 0;
        x->total = below == 0 ? times(x->total, unit) : x->total + times(below, unit);
        x->total = x->total > MOST ? MOST : x->total;
        x->section = 0;
    } else {
        x->wrong |= x->digit < 0 && unit != 10; /* 百元 says no number, 十元 does */
        x->section += times(x->digit < 0 ? 100 : x->digit, unit);
    }
    x->digit = -1;
    x->unit = unit;
    x->zero = false;
}

/* One digit, number or unit. Bytes; 0 behind the last. */
static size_t take_next(struct number *x, const char *at)
{
    int value;
    int64_t figures;
    size_t n = scan_figures(at, &figures);
    if (n > 0 && x->digit < 0) {
        x->digit = figures;
        x->figures = n > 1;
        return n;
    }
    n = yx_scan_table(at, digits, &value);
    if (n > 0) {
        x->wrong |= x->digit >= 0 && value > 0; /* 两三百: about so much */
        x->zero |= value == 0;
        x->digit = value == 0 ? x->digit : value * 100;
        x->figures = false;
        return n;
    }
    n = yx_scan_table(at, units, &value);
    if (n == 0)
        n = yx_scan_table(at, large, &value);
    if (n > 0)
        take_unit(x, value);
    return n;
}

/* 2k, 1w */
static size_t take_letter(struct number *x, const char *at)
{
    bool k = *at == 'k' || *at == 'K', w = *at == 'w' || *at == 'W';
    if ((!k && !w) || yx_scan_is_letter(at[1]) || x->digit < 0)
        return 0;
    x->digit = times(x->digit, k ? 1000 : 10000);
    return 1;
}

size_t yx_scan_number(const char *at, int64_t *hundredths_out)
{
    struct number x = { .digit = -1 };
    size_t len = 0, n;
    while ((n = take_next(&x, at + len)) > 0)
        len += n;
    if (len == 0)
        return 0;
    len += take_letter(&x, at + len);
    if (x.digit >= 0) /* 三百五 is 350, 三百零五 is 305 */
        x.section += x.unit >= 100 && !x.zero && !x.figures ? times(x.digit, x.unit / 10) : x.digit;
    *hundredths_out = x.total + x.section > MOST ? MOST : x.total + x.section;
    return x.wrong ? 0 : len;
}
