/* What is due with cases, looked for by the clock each second: marks that were passed, reporters whose time to supply is
 * over, cases whose time of keeping is. Each is one act like those of people; what fails is looked at again. */
#include "cases/inside.h"
#include "watch/log.h"
#include "watch/metrics.h"

enum { ARENA = 4 << 20, AT_ONCE = 100 };

struct found {
    int64_t at[AT_ONCE];
    size_t count;
};

static enum yx_err find(const char *sql, int64_t now_ms, struct found *f)
{
    struct yx_tx *tx;
    struct yx_rows rows;
    f->count = 0;
    enum yx_err err = yx_store_read(yx_cases.store, &tx);
    if (err != YX_OK)
        return err;
    err = yx_tx_query(tx, sql, YX_VALUES(yx_int(now_ms), yx_int(AT_ONCE)), &rows);
    if (err == YX_OK) {
        while (f->count < AT_ONCE && (err = yx_rows_next(&rows)) == YX_OK)
            f->at[f->count++] = yx_rows_int(&rows, 0);
        yx_rows_close(&rows);
    }
    yx_store_done(yx_cases.store, &tx);
    return err == YX_EMPTY ? YX_OK : err;
}

/* One act of the clock's. That it was not to be done any more is no failure. */
static void act(int64_t id, int64_t now_ms, enum yx_case_event event, case_planner *plan, const char *what)
{
    struct yx_arena *a = yx_arena_new(ARENA);
    struct case_plan p = { .arena = a, .actor = { .by = YX_HAT_CLOCK }, .id = id, .now_ms = now_ms, .wish = { .event = event } };
    enum yx_err err = a ? case_do(&p, plan) : YX_MEMORY;
    if (err != YX_OK && err != YX_EMPTY && err != YX_CONFLICT)
        yx_log(YX_ERROR, what, "err", yx_err_words(err), "case", yx_num(id), NULL);
    yx_arena_free(&a);
}

/* A case that the clock must look at: it lapses, or a mark was passed. */
static enum yx_err plan_look(struct case_plan *p)
{
    int64_t lapse_ms = p->c.kind->lapses ? case_supply_due(&p->c) : 0;
    if (p->c.look_ms == 0 || p->c.look_ms > p->now_ms)
        return YX_EMPTY;
    if (lapse_ms != 0 && p->now_ms >= lapse_ms) {
        p->wish.event = YX_CASE_DO_LAPSE;
        return case_plan_act(p);
    }
    p->wish.event = YX_CASE_DO_ESCALATE;
    p->wish.mark = case_limits_mark(&p->c, p->now_ms, &p->wish.clock);
    if (p->wish.mark == CASE_GREEN)
        return YX_EMPTY;
    yx_count(p->wish.mark == CASE_RED ? YX_M_CASES_RED : YX_M_CASES_YELLOW);
    return case_plan_act(p);
}

static void look(int64_t now_ms)
{
    struct found f;
    if (find("SELECT id FROM cases WHERE look_ms <> 0 AND look_ms <= ? ORDER BY look_ms LIMIT ?", now_ms, &f) != YX_OK)
        return;
    for (size_t i = 0; i < f.count; i++)
        act(f.at[i], now_ms, YX_CASE_DO_ESCALATE, plan_look, "case not looked at");
}

/* Closed ones whose time is over; those that were merged into such a one have its time. */
static void erase(int64_t now_ms)
{
    struct found f;
    if (find("SELECT id FROM cases WHERE erase_ms <> 0 AND erase_ms <= ? AND kept = 0 LIMIT ?", now_ms, &f) == YX_OK)
        for (size_t i = 0; i < f.count; i++)
            act(f.at[i], now_ms, YX_CASE_DO_ERASE, case_plan_act, "case not erased");
}

/* ---- those whose cases were merged ---- */

struct telling {
    struct case_plan plan;
    int64_t seq;
};

/* Said once: whoever takes the row says it. */
static enum yx_err apply_told(struct yx_tx *tx, void *arg)
{
    const struct telling *t = arg;
    enum yx_err err = yx_tx_run(tx, "DELETE FROM case_notice WHERE case_id = ? AND seq = ?",
        YX_VALUES(yx_int(t->plan.id), yx_int(t->seq)));
    return err == YX_OK && t->plan.says ? case_notice_write(tx, &t->plan) : err;
}

static enum yx_err plan_told(struct telling *t)
{
    struct yx_rows rows;
    struct case_plan *p = &t->plan;
    const char *text = NULL, *number = NULL;
    int64_t conversation = 0;
    enum yx_err err = yx_tx_query(p->tx, "SELECT n.body, c.number, c.conversation FROM case_notice n JOIN cases c ON c.id = n.case_id"
        " WHERE n.case_id = ? AND n.seq = ?", YX_VALUES(yx_int(p->id), yx_int(t->seq)), &rows);
    if (err != YX_OK)
        return err;
    err = yx_rows_next(&rows);
    if (err == YX_OK) {
        text = yx_rows_text(&rows, 0, p->arena);
        number = yx_rows_text(&rows, 1, p->arena);
        conversation = yx_rows_int(&rows, 2);
    }
    yx_rows_close(&rows);
    if (err != YX_OK || conversation == 0)
        return err;
    return case_say(p, conversation, case_number_fill(p->arena, text, CASE_TOKEN, number), NULL);
}

static void tell_one(int64_t id, int64_t seq, int64_t now_ms)
{
    struct telling t = { .plan = { .arena = yx_arena_new(ARENA), .id = id, .now_ms = now_ms }, .seq = seq };
    enum yx_err err = t.plan.arena ? yx_store_read(yx_cases.store, &t.plan.tx) : YX_MEMORY;
    if (err == YX_OK) {
        err = plan_told(&t);
        yx_store_done(yx_cases.store, &t.plan.tx);
    }
    if (err == YX_OK)
        err = yx_store_commit(yx_cases.store, apply_told, &t);
    if (err == YX_OK)
        case_told(&t.plan);
    if (err != YX_OK && err != YX_EMPTY && err != YX_CONFLICT) /* in conflict it is said the next second */
        yx_log(YX_ERROR, "reporter not told", "err", yx_err_words(err), "case", yx_num(id), NULL);
    yx_arena_free(&t.plan.arena);
}

static void tell_merged(int64_t now_ms)
{
    struct yx_tx *tx;
    struct yx_rows rows;
    int64_t ids[AT_ONCE], seqs[AT_ONCE];
    size_t count = 0;
    if (yx_store_read(yx_cases.store, &tx) != YX_OK)
        return;
    if (yx_tx_query(tx, "SELECT case_id, seq FROM case_notice ORDER BY case_id, seq LIMIT ?", YX_VALUES(yx_int(AT_ONCE)), &rows) == YX_OK) {
        while (count < AT_ONCE && yx_rows_next(&rows) == YX_OK) {
            ids[count] = yx_rows_int(&rows, 0);
            seqs[count++] = yx_rows_int(&rows, 1);
        }
        yx_rows_close(&rows);
    }
    yx_store_done(yx_cases.store, &tx);
    for (size_t i = 0; i < count; i++)
        tell_one(ids[i], seqs[i], now_ms);
}

struct sweep {
    int64_t now_ms;
};

static enum yx_err sweep(struct yx_tx *tx, void *arg)
{
    return case_seal_sweep(tx, ((const struct sweep *)arg)->now_ms);
}

/* Codes that nobody fetched within a day. Without waiting: the next second looks again. */
static void forget_codes(int64_t now_ms)
{
    const struct sweep s = { now_ms };
    struct found f;
    if (find("SELECT message FROM case_seal WHERE at_ms <= ? LIMIT ?", now_ms - (int64_t)24 * 3600000, &f) == YX_OK && f.count > 0)
        yx_store_later(yx_cases.store, sweep, &s, sizeof s);
}

void yx_cases_due(int64_t now_ms)
{
    look(now_ms);
    erase(now_ms);
    tell_merged(now_ms);
    forget_codes(now_ms);
}
