/* Teams, bodies, areas: listed together, each added or changed by its own route. */
#include "rights.h"

struct units {
    struct yx_unit *at;
    size_t count;
};

static const char *name_of(const struct units *in, int64_t id)
{
    for (size_t i = 0; i < in->count; i++)
        if (in->at[i].id == id)
            return in->at[i].name;
    return "";
}

static json_t *list_json(const struct units *units, const char *link, const struct units *linked)
{
    json_t *list = json_array();
    for (size_t i = 0; i < units->count; i++) {
        const struct yx_unit *u = &units->at[i];
        json_t *to = u->link ? json_pack("{s:o, s:s}", "id", desk_id_json(u->link), "name", name_of(linked, u->link))
                             : json_null();
        json_array_append_new(list, json_pack("{s:o, s:s, s:o}", "id", desk_id_json(u->id), "name", u->name, link, to));
    }
    return list;
}

enum yx_err desk_teams(struct desk_call *call)
{
    struct units teams, bodies, areas;
    struct yx_arena *a = call->req->arena;
    enum yx_err err = yx_desk_unit_list(a, YX_UNIT_TEAM, &teams.at, &teams.count);
    if (err == YX_OK)
        err = yx_desk_unit_list(a, YX_UNIT_BODY, &bodies.at, &bodies.count);
    if (err == YX_OK)
        err = yx_desk_unit_list(a, YX_UNIT_AREA, &areas.at, &areas.count);
    if (err != YX_OK)
        return err;
    return desk_answer(call, json_pack("{s:o, s:o, s:o}", "teams", list_json(&teams, "body", &bodies), "bodies",
        list_json(&bodies, "parent", &bodies), "areas", list_json(&areas, "team", &teams)));
}

static enum yx_err put(struct desk_call *call, enum yx_unit_kind kind, const char *link)
{
    struct yx_form form;
    struct yx_unit unit = { .name = desk_text(call, "name") };
    const json_t *item = json_object_get(call->body, "item"), *to = json_object_get(call->body, link);
    const char *field = NULL;
    if (!desk_form(call, &form) || (item && !desk_id(call, "item", &unit.id)) ||
        (to && !json_is_null(to) && !desk_id(call, link, &unit.link)))
        return YX_INVALID;
    enum yx_err err = yx_desk_unit_put(call->req->arena, &form, kind, &unit, &unit.id, &field);
    if (err == YX_INVALID && field)
        return desk_refuse_with(call, err, yx_arena_print(call->req->arena, "field.%s", field), NULL);
    return err == YX_OK ? desk_answer(call, json_pack("{s:o}", "id", desk_id_json(unit.id))) : err;
}

enum yx_err desk_team_put(struct desk_call *call)
{
    return put(call, YX_UNIT_TEAM, "body");
}

enum yx_err desk_body_put(struct desk_call *call)
{
    return put(call, YX_UNIT_BODY, "parent");
}

enum yx_err desk_area_put(struct desk_call *call)
{
    return put(call, YX_UNIT_AREA, "team");
}
