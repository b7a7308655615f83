/* Files at the desk: those of a conversation are shown to whoever may read it, and staff bring their own. */
#include <inttypes.h>

#include "desk/inside.h"
#include "files/files.h"

struct yx_file_who desk_file_who(struct yx_arena *a, int64_t staff, int64_t conversation)
{
    struct yx_file_who who = { .conversation = conversation };
    const struct yx_contact me = { "desk", "", yx_arena_print(a, "%" PRId64, staff) };
    yx_contact_digest(&me, who.who);
    return who;
}

enum yx_err yx_desk_file_begin(const struct yx_request *req, const struct yx_staff *me, const char *form, const char *name,
    int64_t size, const char **json_out)
{
    struct yx_file_who who = desk_file_who(req->arena, me->id, 0);
    struct yx_file_row row;
    enum yx_err err = yx_files_begin(req->arena, &who, form, name, size, req->now_ms, &row);
    if (err == YX_OK)
        *json_out = yx_files_json(req->arena, &row);
    return err;
}

enum yx_err yx_desk_file_append(const struct yx_request *req, const struct yx_staff *me, const char *id, int64_t from,
    const char **json_out)
{
    struct yx_file_who who = desk_file_who(req->arena, me->id, 0);
    struct yx_file_row row;
    enum yx_err err = yx_files_append(req->arena, &who, id, from, req->body, req->body_len, req->now_ms, &row);
    if (err == YX_OK || err == YX_CONFLICT)
        *json_out = yx_files_json(req->arena, &row);
    return err;
}

enum yx_err yx_desk_file_look(const struct yx_request *req, const struct yx_staff *me, int64_t conversation,
    const char *id, const char **json_out)
{
    struct yx_file_who who = desk_file_who(req->arena, me->id, conversation);
    struct yx_file_row row;
    enum yx_err err = yx_files_get(req->arena, &who, id, &row);
    if (err == YX_OK)
        *json_out = yx_files_json(req->arena, &row);
    return err;
}

enum yx_err yx_desk_file_serve(const struct yx_request *req, struct yx_response *resp, const struct yx_staff *me,
    int64_t conversation, const char *id)
{
    struct yx_file_who who = desk_file_who(req->arena, me->id, conversation);
    struct yx_file_row row;
    enum yx_err err = yx_files_get(req->arena, &who, id, &row);
    if (err == YX_OK)
        yx_files_serve(req, resp, &row);
    return err;
}
