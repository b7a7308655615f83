/* What events do to a case's limits: they begin, stand still, go on, end; and the marks on the way. */
#include "cases/inside.h"

#include "schedule/roster.h"

static _Thread_local struct yx_hours hours_now;

struct yx_working case_working(void)
{
    yx_roster_hours(&hours_now, NULL);
    return (struct yx_working){ yx_roster_calendar(), &hours_now };
}

static void set_due(struct case_limit *l, const struct yx_due *due)
{
    l->due_ms = due->at_ms;
    l->bare_ms = due->bare_ms;
    l->provisional = due->provisional;
}

static void begin(struct case_limit *l, const struct yx_kind_limit *k, const struct yx_working *w, int64_t now_ms)
{
    struct yx_due due = yx_term_due(&k->term, w, now_ms);
    *l = (struct case_limit){ .state = CASE_LIMIT_RUNS, .began_ms = now_ms };
    set_due(l, &due);
}

static void stand(struct case_limit *l, const struct yx_kind_limit *k, const struct yx_working *w, int64_t now_ms)
{
    l->state = CASE_LIMIT_STANDS;
    l->remains = yx_term_left(&k->term, w, l->bare_ms, now_ms);
}

static void go_on(struct case_limit *l, const struct yx_kind_limit *k, const struct yx_working *w, enum yx_case_state from,
    int64_t now_ms)
{
    if (k->restarts && from != YX_CASE_MERGED) {
        begin(l, k, w, now_ms);
        return;
    }
    struct yx_due due = yx_term_resume(&k->term, w, l->remains, now_ms);
    l->state = CASE_LIMIT_RUNS;
    set_due(l, &due);
}

static bool stands_in(const struct yx_kind_limit *k, enum yx_case_state state)
{
    return state == YX_CASE_MERGED || ((k->pauses_in >> state) & 1) != 0;
}

static void move(struct case_limit *l, const struct yx_kind_limit *k, const struct yx_working *w, enum yx_case_event event,
    enum yx_case_state from, enum yx_case_state to, int64_t now_ms)
{
    if ((k->starts_on & YX_CASE_BIT(event)) != 0) {
        begin(l, k, w, now_ms);
        return;
    }
    if (l->state != CASE_LIMIT_RUNS && l->state != CASE_LIMIT_STANDS)
        return;
    if ((k->ends_on & YX_CASE_BIT(event)) != 0 || to == YX_CASE_CLOSED || to == YX_CASE_ERASED) {
        l->state = CASE_LIMIT_OVER;
        l->ended_ms = now_ms;
    } else if (l->state == CASE_LIMIT_RUNS && stands_in(k, to)) {
        stand(l, k, w, now_ms);
    } else if (l->state == CASE_LIMIT_STANDS && !stands_in(k, to)) {
        go_on(l, k, w, from, now_ms);
    }
}

static int64_t yellow_of(const struct case_limit *l, int percent)
{
    return l->due_ms - (l->due_ms - l->began_ms) * (100 - percent) / 100;
}

static void earlier(int64_t *least, int64_t ms)
{
    if (ms != 0 && (*least == 0 || ms < *least))
        *least = ms;
}

int64_t case_supply_due(const struct case_row *c)
{
    struct yx_working w = case_working();
    if (c->state != YX_CASE_INFO || c->kind->supply.n == 0 || c->asked_ms == 0)
        return 0;
    return yx_term_due(&c->kind->supply, &w, c->asked_ms).at_ms;
}

/* What lists and the clock look at, from the limits. */
static void sum_up(struct case_row *c)
{
    c->due_ms = c->yellow_ms = c->red_ms = c->look_ms = 0;
    c->mark = CASE_GREEN;
    for (size_t i = 0; i < c->kind->limit_count; i++) {
        const struct case_limit *l = &c->limits[i];
        if (l->state != CASE_LIMIT_RUNS)
            continue;
        earlier(&c->due_ms, l->due_ms);
        if (l->marked < CASE_YELLOW)
            earlier(&c->yellow_ms, yellow_of(l, c->kind->yellow));
        if (l->marked < CASE_RED)
            earlier(&c->red_ms, l->due_ms);
        if (l->marked > c->mark)
            c->mark = l->marked;
    }
    earlier(&c->look_ms, c->yellow_ms);
    earlier(&c->look_ms, c->red_ms);
    if (c->kind->lapses)
        earlier(&c->look_ms, case_supply_due(c));
}

void case_limits_move(struct case_row *c, enum yx_case_event event, enum yx_case_state from, int64_t now_ms)
{
    struct yx_working w = case_working();
    for (size_t i = 0; i < c->kind->limit_count; i++)
        move(&c->limits[i], &c->kind->limits[i], &w, event, from, c->state, now_ms);
    sum_up(c);
}

bool case_limits_can_extend(const struct case_row *c)
{
    for (size_t i = 0; i < c->kind->limit_count; i++)
        if (c->limits[i].state == CASE_LIMIT_RUNS && c->kind->limits[i].extension.n > 0)
            return true;
    return false;
}

void case_limits_extend(struct case_row *c, int64_t now_ms)
{
    struct yx_working w = case_working();
    for (size_t i = 0; i < c->kind->limit_count; i++) {
        struct case_limit *l = &c->limits[i];
        const struct yx_term *more = &c->kind->limits[i].extension;
        if (l->state != CASE_LIMIT_RUNS || more->n == 0)
            continue;
        struct yx_due due = yx_term_extend(more, &w, l->bare_ms);
        set_due(l, &due);
        l->marked = now_ms >= l->due_ms ? CASE_RED : CASE_GREEN;
    }
    sum_up(c);
}

enum case_mark case_limits_mark(struct case_row *c, int64_t now_ms, const char **clock_out)
{
    enum case_mark worst = CASE_GREEN;
    for (size_t i = 0; i < c->kind->limit_count; i++) {
        struct case_limit *l = &c->limits[i];
        enum case_mark is = l->state != CASE_LIMIT_RUNS ? CASE_GREEN
            : now_ms >= l->due_ms ? CASE_RED
            : now_ms >= yellow_of(l, c->kind->yellow) ? CASE_YELLOW : CASE_GREEN;
        if (is <= l->marked)
            continue;
        l->marked = is;
        if (is > worst) {
            worst = is;
            *clock_out = c->kind->limits[i].clock;
        }
    }
    sum_up(c);
    return worst;
}
