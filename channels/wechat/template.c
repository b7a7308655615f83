/* Template messages as data: templates.json maps our names to the ids an account has at WeChat,
 * and our fields to the template's.
 *
 *   { "notice": { "about": "…", "ids": { "ACCOUNT": "TEMPLATE_ID" },
 *                 "fields": { "subject": "thing1", "time": "time2" }, "url": "https://…" } } */
#include <string.h>
#include <unistd.h>

#include "wechat.h"

enum { ID_MOST = 128, NAME_SHOWN = 40 };

/* The beginning of a name, for a sentence. */
static const char *shortened(struct yx_arena *arena, const char *name)
{
    return yx_arena_text(arena, name, yx_text_cut(name, strlen(name), NAME_SHOWN));
}

/* The first value of an object that is no short text; NULL when all are. */
static const char *first_bad_text(const json_t *object)
{
    const char *name;
    json_t *value;
    json_object_foreach((json_t *)(uintptr_t)object, name, value) {
        size_t len = json_string_length(value);
        if (len < 1 || len > ID_MOST)
            return name;
    }
    return NULL;
}

static const char *member_fault(struct yx_arena *arena, const char *key, const json_t *value)
{
    if (strcmp(key, "about") == 0)
        return json_is_string(value) ? NULL : "\"about\" must be a text";
    if (strcmp(key, "url") == 0)
        return json_is_string(value) && strncmp(json_string_value(value), "http", 4) == 0
            ? NULL : "\"url\" must be an address, https://…";
    if (strcmp(key, "ids") != 0 && strcmp(key, "fields") != 0)
        return yx_arena_print(arena, "\"%s\" is not known: about, ids, fields and url are", shortened(arena, key));
    const char *bad = json_is_object(value) ? first_bad_text(value) : NULL;
    if (!json_is_object(value) || json_object_size(value) == 0)
        return yx_arena_print(arena, "\"%s\" must be an object with at least one member", key);
    return bad == NULL ? NULL : yx_arena_print(arena, "\"%s\" of \"%s\" must be a text of 1 to %d bytes",
        shortened(arena, bad), key, ID_MOST);
}

static const char *template_fault(struct yx_arena *arena, const json_t *template)
{
    const char *key, *fault;
    json_t *value;
    if (!json_is_object(template))
        return "must be an object";
    json_object_foreach((json_t *)(uintptr_t)template, key, value)
        if ((fault = member_fault(arena, key, value)) != NULL)
            return fault;
    return json_object_get(template, "ids") && json_object_get(template, "fields")
        ? NULL : "needs \"ids\" and \"fields\"";
}

/* What is wrong with the file, NULL for nothing. */
static const char *templates_fault(struct yx_arena *arena, const json_t *root)
{
    const char *name, *fault;
    json_t *value;
    if (!json_is_object(root))
        return "must be an object of templates by name";
    json_object_foreach((json_t *)(uintptr_t)root, name, value)
        if ((fault = template_fault(arena, value)) != NULL)
            return yx_arena_print(arena, "template \"%s\": %s", shortened(arena, name), fault);
    return NULL;
}

enum yx_err wechat_templates_open(struct wechat *w, struct yx_arena *arena)
{
    json_error_t at;
    const char *path = yx_host_data(w->host, arena, "templates.json"), *fault = NULL;
    if (access(path, F_OK) != 0)
        return YX_OK;
    w->templates = json_load_file(path, JSON_REJECT_DUPLICATES, &at);
    fault = w->templates ? templates_fault(arena, w->templates) : yx_arena_print(arena, "line %d: %s", at.line, at.text);
    if (fault)
        yx_host_fault(w->host, "templates", yx_arena_print(arena, "%s: %s", path, fault));
    return fault ? YX_INVALID : YX_OK;
}

/* {"thing1": {"value": …}}; NULL when params lack one of the fields. */
static json_t *template_data(struct yx_arena *arena, const json_t *fields, const json_t *params)
{
    json_t *data = json_object(), *field;
    const char *name;
    json_object_foreach((json_t *)(uintptr_t)fields, name, field) {
        const char *value = json_string_value(json_object_get(params, name));
        if (value == NULL) {
            json_decref(data);
            return NULL;
        }
        json_object_set_new(data, json_string_value(field), json_pack("{s:s}", "value", wechat_clean(arena, value)));
    }
    return data;
}

enum yx_err wechat_template_body(const struct wechat *w, struct yx_arena *arena, const struct yx_outgoing *out,
    json_t **body_out)
{
    const json_t *template = json_object_get(w->templates, out->template);
    const char *id = json_string_value(json_object_get(json_object_get(template, "ids"), out->account));
    const char *url = json_string_value(json_object_get(template, "url"));
    if (id == NULL)
        return YX_NOT_FOUND;
    json_t *params = json_loads(out->params ? out->params : "{}", 0, NULL);
    json_t *data = template_data(arena, json_object_get(template, "fields"), params);
    json_decref(params);
    if (data == NULL)
        return YX_INVALID;
    char letter[24];
    snprintf(letter, sizeof letter, "%lld", (long long)out->id);
    *body_out = json_pack("{s:s, s:s, s:s*, s:o, s:s}", "touser", out->recipient, "template_id", id, "url", url,
        "data", data, "client_msg_id", letter);
    return *body_out ? YX_OK : YX_MEMORY;
}
