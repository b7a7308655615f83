/* Files: those that citizens sent, and those that staff send with a reply. */
#include "rights.h"

static enum yx_err answer(struct desk_call *call, int status, const char *file)
{
    yx_respond_header(call->resp, "Cache-Control", "no-store");
    yx_respond_json(call->resp, status, yx_arena_print(call->req->arena, "{\"file\":%s}", file));
    return YX_OK;
}

static const char *id_of(const struct desk_call *call)
{
    const char *id = yx_request_query(call->req, "file");
    return id ? id : "";
}

enum yx_err desk_file_begin(struct desk_call *call)
{
    const char *file, *id = desk_text(call, "id"), *name = desk_text(call, "name");
    const json_t *size = json_object_get(call->body, "size");
    if (id == NULL || name == NULL || !json_is_integer(size))
        return YX_INVALID;
    enum yx_err err = yx_desk_file_begin(call->req, call->me, id, name, json_integer_value(size), &file);
    if (err == YX_TOO_LARGE || err == YX_RATE)
        return desk_refuse_with(call, err, err == YX_RATE ? "error.files_many" : "error.file_large", NULL);
    return err == YX_OK ? answer(call, 200, file) : err;
}

enum yx_err desk_file_append(struct desk_call *call)
{
    const char *file, *zero = yx_request_query(call->req, "from");
    int64_t from = 0;
    bool start = zero && zero[0] == '0' && zero[1] == '\0';
    if (zero == NULL || *zero == '\0' || (!start && !desk_query_id(call, "from", &from)))
        return YX_INVALID;
    enum yx_err err = yx_desk_file_append(call->req, call->me, id_of(call), from, &file);
    if (err == YX_CONFLICT)
        return answer(call, 409, file);
    return err == YX_OK ? answer(call, 200, file) : err;
}

enum yx_err desk_file_state(struct desk_call *call)
{
    const char *file;
    enum yx_err err = yx_desk_file_look(call->req, call->me, call->object, id_of(call), &file);
    return err == YX_OK ? answer(call, 200, file) : err;
}

enum yx_err desk_file(struct desk_call *call)
{
    return yx_desk_file_serve(call->req, call->resp, call->me, call->object, id_of(call));
}
