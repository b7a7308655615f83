/* Every act on a case goes this way: read it, plan, commit. The commit holds only while the case, and the conversations
 * in which something is said of it, are as they were read. */
#include <string.h>

#include "audit/audit.h"
#include "base/id.h"
#include "cases/inside.h"
#include "people/form.h"
#include "people/tell.h"
#include "serve/listeners.h"
#include "serve/wake.h"
#include "watch/metrics.h"

enum { TRIES_MOST = 8 };

/* ---- the commit ---- */

static enum yx_err write_case(struct yx_tx *tx, struct case_plan *p)
{
    if (!p->opens)
        return case_save(tx, &p->c);
    enum yx_err err = case_number_next(tx, p->c.kind->prefix, p->now_ms, p->number);
    if (err == YX_OK && p->number_len != 0 && strlen(p->number) != p->number_len)
        return YX_CONFLICT; /* planned again with a longer token */
    p->c.number = p->number;
    return err == YX_OK ? case_insert(tx, &p->c) : err;
}

enum yx_err case_notice_write(struct yx_tx *tx, const struct case_plan *p)
{
    const struct case_notice *n = &p->notice;
    struct yx_message_record record = n->record;
    if (p->opens)
        record.message.text = case_number_fill(p->arena, record.message.text, p->token, p->number);
    enum yx_err err = yx_conversation_save(tx, &n->c);
    if (err == YX_OK)
        err = yx_message_add(tx, &record);
    if (err == YX_OK && n->sealed != NULL)
        err = case_seal_put(tx, n->c.id, record.message.id, n->sealed, p->now_ms);
    for (size_t i = 0; i < n->letter_count && err == YX_OK; i++)
        err = yx_letter_add(tx, &n->letters[i]);
    return err;
}

static enum yx_err write_hands(struct yx_tx *tx, const struct case_plan *p)
{
    enum yx_err err = YX_OK;
    if (p->join != 0)
        err = yx_tx_run(tx, "INSERT INTO case_hand (case_id, staff, at_ms) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
            YX_VALUES(yx_int(p->c.id), yx_int(p->join), yx_int(p->now_ms)));
    if (p->part != 0)
        err = yx_tx_run(tx, "DELETE FROM case_hand WHERE case_id = ? AND staff = ?", YX_VALUES(yx_int(p->c.id), yx_int(p->part)));
    return err == YX_EMPTY ? YX_OK : err;
}

static enum yx_err write_other(struct yx_tx *tx, const struct case_plan *p)
{
    enum yx_err err = case_save(tx, &p->other);
    return err == YX_OK ? case_event_write(tx, p->other.id, &p->other_event) : err;
}

/* Words go, numbers stay. */
static enum yx_err write_erasure(struct yx_tx *tx, const struct case_plan *p)
{
    enum yx_err err = yx_tx_run(tx, "UPDATE case_event SET note = NULL, public = NULL, detail = NULL WHERE case_id = ?",
        YX_VALUES(yx_int(p->c.id)));
    if (err == YX_OK || err == YX_EMPTY)
        err = yx_tx_run(tx, "DELETE FROM case_hand WHERE case_id = ?", YX_VALUES(yx_int(p->c.id)));
    int64_t forgotten;
    if (err == YX_OK || err == YX_EMPTY)
        err = yx_audit_forget(tx, p->c.id, YX_AUDIT_BY_CLOCK, 0, p->now_ms, &forgotten);
    if (err == YX_OK || err == YX_EMPTY) /* what was merged into it goes next */
        err = yx_tx_run(tx, "UPDATE cases SET erase_ms = ?, version = version + 1 WHERE merged_into = ? AND merged_into <> 0 AND state = 6",
            YX_VALUES(yx_int(p->now_ms), yx_int(p->c.id)));
    return err == YX_EMPTY ? YX_OK : err;
}

/* Each of those whose cases were merged: one row, however many they are. */
static enum yx_err write_merged_told(struct yx_tx *tx, const struct case_plan *p)
{
    enum yx_err err = yx_tx_run(tx,
        "INSERT INTO case_notice (case_id, seq, body, at_ms) SELECT id, ?, ?, ? FROM cases WHERE merged_into = ? AND merged_into <> 0"
        " AND conversation <> 0 AND conversation <> ?",
        YX_VALUES(yx_int(p->c.last_event), yx_text(p->merged_told), yx_int(p->now_ms), yx_int(p->c.id), yx_int(p->c.conversation)));
    return err == YX_EMPTY ? YX_OK : err;
}

enum yx_err case_write(struct yx_tx *tx, struct case_plan *p)
{
    enum yx_err err = write_case(tx, p);
    for (size_t i = 0; i < p->event_count && err == YX_OK; i++)
        err = case_event_write(tx, p->c.id, &p->events[i]);
    if (err == YX_OK && p->other_event.seq != 0)
        err = write_other(tx, p);
    if (err == YX_OK)
        err = write_hands(tx, p);
    if (err == YX_OK && p->says)
        err = case_notice_write(tx, p);
    if (err == YX_OK && p->merged_told != NULL)
        err = write_merged_told(tx, p);
    return err == YX_OK && p->erases ? write_erasure(tx, p) : err;
}

struct work {
    struct case_plan *plan;
    enum yx_err planned;
    unsigned char digest[32];
    int64_t object;
};

/* The form first: one that was here before is done, whatever the case is by now. */
static enum yx_err apply(struct yx_tx *tx, void *arg)
{
    struct work *w = arg;
    enum yx_err err = YX_OK;
    w->object = w->plan->c.id;
    if (w->plan->form != NULL)
        err = yx_form_take(tx, w->plan->form, w->digest, &w->object);
    if (err == YX_OK)
        err = w->planned;
    return err == YX_OK ? case_write(tx, w->plan) : err;
}

/* ---- the way of an act ---- */

enum yx_err case_plan_once(struct case_plan *p, case_planner *plan)
{
    enum yx_err err = yx_store_read(yx_cases.store, &p->tx);
    if (err != YX_OK)
        return err;
    if (p->draft == NULL)
        err = case_get(p->tx, p->arena, p->id, &p->c);
    p->before = p->c.state;
    if (err == YX_OK)
        err = plan(p);
    yx_store_done(yx_cases.store, &p->tx);
    return err;
}

void case_told(const struct case_plan *p)
{
    unsigned char who[YX_CONTACT_BYTES], desk[YX_CONTACT_BYTES];
    yx_people_channel(0, desk);
    if (yx_listeners_has(desk, p->now_ms))
        yx_people_tell(YX_WAKE_CASE, 0, p->c.id, 0);
    if (!p->says)
        return;
    const struct case_notice *n = &p->notice;
    yx_contact_digest(&n->who, who);
    if (yx_listeners_has(who, p->now_ms))
        yx_wake_tell(YX_WAKE_NEWS, n->c.id, n->record.message.id, who);
    if (n->letters[0].state == YX_LETTER_QUEUED)
        yx_wake_tell(YX_WAKE_OUTBOX, n->c.id, 0, NULL);
}

/* A form is known by its content, the event and the case. */
static void name_form(const struct case_plan *p, unsigned char digest_out[32])
{
    unsigned char content[32];
    int64_t event = p->draft ? YX_CASE_DO_SUBMIT : (int64_t)p->wish.event, id = p->draft ? 0 : p->id;
    yx_form_digest(p->form, content);
    const struct yx_part parts[] = { { content, sizeof content }, { "case", 4 }, { &event, sizeof event }, { &id, sizeof id } };
    yx_digest(NULL, parts, 4, digest_out, 32);
}

static enum yx_err try_once(struct case_plan *p, case_planner *plan, bool *raced_out)
{
    struct work w = { .plan = p };
    w.planned = case_plan_once(p, plan);
    *raced_out = false;
    if (p->form == NULL && w.planned != YX_OK)
        return w.planned;
    if (p->form != NULL)
        name_form(p, w.digest);
    enum yx_err err = yx_store_commit(yx_cases.store, apply, &w);
    if (err == YX_OK && p->opens)
        yx_count(YX_M_CASES);
    if (err == YX_OK)
        case_told(p);
    *raced_out = err == YX_CONFLICT && w.planned == YX_OK;
    p->id = w.object;
    return err == YX_DUPLICATE ? YX_OK : err;
}

enum yx_err case_do(struct case_plan *p, case_planner *plan)
{
    const struct case_plan fresh = *p;
    enum yx_err err = YX_CONFLICT;
    bool raced = true;
    for (int tries = 0; tries < TRIES_MOST && raced; tries++) {
        *p = fresh;
        err = try_once(p, plan, &raced);
    }
    return raced ? YX_BUSY : err;
}
