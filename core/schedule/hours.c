#include "schedule/hours.h"

#include <stdio.h>

#include "base/clock.h"

enum { DAY_MIN = 1440, DAYS_MOST = 370 };
#define MINUTE_MS INT64_C(60000)
#define DAY_MS (DAY_MIN * MINUTE_MS)

/* The beginning of the day `days` from the one of now_ms. */
static int64_t midnight(int64_t now_ms, int days)
{
    struct yx_civil c = yx_clock_civil(now_ms);
    return yx_clock_from_civil(&(struct yx_civil){ .year = c.year, .month = c.month, .day = c.day + days });
}

static bool is_closed(const struct yx_hours *h, const struct yx_civil *c)
{
    for (int i = 0; i < h->closed_count; i++)
        if (h->closed[i] == c->year * 10000 + c->month * 100 + c->day)
            return true;
    return false;
}

static bool begins(const struct yx_hours *h, const struct yx_calendar *calendar, const struct yx_shift *s, int64_t day_ms)
{
    struct yx_civil c = yx_clock_civil(day_ms);
    if (is_closed(h, &c))
        return false;
    return s->days == YX_DAYS_DAILY ||
           (s->days == YX_DAYS_WORKING) == yx_calendar_works(calendar, c.year, c.month, c.day);
}

/* Whether a minute of the shift, from its beginning, is worked. */
static bool is_worked(const struct yx_shift *s, int64_t minute)
{
    if (minute < 0 || minute >= s->length)
        return false;
    for (int i = 0; i < s->break_count; i++)
        if (minute >= s->breaks[i].from && minute < s->breaks[i].to)
            return false;
    return true;
}

bool yx_hours_open(const struct yx_hours *h, const struct yx_calendar *calendar, int64_t now_ms)
{
    for (int day = -1; day <= 0; day++) { /* a shift of yesterday may go on over midnight */
        int64_t day_ms = midnight(now_ms, day), minute = (now_ms - day_ms) / MINUTE_MS;
        for (int i = 0; i < h->shift_count; i++)
            if (is_worked(&h->shifts[i], minute - h->shifts[i].from) && begins(h, calendar, &h->shifts[i], day_ms))
                return true;
    }
    return false;
}

static void sooner(int64_t *best, int64_t at_ms, int64_t now_ms)
{
    if (at_ms > now_ms && (*best == 0 || at_ms < *best))
        *best = at_ms;
}

/* The moments of a shift at which work begins: its own, and the ends of its breaks. */
static void offer_begins(const struct yx_shift *s, int64_t start_ms, bool breaks, int64_t now_ms, int64_t *best)
{
    if (!breaks || is_worked(s, 0))
        sooner(best, start_ms, now_ms);
    for (int i = 0; breaks && i < s->break_count; i++)
        if (is_worked(s, s->breaks[i].to))
            sooner(best, start_ms + s->breaks[i].to * MINUTE_MS, now_ms);
}

static int64_t next(const struct yx_hours *h, const struct yx_calendar *calendar, int64_t now_ms, bool breaks)
{
    int64_t best = 0;
    for (int day = -1; day <= DAYS_MOST; day++) {
        int64_t day_ms = midnight(now_ms, day);
        if (best != 0 && best < day_ms)
            break; /* nothing of a later day is sooner */
        for (int i = 0; i < h->shift_count; i++)
            if (begins(h, calendar, &h->shifts[i], day_ms))
                offer_begins(&h->shifts[i], day_ms + h->shifts[i].from * MINUTE_MS, breaks, now_ms, &best);
    }
    return best;
}

int64_t yx_hours_next(const struct yx_hours *h, const struct yx_calendar *calendar, int64_t now_ms)
{
    return yx_hours_open(h, calendar, now_ms) ? now_ms : next(h, calendar, now_ms, true);
}

int64_t yx_hours_next_shift(const struct yx_hours *h, const struct yx_calendar *calendar, int64_t now_ms)
{
    return next(h, calendar, now_ms, false);
}

char *yx_hours_when(const struct yx_calendar *calendar, const struct yx_texts *texts, struct yx_arena *a,
    int64_t now_ms, int64_t at_ms)
{
    struct yx_civil c = yx_clock_civil(at_ms);
    int64_t days = (midnight(at_ms, 0) - midnight(now_ms, 0)) / DAY_MS;
    const char *time = yx_arena_print(a, "%d:%02d", c.hour, c.minute);
    if (days == 0)
        return yx_texts_fill(texts, a, "hours.today", "time", time, NULL);
    const char *weekday = yx_texts_get(texts, yx_arena_print(a, "hours.weekday%d", c.weekday));
    char *when = yx_texts_fill(texts, a, days == 1 ? "hours.tomorrow" : "hours.date", "month",
        yx_arena_print(a, "%d", c.month), "day", yx_arena_print(a, "%d", c.day), "weekday", weekday, "time", time, NULL);
    if (yx_calendar_knows(calendar, c.year))
        return when;
    return yx_arena_print(a, "%s%s", when, yx_texts_get(texts, "hours.provisional"));
}
