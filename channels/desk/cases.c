/* Cases: lists, one of them, opening one from a conversation, and what is done with one. */
#include <stdlib.h>
#include <string.h>

#include "rights.h"

enum { MISSING_MOST = 20 };

enum yx_err desk_kinds(struct desk_call *call)
{
    const char *json;
    enum yx_err err = yx_desk_case_kinds(call->req->arena, &json);
    return err == YX_OK ? desk_answer_text(call, json) : err;
}

enum yx_err desk_handlers(struct desk_call *call)
{
    const char *json;
    enum yx_err err = yx_desk_case_handlers(call->req->arena, &json);
    return err == YX_OK ? desk_answer_text(call, json) : err;
}

static const char *query(const struct desk_call *call, const char *name)
{
    const char *text = yx_request_query(call->req, name);
    return text && *text ? text : NULL;
}

static bool read_view(const char *word, enum yx_desk_case_view *view_out)
{
    static const char *const words[] = { [YX_CASES_OPEN] = "open", [YX_CASES_CLOSED] = "closed", [YX_CASES_REOPEN] = "reopen" };
    for (int i = 0; word != NULL && i < 3; i++)
        if (strcmp(words[i], word) == 0) {
            *view_out = (enum yx_desk_case_view)i;
            return true;
        }
    *view_out = YX_CASES_OPEN;
    return word == NULL;
}

/* ?view=open|closed|reopen &kind= &state= &mark= &number= &mine=1 &after= */
enum yx_err desk_cases(struct desk_call *call)
{
    const char *json, *mine = query(call, "mine");
    struct yx_desk_case_filter f = { .kind = query(call, "kind"), .state = query(call, "state"), .mark = query(call, "mark"),
        .number = query(call, "number"), .after = query(call, "after"), .mine = mine && strcmp(mine, "1") == 0 };
    if (!read_view(query(call, "view"), &f.view))
        return YX_INVALID;
    enum yx_err err = yx_desk_case_list(call->req->arena, call->me, &f, call->req->now_ms, &json);
    return err == YX_OK ? desk_answer_text(call, json) : err;
}

enum yx_err desk_case(struct desk_call *call)
{
    const char *json;
    int64_t before;
    if (!desk_query_id(call, "before", &before))
        return YX_INVALID;
    enum yx_err err = yx_desk_case(call->req->arena, call->me, call->object, before, call->req->now_ms, &json);
    return err == YX_OK ? desk_answer_text(call, json) : err;
}

/* A member that is an object, as text for the core. */
static const char *object_text(struct desk_call *call, const char *name)
{
    const json_t *object = json_object_get(call->body, name);
    char *text = json_is_object(object) ? json_dumps(object, JSON_COMPACT) : NULL;
    const char *copy = text ? yx_arena_copy(call->req->arena, text) : NULL;
    free(text);
    return copy;
}

/* Refused, with the word for it, which pages have sentences for. */
static enum yx_err refuse(struct desk_call *call, enum yx_err err, const char *field, const char *why)
{
    const char *key = err == YX_INVALID ? "error.case_invalid"
        : err == YX_RATE ? "error.case_urged"
        : err == YX_CONFLICT && why && strcmp(why, "version") == 0 ? "error.case_version"
        : err == YX_CONFLICT ? "error.case_state"
        : err == YX_FORBIDDEN && why && strcmp(why, "own") == 0 ? "error.case_own" : NULL;
    return desk_refuse_with(call, err, key, json_pack("{s:s?, s:s?}", "field", field, "why", why));
}

/* {id, conversation, kind, fields, area?, proxy?} */
enum yx_err desk_case_open(struct desk_call *call)
{
    struct yx_form form;
    struct yx_desk_case_draft draft = { .kind = desk_text(call, "kind"), .fields = object_text(call, "fields"),
        .area = desk_text(call, "area"), .proxy = desk_text(call, "proxy") };
    const char *number = NULL, *field = NULL, *why = NULL;
    int64_t id = 0;
    if (!desk_form(call, &form) || !desk_id(call, "conversation", &draft.conversation))
        return YX_INVALID;
    enum yx_err err = yx_desk_case_open(call->req->arena, &form, &draft, &id, &number, &field, &why);
    if (err != YX_OK)
        return refuse(call, err, field, why);
    return desk_answer(call, json_pack("{s:{s:o, s:s?}}", "case", "id", desk_id_json(id), "number", number));
}

/* The texts of a list. false: it is none, or too long. */
static bool read_missing(struct desk_call *call, struct yx_desk_case_wish *wish)
{
    const json_t *list = json_object_get(call->body, "missing");
    size_t count = json_array_size(list);
    if (list == NULL || json_is_null(list))
        return true;
    const char **texts = yx_arena_get(call->req->arena, (MISSING_MOST + 1) * sizeof *texts);
    for (size_t i = 0; i < count && i < MISSING_MOST; i++)
        if ((texts[i] = json_string_value(json_array_get(list, i))) == NULL)
            return false;
    wish->missing = texts;
    wish->missing_count = count;
    return json_is_array(list) && count <= MISSING_MOST;
}

static bool read_version(struct desk_call *call, int64_t *version_out)
{
    const json_t *version = json_object_get(call->body, "version");
    *version_out = json_integer_value(version);
    return version == NULL || (json_is_integer(version) && *version_out > 0);
}

/* {id, event, version, note?, reason?, text?, outcome?, refer_to?, staff?, body?, target?, missing?, fields?} */
enum yx_err desk_case_act(struct desk_call *call)
{
    struct yx_form form;
    struct yx_desk_case_wish wish = { .event = desk_text(call, "event"), .note = desk_text(call, "note"),
        .reason = desk_text(call, "reason"), .text = desk_text(call, "text"), .outcome = desk_text(call, "outcome"),
        .refer_to = desk_text(call, "refer_to"), .target = desk_text(call, "target"), .fields = object_text(call, "fields") };
    const char *why = NULL;
    int64_t version = 0;
    desk_id(call, "staff", &wish.staff);
    desk_id(call, "body", &wish.body);
    if (!desk_form(call, &form) || !read_version(call, &wish.version) || !read_missing(call, &wish))
        return YX_INVALID;
    enum yx_err err = yx_desk_case_act(call->req->arena, &form, call->object, &wish, &version, &why);
    if (err != YX_OK)
        return refuse(call, err, NULL, why);
    return desk_answer(call, json_pack("{s:I}", "version", (json_int_t)version));
}
