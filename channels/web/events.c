#include "web.h"

/* The connection is nginx's from here on: it sees the redirect, the browser does not. */
enum yx_err web_events(void *self, struct yx_request *req, struct yx_response *resp)
{
    const struct web *web = self;
    struct web_visitor v;
    enum yx_err err = web_visitor_known(web, req, resp, &v);
    if (err != YX_OK) {
        web_refuse(req, resp, err);
        return YX_OK;
    }
    const char *channel = yx_push_channel(web->host, req->arena, "", v.id);
    yx_respond_header(resp, "Cache-Control", "no-store");
    yx_respond_header(resp, "X-Accel-Redirect", yx_arena_print(req->arena, "/_push/%s", channel));
    yx_respond(resp, 200, "text/plain; charset=utf-8", "", 0);
    return YX_OK;
}
