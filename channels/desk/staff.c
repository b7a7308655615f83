/* Who works here: listed, added, changed. */
#include <string.h>

#include "rights.h"

enum { CAPACITY_USUAL = 5 };

enum yx_err desk_staff(struct desk_call *call)
{
    struct yx_staff *staff;
    size_t count;
    enum yx_err err = yx_desk_staff_list(call->req->arena, &staff, &count);
    if (err != YX_OK)
        return err;
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++)
        json_array_append_new(list, desk_staff_json(&staff[i]));
    return desk_answer(call, json_pack("{s:o}", "staff", list));
}

/* ["agent", "lead"]; 0: not a list of roles. */
static unsigned read_roles(const json_t *list)
{
    unsigned roles = 0;
    for (size_t i = 0; i < json_array_size(list); i++) {
        const char *word = json_string_value(json_array_get(list, i));
        unsigned role = word ? yx_desk_role_of(word) : 0;
        if (role == 0)
            return 0;
        roles |= role;
    }
    return roles;
}

/* A link to something: an id, or null for none. */
static bool read_link(const struct desk_call *call, const char *name, int64_t *id_out)
{
    const json_t *given = json_object_get(call->body, name);
    *id_out = 0;
    return given == NULL || json_is_null(given) || desk_id(call, name, id_out);
}

/* What the body says; members that are there are set. Wrong types are faults of the page, not of the person. */
static bool read_draft(const struct desk_call *call, struct yx_staff_draft *d)
{
    static const struct {
        const char *name;
        unsigned set;
    } members[] = { { "display", YX_SET_DISPLAY }, { "roles", YX_SET_ROLES }, { "team", YX_SET_TEAM }, { "body", YX_SET_BODY },
        { "capacity", YX_SET_CAPACITY }, { "disabled", YX_SET_DISABLED } };
    const json_t *body = call->body, *capacity = json_object_get(body, "capacity");
    const json_t *disabled = json_object_get(body, "disabled"), *totp = json_object_get(body, "totp");
    *d = (struct yx_staff_draft){ .name = desk_text(call, "name"), .display = desk_text(call, "display"),
        .roles = read_roles(json_object_get(body, "roles")), .capacity = CAPACITY_USUAL,
        .disabled = json_is_true(disabled) };
    for (size_t i = 0; i < sizeof members / sizeof *members; i++)
        if (json_object_get(body, members[i].name))
            d->set |= members[i].set;
    if (json_is_integer(capacity)) {
        json_int_t n = json_integer_value(capacity);
        d->capacity = n < 0 || n > 1000 ? 0 : (int)n;
    }
    d->set |= json_is_true(json_object_get(body, "reset")) ? YX_SET_PASSWORD : 0;
    d->set |= json_is_false(totp) ? YX_SET_TOTP : 0;
    return (capacity == NULL || json_is_integer(capacity)) && (disabled == NULL || json_is_boolean(disabled)) &&
        read_link(call, "team", &d->team) && read_link(call, "body", &d->body);
}

/* Why a form is refused, in words of the field. */
static enum yx_err refuse(struct desk_call *call, enum yx_err err, const char *field)
{
    if (err == YX_INVALID && field)
        return desk_refuse_with(call, err, yx_arena_print(call->req->arena, "field.%s", field), NULL);
    if (err == YX_CONFLICT)
        return desk_refuse_with(call, err, "error.last_administrator", NULL);
    return err;
}

/* One of them as they are now, with the password that was drawn. */
static enum yx_err answer_one(struct desk_call *call, int64_t id, const char *password)
{
    struct yx_staff *staff;
    size_t count;
    enum yx_err err = yx_desk_staff_list(call->req->arena, &staff, &count);
    for (size_t i = 0; err == YX_OK && i < count; i++)
        if (staff[i].id == id)
            return desk_answer(call, json_pack("{s:o, s:s?}", "staff", desk_staff_json(&staff[i]), "password", password));
    return err == YX_OK ? YX_NOT_FOUND : err;
}

enum yx_err desk_staff_add(struct desk_call *call)
{
    struct yx_form form;
    struct yx_staff_draft draft;
    const char *password = NULL, *field = NULL;
    int64_t id = 0;
    if (!desk_form(call, &form) || !read_draft(call, &draft))
        return YX_INVALID;
    enum yx_err err = yx_desk_staff_add(call->req->arena, &form, &draft, &id, &password, &field);
    return err == YX_OK ? answer_one(call, id, password) : refuse(call, err, field);
}

enum yx_err desk_staff_change(struct desk_call *call)
{
    struct yx_form form;
    struct yx_staff_draft draft;
    const char *password = NULL, *field = NULL;
    if (!desk_form(call, &form) || !read_draft(call, &draft) || draft.set == 0)
        return YX_INVALID;
    enum yx_err err = yx_desk_staff_change(call->req->arena, &form, call->object, &draft, &password, &field);
    return err == YX_OK ? answer_one(call, call->object, password) : refuse(call, err, field);
}
