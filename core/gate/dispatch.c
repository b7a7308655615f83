#include "gate/dispatch.h"

#include <stdatomic.h>
#include <stdlib.h>

#include "watch/log.h"
#include "watch/metrics.h"

struct yx_dispatch {
    const struct yx_routes *routes;
    _Atomic int slow_left;
};

static void nobody_takes(const void *channel, struct yx_request *req, struct yx_response *resp)
{
    (void)channel;
    yx_respond_error(req, resp, YX_BUSY);
}

static void nobody_minds(struct yx_request *req, bool written)
{
    (void)req;
    (void)written;
}

void (*yx_take_request)(const void *, struct yx_request *, struct yx_response *) = nobody_takes;
void (*yx_taken_written)(struct yx_request *, bool) = nobody_minds;

struct yx_dispatch *yx_dispatch_new(const struct yx_routes *routes, int slow_max)
{
    struct yx_dispatch *d = calloc(1, sizeof *d);
    if (d != NULL) {
        d->routes = routes;
        atomic_init(&d->slow_left, slow_max);
    }
    return d;
}

void yx_dispatch_free(struct yx_dispatch **d)
{
    free(*d);
    *d = NULL;
}

enum yx_err yx_dispatch_admit(void *arg, const struct yx_request *req, size_t *body_max_out)
{
    const struct yx_dispatch *d = arg;
    struct yx_found found;
    enum yx_err err = yx_routes_find(d->routes, req, &found);
    *body_max_out = err == YX_OK ? found.route->body_max : 0;
    return err;
}

void yx_dispatch_refuse(void *arg, struct yx_request *req, struct yx_response *resp,
    enum yx_err err)
{
    const struct yx_dispatch *d = arg;
    struct yx_found found;
    if (err == YX_METHOD && yx_routes_find(d->routes, req, &found) == YX_METHOD)
        yx_respond_header(resp, "Allow", yx_methods_print(req->arena, found.methods));
    yx_respond_error(req, resp, err);
}

static void answer(const struct yx_found *found, struct yx_request *req, struct yx_response *resp)
{
    if (found->route->handle == NULL) {
        yx_take_request(found->owner->channel, req, resp);
        return;
    }
    enum yx_err err = found->route->handle(found->owner->self, req, resp);
    if (err == YX_OK && resp->status != 0)
        return;
    if (err == YX_OK || !yx_err_heals(err))
        yx_log(YX_WARN, "route failed", "owner", found->owner->name, "path", found->route->path,
            "err", err == YX_OK ? "no response" : yx_err_words(err), NULL);
    yx_buf_clear(&resp->head);
    yx_respond_error(req, resp, err == YX_OK ? YX_INTERNAL : err);
}

void yx_dispatch_handle(void *arg, struct yx_request *req, struct yx_response *resp)
{
    struct yx_dispatch *d = arg;
    struct yx_found found;
    enum yx_err err = yx_routes_find(d->routes, req, &found);
    if (err != YX_OK) {
        yx_dispatch_refuse(arg, req, resp, err);
    } else if (!found.route->slow) {
        answer(&found, req, resp);
    } else if (atomic_fetch_sub(&d->slow_left, 1) > 0) {
        answer(&found, req, resp);
        atomic_fetch_add(&d->slow_left, 1);
    } else {
        atomic_fetch_add(&d->slow_left, 1);
        yx_count(YX_M_SLOW_BUSY);
        yx_respond_error(req, resp, YX_BUSY);
    }
}

void yx_dispatch_written(void *arg, struct yx_request *req, bool written)
{
    (void)arg;
    if (req->carries != NULL)
        yx_taken_written(req, written);
}
