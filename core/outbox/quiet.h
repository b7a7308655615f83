/* The hours in which nobody's phone should ring for something that can wait. Pure. */
#ifndef YX_OUTBOX_QUIET_H
#define YX_OUTBOX_QUIET_H

#include <stdbool.h>
#include <stdint.h>

/* When the quiet hours end that now_ms lies in, 0: it lies in none. from, to: minutes of the day in
 * China, over midnight where to is the earlier; equal: there are none. */
int64_t yx_quiet_until(int from, int to, int64_t now_ms);

/* Whether what was written at answers_ms (0: nothing) was written just now: whoever writes at night waits for
 * the answer, and their telephone may ring. */
bool yx_quiet_answers(int64_t answers_ms, int64_t now_ms);

#endif
