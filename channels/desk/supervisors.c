/* The registry of supervisors of enforcement: listed, written, ended. */
#include <string.h>

#include "rights.h"

static json_t *day_json(struct yx_arena *a, int64_t day)
{
    return day ? json_string(yx_arena_print(
                     a, "%04d-%02d-%02d", (int)(day / 10000), (int)(day / 100 % 100), (int)(day % 100)))
               : json_null();
}

static json_t *supervisor_json(struct yx_arena *a, const struct yx_supervisor *s)
{
    static const char *const terms[] = {
        [YX_TERM_AHEAD] = "ahead", [YX_TERM_HOLDS] = "holds", [YX_TERM_OVER] = "over"
    };
    json_t *phones = json_array(), *area = json_null();
    for (size_t i = 0; i < s->phone_count; i++)
        json_array_append_new(
            phones, json_pack("{s:s, s:b}", "phone", s->phones[i].phone, "proven", s->phones[i].proven));
    if (s->area)
        area = json_pack("{s:o, s:s}", "id", desk_id_json(s->area), "name", s->area_name ? s->area_name : "");
    return json_pack("{s:o, s:s, s:s, s:o, s:s, s:o, s:o, s:o, s:s, s:o}", "id", desk_id_json(s->id),
        "number", s->number, "name", s->name, "area", area, "appointed_by", s->body, "from",
        day_json(a, s->from_day), "until", day_json(a, s->until_day), "ended_ms", desk_time_json(s->ended_ms),
        "term", terms[s->term], "phones", phones);
}

enum yx_err desk_supervisors(struct desk_call *call)
{
    struct yx_supervisor *list;
    size_t count;
    enum yx_err err = yx_desk_supervisors(call->req->arena, call->req->now_ms, &list, &count);
    if (err != YX_OK)
        return err;
    json_t *all = json_array();
    for (size_t i = 0; i < count; i++)
        json_array_append_new(all, supervisor_json(call->req->arena, &list[i]));
    return desk_answer(call, json_pack("{s:o}", "supervisors", all));
}

static bool read_phones(const struct desk_call *call, struct yx_supervisor *s)
{
    const json_t *phones = json_object_get(call->body, "phones");
    if (phones == NULL)
        return true;
    if (!json_is_array(phones) || json_array_size(phones) > YX_SUPERVISOR_PHONES)
        return false;
    for (size_t i = 0; i < json_array_size(phones); i++) {
        s->phones[i].phone = json_string_value(json_array_get(phones, i));
        if (s->phones[i].phone == NULL)
            return false;
    }
    s->phone_count = json_array_size(phones);
    return true;
}

/* What the body says. Wrong types are faults of the page, not of the person; a day that is none is theirs. */
static bool read_draft(const struct desk_call *call, struct yx_supervisor *s, const char **why)
{
    const json_t *area = json_object_get(call->body, "area"), *until = json_object_get(call->body, "until");
    const char *from = desk_text(call, "from");
    *s = (struct yx_supervisor){ .number = desk_text(call, "number"),
        .name = desk_text(call, "name"),
        .body = desk_text(call, "appointed_by"),
        .from_day = from ? yx_desk_day(from) : 0 };
    if (until && !json_is_null(until)) {
        s->until_day = json_is_string(until) ? yx_desk_day(json_string_value(until)) : 0;
        *why = s->until_day ? NULL : "term";
    }
    if (json_object_get(call->body, "item") && !desk_id(call, "item", &s->id))
        return false;
    return read_phones(call, s) && (area == NULL || json_is_null(area) || desk_id(call, "area", &s->area));
}

static enum yx_err refuse(struct desk_call *call, enum yx_err err, const char *why)
{
    if (err == YX_INVALID && why)
        return desk_refuse_with(call, err, yx_arena_print(call->req->arena, "field.%s", why), NULL);
    if (err == YX_CONFLICT && why)
        return desk_refuse_with(call, err, "error.phone_taken", NULL);
    if (err == YX_DUPLICATE)
        return desk_refuse_with(call, err, "error.number_taken", NULL);
    return err;
}

enum yx_err desk_supervisor_put(struct desk_call *call)
{
    struct yx_form form;
    struct yx_supervisor draft;
    const char *why = NULL;
    int64_t id = 0;
    if (!desk_form(call, &form) || !read_draft(call, &draft, &why))
        return YX_INVALID;
    enum yx_err err = why ? YX_INVALID : yx_desk_supervisor_put(call->req->arena, &form, &draft, &id, &why);
    return err == YX_OK ? desk_answer(call, json_pack("{s:o}", "id", desk_id_json(id)))
                        : refuse(call, err, why);
}

enum yx_err desk_supervisor_end(struct desk_call *call)
{
    struct yx_form form;
    if (!desk_form(call, &form))
        return YX_INVALID;
    enum yx_err err = yx_desk_supervisor_end(call->req->arena, &form, call->object);
    return err == YX_OK ? desk_answer(call, json_pack("{s:o}", "id", desk_id_json(call->object))) : err;
}
