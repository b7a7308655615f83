/* GET /api/desk/events: a page waits for news. nginx keeps its connection, the gate only says for which channels. */
#include "rights.h"

enum yx_err desk_events(struct desk_call *call)
{
    const char *own, *all;
    yx_desk_push_channels(call->req->arena, call->me->id, &own, &all);
    yx_respond_header(call->resp, "Cache-Control", "no-store");
    yx_respond_header(call->resp, "X-Accel-Redirect", yx_arena_print(call->req->arena, "/_push/%s/%s", own, all));
    yx_respond(call->resp, 200, "text/plain; charset=utf-8", "", 0);
    return YX_OK;
}
