/* Memory that is freed together: what one turn, one file or one command needs. */
#ifndef YX_BASE_ARENA_H
#define YX_BASE_ARENA_H

#include <stdarg.h>
#include <stddef.h>

#include "base/api.h"

struct yx_arena;

/* Make an arena that never holds more than `max` bytes; NULL when there is no
 * memory. Not thread-safe: one owner at a time. */
YX_API struct yx_arena *yx_arena_new(size_t max);

/* `n` bytes of zeros, aligned for any type. Never NULL: past `max`, or out of
 * memory, the process ends with one line on stderr, because bounds are checked
 * at the gate and a turn that still gets here is a fault of ours. */
YX_API void *yx_arena_get(struct yx_arena *, size_t n);

/* A copy of `n` bytes with a NUL behind them. */
YX_API char *yx_arena_text(struct yx_arena *, const char *bytes, size_t n);
YX_API char *yx_arena_copy(struct yx_arena *, const char *text);
YX_API char *yx_arena_print(struct yx_arena *, const char *format, ...) YX_PRINTF(2, 3);
YX_API char *yx_arena_vprint(struct yx_arena *, const char *format, va_list);

/* How many bytes are handed out now. */
YX_API size_t yx_arena_used(const struct yx_arena *);

/* Overwrite with zeros and start again; keeps the first block for the next turn. */
YX_API void yx_arena_wipe(struct yx_arena *);

/* Wipe and free; accepts NULL, leaves NULL. */
YX_API void yx_arena_free(struct yx_arena **);

#endif
