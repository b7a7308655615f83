#include "rights.h"

/* Each route has a handle of its own, which knows its row. */
#define X(path, method, body, slow, least, any, own, object, name) \
    static enum yx_err serve_##name(void *self, struct yx_request *req, struct yx_response *resp) \
    { \
        static const struct desk_right right = { least, any, own, object, path, method, desk_##name }; \
        return desk_serve(self, &right, req, resp); \
    }
DESK_TABLE(X)
#undef X

const struct yx_route desk_routes[] = {
#define X(path, method, body, slow, least, any, own, object, name) \
    { path, method, body, YX_ANYBODY, slow, serve_##name },
    DESK_TABLE(X)
#undef X
    { 0 },
};

bool desk_may(const struct desk_right *right, unsigned roles, bool owns)
{
    return (roles & right->any) != 0 || (owns && (roles & right->own) != 0);
}

enum yx_err desk_owner_of(struct desk_call *call, enum desk_object object, int64_t *staff_out)
{
    *staff_out = 0;
    bool own = false;
    enum yx_err err = YX_OK;
    switch (object) {
    case DESK_STAFF: *staff_out = call->object; return YX_OK;
    case DESK_CONVERSATION:
        err = yx_desk_is_own(call->req->arena, call->me, call->object, &own);
        *staff_out = own ? call->me->id : 0;
        return err == YX_NOT_FOUND ? YX_OK : err; /* whether it is there is nobody's business */
    case DESK_CASE:
        err = yx_desk_case_is_own(call->req->arena, call->me, call->object, &own);
        *staff_out = own ? call->me->id : 0;
        return err == YX_NOT_FOUND ? YX_OK : err;
    case DESK_NO_OBJECT: return YX_OK;
    }
    return YX_INTERNAL;
}
