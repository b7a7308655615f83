/* When people are there: shown to those who lead, set by an administrator. */
#include <stdlib.h>

#include "rights.h"

enum yx_err desk_hours(struct desk_call *call)
{
    struct yx_desk_hours h;
    enum yx_err err = yx_desk_hours(call->req->arena, call->req->now_ms, &h);
    json_t *root = err == YX_OK ? json_loads(h.json, 0, NULL) : NULL, *years = json_array();
    if (err == YX_OK && root == NULL)
        err = YX_INTERNAL;
    for (size_t i = 0; err == YX_OK && i < h.year_count; i++)
        json_array_append_new(years, json_integer(h.years[i]));
    if (err != YX_OK) {
        json_decref(years);
        return err;
    }
    json_t *more = json_pack("{s:b, s:s, s:o, s:s, s:b, s:o}", "open", h.open, "text",
        yx_house_text(call->desk->host, "house.hours"), "next_open", desk_time_json(h.next_ms), "next", h.next,
        "from_desk", h.from_desk, "known_years", years);
    json_object_update(root, more);
    json_decref(more);
    return desk_answer(call, root);
}

static json_t *fault_list(const char **faults, size_t count)
{
    json_t *all = json_array();
    for (size_t i = 0; i < count; i++)
        json_array_append_new(all, json_string(faults[i]));
    return json_pack("{s:o}", "faults", all);
}

/* {id, shifts, closed} */
enum yx_err desk_hours_put(struct desk_call *call)
{
    struct yx_form form;
    const char **faults;
    size_t count = 0;
    json_t *shifts = json_object_get(call->body, "shifts"), *closed = json_object_get(call->body, "closed");
    if (!desk_form(call, &form) || !json_is_array(shifts) || (closed && !json_is_array(closed)))
        return YX_INVALID;
    json_t *hours = json_pack("{s:O, s:O?}", "shifts", shifts, "closed", closed);
    if (closed == NULL)
        json_object_del(hours, "closed");
    char *text = hours ? json_dumps(hours, JSON_INDENT(1)) : NULL;
    json_decref(hours);
    if (text == NULL)
        return YX_INVALID;
    enum yx_err err = yx_desk_hours_put(call->req->arena, &form, yx_arena_copy(call->req->arena, text), &faults, &count);
    free(text);
    if (err == YX_INVALID && count > 0)
        return desk_refuse_with(call, err, "error.hours", fault_list(faults, count));
    return err == YX_OK ? desk_answer(call, json_object()) : err;
}
