/* From a request to whoever answers it: the route, its size, the pool of slow ones. */
#ifndef YX_GATE_DISPATCH_H
#define YX_GATE_DISPATCH_H

#include "gate/fcgi.h"
#include "gate/routes.h"

/* A request on a channel's route (one without a handle) brings a message. core/turn sets
 * both at start. take: verify, decode, turn, encode; `channel` as its owner gave it.
 * written: the response was handed to nginx, or could not be; called when the request
 * `carries` something, on the same thread. */
extern void (*yx_take_request)(const void *channel, struct yx_request *, struct yx_response *);
extern void (*yx_taken_written)(struct yx_request *, bool written);

struct yx_dispatch;

/* `routes` stays the caller's. slow_max: how many slow requests may run at once; one more
 * is refused with YX_BUSY. Free with yx_dispatch_free. NULL: no memory. */
struct yx_dispatch *yx_dispatch_new(const struct yx_routes *routes, int slow_max);
void yx_dispatch_free(struct yx_dispatch **);

/* What struct yx_fcgi_setup wants, with the dispatch as `arg`. Any thread. */
enum yx_err yx_dispatch_admit(void *, const struct yx_request *, size_t *body_max_out);
void yx_dispatch_refuse(void *, struct yx_request *, struct yx_response *, enum yx_err);
void yx_dispatch_handle(void *, struct yx_request *, struct yx_response *);
void yx_dispatch_written(void *, struct yx_request *, bool written);

#endif
