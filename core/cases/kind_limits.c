/* The limits of a kind: how long each is, when it begins, stands still and ends, and where that is written. */
#include <string.h>

#include "cases/kind_inside.h"

enum { BASIS_MOST = 80 };

void kind_read_term(const struct kind_reader *r, const struct yx_node *map, struct yx_term *out)
{
    static const char *const units[] = { "workday", "day", "month", "minute" };
    const char *unit = yx_node_text(map, "unit", "");
    out->n = kind_int(r, map, "n", 1, YX_TERM_MOST, 0);
    out->roll = kind_bool(r, map, "roll", false);
    if (out->n == 0)
        kind_fault(r, map, "n: how long it is");
    for (int i = 0; i < 4; i++)
        if (strcmp(unit, units[i]) == 0) {
            out->unit = (enum yx_term_unit)i;
            return;
        }
    kind_fault(r, map, "unit is workday, day, month or minute");
}

static void read_extension(const struct kind_reader *r, const struct yx_node *row, struct yx_kind_limit *l)
{
    static const char *const keys[] = { "n", "unit", "roll", NULL };
    const struct yx_node *map = kind_map(r, row, "extend");
    if (map == NULL)
        return;
    yx_node_only(map, r->file, r->faults, keys);
    kind_read_term(r, map, &l->extension);
}

static bool is_twin(const struct yx_kind *k, const struct yx_kind_limit *l)
{
    for (size_t i = 0; i < k->limit_count; i++)
        if (l->clock != NULL && strcmp(k->limits[i].clock, l->clock) == 0 && k->limits[i].promised == l->promised)
            return true;
    return false;
}

static void read_limit(const struct kind_reader *r, const struct yx_node *row)
{
    static const char *const keys[] = { "clock", "title", "promised", "n", "unit", "roll", "starts_on", "ends_on",
        "pauses_in", "restarts", "extend", "basis", "verified", NULL };
    struct yx_kind *k = r->kind;
    if (row->kind != YX_NODE_MAP || k->limit_count == YX_KIND_LIMITS_MOST) {
        kind_fault(r, row, "a limit is a map {clock, title, n, unit, …}; at most %d of them", YX_KIND_LIMITS_MOST);
        return;
    }
    yx_node_only(row, r->file, r->faults, keys);
    struct yx_kind_limit *l = &k->limits[k->limit_count];
    const char *clock = kind_text(r, row, "clock", 40, true);
    l->promised = kind_bool(r, row, "promised", false);
    l->clock = clock;
    if (clock != NULL && (!kind_is_name(clock) || is_twin(k, l)))
        kind_fault(r, row, "clock: of a-z, 0-9 and _; one limit of the law and one that is promised for each");
    l->clock = clock ? clock : "";
    l->title = kind_text(r, row, "title", 20, true);
    kind_read_term(r, row, &l->term);
    read_extension(r, row, l);
    l->starts_on = kind_events(r, row, "starts_on");
    l->ends_on = kind_events(r, row, "ends_on");
    l->pauses_in = kind_states(r, row, "pauses_in");
    l->restarts = kind_bool(r, row, "restarts", false);
    l->basis = kind_text(r, row, "basis", BASIS_MOST, true);
    l->verified = kind_bool(r, row, "verified", false);
    if (l->starts_on == 0)
        kind_fault(r, row, "starts_on: the events with which it begins");
    if (l->restarts && l->pauses_in == 0)
        kind_fault(r, row, "restarts: behind which pause? pauses_in says none");
    k->limit_count++;
}

void kind_read_limits(const struct kind_reader *r, const struct yx_node *root)
{
    const struct yx_node *list = kind_list(r, root, "limits");
    for (const struct yx_node *row = list ? list->first : NULL; row != NULL; row = row->next)
        read_limit(r, row);
}
