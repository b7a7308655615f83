#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "cases/inside.h"

void case_values_read(struct yx_arena *a, const struct yx_kind *k, const char *json, struct yx_values *out)
{
    json_t *all = json ? json_loads(json, 0, NULL) : NULL;
    out->count = 0;
    for (size_t i = 0; i < k->field_count; i++) {
        const char *value = json_string_value(json_object_get(all, k->fields[i].name));
        if (value == NULL)
            continue;
        out->names[out->count] = k->fields[i].name;
        out->values[out->count++] = yx_arena_copy(a, value);
    }
    json_decref(all);
}

const char *case_values_print(struct yx_arena *a, const struct yx_values *v)
{
    json_t *all = json_object();
    for (size_t i = 0; i < v->count; i++)
        json_object_set_new(all, v->names[i], json_string(v->values[i]));
    char *text = json_dumps(all, JSON_COMPACT);
    const char *copy = yx_arena_copy(a, text ? text : "{}");
    free(text);
    json_decref(all);
    return copy;
}

static void put(struct yx_values *v, const char *name, const char *value)
{
    for (size_t i = 0; i < v->count; i++)
        if (strcmp(v->names[i], name) == 0) {
            v->values[i] = value;
            return;
        }
    v->names[v->count] = name;
    v->values[v->count++] = value;
}

enum yx_err case_values_put(struct yx_arena *a, const struct yx_kind *k, struct yx_values *v, const struct yx_values *fresh,
    const char **field_out, const char **why_out)
{
    for (size_t i = 0; i < fresh->count; i++) {
        const struct yx_field *f = yx_kind_field(k, fresh->names[i]);
        char *clean = NULL;
        *field_out = fresh->names[i];
        *why_out = "unknown";
        if (f == NULL)
            return YX_INVALID;
        if (fresh->values[i] == NULL || yx_text_clean(a, fresh->values[i], strlen(fresh->values[i]), &clean) != YX_OK)
            clean = NULL;
        *why_out = yx_field_fault(f, clean);
        if (*why_out != NULL)
            return YX_INVALID;
        put(v, f->name, clean);
    }
    *field_out = *why_out = NULL;
    return YX_OK;
}

const char *case_values_about(const struct yx_kind *k, const struct yx_values *values)
{
    for (size_t i = 0; i < k->field_count; i++) {
        const struct yx_field *f = &k->fields[i];
        const char *value = f->type == YX_FIELD_CHOICE && !f->sensitive ? yx_values_get(values, f->name) : NULL;
        for (size_t n = 0; value != NULL && n < f->choice_count; n++)
            if (strcmp(f->choices[n].value, value) == 0)
                return f->choices[n].title;
    }
    return NULL;
}
