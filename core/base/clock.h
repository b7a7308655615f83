/* Time. Rules take time as an input; only the outermost caller asks here. */
#ifndef YX_BASE_CLOCK_H
#define YX_BASE_CLOCK_H

#include <stdint.h>

#include "base/api.h"

/* Milliseconds since 1970-01-01 UTC. */
YX_API int64_t yx_clock_ms(void);

/* Microseconds that only go forward, for measuring. */
YX_API int64_t yx_clock_mono_us(void);

/* The civil time in China (UTC+8, no summer time). */
struct yx_civil {
    int year, month, day;       /* 2026, 1..12, 1..31 */
    int hour, minute, second;
    int weekday;                /* 1 Monday … 7 Sunday */
};
YX_API struct yx_civil yx_clock_civil(int64_t ms);

/* The other way; out-of-range fields are carried on (day 0 is the last of the month before). */
YX_API int64_t yx_clock_from_civil(const struct yx_civil *);

#endif
