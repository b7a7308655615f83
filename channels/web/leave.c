#include "web.h"

/* The browser forgets who wrote here; what was written stays. For terminals that the next
 * person uses, too. Whoever is nobody has left already. */
enum yx_err web_leave(void *self, struct yx_request *req, struct yx_response *resp)
{
    (void)self;
    if (web_is_foreign(req)) {
        web_refuse(req, resp, YX_FORBIDDEN);
        return YX_OK;
    }
    web_visitor_forget(req, resp);
    yx_respond_header(resp, "Cache-Control", "no-store");
    yx_respond(resp, 204, NULL, "", 0);
    return YX_OK;
}
