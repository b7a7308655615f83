/* One conversation as somebody at the desk sees it. */
#include "desk/inside.h"
#include "desk/tell.h"
#include "outbox/quiet.h"

enum { PAST_MOST = 20, VIEWERS_MOST = 20, ROWS_MOST = 100, VIEW_MS = 60000 };

static enum yx_err fine(enum yx_err err)
{
    return err == YX_EMPTY ? YX_OK : err;
}

/* ---- whose it is ---- */

static enum yx_err has_had(struct yx_tx *tx, int64_t conversation, int64_t staff, bool *had_out)
{
    struct yx_rows rows;
    enum yx_err err = yx_tx_query(tx,
        "SELECT 1 FROM handover WHERE conversation = ? AND to_staff = ? AND service = (SELECT MAX(service) FROM handover"
        " WHERE conversation = ?) LIMIT 1",
        YX_VALUES(yx_int(conversation), yx_int(staff), yx_int(conversation)), &rows);
    if (err != YX_OK)
        return err;
    err = yx_rows_next(&rows);
    yx_rows_close(&rows);
    *had_out = err == YX_OK;
    return fine(err);
}

enum yx_err yx_desk_is_own(struct yx_arena *a, const struct yx_staff *me, int64_t conversation, bool *own_out)
{
    struct yx_tx *tx;
    struct yx_conversation c;
    *own_out = false;
    enum yx_err err = yx_store_read(yx_desk.store, &tx);
    if (err != YX_OK)
        return err;
    err = yx_conversation_get(tx, a, conversation, &c, NULL);
    if (err == YX_OK)
        *own_out = c.owner == YX_QUEUE || c.staff == me->id;
    if (err == YX_OK && !*own_out)
        err = has_had(tx, conversation, me->id, own_out);
    yx_store_done(yx_desk.store, &tx);
    return err;
}

/* ---- who looks at it ---- */

struct look {
    int64_t conversation, staff, now_ms, seen;
};

static enum yx_err note_look(struct yx_tx *tx, void *arg)
{
    const struct look *l = arg;
    return yx_tx_run(tx,
        "INSERT INTO desk_view (conversation, staff, at_ms, seen_message, writing_until_ms) VALUES (?, ?, ?, ?, 0)"
        " ON CONFLICT (conversation, staff) DO UPDATE SET at_ms = excluded.at_ms, seen_message ="
        " CASE WHEN excluded.seen_message > desk_view.seen_message THEN excluded.seen_message"
        " ELSE desk_view.seen_message END",
        YX_VALUES(yx_int(l->conversation), yx_int(l->staff), yx_int(l->now_ms), yx_int(l->seen)));
}

/* *before_out: I am among them already. */
static enum yx_err read_viewers(struct yx_tx *tx, struct yx_arena *a, int64_t me, int64_t now_ms, struct yx_desk_head *h,
    bool *before_out)
{
    struct yx_rows rows;
    h->viewers = yx_arena_get(a, VIEWERS_MOST * sizeof *h->viewers);
    enum yx_err err = yx_tx_query(tx,
        "SELECT s.display, w.writing_until_ms, w.staff FROM desk_view w JOIN staff s ON s.id = w.staff"
        " WHERE w.conversation = ? AND w.at_ms > ? ORDER BY s.display LIMIT ?",
        YX_VALUES(yx_int(h->id), yx_int(now_ms - VIEW_MS), yx_int(VIEWERS_MOST + 1)), &rows);
    if (err != YX_OK)
        return err;
    while (h->viewer_count < VIEWERS_MOST && (err = yx_rows_next(&rows)) == YX_OK) {
        if (yx_rows_int(&rows, 2) == me)
            *before_out = true;
        else
            h->viewers[h->viewer_count++] = (struct yx_desk_viewer){ yx_rows_text(&rows, 0, a), yx_rows_int(&rows, 1) > now_ms };
    }
    yx_rows_close(&rows);
    return fine(err);
}

/* ---- the head ---- */

static enum yx_err read_past(struct yx_tx *tx, struct yx_arena *a, struct yx_desk_head *h)
{
    struct yx_service_past *list;
    size_t count;
    enum yx_err err = yx_service_list(tx, a, h->id, PAST_MOST, &list, &count);
    h->past = yx_arena_get(a, PAST_MOST * sizeof *h->past);
    for (size_t i = 0; err == YX_OK && i < count; i++) {
        struct yx_desk_past *p = &h->past[h->past_count++];
        *p = (struct yx_desk_past){ .id = list[i].id, .from_ms = list[i].from_ms, .to_ms = list[i].to_ms,
            .stars = list[i].stars, .summary = list[i].summary };
        err = desk_name_of(tx, a, list[i].staff, &p->staff);
    }
    return err;
}

/* Since when it is as it is: waits, or is somebody's. */
static int64_t since(const struct yx_conversation *c)
{
    return c->owner == YX_QUEUE ? c->queued_ms : c->updated_ms;
}

static enum yx_err read_names(struct yx_tx *tx, struct yx_arena *a, const struct yx_conversation *c,
    struct yx_desk_head *h)
{
    enum yx_err err = desk_name_of(tx, a, c->staff, &h->staff.name);
    if (err == YX_OK)
        err = desk_team_of(tx, a, c->team, &h->team.name);
    if (err == YX_OK)
        err = desk_area_of(tx, a, c->area, &h->area.name);
    h->staff.id = h->staff.name ? c->staff : 0;
    h->team.id = h->team.name ? c->team : 0;
    h->area.id = h->area.name ? c->area : 0;
    return err;
}

static enum yx_err read_claimed(struct yx_tx *tx, const struct yx_conversation *c, struct yx_desk_head *h)
{
    struct yx_rows rows;
    if (c->owner != YX_HUMAN)
        return YX_OK;
    enum yx_err err = yx_tx_query(tx, "SELECT claimed_ms FROM service WHERE id = ?", YX_VALUES(yx_int(c->service)), &rows);
    if (err != YX_OK)
        return err;
    err = yx_rows_next(&rows);
    if (err == YX_OK)
        h->since_ms = yx_rows_int(&rows, 0);
    yx_rows_close(&rows);
    return fine(err);
}

/* What the sender's account allows now. */
static enum yx_err read_limits(struct yx_tx *tx, const struct yx_conversation *c, int64_t now_ms, struct yx_desk_head *h)
{
    int64_t written_ms;
    if (h->limits.windowed) {
        h->window_until_ms = c->window_until_ms;
        h->window_left = c->window_until_ms > now_ms ? c->window_sends : 0;
    }
    h->opted_out = c->left_ms > 0;
    enum yx_err err = desk_written(tx, c->id, &h->limits, &written_ms);
    if (err == YX_OK && !yx_quiet_answers(written_ms, now_ms))
        h->quiet_until_ms = yx_quiet_until(h->limits.quiet_from, h->limits.quiet_to, now_ms);
    return err;
}

static enum yx_err read_head(struct yx_tx *tx, struct yx_arena *a, const struct yx_staff *me, int64_t id, int64_t now_ms,
    struct yx_desk_head *h, struct yx_conversation *of, bool *before_out)
{
    struct yx_conversation c;
    struct yx_contact who;
    enum yx_err err = yx_conversation_get(tx, a, id, &c, &who);
    if (err != YX_OK)
        return err;
    *h = (struct yx_desk_head){ .id = id, .since_ms = since(&c), .lease_until_ms = c.lease_until_ms, .owner = c.owner,
        .last_message = c.last_message, .channel = who.channel, .account = who.account, .who = desk_mask(a, &who),
        .why = c.queue_why, .urgent = c.urgent, .limits = desk_limits(&who) };
    err = read_limits(tx, &c, now_ms, h);
    if (err == YX_OK)
        err = read_names(tx, a, &c, h);
    if (err == YX_OK)
        err = read_claimed(tx, &c, h);
    if (err == YX_OK)
        err = read_past(tx, a, h);
    if (err == YX_OK && h->past_count > 0 && c.service == 0)
        h->stars = h->past[0].stars;
    *of = c;
    return err == YX_OK ? read_viewers(tx, a, me->id, now_ms, h, before_out) : err;
}

enum yx_err yx_desk_look(struct yx_arena *a, const struct yx_staff *me, int64_t conversation, int64_t now_ms,
    struct yx_desk_head *head_out)
{
    struct yx_tx *tx;
    struct yx_conversation c = { 0 };
    bool before = false;
    enum yx_err err = yx_store_read(yx_desk.store, &tx);
    if (err != YX_OK)
        return err;
    err = read_head(tx, a, me, conversation, now_ms, head_out, &c, &before);
    yx_store_done(yx_desk.store, &tx);
    if (err != YX_OK)
        return err;
    if (head_out->staff.id != me->id)
        yx_desk_watch(conversation, now_ms);
    const struct look look = { conversation, me->id, now_ms, head_out->last_message };
    yx_store_later(yx_desk.store, note_look, &look, sizeof look);
    if (!before && head_out->staff.id != me->id)
        yx_desk_tell(&c, false, now_ms); /* before two of them answer */
    return YX_OK;
}

/* ---- notes and hand-overs ---- */

static enum yx_err read_notes(struct yx_tx *tx, struct yx_arena *a, int64_t id, struct yx_desk_note_row **rows_out,
    size_t *count_out)
{
    struct yx_note *list;
    size_t count;
    enum yx_err err = yx_note_list(tx, a, id, ROWS_MOST, &list, &count);
    struct yx_desk_note_row *rows = yx_arena_get(a, ROWS_MOST * sizeof *rows);
    for (size_t i = 0; err == YX_OK && i < count; i++) {
        rows[i] = (struct yx_desk_note_row){ .id = list[i].id, .at_ms = list[i].at_ms, .staff.id = list[i].staff,
            .text = list[i].text };
        err = desk_name_of(tx, a, list[i].staff, &rows[i].staff.name);
    }
    *rows_out = rows;
    *count_out = err == YX_OK ? count : 0;
    return err;
}

static enum yx_err read_hands(struct yx_tx *tx, struct yx_arena *a, int64_t id, struct yx_desk_hand_row **rows_out,
    size_t *count_out)
{
    static const char *const kinds[] = { "taken", "colleague", "team", "shift", "machine", "lost", "closed" };
    struct yx_handover *list;
    size_t count;
    enum yx_err err = yx_handover_list(tx, a, id, ROWS_MOST, &list, &count);
    struct yx_desk_hand_row *rows = yx_arena_get(a, ROWS_MOST * sizeof *rows);
    for (size_t i = 0; err == YX_OK && i < count; i++) {
        const struct yx_handover *h = &list[i];
        rows[i] = (struct yx_desk_hand_row){ .id = h->id, .at_ms = h->at_ms, .from.id = h->from_staff,
            .to.id = h->to_staff ? h->to_staff : h->to_team, .kind = kinds[h->kind], .note = h->note };
        err = desk_name_of(tx, a, h->from_staff, &rows[i].from.name);
        if (err == YX_OK)
            err = h->to_staff ? desk_name_of(tx, a, h->to_staff, &rows[i].to.name)
                              : desk_team_of(tx, a, h->to_team, &rows[i].to.name);
    }
    *rows_out = rows;
    *count_out = err == YX_OK ? count : 0;
    return err;
}

enum yx_err yx_desk_notes(struct yx_arena *a, int64_t conversation, struct yx_desk_note_row **notes_out,
    size_t *note_count_out, struct yx_desk_hand_row **hands_out, size_t *hand_count_out)
{
    struct yx_tx *tx;
    enum yx_err err = yx_store_read(yx_desk.store, &tx);
    if (err != YX_OK)
        return err;
    err = read_notes(tx, a, conversation, notes_out, note_count_out);
    if (err == YX_OK)
        err = read_hands(tx, a, conversation, hands_out, hand_count_out);
    yx_store_done(yx_desk.store, &tx);
    return err;
}
