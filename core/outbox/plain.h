/* A message as it is written out where only text can be shown: basis and choices are part
 * of the text, and a long one goes out in parts. */
#ifndef YX_OUTBOX_PLAIN_H
#define YX_OUTBOX_PLAIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "config/texts.h"
#include "yx_channel.h"

/* The whole text: what was said, its basis, its choices by number. Pure: the same message
 * and catalogue give the same text. In the arena. */
char *yx_plain(struct yx_arena *, const struct yx_texts *, const struct yx_message *);

/* The short form: what was said in few words, its basis (two laws at most), its choices. NULL:
 * it has none. Pure; in the arena. */
char *yx_plain_short(struct yx_arena *, const struct yx_texts *, const struct yx_message *);

/* How what was left out is asked for: the rest of a text, or (short) all of it. In the arena. */
char *yx_plain_hint(struct yx_arena *, const struct yx_texts *, const struct yx_message *, bool is_short);

/* The most bytes that text[from…] may have in one reply of an account, with the hint behind it
 * (NULL: none); 0: no bound. */
size_t yx_part_room(const char *text, size_t from, const struct yx_limits *, const char *hint);

/* Where a part that begins at `from` ends, so that it has at most `max` bytes (at least 64):
 * behind a paragraph, a line or a sentence where one ends in its second half, else behind a
 * whole character. max 0: at the end. */
size_t yx_part_end(const char *text, size_t from, size_t max);

/* Where the next part begins: blank lines between two parts are said by neither. */
size_t yx_part_begin(const char *text, size_t end);

/* The part [from, to) of a text, in the arena; to 0: all behind `from`. Offsets that lie outside or inside a
 * character (the catalogue changed meanwhile) are moved to the character before. */
char *yx_part_of(struct yx_arena *, const char *text, int64_t from, int64_t to);

#endif
