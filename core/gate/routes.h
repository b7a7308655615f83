/* All routes of the house, found by path and method. */
#ifndef YX_GATE_ROUTES_H
#define YX_GATE_ROUTES_H

#include "gate/route.h"

struct yx_routes;

/* Whose routes: handed through to whoever finds one. */
struct yx_route_owner {
    const char *name;    /* "web", "consult"; for the log */
    void *self;          /* first argument of the route's handle */
    const void *channel; /* what yx_take_request of gate/dispatch.h takes, NULL for others */
};

/* What was found. `methods`: all that the path knows, also when the request's is not one. */
struct yx_found {
    const struct yx_route *route;
    const struct yx_route_owner *owner;
    unsigned methods;
};

/* An empty table; NULL when there is no memory. Free with yx_routes_free. */
struct yx_routes *yx_routes_new(void);

/* Add rows, ended by one without path; rows and texts must outlive the table, `owner` is
 * copied. YX_DUPLICATE: a path and method is another's already; YX_INVALID: a row that
 * cannot be served (no '/', no method, no `who`, neither handle nor channel). The reason is
 * logged. Before the threads start. */
enum yx_err yx_routes_add(struct yx_routes *, const struct yx_route_owner *owner,
    const struct yx_route *rows);

/* Find the request's route. YX_NOT_FOUND: no such path, or it is the operator's and the
 * request came from elsewhere; YX_METHOD: another method. Any thread. */
enum yx_err yx_routes_find(const struct yx_routes *, const struct yx_request *,
    struct yx_found *found_out);

/* The methods as an Allow header wants them ("GET, POST"), in the arena. */
const char *yx_methods_print(struct yx_arena *, unsigned methods);

void yx_routes_free(struct yx_routes **);

#endif
