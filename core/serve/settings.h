/* The configuration as a process of the server reads it at its start. */
#ifndef YX_SERVE_SETTINGS_H
#define YX_SERVE_SETTINGS_H

#include <stdbool.h>

#include "config/config.h"

struct yx_settings {
    struct yx_arena *arena; /* of the faults */
    struct yx_faults faults;
    struct yx_config *config;
};

/* Read the file and the core's rows (other keys are the guests' affair); the log speaks
 * as `name` from the level that it says; secrets of other roles are not opened. Faults make it YX_INVALID and are printed. Free
 * with yx_settings_free, also then. */
enum yx_err yx_settings_open(const char *file, enum yx_role role, const char *name,
    struct yx_settings *);

/* Whether faults were found since; prints them. */
bool yx_settings_faulty(struct yx_settings *);

void yx_settings_free(struct yx_settings *);

#endif
