/* When people are there: shifts with breaks, on the working calendar. A value without
 * pointers, so that it can be copied and handed on. Time is an input everywhere. */
#ifndef YX_SCHEDULE_HOURS_H
#define YX_SCHEDULE_HOURS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "config/texts.h"
#include "schedule/calendar.h"

enum { YX_SHIFTS_MOST = 16, YX_BREAKS_MOST = 8, YX_SHIFT_NAME = 64, YX_CLOSED_MOST = 64 };

/* On which days a shift is worked. */
enum yx_shift_days {
    YX_DAYS_WORKING, /* those of the calendar */
    YX_DAYS_REST,    /* the others */
    YX_DAYS_DAILY,
};

/* Minutes: `from` of the day, all else from the beginning of the shift; one over midnight is fine. */
struct yx_shift {
    char name[YX_SHIFT_NAME];
    enum yx_shift_days days;
    int from, length;
    struct yx_break {
        int from, to;
    } breaks[YX_BREAKS_MOST];
    int break_count;
};

struct yx_hours {
    struct yx_shift shifts[YX_SHIFTS_MOST];
    int shift_count;
    int closed[YX_CLOSED_MOST]; /* days on which no shift begins: 20260305 */
    int closed_count;
};

/* Where they stand among the data (yx_config_data). */
#define YX_HOURS_FILE "core/schedule/hours.yaml"

/* Read {shifts: [{name, days, from, to, breaks}], closed: […]} from a file, or from bytes (JSON is fine)
 * that `file` names in messages. YX_INVALID: what is wrong was added. */
enum yx_err yx_hours_file(const char *file, struct yx_faults *, struct yx_hours *hours_out);
enum yx_err yx_hours_read(const char *bytes, size_t len, const char *file, struct yx_faults *,
    struct yx_hours *hours_out);
/* The same form as JSON. */
void yx_hours_print(const struct yx_hours *, struct yx_buf *);

/* Whether somebody is there. */
bool yx_hours_open(const struct yx_hours *, const struct yx_calendar *, int64_t now_ms);
/* When somebody is there next: now_ms itself when it is open; 0: not within a year. */
int64_t yx_hours_next(const struct yx_hours *, const struct yx_calendar *, int64_t now_ms);
/* When the next shift begins, behind now; 0: not within a year. */
int64_t yx_hours_next_shift(const struct yx_hours *, const struct yx_calendar *, int64_t now_ms);

/* A moment as citizens read it: “今天14:30”, “明天8:30”, “10月9日（周五）8:30”, and that it is provisional where
 * the calendar does not know the year. In the arena. */
char *yx_hours_when(const struct yx_calendar *, const struct yx_texts *, struct yx_arena *, int64_t now_ms,
    int64_t at_ms);

#endif
