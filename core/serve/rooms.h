/* What every role that works opens, in the order in which one needs the other: texts,
 * store, guests. */
#ifndef YX_SERVE_ROOMS_H
#define YX_SERVE_ROOMS_H

#include "config/config.h"
#include "config/texts.h"
#include "load/load.h"
#include "store/store.h"

struct yx_rooms {
    struct yx_arena *arena;
    struct yx_texts *texts; /* of the core */
    struct yx_store *store;
    struct yx_registry *registry; /* judged, not started */
};

/* Open them; the whole configuration is then taken and checked. Not YX_OK: faults or the
 * log say why. Free with yx_rooms_close in either case. One thread. */
enum yx_err yx_rooms_open(struct yx_config *, struct yx_faults *, struct yx_rooms *);

/* The store alone, into `r`, for commands that open the rest themselves. */
enum yx_err yx_rooms_open_store(const struct yx_config *, struct yx_rooms *r);

/* Stops the guests first. Nobody works any more. */
void yx_rooms_close(struct yx_rooms *);

#endif
