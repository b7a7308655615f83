/* What a gate serves beside its own health: filled in by core/turn, so that this room
 * knows processes and nothing of messages. */
#ifndef YX_SERVE_HOUSE_H
#define YX_SERVE_HOUSE_H

#include <stdbool.h>

#include "base/err.h"
#include "config/config.h"
#include "gate/routes.h"

struct yx_house {
    /* Open store, guests and knowledge base, add their routes. Takes the guests' rows of the
     * configuration and checks it. Not YX_OK: the gate does not start; the reason was
     * logged. One thread. */
    enum yx_err (*open)(struct yx_config *, struct yx_faults *, struct yx_routes *);
    bool (*ready)(void);  /* for /readyz; any thread */
    void (*tick)(void);   /* each second, on the gate's main thread */
    void (*close)(void);  /* after the last request */
};

/* Set before yx_role_main, or left alone: then only health is served. */
extern struct yx_house yx_house;

#endif
