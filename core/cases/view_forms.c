/* What forms of staff need: the kinds with their questions, and to whom a case may go. */
#include "cases/view.h"

/* ---- kinds ---- */

static json_t *field_json(const struct yx_field *f)
{
    static const char *const types[] = { "text", "line", "choice", "date", "phone", "amount", "yes", "files" };
    json_t *choices = json_array(), *is = json_array(), *when = json_null();
    for (size_t i = 0; i < f->choice_count; i++)
        json_array_append_new(choices, json_pack("{s:s, s:s}", "value", f->choices[i].value, "title", f->choices[i].title));
    for (size_t i = 0; i < f->when.value_count; i++)
        json_array_append_new(is, json_string(f->when.values[i]));
    if (f->when.field != NULL)
        when = json_pack("{s:s, s:O}", "field", f->when.field, "is", is);
    json_decref(is);
    return json_pack("{s:s, s:s, s:s, s:s?, s:s?, s:s, s:o, s:b, s:b, s:i, s:o}", "name", f->name, "title", f->title, "prompt", f->prompt,
        "help", f->help, "example", f->example, "type", types[f->type], "choices", choices, "required", f->required, "sensitive",
        f->sensitive, "most", f->most, "when", when);
}

static json_t *kind_json(const struct yx_kind *k)
{
    json_t *fields = json_array(), *states = json_object(), *outcomes = json_array();
    for (size_t i = 0; i < k->field_count; i++)
        json_array_append_new(fields, field_json(&k->fields[i]));
    for (int i = 0; i < YX_CASE_STATES; i++)
        json_object_set_new(states, yx_case_state_word((enum yx_case_state)i), json_string(k->states[i]));
    for (size_t i = 0; i < k->outcome_count; i++)
        json_array_append_new(outcomes, json_pack("{s:s, s:s}", "value", k->outcomes[i].value, "title", k->outcomes[i].title));
    return json_pack("{s:s, s:s, s:s, s:s, s:o, s:o, s:o}", "name", k->name, "prefix", k->prefix, "title", k->title, "summary", k->summary,
        "fields", fields, "states", states, "outcomes", outcomes);
}

enum yx_err yx_desk_case_kinds(struct yx_arena *a, const char **json_out)
{
    json_t *all = json_array();
    for (size_t i = 0; i < yx_cases.kinds.count; i++)
        json_array_append_new(all, kind_json(yx_cases.kinds.at[i]));
    return view_print(a, json_pack("{s:o}", "kinds", all), json_out);
}

/* ---- to whom a case may go ---- */

static json_t *body_json(const struct yx_staff *s)
{
    return s->body_name ? json_pack("{s:o, s:s}", "id", view_id(s->body), "name", s->body_name) : json_null();
}

static json_t *handlers_json(const struct yx_staff *list, size_t count)
{
    json_t *all = json_array();
    for (size_t i = 0; i < count; i++)
        if (!list[i].disabled && (list[i].roles & (YX_HANDLER | YX_LEAD)) != 0)
            json_array_append_new(all, json_pack("{s:o, s:s, s:o}", "id", view_id(list[i].id), "display", list[i].display, "body",
                body_json(&list[i])));
    return all;
}

enum yx_err yx_desk_case_handlers(struct yx_arena *a, const char **json_out)
{
    struct yx_staff *staff;
    struct yx_unit *bodies;
    size_t count, body_count;
    enum yx_err err = yx_desk_staff_list(a, &staff, &count);
    if (err == YX_OK)
        err = yx_desk_unit_list(a, YX_UNIT_BODY, &bodies, &body_count);
    if (err != YX_OK)
        return err;
    json_t *units = json_array();
    for (size_t i = 0; i < body_count; i++)
        json_array_append_new(units, json_pack("{s:o, s:s}", "id", view_id(bodies[i].id), "name", bodies[i].name));
    return view_print(a, json_pack("{s:o, s:o}", "staff", handlers_json(staff, count), "bodies", units), json_out);
}
