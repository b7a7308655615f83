#include "facts/scan.h"

#include <string.h>

size_t yx_scan_table(const char *at, const struct yx_scan_row *table, int *value_out)
{
    size_t best = 0;
    for (; table->word; table++) {
        size_t n = strlen(table->word);
        if (n > best && strncmp(at, table->word, n) == 0) {
            best = n;
            *value_out = table->value;
        }
    }
    return best;
}

size_t yx_scan_words(const char *at, const char *const *words)
{
    size_t best = 0;
    for (; *words; words++) {
        size_t n = strlen(*words);
        if (n > best && strncmp(at, *words, n) == 0)
            best = n;
    }
    return best;
}

bool yx_scan_ends(const char *text, size_t at, const char *const *words)
{
    for (; *words; words++) {
        size_t n = strlen(*words);
        if (n <= at && memcmp(text + at - n, *words, n) == 0)
            return true;
    }
    return false;
}

size_t yx_scan_blanks(const char *at)
{
    return strspn(at, " \n\t");
}

bool yx_scan_is_digit(char c)
{
    return c >= '0' && c <= '9';
}

bool yx_scan_is_letter(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

bool yx_scan_digit_before(const char *text, size_t at)
{
    return at > 0 && yx_scan_is_digit(text[at - 1]);
}

size_t yx_scan_digits(const char *at, int least, int most, int64_t *value_out)
{
    size_t n = strspn(at, "0123456789");
    if (n < (size_t)least || n > (size_t)most)
        return 0;
    *value_out = 0;
    for (size_t i = 0; i < n; i++)
        *value_out = *value_out * 10 + (at[i] - '0');
    return n;
}
