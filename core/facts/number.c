/* Numbers of telephones, people and cases. */
#include <string.h>

#include "base/clock.h"
#include "facts/facts.h"
#include "facts/scan.h"

static bool is_bounded(const char *text, size_t at)
{
    return at == 0 || !(yx_scan_is_digit(text[at - 1]) || yx_scan_is_letter(text[at - 1]));
}

/* Digits with single blanks or dashes between; how many fit, and the bytes they took. */
static size_t spread(const char *at, char *digits, size_t room, size_t *bytes_out)
{
    size_t count = 0, bytes = 0;
    for (size_t i = 0; count < room; i++) {
        if (yx_scan_is_digit(at[i])) {
            digits[count++] = at[i];
            bytes = i + 1;
        } else if ((at[i] != ' ' && at[i] != '-') || !yx_scan_is_digit(at[i + 1])) {
            break;
        }
    }
    digits[count] = '\0';
    *bytes_out = bytes;
    return count;
}

static bool is_mobile(const char *digits, size_t count)
{
    return count == 11 && digits[0] == '1' && digits[1] >= '3';
}

/* A code of 3 or 4 digits that begins with 0, and 7 or 8 more. */
static bool is_landline(const char *at, const char *digits, size_t count)
{
    size_t code = strspn(at, "0123456789");
    bool dashed = code == 3 || code == 4;
    return digits[0] == '0' && digits[1] != '0' && count >= 10 && count <= 12 && (dashed || code == count);
}

static size_t read_phone(const char *text, size_t at, struct yx_phone *p)
{
    static const char *const countries[] = { "+86", "+86 ", "+86-", NULL };
    size_t country = yx_scan_words(text + at, countries), bytes;
    char digits[YX_PHONE_BYTES];
    const char *here = text + at + country;
    if (!yx_scan_is_digit(*here) || !is_bounded(text, at))
        return 0;
    size_t count = spread(here, digits, sizeof digits - 1, &bytes);
    if (strspn(here, "0123456789") == 11) { /* what follows behind a blank is another number */
        count = bytes = 11;
        digits[11] = '\0';
    }
    if (yx_scan_is_digit(here[bytes]) || yx_scan_is_letter(here[bytes]))
        return 0;
    p->mobile = is_mobile(digits, count);
    if (!p->mobile && (country > 0 || !is_landline(here, digits, count)))
        return 0;
    memcpy(p->digits, digits, sizeof digits);
    return country + bytes;
}

bool yx_find_phone(const char *text, size_t from, struct yx_phone *phone_out)
{
    for (size_t at = from; text[at]; at++) {
        *phone_out = (struct yx_phone){ 0 };
        size_t n = read_phone(text, at, phone_out);
        if (n > 0) {
            phone_out->span = (struct yx_span){ at, n };
            return true;
        }
    }
    return false;
}

static bool is_day(int64_t year, int64_t month, int64_t day)
{
    struct yx_civil given = { .year = (int)year, .month = (int)month, .day = (int)day };
    if (month < 1 || month > 12 || day < 1 || day > 31)
        return false;
    struct yx_civil same = yx_clock_civil(yx_clock_from_civil(&given));
    return same.month == month && same.day == day;
}

static int64_t part(const char *at, size_t n)
{
    int64_t value = 0;
    for (size_t i = 0; i < n; i++)
        value = value * 10 + (at[i] - '0');
    return value;
}

static bool is_idcard(const char *at)
{
    static const int weights[] = { 7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2 };
    static const char checks[] = "10X98765432";
    int sum = 0;
    if (strspn(at, "0123456789") < 17 || at[0] == '0')
        return false;
    for (int i = 0; i < 17; i++)
        sum += weights[i] * (at[i] - '0');
    char check = at[17] == 'x' ? 'X' : at[17];
    int64_t year = part(at + 6, 4);
    return check == checks[sum % 11] && year >= 1900 && year < 2200 &&
           is_day(year, part(at + 10, 2), part(at + 12, 2));
}

struct yx_span yx_find_idcard(const char *text, size_t from)
{
    for (size_t at = from; text[at]; at++)
        if (is_bounded(text, at) && is_idcard(text + at) && !yx_scan_is_digit(text[at + 18]) &&
            !yx_scan_is_letter(text[at + 18]))
            return (struct yx_span){ at, 18 };
    return (struct yx_span){ 0 };
}

/* A case of the years 2020 to 2099; the count of a day has two digits or more, and none is 0. */
static size_t read_case_number(const char *text, size_t at, struct yx_case_number *c)
{
    size_t letters = 0;
    while (letters < 3 && yx_scan_is_letter(text[at + letters]))
        letters++;
    size_t gap = letters == 2 && (text[at + 2] == '-' || text[at + 2] == ' ') ? 1 : 0;
    const char *digits = text + at + letters + gap;
    size_t n = strspn(digits, "0123456789");
    if ((letters != 0 && letters != 2) || n < 8 || n > 12 || !is_bounded(text, at) ||
        yx_scan_is_letter(digits[n]))
        return 0;
    int64_t year = 2000 + part(digits, 2);
    if (year < 2020 || !is_day(year, part(digits + 2, 2), part(digits + 4, 2)) ||
        part(digits + 6, n - 6) == 0)
        return 0;
    for (size_t i = 0; i < letters; i++)
        c->prefix[i] = (char)(text[at + i] & ~0x20);
    memcpy(c->digits, digits, n);
    return letters + gap + n;
}

bool yx_find_case_number(const char *text, size_t from, struct yx_case_number *number_out)
{
    for (size_t at = from; text[at]; at++) {
        *number_out = (struct yx_case_number){ 0 };
        size_t n = read_case_number(text, at, number_out);
        if (n > 0) {
            number_out->span = (struct yx_span){ at, n };
            return true;
        }
    }
    return false;
}
