/* Limits in time: “7 working days”, “60 days”, “1 month”, “5 minutes within hours”. Pure functions; the moment that
 * counts is an input. The day on which a limit begins does not count (Civil Code 201), a limit in months ends on the
 * day of the same number, or on the last of the month where that has none (202), and one that ends on a day off moves
 * to the next working day (203) when the limit says `roll`: for the rights of citizens, not for our own duties. */
#ifndef YX_CASES_CLOCK_H
#define YX_CASES_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

#include "schedule/calendar.h"
#include "schedule/hours.h"

enum yx_term_unit { YX_TERM_WORKDAY, YX_TERM_DAY, YX_TERM_MONTH, YX_TERM_MINUTE };
enum { YX_TERM_MOST = 3660 };

/* How long. n 0: there is no such limit. */
struct yx_term {
    int n; /* 1 to YX_TERM_MOST */
    enum yx_term_unit unit;
    bool roll;
};

/* Which days are worked, and in which hours somebody is there (minutes count only then). */
struct yx_working {
    const struct yx_calendar *calendar;
    const struct yx_hours *hours;
};

/* When it is over. `at_ms` is the first moment behind it: of days, midnight in China behind the last one.
 * `bare_ms`: the same without roll, from which pauses and extensions are counted. */
struct yx_due {
    int64_t at_ms, bare_ms;
    bool provisional; /* it depends on a year whose holidays are not announced yet */
};

/* The end of a term that begins at start_ms. */
struct yx_due yx_term_due(const struct yx_term *, const struct yx_working *, int64_t start_ms);

/* What is left of it at now_ms when it pauses: days, working days (months: days) behind today, or minutes. Less than 0:
 * it was over by so much. */
int64_t yx_term_left(const struct yx_term *, const struct yx_working *, int64_t bare_ms, int64_t now_ms);

/* It goes on at now_ms with so much left. */
struct yx_due yx_term_resume(const struct yx_term *, const struct yx_working *, int64_t left, int64_t now_ms);

/* It is extended by `more`, counted from its own end. */
struct yx_due yx_term_extend(const struct yx_term *more, const struct yx_working *, int64_t bare_ms);

/* The last day of a limit that is over at at_ms. */
struct yx_civil yx_term_last_day(int64_t at_ms);

#endif
