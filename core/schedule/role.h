/* The role clock, as the program starts it (core/serve/role.h). */
#ifndef YX_SCHEDULE_ROLE_H
#define YX_SCHEDULE_ROLE_H

int yx_clock_run(void);

#endif
