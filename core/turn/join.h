/* One message that comes as several texts, marked "(1/2)" by the sender's phone or by hand: they are kept
 * until all are there, or until they have waited long enough, and are then one turn. */
#ifndef YX_TURN_JOIN_H
#define YX_TURN_JOIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Where a text says which part it is. */
struct yx_mark {
    int part, parts;         /* 1 ≤ part ≤ parts, 2 ≤ parts ≤ 9 */
    size_t begin, end;       /* the text without the mark: bytes [begin, end) */
};

/* Whether the text begins or ends with such a mark. Pure. */
bool yx_mark_read(const char *text, size_t len, struct yx_mark *mark_out);

/* Go on with what has waited long enough; each second, on one thread of each gate. */
void yx_joins_tick(int64_t now_ms);

#endif
