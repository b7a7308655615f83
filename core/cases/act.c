/* What each event does to a case, once the table allows it. */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "cases/act.h"

static const int64_t DAY_MS = 86400000;

const char *case_detail(struct yx_arena *a, const char *name, const char *value)
{
    json_t *json = json_pack("{s:s}", name, value);
    char *text = json ? json_dumps(json, JSON_COMPACT) : NULL;
    const char *copy = text ? yx_arena_copy(a, text) : NULL;
    free(text);
    json_decref(json);
    return copy;
}

void case_happen(struct case_plan *p, enum yx_case_by by, enum yx_case_state to, const char *detail)
{
    struct case_row *c = &p->c;
    const struct case_wish *w = &p->wish;
    enum yx_case_state from = c->state;
    c->state = to;
    c->updated_ms = p->now_ms;
    case_limits_move(c, w->event, from, p->now_ms);
    p->events[p->event_count++] = (struct case_event_row){
        .seq = ++c->last_event, .event = w->event, .from = from, .to = to, .by = by,
        .staff = p->actor.me ? p->actor.me->id : 0, .note = w->note ? w->note : w->reason, .text = w->text,
        .contact = p->actor.contact, .detail = detail, .at_ms = p->now_ms,
    };
}

/* ---- what events change; *detail: for the event ---- */

static void close_case(struct case_plan *p, const char *outcome)
{
    struct case_row *c = &p->c;
    c->outcome = outcome;
    c->closed_ms = p->now_ms;
    c->erase_ms = p->now_ms + c->kind->retention_days * DAY_MS;
    c->missing = NULL;
    c->asked_ms = 0;
    c->proposal = NULL;
}

static void open_again(struct case_plan *p)
{
    struct case_row *c = &p->c;
    c->closed_ms = c->erase_ms = c->asked_reopen_ms = c->extended = 0;
    c->outcome = c->reply = c->refer_to = NULL;
    c->reopened++;
}

static void propose(struct case_plan *p, const char *outcome)
{
    struct case_row *c = &p->c;
    c->back = c->state;
    c->proposal = yx_case_event_word(p->wish.event);
    c->proposed_by = p->actor.me->id;
    c->outcome = outcome;
    c->reply = p->wish.text;
    c->refer_to = p->wish.refer_to;
}

static enum yx_err supply(struct case_plan *p)
{
    struct case_row *c = &p->c;
    struct yx_values values;
    case_values_read(p->arena, c->kind, c->fields, &values);
    if (p->wish.values == NULL && p->wish.note == NULL) {
        p->why = "need_note";
        return YX_INVALID;
    }
    if (p->wish.values != NULL) {
        enum yx_err err = case_values_put(p->arena, c->kind, &values, p->wish.values, &p->field, &p->why);
        if (err != YX_OK)
            return err;
        c->fields = case_values_print(p->arena, &values);
        c->about = case_values_about(c->kind, &values);
    }
    c->missing = NULL;
    c->asked_ms = 0;
    return YX_OK;
}

/* Whether others were merged into it. */
static enum yx_err is_target(struct yx_tx *tx, int64_t id, bool *is_out)
{
    struct yx_rows rows;
    enum yx_err err = yx_tx_query(tx, "SELECT 1 FROM cases WHERE merged_into = ? AND merged_into <> 0 LIMIT 1", YX_VALUES(yx_int(id)), &rows);
    if (err != YX_OK)
        return err;
    err = yx_rows_next(&rows);
    *is_out = err == YX_OK;
    yx_rows_close(&rows);
    return err == YX_EMPTY ? YX_OK : err;
}

static void note_on_other(struct case_plan *p, const char *detail)
{
    struct case_row *o = &p->other;
    o->updated_ms = p->now_ms;
    p->other_event = (struct case_event_row){ .seq = ++o->last_event, .event = p->wish.event, .from = o->state, .to = o->state,
        .by = YX_HAT_LEAD, .staff = p->actor.me->id, .note = p->wish.note, .detail = detail, .at_ms = p->now_ms };
}

static enum yx_err merge(struct case_plan *p, const char **detail)
{
    bool target = false;
    enum yx_err err = is_target(p->tx, p->c.id, &target);
    if (err != YX_OK)
        return err;
    if (target) {
        p->why = "merged";
        return YX_CONFLICT;
    }
    p->c.back = p->c.state;
    p->c.merged_into = p->other.id;
    *detail = case_detail(p->arena, "into", p->other.number);
    note_on_other(p, case_detail(p->arena, "merged", p->c.number));
    return YX_OK;
}

static enum yx_err unmerge(struct case_plan *p, const char **detail)
{
    enum yx_err err = case_get(p->tx, p->arena, p->c.merged_into, &p->other);
    if (err != YX_OK)
        return err;
    p->c.merged_into = 0;
    *detail = case_detail(p->arena, "out_of", p->other.number);
    note_on_other(p, case_detail(p->arena, "unmerged", p->c.number));
    return YX_OK;
}

static const char *mark_detail(struct case_plan *p)
{
    unsigned to = p->wish.mark == CASE_RED ? p->c.kind->red_to : p->c.kind->yellow_to;
    json_t *who = json_array();
    for (unsigned by = YX_HAT_REPORTER; by <= YX_HAT_TOOL; by <<= 1)
        if ((to & by) != 0)
            json_array_append_new(who, json_string(yx_case_by_word((enum yx_case_by)by)));
    json_t *all = json_pack("{s:s, s:s, s:o}", "clock", p->wish.clock ? p->wish.clock : "", "mark",
        p->wish.mark == CASE_RED ? "red" : "yellow", "to", who);
    char *text = all ? json_dumps(all, JSON_COMPACT) : NULL;
    const char *copy = text ? yx_arena_copy(p->arena, text) : NULL;
    free(text);
    json_decref(all);
    return copy;
}

/* All that is personal goes; number, kind, times and counts remain. */
static void erase(struct case_plan *p)
{
    struct case_row *c = &p->c;
    c->fields = "{}";
    c->missing = c->proxy = c->reply = c->refer_to = c->rating_why = NULL;
    c->code = NULL;
    c->contact = c->conversation = c->erase_ms = 0;
    p->erases = true;
}

static enum yx_err change(struct case_plan *p, const char **detail)
{
    struct case_row *c = &p->c;
    const struct case_wish *w = &p->wish;
    const char *name = NULL;
    switch (w->event) {
    case YX_CASE_DO_ASK:
        c->back = c->state;
        c->missing = w->missing;
        c->asked_ms = p->now_ms;
        break;
    case YX_CASE_DO_SUPPLY: return supply(p);
    case YX_CASE_DO_LAPSE: close_case(p, "abandoned"); break;
    case YX_CASE_DO_ACCEPT:
        c->accepted_ms = p->now_ms;
        c->intake = p->actor.me->id;
        c->missing = NULL;
        return act_assign(p, &name);
    case YX_CASE_DO_DECLINE: propose(p, "declined"); break;
    case YX_CASE_DO_REFER: propose(p, "referred"); break;
    case YX_CASE_DO_PROPOSE: propose(p, w->outcome); break;
    case YX_CASE_DO_APPROVE: close_case(p, c->outcome); break;
    case YX_CASE_DO_RETURN:
        c->proposal = c->outcome = c->reply = c->refer_to = NULL;
        break;
    case YX_CASE_DO_RETURNED:
    case YX_CASE_DO_REOPEN:
    case YX_CASE_DO_CONTINUE: open_again(p); break;
    case YX_CASE_DO_TRANSFER: return act_transfer(p, detail);
    case YX_CASE_DO_SEND_BACK: return act_send_back(p, detail);
    case YX_CASE_DO_JOIN: return act_join(p, detail);
    case YX_CASE_DO_PART: return act_part(p);
    case YX_CASE_DO_EXTEND:
        c->extended = 1;
        case_limits_extend(c, p->now_ms);
        break;
    case YX_CASE_DO_ASK_REOPEN: c->asked_reopen_ms = p->now_ms; break;
    case YX_CASE_DO_REFUSE_REOPEN: c->asked_reopen_ms = 0; break;
    case YX_CASE_DO_MERGE: return merge(p, detail);
    case YX_CASE_DO_UNMERGE: return unmerge(p, detail);
    case YX_CASE_DO_WITHDRAW:
        c->merged_into = 0;
        close_case(p, "withdrawn");
        break;
    case YX_CASE_DO_URGE:
        c->urges++;
        c->urged_ms = p->now_ms;
        break;
    case YX_CASE_DO_RATE:
        c->stars = w->stars;
        c->rating_why = w->note;
        c->rated_ms = p->now_ms;
        break;
    case YX_CASE_DO_ESCALATE: *detail = mark_detail(p); break;
    case YX_CASE_DO_KEEP: c->kept = 1; break;
    case YX_CASE_DO_RELEASE: c->kept = 0; break;
    case YX_CASE_DO_ERASE: erase(p); break;
    default: break; /* hold, resume, add, note: the state and the event say it all */
    }
    return YX_OK;
}

/* What a reporter adds to a case that was merged goes to where it is worked on; theirs it is by the number they have. */
static enum yx_err follow_merged(struct case_plan *p, const char **detail)
{
    enum yx_case_event event = p->wish.event;
    if (p->c.state != YX_CASE_MERGED || p->actor.contact == 0 || p->actor.contact != p->c.contact ||
        (event != YX_CASE_DO_ADD && event != YX_CASE_DO_URGE))
        return YX_OK;
    *detail = case_detail(p->arena, "from", p->c.number);
    p->actor = (struct case_actor){ .by = YX_HAT_REPORTER, .contact = p->actor.contact };
    return case_get(p->tx, p->arena, p->c.merged_into, &p->c);
}

static enum yx_case_state next_state(const struct case_row *c, const struct yx_case_rule *rule)
{
    if (rule->to == YX_TO_SAME)
        return c->state;
    return rule->to == YX_TO_BACK ? c->back : (enum yx_case_state)rule->to;
}

enum yx_err case_plan_act(struct case_plan *p)
{
    const struct yx_case_rule *rule = yx_case_rule(p->wish.event);
    const char *detail = NULL;
    enum yx_case_by by = YX_HAT_CLOCK;
    enum yx_err err = follow_merged(p, &detail);
    if (err == YX_OK && p->wish.target != 0)
        err = case_get(p->tx, p->arena, p->wish.target, &p->other);
    if (err == YX_OK)
        err = case_judge(&p->c, &p->actor, &p->wish, p->wish.target ? &p->other : NULL, p->now_ms, &by, &p->why);
    if (err == YX_OK)
        err = change(p, &detail);
    if (err != YX_OK)
        return err;
    case_happen(p, by, next_state(&p->c, rule), detail);
    return p->silent ? YX_OK : case_notify(p, p->wish.event);
}
