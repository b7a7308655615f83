/* What somebody does with a conversation that is theirs. */
#include <stdlib.h>

#include "rights.h"

/* What an act came to: the answer, or its refusal in our words. */
static enum yx_err done(struct desk_call *call, enum yx_err err, json_t *answer)
{
    if (err == YX_OK)
        return desk_answer(call, answer ? answer : json_object());
    json_decref(answer);
    return err == YX_LEASE ? desk_refuse_with(call, err, "error.lease", NULL) : err;
}

/* The sources as text for the core, which reads them; NULL: none. */
static const char *sources_text(struct desk_call *call)
{
    const json_t *sources = json_object_get(call->body, "sources");
    char *text = sources && !json_is_null(sources) ? json_dumps(sources, JSON_COMPACT | JSON_ENCODE_ANY) : NULL;
    const char *copy = text ? yx_arena_copy(call->req->arena, text) : NULL;
    free(text);
    return copy;
}

/* "files": ids of files; absent: none. false: something else. */
static bool read_files(const struct desk_call *call, const char *ids[YX_FILES_OF_MESSAGE], size_t *count_out)
{
    const json_t *list = json_object_get(call->body, "files");
    *count_out = json_array_size(list);
    for (size_t i = 0; i < *count_out && i < YX_FILES_OF_MESSAGE; i++)
        if ((ids[i] = json_string_value(json_array_get(list, i))) == NULL)
            return false;
    return list == NULL || (json_is_array(list) && *count_out <= YX_FILES_OF_MESSAGE);
}

enum yx_err desk_reply(struct desk_call *call)
{
    struct yx_form form;
    const char *files[YX_FILES_OF_MESSAGE];
    size_t file_count;
    int64_t message = 0, lease_until_ms = 0;
    if (!desk_form(call, &form) || !read_files(call, files, &file_count))
        return YX_INVALID;
    enum yx_err err = yx_desk_reply(call->req->arena, &form, call->object, desk_text(call, "text"), sources_text(call),
        files, file_count, &message, &lease_until_ms);
    if (file_count > 0 && (err == YX_INVALID || err == YX_NOT_FOUND))
        return desk_refuse_with(call, err, err == YX_INVALID ? "error.files_channel" : "error.file_gone", NULL);
    return done(call, err, json_pack("{s:{s:o}, s:o}", "message", "id", desk_id_json(message), "lease_until",
        desk_time_json(lease_until_ms)));
}

enum yx_err desk_note(struct desk_call *call)
{
    struct yx_form form;
    int64_t note = 0;
    if (!desk_form(call, &form))
        return YX_INVALID;
    enum yx_err err = yx_desk_note(call->req->arena, &form, call->object, desk_text(call, "text"), &note);
    return done(call, err, json_pack("{s:{s:o}}", "note", "id", desk_id_json(note)));
}

/* {staff: ID}, {team: ID}, {shift: true} or {machine: true}, and nothing beside it. */
static bool read_to(const struct desk_call *call, enum yx_desk_to *to_out, int64_t *whom_out)
{
    const json_t *to = json_object_get(call->body, "to");
    const json_t *staff = json_object_get(to, "staff"), *team = json_object_get(to, "team"), *id = staff ? staff : team;
    *whom_out = 0;
    if (json_object_size(to) != 1)
        return false;
    if (id == NULL) {
        *to_out = json_object_get(to, "shift") ? YX_TO_SHIFT : YX_TO_MACHINE;
        return json_is_true(json_object_get(to, "shift")) || json_is_true(json_object_get(to, "machine"));
    }
    *to_out = staff ? YX_TO_STAFF : YX_TO_TEAM;
    return json_is_string(id) && desk_read_id(json_string_value(id), json_string_length(id), whom_out);
}

enum yx_err desk_handover(struct desk_call *call)
{
    struct yx_form form;
    enum yx_desk_to to;
    int64_t whom;
    if (!desk_form(call, &form) || !read_to(call, &to, &whom))
        return YX_INVALID;
    enum yx_err err = yx_desk_hand_over(call->req->arena, &form, call->object, to, whom, desk_text(call, "note"));
    if (err == YX_CONFLICT)
        return desk_refuse_with(call, err, "error.off_duty", NULL);
    return done(call, err, NULL);
}

enum yx_err desk_close(struct desk_call *call)
{
    struct yx_form form;
    if (!desk_form(call, &form))
        return YX_INVALID;
    return done(call, yx_desk_close_conversation(call->req->arena, &form, call->object, desk_text(call, "summary")), NULL);
}

enum yx_err desk_typing(struct desk_call *call)
{
    const json_t *on = json_object_get(call->body, "on");
    if (!json_is_boolean(on))
        return YX_INVALID;
    return done(call, yx_desk_typing(call->req->arena, call->me, call->object, json_is_true(on), call->req->now_ms), NULL);
}

enum yx_err desk_reveal(struct desk_call *call)
{
    const char *who = "";
    enum yx_err err = yx_desk_reveal(call->req->arena, call->me, call->object, call->req->now_ms, &who);
    return done(call, err, json_pack("{s:s}", "who", who));
}
