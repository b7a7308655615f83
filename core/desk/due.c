/* What is due at the desk, looked for by the clock each second: leases that have ended, areas that people named,
 * conversations that are given out. Each is one act like those of people; what fails is looked at again. */
#include <string.h>

#include "desk/inside.h"
#include "people/staff.h"
#include "watch/log.h"
#include "watch/metrics.h"

enum { ARENA = 4 << 20, AT_ONCE = 100, SPOKEN_MOST = 20 };

struct found {
    int64_t at[AT_ONCE];
    size_t count;
};

static enum yx_err find(const char *sql, int64_t now_ms, struct found *f)
{
    struct yx_tx *tx;
    struct yx_rows rows;
    f->count = 0;
    enum yx_err err = yx_store_read(yx_desk.store, &tx);
    if (err != YX_OK)
        return err;
    err = yx_tx_query(tx, sql, YX_VALUES(yx_int(now_ms), yx_int(AT_ONCE)), &rows);
    if (err == YX_OK) {
        while (f->count < AT_ONCE && (err = yx_rows_next(&rows)) == YX_OK)
            f->at[f->count++] = yx_rows_int(&rows, 0);
        yx_rows_close(&rows);
    }
    yx_store_done(yx_desk.store, &tx);
    return err == YX_EMPTY ? YX_OK : err;
}

/* One act of the clock's. That it was not to be done any more is no failure. */
static void act(int64_t id, int64_t now_ms, const void *wish, desk_planner *plan, const char *what)
{
    struct yx_arena *a = yx_arena_new(ARENA);
    struct desk_plan p = { .arena = a, .id = id, .now_ms = now_ms, .wish = wish };
    enum yx_err err = a ? desk_do(&p, plan) : YX_MEMORY;
    if (err != YX_OK && err != YX_EMPTY)
        yx_log(YX_ERROR, what, "err", yx_err_words(err), "conversation", yx_num(id), NULL);
    yx_arena_free(&a);
}

/* ---- leases that have ended, and owners who were disabled ---- */

static enum yx_err is_left(struct desk_plan *p, bool *left_out)
{
    struct yx_staff owner;
    *left_out = p->c.owner == YX_HUMAN && p->now_ms >= p->c.lease_until_ms;
    if (p->c.owner != YX_HUMAN || *left_out)
        return YX_OK;
    enum yx_err err = yx_staff_get(p->tx, p->arena, p->c.staff, &owner);
    *left_out = err == YX_OK && owner.disabled;
    return err == YX_EMPTY ? YX_OK : err;
}

static enum yx_err plan_lost(struct desk_plan *p)
{
    const char *name, *when = desk_when(p->arena, p->now_ms);
    bool left;
    enum yx_err err = is_left(p, &left);
    if (err != YX_OK || !left)
        return err == YX_OK ? YX_EMPTY : err;
    err = desk_name_of(p->tx, p->arena, p->before, &name);
    if (err != YX_OK)
        return err;
    desk_hand(p, YX_HANDED_LOST, 0, 0, NULL);
    desk_put_back(p);
    p->c.lost_staff = p->absent = p->before;
    desk_announce(p, "lost", desk_words(p, when && *when ? "desk.lost_closed" : "desk.lost", NULL, NULL, when));
    p->act = "lost";
    p->detail = desk_detail(p->arena, "from", name ? name : "");
    yx_count(YX_M_LEASES_LOST);
    return YX_OK;
}

static void end_leases(int64_t now_ms)
{
    struct found late;
    if (find("SELECT id FROM conversation WHERE owner = 2 AND (lease_until_ms <= ?"
             " OR staff IN (SELECT id FROM staff WHERE disabled_ms > 0)) LIMIT ?", now_ms, &late) != YX_OK)
        return;
    for (size_t i = 0; i < late.count; i++)
        act(late.at[i], now_ms, NULL, plan_lost, "lease not ended");
}

/* ---- areas: whoever names one is sent to the team that answers for it ---- */

struct area {
    int64_t id, team;
    const char *name;
};
struct areas {
    struct area at[AT_ONCE];
    size_t count;
};

static enum yx_err read_areas(struct yx_arena *a, struct areas *areas)
{
    struct yx_tx *tx;
    struct yx_rows rows;
    areas->count = 0;
    enum yx_err err = yx_store_read(yx_desk.store, &tx);
    if (err != YX_OK)
        return err;
    err = yx_tx_query(tx, "SELECT id, team, name FROM area ORDER BY LENGTH(name) DESC LIMIT ?",
        YX_VALUES(yx_int(AT_ONCE)), &rows);
    if (err == YX_OK) {
        while (areas->count < AT_ONCE && (err = yx_rows_next(&rows)) == YX_OK)
            areas->at[areas->count++] = (struct area){ yx_rows_int(&rows, 0), yx_rows_int(&rows, 1),
                yx_rows_text(&rows, 2, a) };
        yx_rows_close(&rows);
    }
    yx_store_done(yx_desk.store, &tx);
    return err == YX_EMPTY ? YX_OK : err;
}

/* The area that their last words name, NULL: none. */
static enum yx_err find_area(struct desk_plan *p, const struct areas *areas, const struct area **area_out)
{
    struct yx_message *list;
    size_t count;
    int64_t last = p->c.last_message;
    enum yx_err err = yx_message_list(p->tx, p->arena, p->id, last > SPOKEN_MOST ? last - SPOKEN_MOST : 0, SPOKEN_MOST,
        &list, &count);
    *area_out = NULL;
    for (size_t i = 0; err == YX_OK && i < count && *area_out == NULL; i++)
        for (size_t n = 0; n < areas->count && list[i].author == YX_CITIZEN; n++)
            if (strstr(list[i].text, areas->at[n].name) != NULL)
                *area_out = &areas->at[n];
    return err;
}

/* area is minus the last message that was looked at while none was named. */
static enum yx_err plan_area(struct desk_plan *p)
{
    const struct area *area;
    if (p->c.owner != YX_QUEUE || p->c.area > 0 || -p->c.area == p->c.last_message)
        return YX_EMPTY;
    enum yx_err err = find_area(p, p->wish, &area);
    if (err != YX_OK)
        return err;
    p->c.area = area ? area->id : -p->c.last_message;
    if (area != NULL && p->c.team == 0)
        p->c.team = area->team;
    return YX_OK;
}

static void find_areas(int64_t now_ms)
{
    struct yx_arena *a = yx_arena_new(ARENA);
    struct areas areas = { .count = 0 };
    struct found waiting = { .count = 0 };
    enum yx_err err = a ? read_areas(a, &areas) : YX_MEMORY;
    if (err == YX_OK && areas.count > 0)
        err = find("SELECT id FROM conversation WHERE owner = 1 AND area <= 0 AND area <> -last_message"
                   " AND queued_ms <= ? LIMIT ?", now_ms, &waiting);
    for (size_t i = 0; err == YX_OK && i < waiting.count; i++)
        act(waiting.at[i], now_ms, &areas, plan_area, "area not found");
    yx_arena_free(&a);
}

/* ---- round robin ---- */

/* Whoever of the team has room and has waited longest for one. YX_EMPTY: nobody. */
static enum yx_err find_free(struct yx_tx *tx, const struct yx_conversation *c, int64_t *staff_out)
{
    struct yx_rows rows;
    enum yx_err err = yx_tx_query(tx,
        "SELECT s.id FROM staff s WHERE s.present = 1 AND s.disabled_ms = 0 AND (s.roles & 1) <> 0"
        " AND (? = 0 OR s.team = ?)"
        " AND (SELECT COUNT(*) FROM conversation v WHERE v.owner = 2 AND v.staff = s.id) < s.capacity"
        " ORDER BY COALESCE((SELECT MAX(h.id) FROM handover h WHERE h.to_staff = s.id), 0), s.id LIMIT 1",
        YX_VALUES(yx_int(c->team), yx_int(c->team)), &rows);
    if (err != YX_OK)
        return err;
    err = yx_rows_next(&rows);
    if (err == YX_OK)
        *staff_out = yx_rows_int(&rows, 0);
    yx_rows_close(&rows);
    return err;
}

static enum yx_err plan_assign(struct desk_plan *p)
{
    int64_t staff = 0;
    const char *name = NULL;
    if (p->c.owner != YX_QUEUE || p->c.from_ms > p->now_ms)
        return YX_EMPTY;
    enum yx_err err = find_free(p->tx, &p->c, &staff);
    if (err == YX_OK)
        err = desk_name_of(p->tx, p->arena, staff, &name);
    if (err != YX_OK)
        return err;
    desk_give(p, staff);
    desk_hand(p, YX_HANDED_TAKEN, staff, 0, NULL);
    desk_announce(p, "claim", desk_words(p, "desk.claim", name, NULL, NULL));
    p->act = "assign";
    p->detail = desk_detail(p->arena, "to", name ? name : "");
    return YX_OK;
}

static void give_out(int64_t now_ms)
{
    struct found waiting;
    if (find("SELECT id FROM conversation WHERE owner = 1 AND from_ms <= ? ORDER BY urgent DESC, queued_ms LIMIT ?",
            now_ms, &waiting) != YX_OK)
        return;
    for (size_t i = 0; i < waiting.count; i++)
        act(waiting.at[i], now_ms, NULL, plan_assign, "conversation not given out");
}

void yx_desk_due(int64_t now_ms)
{
    end_leases(now_ms);
    find_areas(now_ms);
    if (yx_desk.round_robin)
        give_out(now_ms);
}
