#include "desk/inside.h"
#include "people/staff.h"
#include "people/tell.h"

enum { SPOKEN_MOST = 40, DAY_MS = 24 * 3600000 };

static enum yx_err fine(enum yx_err err)
{
    return err == YX_EMPTY ? YX_OK : err;
}

static enum yx_err count(struct yx_tx *tx, const char *sql, int64_t value, int64_t *count_out)
{
    struct yx_rows rows;
    enum yx_err err = yx_tx_query(tx, sql, YX_VALUES(yx_int(value)), &rows);
    if (err != YX_OK)
        return err;
    err = yx_rows_next(&rows);
    *count_out = err == YX_OK ? yx_rows_int(&rows, 0) : 0;
    yx_rows_close(&rows);
    return err;
}

/* The citizen's words since the desk has last said something, or somebody of it has read: by a subquery, so that a
 * list costs one statement. */
#define UNREAD                                                                                            \
    "(SELECT COUNT(*) FROM message m WHERE m.conversation = v.id AND m.author = 0 AND m.id > v.staff_message" \
    " AND m.id > COALESCE((SELECT MAX(w.seen_message) FROM desk_view w WHERE w.conversation = v.id AND w.staff = ?), 0))"

/* ---- what waits ---- */

static enum yx_err read_waiting(struct yx_tx *tx, struct yx_arena *a, int64_t me, struct yx_desk_queue *q)
{
    struct yx_rows rows;
    struct yx_desk_waiting *list = yx_arena_get(a, YX_DESK_WAITING_MOST * sizeof *list);
    q->waiting = list;
    enum yx_err err = yx_tx_query(tx,
        "SELECT v.id, v.queued_ms, v.from_ms, c.channel, v.queue_why, v.urgent, v.area, v.team, " UNREAD ", s.display,"
        " (SELECT m.body FROM message m WHERE m.conversation = v.id AND m.author = 0 AND m.id > v.last_message - ?"
        " AND m.at_ms > v.queued_ms - ? AND m.id > COALESCE((SELECT MAX(e.ended_message) FROM service e"
        " WHERE e.conversation = v.id), 0) ORDER BY m.id LIMIT 1), r.name, t.name"
        " FROM conversation v JOIN contact c ON c.id = v.contact LEFT JOIN staff s ON s.id = v.lost_staff"
        " LEFT JOIN area r ON r.id = v.area LEFT JOIN team t ON t.id = v.team"
        " WHERE v.owner = 1 ORDER BY v.urgent DESC, v.queued_ms LIMIT ?",
        YX_VALUES(yx_int(me), yx_int(SPOKEN_MOST), yx_int(DAY_MS), yx_int(YX_DESK_WAITING_MOST)), &rows);
    if (err != YX_OK)
        return err;
    while (q->waiting_count < YX_DESK_WAITING_MOST && (err = yx_rows_next(&rows)) == YX_OK) {
        const char *first = yx_rows_text(&rows, 10, a), *area = yx_rows_text(&rows, 11, a), *team = yx_rows_text(&rows, 12, a);
        list[q->waiting_count++] = (struct yx_desk_waiting){
            .id = yx_rows_int(&rows, 0), .since_ms = yx_rows_int(&rows, 1), .from_ms = yx_rows_int(&rows, 2),
            .channel = yx_rows_text(&rows, 3, a), .why = yx_rows_text(&rows, 4, a), .urgent = yx_rows_int(&rows, 5) != 0,
            .area = { area ? yx_rows_int(&rows, 6) : 0, area }, .team = { team ? yx_rows_int(&rows, 7) : 0, team },
            .unread = yx_rows_int(&rows, 8), .lost = yx_rows_text(&rows, 9, a), .first = first ? first : "",
        };
    }
    yx_rows_close(&rows);
    return fine(err);
}

/* ---- what is mine, and what is others' ---- */

enum yx_err desk_list_owned(struct yx_tx *tx, struct yx_arena *a, int64_t staff, int64_t but,
    struct yx_desk_mine **list_out, size_t *count_out)
{
    struct yx_rows rows;
    struct yx_desk_mine *list = yx_arena_get(a, YX_DESK_MINE_MOST * sizeof *list);
    *list_out = list;
    *count_out = 0;
    enum yx_err err = yx_tx_query(tx,
        "SELECT v.id, COALESCE(e.claimed_ms, v.updated_ms), v.lease_until_ms, v.urgent, " UNREAD ", c.channel, c.account,"
        " c.sender, l.id, l.author, l.body, l.at_ms, v.staff, s.display FROM conversation v JOIN contact c ON c.id = v.contact"
        " LEFT JOIN message l ON l.conversation = v.id AND l.id = v.last_message"
        " LEFT JOIN service e ON e.id = v.service LEFT JOIN staff s ON s.id = v.staff WHERE v.owner = 2"
        " AND (v.staff = ? OR ? = 0) AND v.staff <> ? ORDER BY v.id LIMIT ?",
        YX_VALUES(yx_int(staff), yx_int(staff), yx_int(staff), yx_int(but), yx_int(YX_DESK_MINE_MOST)), &rows);
    if (err != YX_OK)
        return err;
    while (*count_out < YX_DESK_MINE_MOST && (err = yx_rows_next(&rows)) == YX_OK) {
        const struct yx_contact who = { yx_rows_text(&rows, 5, a), yx_rows_text(&rows, 6, a), yx_rows_text(&rows, 7, a) };
        list[(*count_out)++] = (struct yx_desk_mine){
            .id = yx_rows_int(&rows, 0), .since_ms = yx_rows_int(&rows, 1), .lease_until_ms = yx_rows_int(&rows, 2),
            .urgent = yx_rows_int(&rows, 3) != 0, .unread = yx_rows_int(&rows, 4), .channel = who.channel,
            .who = desk_mask(a, &who),
            .last = { .id = yx_rows_int(&rows, 8), .author = (enum yx_author)yx_rows_int(&rows, 9),
                .text = yx_rows_text(&rows, 10, a), .at_ms = yx_rows_int(&rows, 11) },
            .staff = { yx_rows_int(&rows, 12), yx_rows_text(&rows, 13, a) },
        };
    }
    yx_rows_close(&rows);
    return fine(err);
}

static enum yx_err read_queue(struct yx_tx *tx, struct yx_arena *a, const struct yx_staff *me, int64_t now_ms, struct yx_desk_queue *q)
{
    enum yx_err err = read_waiting(tx, a, me->id, q);
    if (err == YX_OK)
        err = count(tx, "SELECT COUNT(*) FROM conversation WHERE owner = 1 AND queued_ms <= ?", now_ms, &q->waiting_total);
    if (err == YX_OK)
        err = desk_list_owned(tx, a, me->id, 0, &q->mine, &q->mine_count);
    if (err == YX_OK && (me->roles & YX_LEAD) != 0)
        err = desk_list_owned(tx, a, 0, me->id, &q->owned, &q->owned_count);
    if (err == YX_OK)
        err = count(tx, "SELECT COUNT(*) FROM conversation WHERE owner = 2 AND staff <> ?", me->id, &q->others);
    return err;
}

enum yx_err yx_desk_queue(struct yx_arena *a, const struct yx_staff *me, int64_t now_ms, struct yx_desk_queue *queue_out)
{
    struct yx_tx *tx;
    *queue_out = (struct yx_desk_queue){ 0 };
    yx_people_listens(me->id, now_ms); /* a house that was restarted does not know of pages that still wait */
    enum yx_err err = yx_store_read(yx_desk.store, &tx);
    if (err != YX_OK)
        return err;
    err = read_queue(tx, a, me, now_ms, queue_out);
    yx_store_done(yx_desk.store, &tx);
    return err;
}

/* Their own team's and everybody's before other teams'. */
enum yx_err desk_next(struct yx_tx *tx, int64_t team, int64_t now_ms, int64_t *conversation_out)
{
    struct yx_rows rows;
    enum yx_err err = yx_tx_query(tx,
        "SELECT id FROM conversation WHERE owner = 1 AND from_ms <= ? AND (team = 0 OR team = ?)"
        " ORDER BY urgent DESC, queued_ms LIMIT 1",
        YX_VALUES(yx_int(now_ms), yx_int(team)), &rows);
    if (err != YX_OK)
        return err;
    err = yx_rows_next(&rows);
    if (err == YX_OK)
        *conversation_out = yx_rows_int(&rows, 0);
    yx_rows_close(&rows);
    return err;
}

/* ---- on duty ---- */

struct duty {
    const struct yx_staff *me;
    struct yx_arena *arena;
    bool present;
    int64_t now_ms;
    struct yx_desk_mine *open;
    size_t count;
};

static enum yx_err set_duty(struct yx_tx *tx, void *arg)
{
    struct duty *d = arg;
    enum yx_err err = YX_OK;
    int64_t open = 0;
    if (!d->present)
        err = count(tx, "SELECT COUNT(*) FROM conversation WHERE owner = 2 AND staff = ?", d->me->id, &open);
    if (err == YX_OK && open > 0)
        return YX_CONFLICT;
    if (err == YX_OK)
        err = yx_staff_set_present(tx, d->me->id, d->present);
    return err;
}

static enum yx_err list_open(struct duty *d)
{
    struct yx_tx *tx;
    enum yx_err err = yx_store_read(yx_desk.store, &tx);
    if (err != YX_OK)
        return err;
    err = desk_list_owned(tx, d->arena, d->me->id, 0, &d->open, &d->count);
    yx_store_done(yx_desk.store, &tx);
    return err;
}

enum yx_err yx_desk_present(struct yx_arena *a, const struct yx_staff *me, bool present, int64_t now_ms,
    struct yx_desk_mine **open_out, size_t *open_count_out)
{
    struct duty d = { .me = me, .arena = a, .present = present, .now_ms = now_ms };
    enum yx_err done = yx_store_commit(yx_desk.store, set_duty, &d);
    enum yx_err listed = list_open(&d);
    *open_out = d.open;
    *open_count_out = d.count;
    return done == YX_OK ? listed : done;
}

/* ---- colleagues ---- */

enum yx_err yx_desk_colleagues(struct yx_arena *a, struct yx_desk_colleague **list_out, size_t *count_out)
{
    struct yx_tx *tx;
    struct yx_staff *all;
    size_t all_count = 0, kept = 0;
    *count_out = 0;
    enum yx_err err = yx_store_read(yx_desk.store, &tx);
    if (err != YX_OK)
        return err;
    err = yx_staff_list(tx, a, &all, &all_count);
    struct yx_desk_colleague *list = yx_arena_get(a, (all_count + 1) * sizeof *list);
    for (size_t i = 0; err == YX_OK && i < all_count; i++) {
        if (all[i].disabled || (all[i].roles & (YX_AGENT | YX_LEAD)) == 0)
            continue;
        list[kept].is = all[i];
        err = count(tx, "SELECT COUNT(*) FROM conversation WHERE owner = 2 AND staff = ?", all[i].id, &list[kept].open);
        kept++;
    }
    yx_store_done(yx_desk.store, &tx);
    *list_out = list;
    *count_out = err == YX_OK ? kept : 0;
    return err;
}
