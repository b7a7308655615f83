/* What the readers of this room share: words at a place, numbers at a place, what stands before it. */
#ifndef YX_FACTS_SCAN_H
#define YX_FACTS_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A word and what it means to its reader; a table ends with a row without word. */
struct yx_scan_row {
    const char *word;
    int value;
};

/* The longest row that begins here: its bytes, and *value_out. 0: none. */
size_t yx_scan_table(const char *at, const struct yx_scan_row *table, int *value_out);
/* The same of words alone, ended by NULL. */
size_t yx_scan_words(const char *at, const char *const *words);
/* Whether one of the words ends just before `at`. */
bool yx_scan_ends(const char *text, size_t at, const char *const *words);

/* The bytes of blanks here. */
size_t yx_scan_blanks(const char *at);
bool yx_scan_is_digit(char c);
bool yx_scan_is_letter(char c);
/* Whether a digit stands just before `at`. */
bool yx_scan_digit_before(const char *text, size_t at);

/* Arabic digits, least to most of them and no more: their bytes, else 0. */
size_t yx_scan_digits(const char *at, int least, int most, int64_t *value_out);
/* A number of 0 to 99 as dates and hours are written: 9, 09, 九, 二十一, 廿三, 零五. Its bytes, else 0. */
size_t yx_scan_count(const char *at, int *value_out);
/* The digits of a year in Chinese, 二〇二六. */
size_t yx_scan_year(const char *at, int *value_out);
/* Any number in hundredths: 200, 1,500.5, 两千, 贰佰, 三百五, 1万2, 1.5万. Vague ones (两三百) are none.
 * Past a thousand million millions it stays there. */
size_t yx_scan_number(const char *at, int64_t *hundredths_out);
/* Whether a character of Chinese numbers begins here. */
bool yx_scan_is_numeral(const char *at);

#endif
