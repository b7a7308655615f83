/* What the desk does to the registry of supervisors: each change is one commit with its act and its form. */
#include "audit/audit.h"
#include "base/id.h"
#include "people/form.h"
#include "people/people.h"
#include "people/supervisors.h"
#include "people/units.h"

struct change {
    const struct yx_form *form;
    struct yx_arena *arena;
    unsigned char digest[32];
    struct yx_supervisor is;
    bool adds;
    const char *why;
};

enum yx_err yx_desk_supervisors(
    struct yx_arena *a, int64_t now_ms, struct yx_supervisor **list_out, size_t *count_out)
{
    struct yx_tx *tx;
    enum yx_err err = yx_store_read(yx_people.store, &tx);
    if (err != YX_OK)
        return err;
    err = yx_supervisor_list(tx, a, now_ms, list_out, count_out);
    yx_store_done(yx_people.store, &tx);
    return err;
}

int64_t yx_desk_day(const char *text)
{
    return yx_supervisor_read_day(text);
}

static enum yx_err judge_area(struct yx_tx *tx, struct change *c)
{
    struct yx_unit area;
    enum yx_err err = c->is.area ? yx_unit_get(tx, c->arena, YX_UNIT_AREA, c->is.area, &area) : YX_OK;
    if (err != YX_EMPTY)
        return err;
    c->why = "area";
    return YX_INVALID;
}

static enum yx_err record(struct yx_tx *tx, const struct yx_form *form, const char *act, int64_t id)
{
    return yx_audit_append(tx, &(struct yx_audit_entry){ .kind = YX_AUDIT_BY_STAFF, .who = form->me->id, .act = act,
        .object = id, .at_ms = form->now_ms });
}

static enum yx_err put(struct yx_tx *tx, void *arg)
{
    struct change *c = arg;
    int64_t id = c->is.id;
    c->why = NULL;
    enum yx_err err = yx_form_take(tx, c->form, c->digest, &id);
    if (err == YX_DUPLICATE) {
        c->is.id = id;
        return YX_OK;
    }
    if (err == YX_OK)
        err = judge_area(tx, c);
    if (err == YX_OK)
        err = c->adds ? yx_supervisor_insert(tx, &c->is, c->form->now_ms, &c->why)
                      : yx_supervisor_update(tx, &c->is, c->form->now_ms, &c->why);
    if (err != YX_OK)
        return err == YX_EMPTY ? YX_NOT_FOUND : err;
    return record(tx, c->form, c->adds ? "supervisor_add" : "supervisor_change", c->is.id);
}

enum yx_err yx_desk_supervisor_put(struct yx_arena *a, const struct yx_form *form,
    const struct yx_supervisor *is, int64_t *id_out, const char **why_out)
{
    struct change c = { .form = form, .arena = a, .is = *is, .adds = is->id == 0 };
    enum yx_err err = yx_supervisor_clean(a, &c.is, why_out);
    if (err != YX_OK)
        return err;
    if (c.adds)
        c.is.id = yx_id_next();
    yx_form_digest(form, c.digest);
    err = yx_store_commit(yx_people.store, put, &c);
    *id_out = c.is.id;
    *why_out = c.why;
    return err;
}

static enum yx_err end(struct yx_tx *tx, void *arg)
{
    struct change *c = arg;
    struct yx_supervisor was;
    int64_t id = c->is.id;
    enum yx_err err = yx_form_take(tx, c->form, c->digest, &id);
    if (err == YX_DUPLICATE)
        return YX_OK;
    if (err == YX_OK)
        err = yx_supervisor_get(tx, c->arena, id, NULL, c->form->now_ms, &was);
    if (err != YX_OK)
        return err == YX_EMPTY ? YX_NOT_FOUND : err;
    err = yx_supervisor_end(tx, id, c->form->now_ms);
    if (err == YX_EMPTY)
        return YX_OK; /* over already */
    return err == YX_OK ? record(tx, c->form, "supervisor_end", id) : err;
}

enum yx_err yx_desk_supervisor_end(struct yx_arena *a, const struct yx_form *form, int64_t id)
{
    struct change c = { .form = form, .arena = a, .is.id = id };
    yx_form_digest(form, c.digest);
    return yx_store_commit(yx_people.store, end, &c);
}
