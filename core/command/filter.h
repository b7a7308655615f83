#ifndef YX_COMMAND_FILTER_H
#define YX_COMMAND_FILTER_H

#include "command/command.h"
#include "load/load.h"

extern const struct yx_flag yx_filter_flags[];

/* Run a filter of a plugin over standard input. Returns the exit status. */
int yx_filter_run(
    const struct yx_call *, struct yx_loaded_plugin *, const struct yx_plugin_filter *, struct yx_faults *);

#endif
