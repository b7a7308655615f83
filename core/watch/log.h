/* One event a line on stderr: time, level, role, event, then keys and values.
 * Never a citizen's words, number or name: log ids and counts. */
#ifndef YX_WATCH_LOG_H
#define YX_WATCH_LOG_H

#include "base/api.h"

enum yx_level { YX_DEBUG, YX_INFO, YX_WARN, YX_ERROR };

/* Print `time level role event="…" key=value …`. Pairs of texts end with NULL;
 * values with blanks, quotes or control characters are quoted and escaped, and cut
 * at 200 bytes. One write(2) a line, so lines of several processes never mix. Any thread. */
YX_API void yx_log(enum yx_level, const char *event, ...) __attribute__((sentinel));

/* Set once at start: who speaks ("gate 1") and the least level that is printed. */
void yx_log_start(const char *role, enum yx_level least);

/* A number as a text that lives until the end of the full expression, for values. */
#define yx_num(n) yx_log_number((char[24]){ 0 }, (long long)(n))
YX_API const char *yx_log_number(char *room, long long);

#endif
