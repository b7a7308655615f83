/* The calendar and the hours that are in force in this process. */
#ifndef YX_SCHEDULE_ROSTER_H
#define YX_SCHEDULE_ROSTER_H

#include "schedule/hours.h"
#include "store/store.h"

/* Read calendars and hours.yaml. YX_INVALID: faults say why. One per process, before any thread. */
enum yx_err yx_roster_open(const struct yx_config *, struct yx_faults *);

/* Take what an administrator has set since, and drop it when it is gone. Call each second, one thread. */
void yx_roster_refresh(struct yx_store *);

/* The hours in force, copied; *from_desk_out (may be NULL): whether they were set in the desk. Any thread. */
void yx_roster_hours(struct yx_hours *hours_out, bool *from_desk_out);
/* Lives as long as the process. */
const struct yx_calendar *yx_roster_calendar(void);

/* In a commit: set them. `json`: as yx_hours_print writes it. */
enum yx_err yx_roster_put(struct yx_tx *, const char *json, int64_t staff, int64_t now_ms);

/* Set the hours of this process: for tests. */
void yx_roster_set(const struct yx_hours *);

#endif
