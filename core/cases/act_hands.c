/* Who works on a case: given, sent on and back, joined. */
#include "cases/act.h"
#include "people/staff.h"
#include "people/units.h"

/* Somebody who can work on cases. */
static enum yx_err find_colleague(struct case_plan *p, int64_t id, struct yx_staff *out)
{
    enum yx_err err = yx_staff_get(p->tx, p->arena, id, out);
    if (err == YX_EMPTY || (err == YX_OK && (out->disabled || (out->roles & (YX_HANDLER | YX_LEAD)) == 0))) {
        p->why = "need_somebody";
        return YX_INVALID;
    }
    return err;
}

enum yx_err act_assign(struct case_plan *p, const char **name)
{
    struct yx_staff colleague;
    struct yx_unit body;
    enum yx_err err = YX_OK;
    if (p->wish.staff != 0) {
        err = find_colleague(p, p->wish.staff, &colleague);
        if (err == YX_OK) {
            p->c.handler = colleague.id;
            p->c.body = colleague.body;
            *name = colleague.display;
        }
    } else if (p->wish.body != 0) {
        err = yx_unit_get(p->tx, p->arena, YX_UNIT_BODY, p->wish.body, &body);
        if (err == YX_OK) {
            p->c.handler = 0;
            p->c.body = body.id;
            *name = body.name;
        } else if (err == YX_EMPTY) {
            p->why = "need_somebody";
            err = YX_INVALID;
        }
    }
    return err;
}

enum yx_err act_transfer(struct case_plan *p, const char **detail)
{
    const char *name = "";
    int64_t body = p->c.body, handler = p->c.handler;
    enum yx_err err = act_assign(p, &name);
    if (err != YX_OK)
        return err;
    if (body == p->c.body && handler == p->c.handler) {
        p->why = "need_somebody";
        return YX_INVALID;
    }
    p->c.from_body = body;
    p->c.from_handler = handler != 0 || body != 0 ? handler : p->actor.me->id;
    *detail = case_detail(p->arena, "to", name);
    return YX_OK;
}

enum yx_err act_send_back(struct case_plan *p, const char **detail)
{
    const char *name = NULL;
    struct yx_staff colleague;
    struct case_row *c = &p->c;
    c->body = c->from_body;
    c->handler = c->from_handler;
    c->from_body = c->from_handler = 0;
    enum yx_err err = case_body_name(p->tx, p->arena, c->body, &name);
    if (err == YX_OK && c->handler != 0) {
        err = yx_staff_get(p->tx, p->arena, c->handler, &colleague);
        name = err == YX_OK ? colleague.display : name;
    }
    *detail = case_detail(p->arena, "to", name ? name : "");
    return err == YX_EMPTY ? YX_OK : err;
}

static bool has_joined(const struct case_row *c, int64_t staff)
{
    for (size_t i = 0; i < c->joined_count; i++)
        if (c->joined[i] == staff)
            return true;
    return false;
}

enum yx_err act_join(struct case_plan *p, const char **detail)
{
    struct yx_staff colleague;
    enum yx_err err = find_colleague(p, p->wish.staff, &colleague);
    if (err != YX_OK)
        return err;
    if (has_joined(&p->c, colleague.id) || p->c.handler == colleague.id || p->c.joined_count == CASE_JOINED_MOST) {
        p->why = "need_somebody";
        return YX_CONFLICT;
    }
    p->join = colleague.id;
    *detail = case_detail(p->arena, "to", colleague.display);
    return YX_OK;
}

enum yx_err act_part(struct case_plan *p)
{
    if (!has_joined(&p->c, p->wish.staff)) {
        p->why = "need_somebody";
        return YX_INVALID;
    }
    p->part = p->wish.staff;
    return YX_OK;
}
