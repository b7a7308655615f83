#include "desk/inside.h"
#include "people/staff.h"
#include "schedule/roster.h"
#include "talk/rating.h"

struct wish {
    enum yx_desk_to to;
    int64_t whom;
    const char *note;
};

/* Whoever gets it must be able to: at the desk, on duty, somebody else. */
static enum yx_err to_staff(struct desk_plan *p, const struct wish *w)
{
    struct yx_staff colleague;
    enum yx_err err = yx_staff_get(p->tx, p->arena, w->whom, &colleague);
    if (err == YX_EMPTY || (err == YX_OK && (w->whom == p->c.staff || (colleague.roles & (YX_AGENT | YX_LEAD)) == 0)))
        return YX_INVALID;
    if (err != YX_OK)
        return err;
    if (!colleague.present || colleague.disabled)
        return YX_CONFLICT;
    bool first = p->before == 0;
    desk_give(p, w->whom);
    desk_hand(p, YX_HANDED_COLLEAGUE, w->whom, 0, w->note);
    desk_announce(p, "handover", desk_words(p, first ? "desk.claim" : "desk.handover", colleague.display, NULL, NULL));
    p->detail = desk_detail(p->arena, "to", colleague.display);
    return YX_OK;
}

static enum yx_err to_team(struct desk_plan *p, const struct wish *w)
{
    const char *team, *when = desk_when(p->arena, p->now_ms);
    enum yx_err err = desk_team_of(p->tx, p->arena, w->whom, &team);
    if (err != YX_OK || team == NULL)
        return err != YX_OK ? err : YX_INVALID;
    desk_hand(p, YX_HANDED_TEAM, 0, w->whom, w->note);
    desk_put_back(p);
    p->c.team = w->whom;
    desk_announce(p, "team", desk_words(p, when && *when ? "desk.team_closed" : "desk.team", NULL, team, when));
    p->detail = desk_detail(p->arena, "to", team);
    return YX_OK;
}

static void to_shift(struct desk_plan *p, const struct wish *w)
{
    struct yx_hours hours;
    const struct yx_calendar *calendar = yx_roster_calendar();
    yx_roster_hours(&hours, NULL);
    desk_hand(p, YX_HANDED_SHIFT, 0, p->c.team, w->note);
    desk_put_back(p);
    p->c.from_ms = yx_hours_next_shift(&hours, calendar, p->now_ms);
    p->summary = w->note;
    const char *when = p->c.from_ms == 0 ? NULL
        : yx_hours_when(calendar, yx_desk.texts, p->arena, p->now_ms, p->c.from_ms);
    desk_announce(p, "shift", desk_words(p, when ? "desk.shift" : "desk.shift_soon", NULL, NULL, when));
}

/* The service is over; `summary` stays with it. */
static void end_service(struct desk_plan *p, enum yx_service_end how, const char *summary)
{
    p->ended = how;
    p->ended_service = p->c.service;
    p->summary = summary;
    yx_conversation_to_machine(&p->c);
}

static void to_machine(struct desk_plan *p, const struct wish *w)
{
    desk_hand(p, YX_HANDED_MACHINE, 0, 0, w->note);
    end_service(p, YX_SERVICE_TO_MACHINE, w->note);
    desk_announce(p, "machine", desk_words(p, "desk.machine", NULL, NULL, NULL));
}

static enum yx_err plan_hand_over(struct desk_plan *p)
{
    const struct wish *w = p->wish;
    bool lead = (p->me->roles & YX_LEAD) != 0;
    enum yx_err err = desk_judge(DESK_HAND_OVER, desk_whose(&p->c, p->me->id, p->now_ms), lead);
    if (err != YX_OK)
        return err;
    p->act = "handover";
    switch (w->to) {
    case YX_TO_STAFF: return to_staff(p, w);
    case YX_TO_TEAM: return to_team(p, w);
    case YX_TO_SHIFT: to_shift(p, w); return YX_OK;
    case YX_TO_MACHINE: break;
    }
    to_machine(p, w);
    return YX_OK;
}

enum yx_err yx_desk_hand_over(struct yx_arena *a, const struct yx_form *form, int64_t conversation, enum yx_desk_to to,
    int64_t whom, const char *note)
{
    const struct wish w = { .to = to, .whom = whom, .note = desk_clean(a, note, YX_DESK_NOTE_MOST) };
    if (w.note == NULL)
        return YX_INVALID;
    struct desk_plan p = { .arena = a, .me = form->me, .form = form, .id = conversation, .now_ms = form->now_ms,
        .kind = "handover", .wish = &w };
    return desk_do(&p, plan_hand_over);
}

/* ---- the end, and how it was ---- */

/* {"event", "sources", "choices": [{"number", "label"}]} */
static const char *stars_extra(struct yx_arena *a)
{
    const char *choices = "";
    for (int n = 1; n <= YX_STARS_MOST; n++)
        choices = yx_arena_print(a, "%s%s{\"number\":%d,\"label\":\"%s\"}", choices, n > 1 ? "," : "", n,
            yx_texts_get(yx_desk.texts, yx_arena_print(a, "desk.stars%d", n)));
    return yx_arena_print(a, "{\"event\":\"close\",\"sources\":[],\"choices\":[%s]}", choices);
}

static enum yx_err plan_close(struct desk_plan *p)
{
    enum yx_err err = desk_judge(DESK_CLOSE, desk_whose(&p->c, p->me->id, p->now_ms), false);
    if (err != YX_OK)
        return err;
    int64_t service = p->c.service;
    bool asks = yx_desk.rating_ms > 0;
    desk_hand(p, YX_HANDED_CLOSED, 0, 0, NULL);
    end_service(p, YX_SERVICE_CLOSED, p->wish);
    p->c.pending = asks ? yx_rating_print(p->arena, service, p->now_ms + yx_desk.rating_ms) : NULL;
    if (asks)
        desk_say(p, YX_MACHINE, desk_words(p, "desk.close", NULL, NULL, NULL), stars_extra(p->arena));
    else
        desk_announce(p, "close", desk_words(p, "desk.closed", NULL, NULL, NULL));
    p->act = "close";
    return YX_OK;
}

enum yx_err yx_desk_close_conversation(struct yx_arena *a, const struct yx_form *form, int64_t conversation,
    const char *summary)
{
    struct desk_plan p = { .arena = a, .me = form->me, .form = form, .id = conversation, .now_ms = form->now_ms,
        .kind = "close", .wish = desk_clean(a, summary, YX_DESK_NOTE_MOST) };
    return p.wish == NULL ? YX_INVALID : desk_do(&p, plan_close);
}
