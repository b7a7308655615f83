#include "kb/numeral.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/text.h"

enum { NUMBER_MAX = 9999 };

static int digit_of(uint32_t c)
{
    static const uint32_t digits[] = { 0x96f6 /* 零 */, 0x4e00 /* 一 */, 0x4e8c /* 二 */, 0x4e09 /* 三 */,
        0x56db /* 四 */, 0x4e94 /* 五 */, 0x516d /* 六 */, 0x4e03 /* 七 */, 0x516b /* 八 */, 0x4e5d /* 九 */ };
    for (int i = 0; i < 10; i++)
        if (digits[i] == c)
            return i;
    return c == 0x3007 /* 〇 */ ? 0 : c == 0x4e24 /* 两 */ ? 2 : -1;
}

static int unit_of(uint32_t c)
{
    return c == 0x5341 /* 十 */ ? 10 : c == 0x767e /* 百 */ ? 100 : c == 0x5343 /* 千 */ ? 1000 : 0;
}

/* 123 in Arabic digits; what follows is left at *text_io. */
static int take_arabic(const char **text_io)
{
    int number = 0;
    for (; **text_io >= '0' && **text_io <= '9'; ++*text_io) {
        number = number * 10 + (**text_io - '0');
        if (number > NUMBER_MAX)
            return 0;
    }
    return number;
}

/* Units go down (千 百 十); 零 bridges a gap; 十五 has its 一 left out. 0 is a refusal. */
static int take_han(const char **text_io)
{
    int number = 0, digit = -1, unit_before = 10000;
    uint32_t c;
    for (size_t n; (n = yx_text_next(*text_io, &c)) > 0; *text_io += n) {
        int d = digit_of(c), unit = unit_of(c);
        if (d == 0 && digit <= 0 && number > 0) {
            digit = 0;
        } else if (d > 0 && digit <= 0) {
            digit = d;
        } else if (unit > 0 && unit < unit_before && (digit > 0 || (digit < 0 && number == 0 && unit == 10))) {
            number += (digit > 0 ? digit : 1) * unit;
            unit_before = unit;
            digit = -1;
        } else if (d >= 0 || unit > 0) {
            return 0;
        } else {
            break;
        }
    }
    return digit == 0 ? 0 : number + (digit > 0 ? digit : 0);
}

static bool skip(const char **text_io, const char *word)
{
    size_t n = strlen(word);
    if (strncmp(*text_io, word, n) != 0)
        return false;
    *text_io += n;
    return true;
}

static int take_number(const char **text_io)
{
    return **text_io >= '0' && **text_io <= '9' ? take_arabic(text_io) : take_han(text_io);
}

/* 第二款, 第（三）项, 第三项 … behind the article, nothing else. */
static bool take_parts(const char **text_io)
{
    while (skip(text_io, "第")) {
        bool open = skip(text_io, "（") || skip(text_io, "(");
        if (take_number(text_io) == 0)
            return false;
        if (open && !skip(text_io, "）") && !skip(text_io, ")"))
            return false;
        if (!skip(text_io, "款") && !skip(text_io, "项") && !skip(text_io, "目"))
            return false;
    }
    return true;
}

int yx_kb_article_number(const char *text)
{
    if (!skip(&text, "第"))
        return 0;
    int number = take_number(&text);
    if (number == 0 || !skip(&text, "条"))
        return 0;
    if (skip(&text, "之") && take_number(&text) == 0)
        return 0;
    return take_parts(&text) && *text == '\0' ? number : 0;
}
