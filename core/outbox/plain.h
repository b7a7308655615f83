/* A message as it is written out where only text can be shown: basis and choices are part
 * of the text, and a long one goes out in parts. */
#ifndef YX_OUTBOX_PLAIN_H
#define YX_OUTBOX_PLAIN_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "config/texts.h"
#include "yx_channel.h"

/* The whole text: what was said, its basis, its choices by number. Pure: the same message
 * and catalogue give the same text. In the arena. */
char *yx_plain(struct yx_arena *, const struct yx_texts *, const struct yx_message *);

/* How many choices a message offers. */
size_t yx_plain_choices(const struct yx_message *);

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
