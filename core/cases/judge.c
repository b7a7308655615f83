/* May it be done? State, person, what it brings, what must hold: read off the table and the kind. Pure. */
#include <string.h>

#include "cases/inside.h"

static const int64_t DAY_MS = 86400000, HOUR_MS = 3600000;

static bool is_joined(const struct case_row *c, int64_t staff)
{
    for (size_t i = 0; i < c->joined_count; i++)
        if (c->joined[i] == staff)
            return true;
    return false;
}

/* Whose case it is: theirs by name, or their body's while nobody of it has taken it. */
static bool is_handler(const struct case_row *c, const struct yx_staff *me)
{
    return c->handler == me->id || is_joined(c, me->id) || (c->handler == 0 && c->body == me->body);
}

unsigned case_hats(const struct case_row *c, const struct case_actor *actor)
{
    const struct yx_staff *me = actor->me;
    if (me == NULL)
        return actor->by ? actor->by : actor->contact != 0 && actor->contact == c->contact ? YX_HAT_REPORTER : 0u;
    return ((me->roles & YX_AGENT) != 0 ? YX_HAT_INTAKE : 0u) |
           ((me->roles & YX_HANDLER) != 0 && is_handler(c, me) ? YX_HAT_HANDLER : 0u) |
           ((me->roles & YX_REVIEWER) != 0 ? YX_HAT_REVIEWER : 0u) | ((me->roles & YX_LEAD) != 0 ? YX_HAT_LEAD : 0u);
}

bool case_visible(const struct case_row *c, const struct yx_staff *me)
{
    if ((me->roles & (YX_LEAD | YX_AUDITOR)) != 0)
        return true;
    bool first = c->state == YX_CASE_NEW || (c->state == YX_CASE_INFO && c->back == YX_CASE_NEW);
    if ((me->roles & YX_AGENT) != 0 && (first || c->intake == me->id))
        return true;
    if ((me->roles & YX_REVIEWER) != 0 && (c->state == YX_CASE_REVIEW || c->state == YX_CASE_OPEN))
        return true;
    return (me->roles & YX_HANDLER) != 0 && (c->handler == me->id || is_joined(c, me->id) || c->body == me->body);
}

/* ---- what it brings ---- */

static const char *lacks(const struct case_row *c, const struct case_wish *w, unsigned needs)
{
    if ((needs & YX_NEEDS_NOTE) != 0 && w->note == NULL)
        return "need_note";
    if ((needs & YX_NEEDS_REASON) != 0 && w->reason == NULL)
        return "need_reason";
    if ((needs & YX_NEEDS_TEXT) != 0 && w->text == NULL)
        return "need_text";
    if ((needs & YX_NEEDS_OUTCOME) != 0 && (yx_kind_outcome(c->kind, w->outcome) == NULL || yx_kind_is_own_outcome(w->outcome)))
        return "need_outcome";
    if ((needs & YX_NEEDS_BODY) != 0 && w->refer_to == NULL)
        return "need_body";
    if ((needs & YX_NEEDS_SOMEBODY) != 0 && w->staff == 0 && w->body == 0)
        return "need_somebody";
    if ((needs & YX_NEEDS_MISSING) != 0 && w->missing == NULL)
        return "need_missing";
    if ((needs & YX_NEEDS_TARGET) != 0 && w->target == 0)
        return "need_target";
    if ((needs & YX_NEEDS_STARS) != 0 && w->stars != 1 && w->stars != 2)
        return "need_stars";
    return NULL;
}

/* ---- what must hold ---- */

struct scene {
    const struct case_row *c, *target;
    const struct case_actor *actor;
    int64_t now_ms;
};

static bool is_late(const struct scene *s, int days)
{
    return s->now_ms >= s->c->closed_ms + days * DAY_MS;
}

static bool is_outcome(const struct case_row *c, const char *outcome)
{
    return c->outcome != NULL && strcmp(c->outcome, outcome) == 0;
}

/* Somebody else than who worked on it. */
static bool is_another(const struct scene *s)
{
    const struct yx_staff *me = s->actor->me;
    return me != NULL && me->id != s->c->proposed_by && me->id != s->c->handler && !is_joined(s->c, me->id);
}

static bool is_target(const struct scene *s)
{
    const struct case_row *t = s->target;
    return t != NULL && t->id != s->c->id && t->state <= YX_CASE_REVIEW && strcmp(t->kind_name, s->c->kind_name) == 0;
}

static bool may_extend(const struct scene *s)
{
    return s->c->extended == 0 && case_limits_can_extend(s->c);
}

static bool may_urge(const struct scene *s)
{
    return s->c->urged_ms == 0 || s->now_ms >= s->c->urged_ms + s->c->kind->urge_hours * HOUR_MS;
}

static bool has_lapsed(const struct scene *s)
{
    int64_t due_ms = case_supply_due(s->c);
    return s->c->kind->lapses && due_ms != 0 && s->now_ms >= due_ms;
}

static enum yx_err hold_guards(const struct scene *s, unsigned guards, const char **why)
{
    const struct case_row *c = s->c;
    const struct {
        unsigned guard;
        bool broken;
        enum yx_err err;
        const char *why;
    } rows[] = {
        { YX_GUARD_ANOTHER, !is_another(s), YX_FORBIDDEN, "own" },
        { YX_GUARD_ONCE, !may_extend(s), YX_CONFLICT, "extended" },
        { YX_GUARD_REOPEN, is_late(s, c->kind->reopen_days), YX_CONFLICT, "late" },
        { YX_GUARD_ASKED, c->asked_reopen_ms == 0, YX_CONFLICT, "asked" },
        { YX_GUARD_URGE, !may_urge(s), YX_RATE, "urged" },
        { YX_GUARD_RATE, is_late(s, c->kind->rate_days), YX_CONFLICT, "late" },
        { YX_GUARD_REFERRED, !is_outcome(c, "referred"), YX_CONFLICT, "referred" },
        { YX_GUARD_WITHDRAWN, !is_outcome(c, "withdrawn"), YX_CONFLICT, "withdrawn" },
        { YX_GUARD_SENT, c->from_body == 0 && c->from_handler == 0, YX_CONFLICT, "sent" },
        { YX_GUARD_LAPSED, !has_lapsed(s), YX_CONFLICT, "late" },
        { YX_GUARD_SAME_KIND, !is_target(s), YX_INVALID, "need_target" },
        { YX_GUARD_FREE, c->kept != 0, YX_CONFLICT, "kept" },
        { YX_GUARD_HELD, c->kept == 0, YX_CONFLICT, "kept" },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if ((guards & rows[i].guard) != 0 && rows[i].broken) {
            *why = rows[i].why;
            return rows[i].err;
        }
    return YX_OK;
}

bool case_may(const struct case_row *c, const struct case_actor *actor, enum yx_case_event event, int64_t now_ms)
{
    const struct yx_case_rule *rule = yx_case_rule(event);
    const struct scene s = { c, NULL, actor, now_ms };
    const char *why;
    return (case_hats(c, actor) & c->kind->who[event] & rule->who) != 0 && (rule->from & (1u << c->state)) != 0 &&
           hold_guards(&s, rule->guards & ~(unsigned)YX_GUARD_SAME_KIND, &why) == YX_OK;
}

static enum yx_case_by lowest(unsigned who)
{
    return (enum yx_case_by)(who & -who);
}

static enum yx_err refuse(enum yx_err err, const char *word, const char **why)
{
    *why = word;
    return err;
}

enum yx_err case_judge(const struct case_row *c, const struct case_actor *actor, const struct case_wish *w,
    const struct case_row *target, int64_t now_ms, enum yx_case_by *by_out, const char **why_out)
{
    const struct yx_case_rule *rule = yx_case_rule(w->event);
    const struct scene s = { c, target, actor, now_ms };
    unsigned who = case_hats(c, actor) & c->kind->who[w->event] & rule->who;
    *why_out = NULL;
    if (who == 0)
        return refuse(YX_FORBIDDEN, "who", why_out);
    *by_out = lowest(who);
    if (w->version != 0 && w->version != c->version)
        return refuse(YX_CONFLICT, "version", why_out);
    if ((rule->from & (1u << c->state)) == 0)
        return refuse(YX_CONFLICT, "state", why_out);
    const char *lack = lacks(c, w, rule->needs);
    if (lack != NULL)
        return refuse(YX_INVALID, lack, why_out);
    return hold_guards(&s, rule->guards, why_out);
}
