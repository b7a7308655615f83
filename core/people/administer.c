/* What an administrator changes: people, teams, bodies, areas. Each change is one commit with its act and its form. */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "audit/audit.h"
#include "base/id.h"
#include "people/form.h"
#include "people/password.h"
#include "people/people.h"
#include "people/sessions.h"
#include "people/staff.h"
#include "people/tell.h"
#include "people/units.h"

struct change {
    const struct yx_form *form;
    unsigned char digest[32];
    const struct yx_staff_draft *draft;
    struct yx_arena *arena;
    struct yx_staff staff; /* as it will be */
    bool adds, hangs_up;
    const char *hash;      /* of a drawn password, or NULL */
    const char *why;
    enum yx_unit_kind kind;
    struct yx_unit unit;
};

/* ---- what acts say ---- */

static char *roles_text(struct yx_arena *a, unsigned roles)
{
    const char *word;
    char *text = yx_arena_copy(a, "");
    for (size_t n = 0; (word = yx_desk_role_word(roles, n)) != NULL; n++)
        text = yx_arena_print(a, "%s%s%s", text, *text ? " " : "", word);
    return text;
}

static const char *detail(struct yx_arena *a, const char *key, const char *value)
{
    json_t *root = json_pack("{s:s}", key, value);
    char *text = root ? json_dumps(root, JSON_COMPACT) : NULL;
    const char *copy = text ? yx_arena_copy(a, text) : "{}";
    free(text);
    json_decref(root);
    return copy;
}

static enum yx_err act(struct yx_tx *tx, const struct change *c, const char *what, const char *said)
{
    const struct yx_audit_entry entry = { .kind = YX_AUDIT_BY_STAFF, .who = c->form->me->id, .act = what,
        .object = c->unit.id ? c->unit.id : c->staff.id, .words = said, .at_ms = c->form->now_ms };
    return yx_audit_append(tx, &entry);
}

/* ---- somebody ---- */

/* Nobody may be put into a team or a body that is not there. */
static enum yx_err judge_links(struct yx_tx *tx, struct change *c)
{
    struct yx_unit unit;
    enum yx_err err = c->staff.team ? yx_unit_get(tx, c->arena, YX_UNIT_TEAM, c->staff.team, &unit) : YX_OK;
    if (err == YX_EMPTY)
        c->why = "team";
    if (err != YX_OK)
        return err == YX_EMPTY ? YX_INVALID : err;
    err = c->staff.body ? yx_unit_get(tx, c->arena, YX_UNIT_BODY, c->staff.body, &unit) : YX_OK;
    if (err == YX_EMPTY)
        c->why = "body";
    return err == YX_EMPTY ? YX_INVALID : err;
}

static enum yx_err add(struct yx_tx *tx, void *arg)
{
    struct change *c = arg;
    enum yx_err err = yx_form_take(tx, c->form, c->digest, &c->staff.id);
    if (err == YX_DUPLICATE) {
        c->hash = NULL; /* it was made before, with a password that was shown then */
        return YX_OK;
    }
    if (err == YX_OK)
        err = judge_links(tx, c);
    if (err == YX_OK)
        err = yx_staff_insert(tx, &c->staff, c->hash, c->form->now_ms);
    return err == YX_OK ? act(tx, c, "staff_add", detail(c->arena, "roles", roles_text(c->arena, c->staff.roles))) : err;
}

/* The fields of a draft, each good or named in `why`. */
static enum yx_err judge_draft(struct change *c, unsigned set)
{
    const struct yx_staff_draft *d = c->draft;
    const char *display = d->display && (set & YX_SET_DISPLAY) ? yx_staff_clean_display(c->arena, d->display) : "";
    if (display == NULL || (d->display == NULL && (set & YX_SET_DISPLAY)))
        c->why = "display";
    else if ((set & YX_SET_ROLES) && (d->roles == 0 || (d->roles & ~(unsigned)YX_ROLES_OF_DESK) != 0))
        c->why = "roles";
    else if ((set & YX_SET_CAPACITY) && (d->capacity < 1 || d->capacity > YX_STAFF_CAPACITY_MOST))
        c->why = "capacity";
    if (c->why != NULL)
        return YX_INVALID;
    c->staff.display = display;
    return YX_OK;
}

static enum yx_err draw(struct change *c, const char **password_out)
{
    char *password = yx_arena_get(c->arena, YX_PASSWORD_DRAWN + 1), *hash = yx_arena_get(c->arena, YX_PASSWORD_HASH);
    yx_password_draw(password);
    c->hash = hash;
    *password_out = password;
    return yx_password_hash(password, hash);
}

enum yx_err yx_desk_staff_add(struct yx_arena *a, const struct yx_form *form, const struct yx_staff_draft *d,
    int64_t *id_out, const char **password_out, const char **why_out)
{
    struct change c = { .form = form, .draft = d, .arena = a, .adds = true };
    const char *name = d->name ? yx_staff_fold_name(a, d->name) : NULL;
    *password_out = NULL;
    if (name == NULL)
        c.why = "name";
    enum yx_err err = c.why ? YX_INVALID : judge_draft(&c, YX_SET_DISPLAY | YX_SET_ROLES | YX_SET_CAPACITY);
    if (err == YX_OK)
        err = draw(&c, password_out);
    if (err == YX_OK) {
        const char *display = c.staff.display;
        c.staff = (struct yx_staff){ .id = yx_id_next(), .name = name, .display = display, .roles = d->roles,
            .team = d->team, .body = d->body, .capacity = d->capacity, .must_change = true };
        yx_form_digest(form, c.digest);
        err = yx_store_commit(yx_people.store, add, &c);
    }
    if (err != YX_OK || c.hash == NULL)
        *password_out = NULL;
    *id_out = c.staff.id;
    *why_out = c.why;
    return err;
}

static void merge(struct yx_staff *s, const struct yx_staff_draft *d, const char *display)
{
    s->display = d->set & YX_SET_DISPLAY ? display : s->display;
    s->roles = d->set & YX_SET_ROLES ? d->roles : s->roles;
    s->team = d->set & YX_SET_TEAM ? d->team : s->team;
    s->body = d->set & YX_SET_BODY ? d->body : s->body;
    s->capacity = d->set & YX_SET_CAPACITY ? d->capacity : s->capacity;
    s->disabled = d->set & YX_SET_DISABLED ? d->disabled : s->disabled;
}

/* Somebody must be left who can mend what went wrong here. */
static enum yx_err judge_left(struct yx_tx *tx, const struct yx_staff *was, const struct yx_staff *is)
{
    int64_t others = 0;
    bool was_one = (was->roles & YX_ADMINISTRATOR) && !was->disabled;
    if (!was_one || ((is->roles & YX_ADMINISTRATOR) && !is->disabled))
        return YX_OK;
    enum yx_err err = yx_staff_other_administrators(tx, was->id, &others);
    return err == YX_OK && others == 0 ? YX_CONFLICT : err;
}

/* Sessions end with whatever let somebody in. */
static enum yx_err apply_secrets(struct yx_tx *tx, struct change *c, const struct yx_staff *was)
{
    enum yx_err err = YX_OK;
    c->hangs_up = c->hash || c->staff.disabled;
    if (c->hash)
        err = yx_staff_set_password(tx, c->staff.id, c->hash, true, c->form->now_ms);
    if (err == YX_OK && c->hash)
        err = act(tx, c, "reset", "{}");
    if (err == YX_OK && (c->draft->set & YX_SET_TOTP))
        err = yx_staff_set_totp(tx, c->staff.id, NULL, 0, 0);
    if (err == YX_OK && (c->draft->set & YX_SET_TOTP))
        err = act(tx, c, "totp_reset", "{}");
    if (err == YX_OK && c->staff.disabled != was->disabled)
        err = act(tx, c, c->staff.disabled ? "disable" : "enable", "{}");
    if (err == YX_OK && c->hangs_up)
        err = yx_session_end_all(tx, c->staff.id, NULL);
    return err;
}

static enum yx_err apply(struct yx_tx *tx, struct change *c, const struct yx_staff *was)
{
    bool counted = c->staff.roles != was->roles || c->staff.team != was->team || c->staff.body != was->body;
    enum yx_err err = judge_links(tx, c);
    if (err == YX_OK)
        err = judge_left(tx, was, &c->staff);
    if (err == YX_OK)
        err = yx_staff_update(tx, &c->staff, counted, c->form->now_ms);
    if (err == YX_OK && c->staff.roles != was->roles)
        err = act(tx, c, "roles", detail(c->arena, "roles", roles_text(c->arena, c->staff.roles)));
    if (err == YX_OK && (c->staff.team != was->team || c->staff.body != was->body || c->staff.capacity != was->capacity ||
                            strcmp(c->staff.display, was->display) != 0))
        err = act(tx, c, "staff_change", "{}");
    return err == YX_OK ? apply_secrets(tx, c, was) : err;
}

static enum yx_err change(struct yx_tx *tx, void *arg)
{
    struct change *c = arg;
    struct yx_staff was;
    int64_t id = c->staff.id;
    const char *display = c->staff.display;
    enum yx_err err = yx_form_take(tx, c->form, c->digest, &id);
    if (err == YX_DUPLICATE) {
        c->hash = NULL;
        return YX_OK;
    }
    if (err == YX_OK)
        err = yx_staff_get(tx, c->arena, id, &was);
    if (err != YX_OK)
        return err == YX_EMPTY ? YX_NOT_FOUND : err;
    c->staff = was;
    merge(&c->staff, c->draft, display);
    err = apply(tx, c, &was);
    c->staff.display = display; /* the work may run again */
    return err;
}

enum yx_err yx_desk_staff_change(struct yx_arena *a, const struct yx_form *form, int64_t id,
    const struct yx_staff_draft *d, const char **password_out, const char **why_out)
{
    struct change c = { .form = form, .draft = d, .arena = a };
    *password_out = NULL;
    enum yx_err err = judge_draft(&c, d->set);
    if (err == YX_OK && (d->set & YX_SET_PASSWORD))
        err = draw(&c, password_out);
    if (err == YX_OK) {
        c.staff.id = id;
        yx_form_digest(form, c.digest);
        err = yx_store_commit(yx_people.store, change, &c);
    }
    if (err != YX_OK || c.hash == NULL)
        *password_out = NULL;
    if (err == YX_OK && c.hangs_up)
        yx_people_hang_up(id);
    else if (err == YX_OK)
        yx_people_tell(YX_WAKE_ME, id, 0, 0);
    *why_out = c.why;
    return err;
}

/* ---- teams, bodies, areas ---- */

/* A team links to its body, an area to its team, a body to the one above it, and never to itself through others. */
static enum yx_err judge_unit(struct yx_tx *tx, struct change *c)
{
    static const enum yx_unit_kind to[] = { [YX_UNIT_TEAM] = YX_UNIT_BODY, [YX_UNIT_BODY] = YX_UNIT_BODY,
        [YX_UNIT_AREA] = YX_UNIT_TEAM };
    struct yx_unit above = { .link = c->unit.link };
    enum yx_err err = YX_OK;
    for (int depth = 0; err == YX_OK && above.link != 0; depth++) {
        if (depth > 8 || (c->kind == YX_UNIT_BODY && above.link == c->unit.id))
            err = YX_EMPTY;
        else
            err = yx_unit_get(tx, c->arena, to[c->kind], above.link, &above);
        if (c->kind != YX_UNIT_BODY)
            break;
    }
    if (err == YX_EMPTY)
        c->why = "link";
    return err == YX_EMPTY ? YX_INVALID : err;
}

static enum yx_err put_unit(struct yx_tx *tx, void *arg)
{
    static const char *const what[] = { [YX_UNIT_TEAM] = "team", [YX_UNIT_BODY] = "body", [YX_UNIT_AREA] = "area" };
    struct change *c = arg;
    int64_t id = c->unit.id;
    enum yx_err err = yx_form_take(tx, c->form, c->digest, &id);
    if (err == YX_DUPLICATE) {
        c->unit.id = id;
        return YX_OK;
    }
    if (err == YX_OK)
        err = judge_unit(tx, c);
    if (err == YX_OK)
        err = c->adds ? yx_unit_insert(tx, c->kind, &c->unit, c->form->now_ms) : yx_unit_update(tx, c->kind, &c->unit);
    if (err != YX_OK)
        return err == YX_EMPTY ? YX_NOT_FOUND : err;
    return act(tx, c, what[c->kind], detail(c->arena, "name", c->unit.name));
}

enum yx_err yx_desk_unit_put(struct yx_arena *a, const struct yx_form *form, enum yx_unit_kind kind,
    const struct yx_unit *unit, int64_t *id_out, const char **why_out)
{
    struct change c = { .form = form, .arena = a, .kind = kind, .unit = *unit, .adds = unit->id == 0 };
    char *clean = NULL;
    *why_out = "name";
    if (unit->name == NULL || yx_text_clean(a, unit->name, strlen(unit->name), &clean) != YX_OK || *clean == '\0' ||
        strpbrk(clean, "\n\t<>") || yx_text_count(clean) > YX_UNIT_NAME_MOST)
        return YX_INVALID;
    c.unit.name = clean;
    if (c.adds)
        c.unit.id = yx_id_next();
    yx_form_digest(form, c.digest);
    enum yx_err err = yx_store_commit(yx_people.store, put_unit, &c);
    *id_out = c.unit.id;
    *why_out = c.why;
    return err;
}
