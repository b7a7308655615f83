/* A kind's file as a whole. */
#include "cases/kind.h"

#include <string.h>

#include "base/id.h"
#include "cases/kind_inside.h"

enum { SUMMARY_MOST = 200, NAME_MOST = 40, DAYS_MOST = 36500 };

/* How a case may end without anybody of the kind's saying: their titles stand in each file. */
static const char *const own_outcomes[] = { "declined", "referred", "withdrawn", "abandoned" };

bool yx_kind_is_own_outcome(const char *value)
{
    for (size_t i = 0; i < sizeof own_outcomes / sizeof *own_outcomes; i++)
        if (strcmp(own_outcomes[i], value) == 0)
            return true;
    return false;
}

static void read_prefix(const struct kind_reader *r, const struct yx_node *root)
{
    const char *prefix = yx_node_text(root, "prefix", "");
    if (strlen(prefix) != 2 || strspn(prefix, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != 2)
        kind_fault(r, root, "prefix: two capital letters");
    r->kind->prefix = prefix;
}

static void read_states(const struct kind_reader *r, const struct yx_node *root)
{
    const struct yx_node *map = kind_map(r, root, "states");
    enum yx_case_state state;
    for (const struct yx_node *n = map ? map->first : NULL; n != NULL; n = n->next) {
        if (n->kind != YX_NODE_TEXT || *n->text == '\0' || !yx_case_state_of(n->key, &state))
            kind_fault(r, n, "there is no such state, or its title is no text");
        else
            r->kind->states[state] = n->text;
    }
    for (int i = 0; i < YX_CASE_STATES; i++)
        if (r->kind->states[i] == NULL) {
            kind_fault(r, map ? map : root, "states: the title of \"%s\" is missing", yx_case_state_word((enum yx_case_state)i));
            r->kind->states[i] = "";
        }
}

static void read_outcomes(const struct kind_reader *r, const struct yx_node *root)
{
    struct yx_kind *k = r->kind;
    const struct yx_node *map = kind_map(r, root, "outcomes");
    for (const struct yx_node *n = map ? map->first : NULL; n != NULL; n = n->next) {
        if (n->kind != YX_NODE_TEXT || *n->text == '\0' || !kind_is_name(n->key) || k->outcome_count == YX_KIND_OUTCOMES_MOST)
            kind_fault(r, n, "an outcome is written value: title; at most %d", YX_KIND_OUTCOMES_MOST);
        else
            k->outcomes[k->outcome_count++] = (struct yx_outcome_row){ n->key, n->text };
    }
    for (size_t i = 0; i < sizeof own_outcomes / sizeof *own_outcomes; i++)
        if (yx_kind_outcome(k, own_outcomes[i]) == NULL)
            kind_fault(r, map ? map : root, "outcomes: the title of \"%s\" is missing", own_outcomes[i]);
    if (k->outcome_count <= sizeof own_outcomes / sizeof *own_outcomes)
        kind_fault(r, map ? map : root, "outcomes: at least one of the kind's own");
}

/* events: {event: [who…]}; one that is not here is as the engine's table says, an empty list does without it. */
static void read_events(const struct kind_reader *r, const struct yx_node *root)
{
    const struct yx_node *map = kind_map(r, root, "events");
    enum yx_case_event event;
    for (int i = 0; i < YX_CASE_EVENTS; i++)
        r->kind->who[i] = yx_case_rule((enum yx_case_event)i)->who;
    for (const struct yx_node *n = map ? map->first : NULL; n != NULL; n = n->next) {
        if (n->kind != YX_NODE_LIST || !yx_case_event_of(n->key, &event)) {
            kind_fault(r, n, "there is no such event, or who may is no list");
            continue;
        }
        unsigned who = kind_actors(r, n), most = yx_case_rule(event)->who;
        if ((who & ~most) != 0)
            kind_fault(r, n, "a kind may narrow who does this, not widen it");
        r->kind->who[event] = who & most;
    }
}

static void read_public(const struct kind_reader *r, const struct yx_node *root)
{
    static const char *const words[] = { "state", "body", "dates", "due", "replies", "missing" };
    const struct yx_node *list = kind_list(r, root, "public");
    for (const struct yx_node *n = list ? list->first : NULL; n != NULL; n = n->next) {
        size_t i = 0;
        while (i < 6 && (n->kind != YX_NODE_TEXT || strcmp(words[i], n->text) != 0))
            i++;
        if (i == 6)
            kind_fault(r, n, "the public may see state, body, dates, due, replies, missing, and no more");
        else
            r->kind->shows |= 1u << i;
    }
    const char *status = yx_node_text(root, "status", "code");
    if (strcmp(status, "code") != 0 && strcmp(status, "reporter") != 0)
        kind_fault(r, root, "status is code (who has number and code) or reporter (the reporter alone)");
    r->kind->status_by = strcmp(status, "reporter") == 0 ? YX_STATUS_REPORTER : YX_STATUS_CODE;
}

static void read_route(const struct kind_reader *r, const struct yx_node *row)
{
    static const char *const keys[] = { "area", "when", "body", "team", NULL };
    struct yx_kind *k = r->kind;
    if (row->kind != YX_NODE_MAP || k->route_count == YX_KIND_ROUTES_MOST) {
        kind_fault(r, row, "a route is a map {area, when, body, team}; at most %d", YX_KIND_ROUTES_MOST);
        return;
    }
    yx_node_only(row, r->file, r->faults, keys);
    struct yx_kind_route *route = &k->routes[k->route_count++];
    route->area = kind_text(r, row, "area", NAME_MOST, false);
    route->body = kind_text(r, row, "body", NAME_MOST, false);
    route->team = kind_text(r, row, "team", NAME_MOST, false);
    kind_condition(r, row, "when", &route->when);
    if (route->body == NULL && route->team == NULL)
        kind_fault(r, row, "a route leads to a body or a team");
}

static void read_escalation(const struct kind_reader *r, const struct yx_node *root)
{
    static const char *const keys[] = { "yellow", "red", NULL };
    const struct yx_node *map = kind_map(r, root, "escalate");
    const struct yx_node *yellow = map ? kind_list(r, map, "yellow") : NULL, *red = map ? kind_list(r, map, "red") : NULL;
    if (map != NULL)
        yx_node_only(map, r->file, r->faults, keys);
    r->kind->yellow = kind_int(r, root, "yellow", 1, 99, 75);
    r->kind->yellow_to = yellow ? kind_actors(r, yellow) : YX_HAT_HANDLER;
    r->kind->red_to = red ? kind_actors(r, red) : YX_HAT_HANDLER | YX_HAT_LEAD;
}

static void read_supply(const struct kind_reader *r, const struct yx_node *root)
{
    static const char *const keys[] = { "n", "unit", "roll", "lapses", NULL };
    const struct yx_node *map = kind_map(r, root, "supply");
    if (map == NULL)
        return;
    yx_node_only(map, r->file, r->faults, keys);
    kind_read_term(r, map, &r->kind->supply);
    r->kind->lapses = kind_bool(r, map, "lapses", false);
}

static void read_rest(const struct kind_reader *r, const struct yx_node *root)
{
    struct yx_kind *k = r->kind;
    k->urge_hours = kind_int(r, root, "urge_hours", 1, 24 * 366, 72);
    k->reopen_days = kind_int(r, root, "reopen_days", 1, 366, 30);
    k->rate_days = kind_int(r, root, "rate_days", 1, 366, 30);
    k->retention_days = kind_int(r, root, "retention_days", 30, DAYS_MOST, 3650);
    const struct yx_node *list = kind_list(r, root, "routing");
    for (const struct yx_node *row = list ? list->first : NULL; row != NULL; row = row->next)
        read_route(r, row);
}

static void read_root(const struct kind_reader *r, const struct yx_node *root, const char *name)
{
    static const char *const keys[] = { "kind", "prefix", "title", "summary", "fields", "states", "outcomes", "events",
        "limits", "yellow", "escalate", "supply", "urge_hours", "reopen_days", "rate_days", "retention_days", "public",
        "status", "routing", NULL };
    struct yx_kind *k = r->kind;
    if (root->kind != YX_NODE_MAP) {
        kind_fault(r, root, "a kind is a map");
        return;
    }
    yx_node_only(root, r->file, r->faults, keys);
    if (!kind_is_name(name) || strcmp(yx_node_text(root, "kind", ""), name) != 0)
        kind_fault(r, root, "kind: must be \"%s\", as the file is called, of a-z, 0-9 and _", name);
    k->name = yx_arena_copy(r->arena, name);
    k->title = kind_text(r, root, "title", 20, true);
    k->summary = kind_text(r, root, "summary", SUMMARY_MOST, true);
    read_prefix(r, root);
    kind_read_fields(r, root);
    read_states(r, root);
    read_outcomes(r, root);
    read_events(r, root);
    kind_read_limits(r, root);
    read_escalation(r, root);
    read_supply(r, root);
    read_public(r, root);
    read_rest(r, root);
}

enum yx_err yx_kind_read(struct yx_arena *a, const char *bytes, size_t len, const char *name, const char *file,
    struct yx_faults *faults, struct yx_kind **kind_out)
{
    const struct yx_node *root;
    size_t before = faults->count;
    struct yx_kind *k = yx_arena_get(a, sizeof *k);
    const struct kind_reader r = { a, faults, file, k };
    unsigned char digest[YX_KIND_HASH];
    *kind_out = NULL;
    k->source = yx_arena_text(a, bytes, len);
    k->source_len = len;
    yx_digest(NULL, &(struct yx_part){ bytes, len }, 1, digest, sizeof digest);
    yx_hex(digest, sizeof digest, k->hash);
    if (yx_yaml_bytes(a, bytes, len, file, 1, faults, &root) == YX_OK)
        read_root(&r, root, name);
    if (faults->count != before) {
        yx_kind_close(k);
        return YX_INVALID;
    }
    *kind_out = k;
    return YX_OK;
}

void yx_kind_close(struct yx_kind *k)
{
    for (size_t i = 0; i < YX_KIND_FIELDS_MOST; i++)
        yx_pattern_free(&k->fields[i].compiled);
}

const char *yx_kind_outcome(const struct yx_kind *k, const char *value)
{
    for (size_t i = 0; value != NULL && i < k->outcome_count; i++)
        if (strcmp(k->outcomes[i].value, value) == 0)
            return k->outcomes[i].title;
    return NULL;
}
