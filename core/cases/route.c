/* Where a new case goes: by area and by what it is about. */
#include <string.h>

#include "cases/inside.h"
#include "people/units.h"

enum yx_err case_body_name(struct yx_tx *tx, struct yx_arena *a, int64_t body, const char **name_out)
{
    struct yx_unit unit;
    *name_out = NULL;
    if (body == 0)
        return YX_OK;
    enum yx_err err = yx_unit_get(tx, a, YX_UNIT_BODY, body, &unit);
    if (err == YX_OK)
        *name_out = unit.name;
    return err == YX_EMPTY ? YX_OK : err;
}

static int64_t id_of(const struct yx_unit *units, size_t count, const char *name)
{
    for (size_t i = 0; name != NULL && i < count; i++)
        if (strcmp(units[i].name, name) == 0)
            return units[i].id;
    return 0;
}

/* The area by its name, else the longest name that one of the values holds. */
static const struct yx_unit *area_of(const struct yx_unit *areas, size_t count, const char *name, const struct yx_values *v)
{
    const struct yx_unit *best = NULL;
    for (size_t i = 0; i < count; i++) {
        bool found = name != NULL && strcmp(areas[i].name, name) == 0;
        for (size_t n = 0; name == NULL && n < v->count && !found; n++)
            found = strstr(v->values[n], areas[i].name) != NULL;
        if (found && (best == NULL || strlen(areas[i].name) > strlen(best->name)))
            best = &areas[i];
    }
    return best;
}

struct units {
    struct yx_unit *areas, *bodies, *teams;
    size_t area_count, body_count, team_count;
};

static enum yx_err read_units(struct yx_tx *tx, struct yx_arena *a, struct units *u)
{
    enum yx_err err = yx_unit_list(tx, a, YX_UNIT_AREA, &u->areas, &u->area_count);
    if (err == YX_OK)
        err = yx_unit_list(tx, a, YX_UNIT_BODY, &u->bodies, &u->body_count);
    return err == YX_OK ? yx_unit_list(tx, a, YX_UNIT_TEAM, &u->teams, &u->team_count) : err;
}

static void follow(const struct yx_kind_route *route, const struct units *u, struct case_row *c)
{
    c->body = id_of(u->bodies, u->body_count, route->body);
    c->team = id_of(u->teams, u->team_count, route->team);
}

/* The team that answers for an area, and its body. */
static void by_area(const struct yx_unit *area, const struct units *u, struct case_row *c)
{
    c->team = area->link;
    for (size_t i = 0; i < u->team_count; i++)
        if (u->teams[i].id == c->team)
            c->body = u->teams[i].link;
}

enum yx_err case_route(struct yx_tx *tx, struct yx_arena *a, const struct case_draft *draft, const struct yx_values *values,
    struct case_row *c)
{
    struct units u;
    enum yx_err err = read_units(tx, a, &u);
    if (err != YX_OK)
        return err;
    const struct yx_unit *area = area_of(u.areas, u.area_count, draft->area, values);
    c->area = area ? area->id : 0;
    for (size_t i = 0; i < draft->kind->route_count; i++) {
        const struct yx_kind_route *route = &draft->kind->routes[i];
        bool here = route->area == NULL || (area != NULL && strcmp(route->area, area->name) == 0);
        if (here && yx_condition_holds(&route->when, values)) {
            follow(route, &u, c);
            return YX_OK;
        }
    }
    if (area != NULL)
        by_area(area, &u, c);
    return YX_OK;
}
