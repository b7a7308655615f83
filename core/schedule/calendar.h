/* Which days are worked: weekends, public holidays, and the days worked instead, year by
 * year from data files. A year without a file is provisional: Monday to Friday. */
#ifndef YX_SCHEDULE_CALENDAR_H
#define YX_SCHEDULE_CALENDAR_H

#include <stdbool.h>

#include "config/config.h"

enum { YX_CALENDAR_YEARS = 32 };

struct yx_calendar {
    int count;
    struct yx_calendar_year {
        int year;
        unsigned char days[12][31]; /* 0: as the weekday says, 1: off, 2: worked */
    } years[YX_CALENDAR_YEARS];
};

/* Read core/schedule/calendars/YEAR.yaml of the house and its county, as many as there are.
 * What is wrong with one becomes a fault. One thread. */
enum yx_err yx_calendar_open(const struct yx_config *, struct yx_faults *, struct yx_calendar *calendar_out);

/* Add one file. */
enum yx_err yx_calendar_read(const char *file, struct yx_faults *, struct yx_calendar *);

/* Whether the day is worked; any thread. */
bool yx_calendar_works(const struct yx_calendar *, int year, int month, int day);
/* Whether the year's holidays are known: what is said of a day in another is provisional. */
bool yx_calendar_knows(const struct yx_calendar *, int year);

/* "2026-02-15" and nothing else; false when there is no such day. */
bool yx_date_read(const char *text, int *year_out, int *month_out, int *day_out);

#endif
