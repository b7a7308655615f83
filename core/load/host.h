/* What a struct yx_host is inside: for core/load, and for core/turn, which finds the
 * guest's name and the house behind it. Guests never see this. */
#ifndef YX_LOAD_HOST_H
#define YX_LOAD_HOST_H

#include "config/config.h"
#include "config/texts.h"
#include "yx.h"

struct yx_host {
    const char *name;   /* "hours" */
    const char *prefix; /* of its options, "plugins.hours" */
    const char *folder; /* of its data, "plugins/hours" */
    struct yx_arena *arena; /* the registry's */
    const struct yx_config *config;
    const struct yx_texts *texts;
    struct yx_kb *kb;
    void *house;              /* core/turn's, from yx_load_start */
    struct yx_faults *faults; /* while starting, else NULL */
};

#endif
