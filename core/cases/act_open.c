/* A new case. */
#include <jansson.h>
#include <stdlib.h>

#include "cases/inside.h"

/* What is still to be supplied, as the reporter is asked for it; NULL: nothing. */
static const char *missing_of(struct yx_arena *a, const struct yx_kind *kind, const struct yx_values *values)
{
    const struct yx_field *fields[YX_KIND_FIELDS_MOST];
    size_t count = yx_kind_missing(kind, values, fields, YX_KIND_FIELDS_MOST);
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++)
        json_array_append_new(list, json_pack("{s:s, s:s}", "name", fields[i]->name, "title", fields[i]->title));
    char *text = count > 0 ? json_dumps(list, JSON_COMPACT) : NULL;
    const char *copy = text ? yx_arena_copy(a, text) : NULL;
    free(text);
    json_decref(list);
    return copy;
}

enum yx_err case_plan_open(struct case_plan *p)
{
    const struct case_draft *d = p->draft;
    struct yx_values values = { .count = 0 };
    enum yx_err err = case_values_put(p->arena, d->kind, &values, d->values, &p->field, &p->why);
    if (err != YX_OK)
        return err;
    p->c = (struct case_row){ .id = p->id, .kind = d->kind, .kind_name = d->kind->name, .kind_hash = d->kind->hash,
        .state = YX_CASE_NEW, .back = YX_CASE_NEW, .contact = d->contact, .conversation = d->conversation, .proxy = d->proxy,
        .opened_ms = p->now_ms, .code = d->digest, .code_len = d->digest ? YX_CASE_KEY : 0 };
    for (size_t i = 0; i < YX_KIND_LIMITS_MOST; i++)
        p->c.limits[i].state = CASE_LIMIT_NONE;
    p->c.fields = case_values_print(p->arena, &values);
    p->c.missing = missing_of(p->arena, d->kind, &values);
    p->c.about = case_values_about(d->kind, &values);
    p->opens = true;
    p->token = case_number_token(p->arena, d->kind->prefix, p->now_ms, (int)p->number_len - 8);
    p->wish.event = YX_CASE_DO_SUBMIT;
    unsigned who = d->kind->who[YX_CASE_DO_SUBMIT] & (p->actor.me ? YX_HAT_INTAKE | YX_HAT_LEAD : YX_HAT_REPORTER);
    if (who == 0) {
        p->why = "who";
        return YX_FORBIDDEN;
    }
    err = case_route(p->tx, p->arena, d, &values, &p->c);
    if (err != YX_OK)
        return err;
    case_happen(p, (enum yx_case_by)(who & -who), YX_CASE_NEW, NULL);
    return p->silent ? YX_OK : case_notify(p, YX_CASE_DO_SUBMIT);
}
