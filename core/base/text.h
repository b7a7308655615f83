/* Chinese text as bytes: checking, folding, counting, cutting. */
#ifndef YX_BASE_TEXT_H
#define YX_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/api.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"

/* Whether the bytes are UTF-8 without surrogates, overlong forms or NUL. */
YX_API bool yx_text_valid(const char *text, size_t len);

/* Clean what a person wrote, keeping their words: NFC, line ends to \n, other
 * control characters and the bidirectional overrides dropped, blanks trimmed at
 * both ends. YX_INVALID: not UTF-8. The result lives in the arena. */
YX_API enum yx_err yx_text_clean(struct yx_arena *, const char *text, size_t len, char **clean_out);

/* Fold for comparing and searching: NFKC, case, full width, zero-width characters
 * dropped, traditional to simplified characters, runs of blanks to one.
 * YX_INVALID: not UTF-8. The result lives in the arena. */
YX_API enum yx_err yx_text_fold(struct yx_arena *, const char *text, size_t len, char **folded_out);

/* The same without the case, which stays: to read facts from, and to show again what was read. */
YX_API enum yx_err yx_text_even(struct yx_arena *, const char *text, size_t len, char **even_out);

/* The next code point and how many bytes it took (0 at the end); text must be valid. */
YX_API size_t yx_text_next(const char *text, uint32_t *code_out);

/* How many code points. */
YX_API size_t yx_text_count(const char *text);

/* The longest prefix of at most `max` bytes that ends on a whole character. */
YX_API size_t yx_text_cut(const char *text, size_t len, size_t max);

/* How many units it is in UTF-16, as text messages are counted; text must be valid. */
YX_API size_t yx_text_units(const char *text);
/* How many bytes the longest prefix of at most `max` such units has. */
YX_API size_t yx_text_cut_units(const char *text, size_t max);

#endif
