#include "people/console.h"

#include <string.h>

#include "audit/audit.h"
#include "base/id.h"
#include "people/sessions.h"
#include "people/tell.h"
#include "people/units.h"

struct work {
    struct yx_arena *arena;
    int64_t now_ms, team;
    struct yx_console_staff *add;
    struct yx_console_change *change;
};

static enum yx_err append(struct yx_tx *tx, const char *what, int64_t staff, int64_t now_ms)
{
    const struct yx_audit_entry entry = { .kind = YX_AUDIT_BY_COMMAND, .act = what, .object = staff, .at_ms = now_ms };
    return yx_audit_append(tx, &entry);
}

/* The team of that name, made with `fresh` as its id when there is none. */
static enum yx_err find_team(struct yx_tx *tx, struct work *w, int64_t fresh, int64_t *id_out)
{
    struct yx_unit *teams;
    size_t count;
    enum yx_err err = yx_unit_list(tx, w->arena, YX_UNIT_TEAM, &teams, &count);
    for (size_t i = 0; err == YX_OK && i < count; i++)
        if (strcmp(teams[i].name, w->add->team) == 0) {
            *id_out = teams[i].id;
            return YX_OK;
        }
    *id_out = fresh;
    const struct yx_unit made = { .id = fresh, .name = w->add->team };
    return err == YX_OK ? yx_unit_insert(tx, YX_UNIT_TEAM, &made, w->now_ms) : err;
}

static enum yx_err add(struct yx_tx *tx, void *arg)
{
    struct work *w = arg;
    struct yx_staff *s = &w->add->staff;
    enum yx_err err = w->add->team ? find_team(tx, w, w->team, &s->team) : YX_OK;
    if (err == YX_OK)
        err = yx_staff_insert(tx, s, w->add->hash, w->now_ms);
    return err == YX_OK ? append(tx, "staff_add", s->id, w->now_ms) : err;
}

enum yx_err yx_console_add(struct yx_store *store, struct yx_arena *a, struct yx_console_staff *s, int64_t now_ms)
{
    struct work w = { .arena = a, .now_ms = now_ms, .team = yx_id_next(), .add = s };
    s->staff.id = yx_id_next();
    return yx_store_commit(store, add, &w);
}

static enum yx_err set_disabled(struct yx_tx *tx, struct yx_staff *s, bool disabled, int64_t now_ms)
{
    int64_t others = 1;
    enum yx_err err = disabled && (s->roles & YX_ADMINISTRATOR) ? yx_staff_other_administrators(tx, s->id, &others) : YX_OK;
    if (err == YX_OK && others == 0)
        return YX_CONFLICT;
    s->disabled = disabled;
    return err == YX_OK ? yx_staff_update(tx, s, false, now_ms) : err;
}

static enum yx_err apply(struct yx_tx *tx, const struct work *w, struct yx_staff *s)
{
    const struct yx_console_change *c = w->change;
    switch (c->deed) {
    case YX_CONSOLE_DISABLE: return set_disabled(tx, s, true, w->now_ms);
    case YX_CONSOLE_ENABLE: return set_disabled(tx, s, false, w->now_ms);
    case YX_CONSOLE_PASSWORD: return yx_staff_set_password(tx, s->id, c->hash, !c->given, w->now_ms);
    case YX_CONSOLE_TOTP: return yx_staff_set_totp(tx, s->id, NULL, 0, 0);
    }
    return YX_INTERNAL;
}

static enum yx_err change(struct yx_tx *tx, void *arg)
{
    static const char *const what[] = { [YX_CONSOLE_DISABLE] = "disable", [YX_CONSOLE_ENABLE] = "enable",
        [YX_CONSOLE_PASSWORD] = "reset", [YX_CONSOLE_TOTP] = "totp_reset" };
    struct work *w = arg;
    struct yx_staff s;
    enum yx_err err = yx_staff_open(tx, w->arena, 0, w->change->name, &s, NULL);
    if (err != YX_OK)
        return err == YX_EMPTY ? YX_NOT_FOUND : err;
    w->change->id = s.id;
    err = apply(tx, w, &s);
    if (err == YX_OK && w->change->deed != YX_CONSOLE_ENABLE)
        err = yx_session_end_all(tx, s.id, NULL);
    return err == YX_OK ? append(tx, what[w->change->deed], s.id, w->now_ms) : err;
}

enum yx_err yx_console_change(struct yx_store *store, struct yx_arena *a, struct yx_console_change *c, int64_t now_ms)
{
    struct work w = { .arena = a, .now_ms = now_ms, .change = c };
    enum yx_err err = yx_store_commit(store, change, &w);
    if (err == YX_OK && c->deed != YX_CONSOLE_ENABLE)
        yx_people_hang_up(c->id);
    return err;
}
