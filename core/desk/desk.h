/* What people do with conversations, as other rooms of the core know it. What the desk's
 * channel may call stands in yx_desk.h. */
#ifndef YX_DESK_DESK_H
#define YX_DESK_DESK_H

#include <stdbool.h>
#include <stdint.h>

#include "config/config.h"
#include "config/texts.h"
#include "load/load.h"
#include "store/store.h"

struct yx_desk_house {
    struct yx_store *store;
    const struct yx_registry *registry;
    const struct yx_texts *texts; /* of the core */
    int64_t lease_ms;   /* how long a conversation stays somebody's whose page says nothing */
    int64_t rating_ms;  /* how long the question how it was stays open; 0: it is not asked */
    bool round_robin;   /* conversations are given out, not only claimed */
};

/* Take options and rooms; one per process that works with conversations, before any thread. */
void yx_desk_start(const struct yx_config *, struct yx_store *, const struct yx_registry *, const struct yx_texts *);

/* The clock's, each second: leases that have ended, areas that people named, conversations that wait and are given
 * out. What fails is tried again the next second. */
void yx_desk_due(int64_t now_ms);

#endif
