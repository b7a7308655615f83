/* Every act on a conversation goes this way: read it, plan, commit. The commit holds only while the conversation is as
 * it was read, so nothing that takes long is done inside it, and two people never both win. */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "audit/audit.h"
#include "base/id.h"
#include "desk/inside.h"
#include "desk/tell.h"
#include "people/form.h"
#include "people/staff.h"
#include "people/tell.h"
#include "schedule/roster.h"
#include "serve/listeners.h"
#include "serve/wake.h"

enum { TRIES_MOST = 8 };

struct yx_desk_house yx_desk;

void yx_desk_start(const struct yx_config *c, struct yx_store *store, const struct yx_registry *registry,
    const struct yx_texts *texts)
{
    yx_desk = (struct yx_desk_house){
        .store = store, .registry = registry, .texts = texts,
        .lease_ms = yx_config_int(c, "desk.lease_s") * 1000,
        .rating_ms = yx_config_int(c, "desk.rating_hours") * 3600000,
        .round_robin = strcmp(yx_config_text(c, "desk.assign"), "round_robin") == 0,
    };
}

/* ---- what planners say and set ---- */

struct yx_limits desk_limits(const struct yx_contact *who)
{
    return yx_load_limits(yx_desk.registry, who->channel, who->account);
}

enum yx_err desk_written(struct yx_tx *tx, int64_t conversation, const struct yx_limits *limits, int64_t *at_ms_out)
{
    *at_ms_out = 0;
    return limits->quiet_from == limits->quiet_to ? YX_OK : yx_message_written(tx, conversation, at_ms_out);
}

void desk_say(struct desk_plan *p, enum yx_author author, const char *text, const char *extra)
{
    struct desk_said *s = &p->said[p->said_count++];
    struct yx_conversation *c = &p->c;
    struct yx_limits limits = desk_limits(&p->who);
    const struct yx_writing w = { .limits = &limits, .texts = yx_desk.texts, .arena = p->arena, .conversation = c->id,
        .contact = c->contact, .desk = true, .answers_ms = p->written_ms };
    int64_t rest;
    c->last_message = c->staff_message = c->last_message + 1;
    c->updated_ms = p->now_ms;
    *s = (struct desk_said){ .record = { .conversation = c->id, .staff = author == YX_STAFF ? p->me->id : 0,
        .message = { .id = c->last_message, .author = author, .text = text, .extra = extra, .at_ms = p->now_ms } } };
    s->letter_count = yx_letters_write(&w, &s->record.message, 0, s->letters, &rest);
    c->held += s->letters[0].state == YX_LETTER_HELD;
}

static const char *printed(struct yx_arena *a, json_t *json)
{
    char *text = json ? json_dumps(json, JSON_COMPACT) : NULL;
    const char *copy = yx_arena_copy(a, text ? text : "{}");
    free(text);
    json_decref(json);
    return copy;
}

const char *desk_detail(struct yx_arena *a, const char *name, const char *value)
{
    return printed(a, json_pack("{s:s}", name, value));
}

void desk_announce(struct desk_plan *p, const char *event, const char *text)
{
    desk_say(p, YX_MACHINE, text, desk_detail(p->arena, "event", event));
}

const char *desk_words(struct desk_plan *p, const char *key, const char *name, const char *team, const char *when)
{
    return yx_texts_fill(yx_desk.texts, p->arena, key, "name", name ? name : "", "team", team ? team : "", "when",
        when ? when : "", NULL);
}

const char *desk_when(struct yx_arena *a, int64_t now_ms)
{
    struct yx_hours hours;
    yx_roster_hours(&hours, NULL);
    int64_t next_ms = yx_hours_next(&hours, yx_roster_calendar(), now_ms);
    if (next_ms == now_ms)
        return NULL;
    return next_ms == 0 ? "" : yx_hours_when(yx_roster_calendar(), yx_desk.texts, a, now_ms, next_ms);
}

void desk_give(struct desk_plan *p, int64_t staff)
{
    struct yx_conversation *c = &p->c;
    c->owner = YX_HUMAN;
    c->staff = staff;
    c->lease_until_ms = p->now_ms + yx_desk.lease_ms;
    c->pending = NULL; /* what the machine had asked, a person has answered */
    p->taken = true;
    if (c->service == 0) { /* it waited before there were services */
        c->service = yx_id_next();
        p->began_ms = c->queued_ms;
    }
    c->queued_ms = c->from_ms = c->lost_staff = 0;
}

void desk_put_back(struct desk_plan *p)
{
    struct yx_conversation *c = &p->c;
    c->owner = YX_QUEUE;
    c->staff = c->lease_until_ms = c->from_ms = c->lost_staff = 0;
    c->queued_ms = p->now_ms;
}

void desk_hand(struct desk_plan *p, enum yx_handed kind, int64_t to_staff, int64_t to_team, const char *note)
{
    p->hand = (struct yx_handover){ .id = yx_id_next(), .conversation = p->id, .service = p->c.service,
        .from_staff = p->before, .to_staff = to_staff, .to_team = to_team, .kind = kind, .note = note,
        .at_ms = p->now_ms };
}

/* ---- the commit ---- */

struct work {
    const struct desk_plan *plan;
    enum yx_err planned;
    unsigned char digest[32];
    int64_t object;
};

static enum yx_err attach_files(struct yx_tx *tx, const struct desk_plan *p, const struct yx_message_record *to)
{
    enum yx_err err = YX_OK;
    for (size_t i = 0; i < p->file_count && to->staff != 0 && err == YX_OK; i++)
        err = yx_files_attach(tx, p->brought_by, p->files[i], to->conversation, to->message.id);
    return err;
}

static enum yx_err write_said(struct yx_tx *tx, const struct desk_plan *p)
{
    enum yx_err err = YX_OK;
    for (size_t i = 0; i < p->said_count && err == YX_OK; i++) {
        err = yx_message_add(tx, &p->said[i].record);
        if (err == YX_OK)
            err = attach_files(tx, p, &p->said[i].record);
        for (size_t n = 0; n < p->said[i].letter_count && err == YX_OK; n++)
            err = yx_letter_add(tx, &p->said[i].letters[n]);
    }
    return err;
}

static enum yx_err write_service(struct yx_tx *tx, const struct desk_plan *p)
{
    static const bool hands_on[] = { [YX_HANDED_COLLEAGUE] = true, [YX_HANDED_TEAM] = true, [YX_HANDED_SHIFT] = true,
        [YX_HANDED_CLOSED] = false };
    const struct yx_conversation *c = &p->c;
    enum yx_err err = YX_OK;
    if (p->began_ms != 0)
        err = yx_service_open(tx, c->service, c->id, c->last_message, p->began_ms);
    if (err == YX_OK && p->taken)
        err = yx_service_taken(tx, c->service, c->staff, c->team, p->now_ms);
    if (err == YX_OK && p->answered)
        err = yx_service_answered(tx, c->service, p->now_ms);
    if (err == YX_OK && p->hand.id != 0 && hands_on[p->hand.kind])
        err = yx_service_handed(tx, c->service);
    if (err == YX_OK && p->ended_service != 0)
        err = yx_service_end(tx, p->ended_service, p->ended, c->last_message, p->summary, p->now_ms);
    else if (err == YX_OK && p->summary != NULL)
        err = yx_service_summary(tx, c->service, p->summary);
    return err;
}

static enum yx_err write_rest(struct yx_tx *tx, const struct desk_plan *p)
{
    enum yx_err err = YX_OK;
    if (p->hand.id != 0)
        err = yx_handover_add(tx, &p->hand);
    if (err == YX_OK && p->note.id != 0)
        err = yx_note_add(tx, &p->note);
    if (err == YX_OK && p->absent != 0)
        err = yx_staff_set_present(tx, p->absent, false);
    const struct yx_audit_entry entry = { .kind = p->me ? YX_AUDIT_BY_STAFF : YX_AUDIT_BY_CLOCK, .who = p->me ? p->me->id : 0,
        .act = p->act, .object = p->id, .words = p->detail, .at_ms = p->now_ms };
    return err == YX_OK && p->act != NULL ? yx_audit_append(tx, &entry) : err;
}

/* The form first: one that was here before is done, whoever the conversation belongs to by now. */
static enum yx_err apply(struct yx_tx *tx, void *arg)
{
    struct work *w = arg;
    const struct desk_plan *p = w->plan;
    enum yx_err err = YX_OK;
    w->object = p->object;
    if (p->form != NULL)
        err = yx_form_take(tx, p->form, w->digest, &w->object);
    if (err == YX_OK)
        err = w->planned;
    if (err == YX_OK)
        err = yx_conversation_save(tx, &p->c);
    if (err == YX_OK)
        err = write_said(tx, p);
    if (err == YX_OK)
        err = write_service(tx, p);
    return err == YX_OK ? write_rest(tx, p) : err;
}

/* ---- the way of an act ---- */

static enum yx_err read(struct desk_plan *p)
{
    enum yx_err err = yx_conversation_get(p->tx, p->arena, p->id, &p->c, &p->who);
    p->before = p->c.staff;
    if (err != YX_OK)
        return err;
    const struct yx_limits limits = desk_limits(&p->who);
    return desk_written(p->tx, p->id, &limits, &p->written_ms);
}

static enum yx_err read_and_plan(struct desk_plan *p, desk_planner *plan)
{
    enum yx_err err = yx_store_read(yx_desk.store, &p->tx);
    if (err != YX_OK)
        return err;
    err = read(p);
    if (err == YX_OK)
        err = plan(p);
    yx_store_done(yx_desk.store, &p->tx);
    return err;
}

static void tell_everybody(const struct desk_plan *p)
{
    const struct yx_conversation *c = &p->c;
    struct yx_conversation before = *c;
    unsigned char who[YX_CONTACT_BYTES];
    before.staff = p->before;
    yx_desk_tell(c, p->hand.id != 0 || c->owner == YX_QUEUE, p->now_ms);
    if (p->before != 0 && p->before != c->staff)
        yx_desk_tell(&before, false, p->now_ms);
    if (p->absent != 0)
        yx_people_tell(YX_WAKE_ME, p->absent, 0, 0);
    yx_contact_digest(&p->who, who);
    if (p->said_count > 0 && yx_listeners_has(who, p->now_ms))
        yx_wake_tell(YX_WAKE_NEWS, c->id, c->last_message, who);
    for (size_t i = 0; i < p->said_count; i++)
        if (p->said[i].letters[0].state == YX_LETTER_QUEUED)
            yx_wake_tell(YX_WAKE_OUTBOX, c->id, 0, NULL);
}

/* A form is known by its content, what it is for, and the conversation. */
static void name_form(const struct desk_plan *p, unsigned char digest_out[32])
{
    unsigned char content[32];
    yx_form_digest(p->form, content);
    const struct yx_part parts[] = { { content, sizeof content }, { p->kind, strlen(p->kind) }, { &p->id, sizeof p->id } };
    yx_digest(NULL, parts, 3, digest_out, 32);
}

/* *raced_out: it changed while it was planned. */
static enum yx_err try_once(struct desk_plan *p, desk_planner *plan, bool *raced_out)
{
    struct work w = { .plan = p };
    w.planned = read_and_plan(p, plan);
    *raced_out = false;
    if (p->form == NULL && (w.planned != YX_OK || p->nothing))
        return w.planned;
    if (p->form != NULL)
        name_form(p, w.digest);
    enum yx_err err = yx_store_commit(yx_desk.store, apply, &w);
    p->object = w.object;
    if (err == YX_OK)
        tell_everybody(p);
    *raced_out = err == YX_CONFLICT && w.planned == YX_OK;
    return err == YX_DUPLICATE ? YX_OK : err;
}

enum yx_err desk_do(struct desk_plan *p, desk_planner *plan)
{
    const struct desk_plan fresh = *p;
    enum yx_err err = YX_CONFLICT;
    bool raced = true;
    for (int tries = 0; tries < TRIES_MOST && raced; tries++) {
        *p = fresh;
        err = try_once(p, plan, &raced);
    }
    return raced ? YX_BUSY : err;
}
