/* Who asks, and may they? Every request of the desk passes here, and nowhere else is that decided. */
#include <string.h>
#include <strings.h>

#include "rights.h"

enum { DEPTH_MOST = 8 };

/* A page of another site must not act with our cookie, which SameSite=Strict keeps from it anyway. */
static bool is_foreign(const struct yx_request *req)
{
    const char *site = yx_request_header(req, "Sec-Fetch-Site");
    const char *origin = yx_request_header(req, "Origin"), *host = yx_request_header(req, "Host");
    if (site && strcmp(site, "same-origin") != 0 && strcmp(site, "none") != 0)
        return true;
    if (origin == NULL)
        return false;
    const char *name = strstr(origin, "://");
    return name == NULL || host == NULL || strcasecmp(name + 3, host) != 0;
}

/* Somebody did it ("1"), or the page by itself ("0"); a form of another site can say neither. */
static bool says_desk(const struct yx_request *req, bool *active_out)
{
    const char *said = yx_request_header(req, "X-Desk");
    *active_out = said && strcmp(said, "1") == 0;
    return *active_out || (said && strcmp(said, "0") == 0);
}

static bool is_shallow(const char *at, size_t len)
{
    bool inside = false;
    int depth = 0;
    for (size_t i = 0; i < len; i++) {
        if (inside && at[i] == '\\')
            i++;
        else if (at[i] == '"')
            inside = !inside;
        else if (!inside && (at[i] == '{' || at[i] == '['))
            depth++;
        else if (!inside && (at[i] == '}' || at[i] == ']'))
            depth--;
        if (depth > DEPTH_MOST)
            return false;
    }
    return true;
}

/* The JSON object that a POST brings; nothing at all is an empty one. */
static enum yx_err read_body(struct desk_call *call)
{
    const struct yx_request *req = call->req;
    if (req->body_len == 0)
        call->body = json_object();
    else if (is_shallow(req->body, req->body_len))
        call->body = json_loadb(req->body, req->body_len, JSON_REJECT_DUPLICATES, NULL);
    return json_is_object(call->body) ? YX_OK : YX_INVALID;
}

/* The id in the path where the row has {id}. What is no number is nobody's. */
static enum yx_err read_object(struct desk_call *call, const struct desk_right *right)
{
    const char *brace = strchr(right->path, '{');
    if (brace == NULL)
        return YX_OK;
    const char *at = call->req->path + (brace - right->path);
    return desk_read_id(at, strcspn(at, "/"), &call->object) ? YX_OK : YX_NOT_FOUND;
}

static enum yx_err enter(struct desk_call *call, const struct desk_right *right, bool active)
{
    enum yx_session_state least = right->least == DESK_BEGUN ? YX_SESSION_CODE : YX_SESSION_FULL;
    if (right->least == DESK_STRANGER)
        return YX_OK;
    enum yx_err err = yx_desk_enter(call->req->arena, &call->door, active, &call->session);
    if (err != YX_OK)
        return err;
    call->me = &call->session.me;
    if (*call->session.token)
        desk_set_cookie(call, call->session.token);
    if (call->session.state >= least)
        return YX_OK;
    return call->session.state == YX_SESSION_PASSWORD ? YX_FORBIDDEN : YX_DENIED;
}

static enum yx_err judge(struct desk_call *call, const struct desk_right *right)
{
    int64_t owner = 0;
    if (call->me == NULL || desk_may(right, call->me->roles, false))
        return YX_OK;
    if (right->own == 0 || (call->me->roles & right->own) == 0)
        return YX_FORBIDDEN;
    enum yx_err err = desk_owner_of(call, right->object, &owner);
    if (err != YX_OK)
        return err;
    return desk_may(right, call->me->roles, owner != 0 && owner == call->me->id) ? YX_OK : YX_FORBIDDEN;
}

static enum yx_err check(struct desk_call *call, const struct desk_right *right)
{
    bool active = false, said = says_desk(call->req, &active);
    if (is_foreign(call->req) || (right->method != YX_GET && !said))
        return YX_FORBIDDEN;
    enum yx_err err = enter(call, right, active);
    if (err == YX_OK)
        err = read_object(call, right);
    if (err == YX_OK)
        err = judge(call, right);
    if (err == YX_OK && right->method == YX_POST)
        err = read_body(call);
    return err;
}

static void look_at(struct desk_call *call)
{
    const char *token = yx_request_cookie(call->req, "yx_desk"), *agent = yx_request_header(call->req, "User-Agent");
    call->door = (struct yx_door){ .token = token ? token : "", .address = call->req->remote,
        .agent = agent ? agent : "", .now_ms = call->req->now_ms };
}

enum yx_err desk_serve(struct desk *desk, const struct desk_right *right, struct yx_request *req,
    struct yx_response *resp)
{
    struct desk_call call = { .desk = desk, .req = req, .resp = resp };
    look_at(&call);
    enum yx_err err = check(&call, right);
    if (err == YX_OK)
        err = right->act(&call);
    if (err != YX_OK)
        desk_refuse_with(&call, err, NULL, NULL);
    json_decref(call.body);
    return YX_OK;
}
