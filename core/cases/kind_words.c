/* The small parts of a kind's file: texts, numbers, lists of words. */
#include <stdlib.h>
#include <string.h>

#include "cases/kind_inside.h"

void kind_fault(const struct kind_reader *r, const struct yx_node *at, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    yx_fault_add(r->faults, r->file, at->line, at->column, at->path, "%s", yx_arena_vprint(r->arena, format, list));
    va_end(list);
}

const char *kind_text(const struct kind_reader *r, const struct yx_node *map, const char *key, size_t most, bool must)
{
    const struct yx_node *node = yx_node_get(map, key);
    char *clean = NULL;
    if (node == NULL) {
        if (must)
            kind_fault(r, map, "%s is missing", key);
        return NULL;
    }
    if (node->kind != YX_NODE_TEXT || yx_text_clean(r->arena, node->text, strlen(node->text), &clean) != YX_OK ||
        *clean == '\0' || yx_text_count(clean) > most) {
        kind_fault(r, node, "must be a text of 1 to %zu characters", most);
        return NULL;
    }
    return clean;
}

int kind_int(const struct kind_reader *r, const struct yx_node *map, const char *key, int least, int most, int dflt)
{
    const struct yx_node *node = yx_node_get(map, key);
    if (node == NULL)
        return dflt;
    char *end = NULL;
    long n = node->kind == YX_NODE_TEXT && node->plain ? strtol(node->text, &end, 10) : 0;
    if (end == NULL || end == node->text || *end != '\0' || n < least || n > most) {
        kind_fault(r, node, "must be a whole number from %d to %d", least, most);
        return dflt;
    }
    return (int)n;
}

bool kind_bool(const struct kind_reader *r, const struct yx_node *map, const char *key, bool dflt)
{
    const struct yx_node *node = yx_node_get(map, key);
    const char *text = node && node->kind == YX_NODE_TEXT && node->plain ? node->text : "";
    if (node == NULL)
        return dflt;
    if (strcmp(text, "true") != 0 && strcmp(text, "false") != 0)
        kind_fault(r, node, "must be true or false");
    return strcmp(text, "true") == 0;
}

bool kind_is_name(const char *text)
{
    size_t n = strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789_");
    return n > 0 && n <= 40 && text[n] == '\0';
}

static const struct yx_node *child(const struct kind_reader *r, const struct yx_node *map, const char *key,
    enum yx_node_kind kind, const char *message)
{
    const struct yx_node *node = yx_node_get(map, key);
    if (node == NULL || node->kind == kind)
        return node;
    kind_fault(r, node, "%s", message);
    return NULL;
}

const struct yx_node *kind_list(const struct kind_reader *r, const struct yx_node *map, const char *key)
{
    return child(r, map, key, YX_NODE_LIST, "must be a list");
}

const struct yx_node *kind_map(const struct kind_reader *r, const struct yx_node *map, const char *key)
{
    return child(r, map, key, YX_NODE_MAP, "must be a map");
}

void kind_condition(const struct kind_reader *r, const struct yx_node *map, const char *key, struct yx_condition *out)
{
    static const char *const keys[] = { "field", "is", NULL };
    const struct yx_node *node = kind_map(r, map, key);
    if (node == NULL)
        return;
    yx_node_only(node, r->file, r->faults, keys);
    const char *name = kind_text(r, node, "field", 40, true);
    const struct yx_field *field = name ? yx_kind_field(r->kind, name) : NULL;
    const struct yx_node *list = kind_list(r, node, "is");
    if (name != NULL && field == NULL)
        kind_fault(r, node, "there is no field \"%s\" before this one", name);
    if (list == NULL || list->first == NULL)
        kind_fault(r, node, "is: must be a list of values");
    if (field == NULL || list == NULL)
        return;
    out->field = field->name;
    for (const struct yx_node *v = list->first; v != NULL && out->value_count < YX_KIND_CHOICES_MOST; v = v->next) {
        if (v->kind != YX_NODE_TEXT || (field->type == YX_FIELD_CHOICE && yx_field_fault(field, v->text) != NULL))
            kind_fault(r, v, "is no value of the field \"%s\"", field->name);
        else
            out->values[out->value_count++] = v->text;
    }
}

uint64_t kind_events(const struct kind_reader *r, const struct yx_node *map, const char *key)
{
    const struct yx_node *list = kind_list(r, map, key);
    uint64_t bits = 0;
    enum yx_case_event event;
    for (const struct yx_node *n = list ? list->first : NULL; n != NULL; n = n->next) {
        if (n->kind == YX_NODE_TEXT && yx_case_event_of(n->text, &event))
            bits |= YX_CASE_BIT(event);
        else
            kind_fault(r, n, "there is no such event");
    }
    return bits;
}

unsigned kind_states(const struct kind_reader *r, const struct yx_node *map, const char *key)
{
    const struct yx_node *list = kind_list(r, map, key);
    unsigned bits = 0;
    enum yx_case_state state;
    for (const struct yx_node *n = list ? list->first : NULL; n != NULL; n = n->next) {
        if (n->kind == YX_NODE_TEXT && yx_case_state_of(n->text, &state))
            bits |= 1u << state;
        else
            kind_fault(r, n, "there is no such state");
    }
    return bits;
}

unsigned kind_actors(const struct kind_reader *r, const struct yx_node *list)
{
    unsigned bits = 0;
    for (const struct yx_node *n = list->first; n != NULL; n = n->next) {
        unsigned by = n->kind == YX_NODE_TEXT ? yx_case_by_of(n->text) : 0;
        if (by == 0)
            kind_fault(r, n, "who is reporter, intake, handler, reviewer, lead, clock or tool");
        bits |= by;
    }
    return bits;
}
