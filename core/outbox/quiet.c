#include "outbox/quiet.h"

#include "base/clock.h"

enum { MINUTE_MS = 60000, JUST_NOW_MS = 15 * MINUTE_MS };

int64_t yx_quiet_until(int from, int to, int64_t now_ms)
{
    struct yx_civil now = yx_clock_civil(now_ms), end = now;
    int minute = now.hour * 60 + now.minute;
    bool over_midnight = from > to;
    bool quiet = over_midnight ? minute >= from || minute < to : minute >= from && minute < to;
    if (!quiet)
        return 0;
    if (over_midnight && minute >= from)
        end.day++;
    end.hour = to / 60;
    end.minute = to % 60;
    end.second = 0;
    return yx_clock_from_civil(&end);
}

bool yx_quiet_answers(int64_t answers_ms, int64_t now_ms)
{
    return answers_ms != 0 && now_ms - answers_ms < JUST_NOW_MS;
}
