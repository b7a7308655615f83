#include "cases/clock.h"

#include "base/clock.h"

enum { HOUR_MS = 3600000, MINUTE_MS = 60000, ZONE_MS = 8 * HOUR_MS, STEPS_MOST = 2 * YX_TERM_MOST + 800 };
static const int64_t DAY_MS = 86400000;

/* Days are counted from 1970-01-01, in China. */
static int64_t day_of(int64_t ms)
{
    int64_t local = ms + ZONE_MS;
    return local >= 0 ? local / DAY_MS : -((DAY_MS - 1 - local) / DAY_MS);
}

static int64_t end_of(int64_t day)
{
    return (day + 1) * DAY_MS - ZONE_MS;
}

/* The last day of what is over at at_ms. */
static int64_t last_of(int64_t at_ms)
{
    return day_of(at_ms - 1);
}

static struct yx_civil civil_of(int64_t day)
{
    return yx_clock_civil(day * DAY_MS - ZONE_MS + 12 * HOUR_MS);
}

struct yx_civil yx_term_last_day(int64_t at_ms)
{
    return civil_of(last_of(at_ms));
}

/* Whether a day is worked; notes when nobody knows yet. */
static bool works(const struct yx_working *w, int64_t day, bool *provisional)
{
    struct yx_civil c = civil_of(day);
    if (!yx_calendar_knows(w->calendar, c.year))
        *provisional = true;
    return yx_calendar_works(w->calendar, c.year, c.month, c.day);
}

static int64_t add_workdays(const struct yx_working *w, int64_t day, int64_t n, bool *provisional)
{
    for (int steps = 0; n > 0 && steps < STEPS_MOST; steps++)
        n -= works(w, ++day, provisional);
    return day;
}

static bool is_leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int days_of_month(int year, int month)
{
    static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    return month == 2 && is_leap(year) ? 29 : days[month - 1];
}

static int64_t add_months(int64_t day, int n)
{
    struct yx_civil c = civil_of(day);
    int months = c.month - 1 + n;
    c.year += months / 12;
    c.month = months % 12 + 1;
    if (c.day > days_of_month(c.year, c.month))
        c.day = days_of_month(c.year, c.month);
    return day_of(yx_clock_from_civil(&c));
}

/* Minutes in which somebody is there. Nobody within a year: minutes as they pass. */
static int64_t add_minutes(const struct yx_working *w, int64_t at_ms, int64_t n)
{
    while (n > 0) {
        int64_t open_ms = yx_hours_next(w->hours, w->calendar, at_ms);
        if (open_ms == 0)
            return at_ms + n * MINUTE_MS;
        at_ms = open_ms + MINUTE_MS;
        n--;
    }
    return at_ms;
}

/* A limit in days, from its last day. */
static struct yx_due due_on(const struct yx_term *t, const struct yx_working *w, int64_t day, bool provisional)
{
    struct yx_due due = { .bare_ms = end_of(day), .provisional = provisional };
    for (int steps = 0; t->roll && steps < STEPS_MOST && !works(w, day, &due.provisional); steps++)
        day++;
    due.at_ms = end_of(day);
    return due;
}

struct yx_due yx_term_due(const struct yx_term *t, const struct yx_working *w, int64_t start_ms)
{
    int64_t day = day_of(start_ms), end_ms;
    bool provisional = false;
    switch (t->unit) {
    case YX_TERM_MINUTE:
        end_ms = add_minutes(w, start_ms, t->n);
        return (struct yx_due){ .at_ms = end_ms, .bare_ms = end_ms };
    case YX_TERM_WORKDAY: day = add_workdays(w, day, t->n, &provisional); break;
    case YX_TERM_DAY: day += t->n; break;
    case YX_TERM_MONTH: day = add_months(day, t->n); break;
    }
    return due_on(t, w, day, provisional);
}

struct yx_due yx_term_extend(const struct yx_term *more, const struct yx_working *w, int64_t bare_ms)
{
    return yx_term_due(more, w, more->unit == YX_TERM_MINUTE ? bare_ms : bare_ms - 1);
}

static int64_t workdays_between(const struct yx_working *w, int64_t from, int64_t to)
{
    bool provisional;
    int64_t n = 0;
    for (int64_t day = from + 1; day <= to && day - from <= STEPS_MOST; day++)
        n += works(w, day, &provisional);
    return n;
}

static int64_t minutes_left(const struct yx_working *w, int64_t bare_ms, int64_t now_ms)
{
    int64_t n = 0;
    for (int64_t at_ms = now_ms; at_ms < bare_ms && n < YX_TERM_MOST;) {
        int64_t open_ms = yx_hours_next(w->hours, w->calendar, at_ms);
        if (open_ms == 0 || open_ms >= bare_ms)
            break;
        n++;
        at_ms = open_ms + MINUTE_MS;
    }
    return n;
}

int64_t yx_term_left(const struct yx_term *t, const struct yx_working *w, int64_t bare_ms, int64_t now_ms)
{
    int64_t today = day_of(now_ms), last = last_of(bare_ms);
    if (t->unit == YX_TERM_MINUTE)
        return now_ms < bare_ms ? minutes_left(w, bare_ms, now_ms) : (bare_ms - now_ms) / MINUTE_MS;
    if (t->unit != YX_TERM_WORKDAY)
        return last - today;
    return today <= last ? workdays_between(w, today, last) : -workdays_between(w, last, today);
}

struct yx_due yx_term_resume(const struct yx_term *t, const struct yx_working *w, int64_t left, int64_t now_ms)
{
    int64_t day = day_of(now_ms);
    bool provisional = false;
    if (t->unit == YX_TERM_MINUTE) {
        int64_t end_ms = left > 0 ? add_minutes(w, now_ms, left) : now_ms + left * MINUTE_MS;
        return (struct yx_due){ .at_ms = end_ms, .bare_ms = end_ms };
    }
    if (t->unit == YX_TERM_WORKDAY && left > 0)
        return due_on(t, w, add_workdays(w, day, left, &provisional), provisional);
    return due_on(t, w, day + left, provisional);
}
