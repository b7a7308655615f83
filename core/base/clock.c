#include "base/clock.h"

#include <time.h>

enum { CHINA_S = 8 * 3600 };

static int64_t now(clockid_t clock, int64_t per_s)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (int64_t)t.tv_sec * per_s + t.tv_nsec / (1000000000 / per_s);
}

int64_t yx_clock_ms(void)
{
    return now(CLOCK_REALTIME, 1000);
}

int64_t yx_clock_mono_us(void)
{
    return now(CLOCK_MONOTONIC, 1000000);
}

struct yx_civil yx_clock_civil(int64_t ms)
{
    int64_t s = ms / 1000 - (ms % 1000 < 0);
    time_t local = (time_t)(s + CHINA_S);
    struct tm t;
    gmtime_r(&local, &t);
    return (struct yx_civil){
        .year = t.tm_year + 1900, .month = t.tm_mon + 1, .day = t.tm_mday,
        .hour = t.tm_hour, .minute = t.tm_min, .second = t.tm_sec,
        .weekday = t.tm_wday == 0 ? 7 : t.tm_wday,
    };
}

int64_t yx_clock_from_civil(const struct yx_civil *c)
{
    struct tm t = {
        .tm_year = c->year - 1900, .tm_mon = c->month - 1, .tm_mday = c->day,
        .tm_hour = c->hour, .tm_min = c->minute, .tm_sec = c->second,
    };
    return ((int64_t)timegm(&t) - CHINA_S) * 1000;
}
