/* Text to terms: the one place that says what is looked up. */
#ifndef YX_KB_TOKENIZE_H
#define YX_KB_TOKENIZE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A term as a number, the same in every process and file: a pair of Han characters
 * (first << 21 | second), one Han character by itself (its code), or a word of letters
 * and digits (its FNV-1a hash with the top bit set). Never 0. */
typedef uint64_t yx_kb_term;

/* The terms of a folded text (yx_text_fold) in order, with repeats: of a run of Han
 * characters each neighbouring pair, of a run of one the character, of letters and
 * digits the whole word; with `singles` also every character of the longer runs, for
 * collections so small that pairs alone miss what is said in other words. Writes at
 * most `room`; returns how many were written. There are never more terms than bytes.
 * Any thread. */
size_t yx_kb_tokenize(const char *folded, bool singles, yx_kb_term *terms_out, size_t room);

/* Whether the term is one Han character. */
bool yx_kb_term_is_single(yx_kb_term);

#endif
