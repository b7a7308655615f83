/* Signing in and out: name and password, a code where one is wanted, a password of one's own where it was given. */
#include <string.h>

#include "rights.h"

void desk_set_cookie(struct desk_call *call, const char *token)
{
    yx_respond_header(call->resp, "Set-Cookie", yx_arena_print(call->req->arena,
        "yx_desk=%s; Path=/; Max-Age=%d; HttpOnly; SameSite=Strict%s", token, *token ? DESK_COOKIE_S : 0,
        call->req->https ? "; Secure" : ""));
}

static json_t *roles_json(unsigned roles)
{
    json_t *list = json_array();
    const char *word;
    for (size_t n = 0; (word = yx_desk_role_word(roles, n)) != NULL; n++)
        json_array_append_new(list, json_string(word));
    return list;
}

static json_t *unit_json(int64_t id, const char *name)
{
    return id ? json_pack("{s:o, s:s}", "id", desk_id_json(id), "name", name ? name : "") : json_null();
}

json_t *desk_staff_json(const struct yx_staff *s)
{
    return json_pack("{s:o, s:s, s:s, s:o, s:o, s:o, s:i, s:b, s:b, s:b, s:b}", "id", desk_id_json(s->id), "name",
        s->name, "display", s->display, "roles", roles_json(s->roles), "team", unit_json(s->team, s->team_name),
        "body", unit_json(s->body, s->body_name), "capacity", s->capacity, "present", s->present, "totp", s->totp,
        "must_change", s->must_change, "disabled", s->disabled);
}

/* What a step of signing in leads to. */
static enum yx_err answer_step(struct desk_call *call, const struct yx_session *s)
{
    if (*s->token)
        desk_set_cookie(call, s->token);
    switch (s->state) {
    case YX_SESSION_CODE: return desk_answer(call, json_pack("{s:b}", "totp", true));
    case YX_SESSION_ENROL:
        return desk_answer(call, json_pack("{s:{s:s, s:s}}", "enrol", "secret", s->secret, "uri", s->uri));
    default: return desk_answer(call, json_pack("{s:o}", "me", desk_staff_json(&s->me)));
    }
}

enum yx_err desk_login(struct desk_call *call)
{
    const char *name = desk_text(call, "name"), *password = desk_text(call, "password");
    struct yx_session made = { 0 };
    if (name == NULL || password == NULL)
        return YX_INVALID;
    enum yx_err err = yx_desk_login(call->req->arena, &call->door, name, password, &made);
    if (err == YX_RATE)
        return desk_refuse_wait(call, made.wait_ms);
    if (err == YX_DENIED)
        return desk_refuse_with(call, err, "error.login", NULL);
    return err == YX_OK ? answer_step(call, &made) : err;
}

enum yx_err desk_totp(struct desk_call *call)
{
    const char *code = desk_text(call, "code");
    struct yx_session made = { 0 };
    if (code == NULL)
        return YX_INVALID;
    enum yx_err err = yx_desk_code(call->req->arena, &call->door, code, &made);
    if (err == YX_RATE)
        return desk_refuse_wait(call, made.wait_ms);
    if (err == YX_INVALID)
        return desk_refuse_with(call, err, "error.code", NULL);
    return err == YX_OK ? answer_step(call, &made) : err;
}

enum yx_err desk_logout(struct desk_call *call)
{
    enum yx_err err = yx_desk_logout(&call->door);
    if (err != YX_OK)
        return err;
    desk_set_cookie(call, "");
    return desk_answer(call, json_object());
}

/* Not before both steps: a password alone shows nothing. */
enum yx_err desk_me(struct desk_call *call)
{
    if (call->session.state < YX_SESSION_PASSWORD)
        return YX_DENIED;
    return desk_answer(call, json_pack("{s:o, s:o, s:o}", "me", desk_staff_json(call->me), "texts",
        desk_texts_json(call->desk), "house", desk_house_json(call->desk)));
}

enum yx_err desk_password(struct desk_call *call)
{
    const char *old = desk_text(call, "old"), *fresh = desk_text(call, "new"), *why = NULL;
    struct yx_session made = { 0 };
    if (old == NULL || fresh == NULL)
        return YX_INVALID;
    if (call->session.state < YX_SESSION_PASSWORD)
        return YX_DENIED;
    enum yx_err err = yx_desk_password(call->req->arena, &call->door, old, fresh, &made, &why);
    if (err == YX_RATE)
        return desk_refuse_wait(call, made.wait_ms);
    if (err == YX_FORBIDDEN)
        return desk_refuse_with(call, err, "error.old_password", NULL);
    if (err == YX_INVALID && why)
        return desk_refuse_with(call, err, yx_arena_print(call->req->arena, "password.%s", why), NULL);
    if (err != YX_OK)
        return err;
    desk_set_cookie(call, made.token);
    return desk_answer(call, json_object());
}
