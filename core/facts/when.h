/* The two halves of yx_find_when. */
#ifndef YX_FACTS_WHEN_H
#define YX_FACTS_WHEN_H

#include "base/clock.h"
#include "facts/facts.h"

/* A text, and when it was written. */
struct when_reader {
    const char *text;
    int64_t now_ms;
    struct yx_civil now;
};

/* A day at `at`: its bytes, and the date (with a period, where one word says both: 昨晚). 0: none. */
size_t yx_when_day(const struct when_reader *, size_t at, struct yx_when *);
/* 上午, 晚上, … at `at`. */
size_t yx_when_period(const char *at, enum yx_period *period_out);
/* A time of day at `at`; `after`: a day or a period stands before it, so that 9.30 and 一点 are times, too. */
size_t yx_when_hour(const struct when_reader *, size_t at, bool after, struct yx_when *);
/* Minutes or hours ago, 半小时前: date and time. */
size_t yx_when_ago(const struct when_reader *, size_t at, struct yx_when *);

/* Set the day so many days from today. */
void yx_when_set(const struct when_reader *, struct yx_when *, int days);
/* Set a date as written; false: there is no such day. */
bool yx_when_set_date(const struct when_reader *, struct yx_when *, int year, int month, int day);

#endif
