/* The table of routes: which path, by which method, how large, for whom. */
#ifndef YX_GATE_ROUTE_H
#define YX_GATE_ROUTE_H

#include <stdbool.h>
#include <stddef.h>

#include "gate/request.h"

enum yx_who {
    YX_ANYBODY = 1, /* strangers; the handler or the channel's verify says more */
    YX_OPERATOR,    /* loopback only */
};

/* A route. Its path is literal, but one whole segment may be a `{name}`, which takes a segment of
 * letters, digits, - and _ (the handler reads it from req->path). */
struct yx_route {
    const char *path;
    unsigned methods; /* bits of enum yx_method */
    size_t body_max;  /* bytes; larger bodies get 413 before the handler is called */
    enum yx_who who;
    bool slow;        /* runs in the bounded pool: login, uploads */
    /* NULL on a channel's route: the request brings a message (verify, decode, turn, encode). Each
     * route of a channel for which nobody writes messages has one. */
    enum yx_err (*handle)(void *self, struct yx_request *, struct yx_response *);
};

#endif
