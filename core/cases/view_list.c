/* Lists of cases. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "cases/view.h"

#define NEVER "9007199254740991"
/* What is due first; nothing due is last. */
#define SORT "(CASE WHEN c.due_ms = 0 THEN " NEVER " ELSE c.due_ms END)"
#define MARK "(CASE WHEN c.due_ms <> 0 AND c.due_ms <= ? THEN 2 WHEN c.yellow_ms <> 0 AND c.yellow_ms <= ? THEN 1 ELSE c.mark END)"

#define COLUMNS \
    "SELECT c.id, c.number, c.kind, c.kind_hash, c.state, c.about, c.due_ms, c.urges, c.opened_ms, c.closed_ms, c.outcome," \
    " c.asked_reopen_ms, c.stars, c.handler, s.display, c.body, b.name, c.area, r.name, c.extended, c.reopened, " SORT ", " MARK \
    " FROM cases c LEFT JOIN staff s ON s.id = c.handler LEFT JOIN body b ON b.id = c.body LEFT JOIN area r ON r.id = c.area "

/* As case_visible says it, in SQL: all; as intake, as reviewer, as handler. */
#define VISIBLE \
    " AND (? <> 0 OR (? <> 0 AND (c.state = 0 OR (c.state = 1 AND c.back = 0) OR c.intake = ?)) OR (? <> 0 AND c.state IN (2, 4))" \
    " OR (? <> 0 AND (c.handler = ? OR c.body = ? OR EXISTS (SELECT 1 FROM case_hand h WHERE h.case_id = c.id AND h.staff = ?))))"
#define FILTERS \
    " AND (? = '' OR c.kind = ?) AND (? < 0 OR c.state = ?) AND (? < 0 OR c.mark = ?)" \
    " AND (? = 0 OR c.handler = ? OR EXISTS (SELECT 1 FROM case_hand h WHERE h.case_id = c.id AND h.staff = ?))" VISIBLE
#define BEHIND " AND (" SORT " > ? OR (" SORT " = ? AND c.id > ?))" FILTERS " ORDER BY " SORT ", c.id LIMIT ?"

/* From where a list is read, so that each has its index: what is filtered away costs nothing. */
enum from { FROM_OPEN, FROM_MARK, FROM_KIND, FROM_STATE, FROM_MINE, FROM_FEW, FROM_CLOSED, FROM_CLOSED_KIND, FROM_REOPEN, FROMS };
static const char *const statements[FROMS] = {
    [FROM_OPEN] = COLUMNS "WHERE c.state < 5" BEHIND,
    [FROM_MARK] = COLUMNS "WHERE c.mark = ? AND c.state < 5" BEHIND,
    [FROM_KIND] = COLUMNS "WHERE c.kind = ? AND c.state < 5" BEHIND,
    [FROM_STATE] = COLUMNS "WHERE c.state = ? AND c.state < 5" BEHIND,
    [FROM_MINE] = COLUMNS "WHERE c.id IN (SELECT id FROM cases WHERE handler = ? AND handler <> 0 AND state < 5"
        " UNION SELECT case_id FROM case_hand WHERE staff = ?) AND c.state < 5" BEHIND,
    [FROM_FEW] = COLUMNS "WHERE c.id IN (SELECT id FROM cases WHERE ? <> 0 AND state = 0 UNION SELECT id FROM cases WHERE ? <> 0 AND state = 1"
        " UNION SELECT id FROM cases WHERE intake = ? AND intake <> 0 AND state < 5"
        " UNION SELECT id FROM cases WHERE body = ? AND body <> 0 AND state < 5"
        " UNION SELECT id FROM cases WHERE handler = ? AND handler <> 0 AND state < 5"
        " UNION SELECT case_id FROM case_hand WHERE staff = ?) AND c.state < 5" BEHIND,
    [FROM_CLOSED] = COLUMNS "WHERE c.state = 5 AND c.id < ?" FILTERS " ORDER BY c.id DESC LIMIT ?",
    [FROM_CLOSED_KIND] = COLUMNS "WHERE c.kind = ? AND c.state = 5 AND c.id < ?" FILTERS " ORDER BY c.id DESC LIMIT ?",
    [FROM_REOPEN] = COLUMNS "WHERE c.asked_reopen_ms <> 0 AND c.id > ?" FILTERS " ORDER BY c.id LIMIT ?",
};

struct list {
    const struct yx_staff *me;
    const struct yx_desk_case_filter *f;
    int64_t now_ms, after_sort, after_id, state, mark;
};

static json_t *who(int64_t id, const char *key, const char *name)
{
    return name ? json_pack("{s:o, s:s}", "id", view_id(id), key, name) : json_null();
}

static enum yx_err row_json(struct yx_tx *tx, struct yx_arena *a, struct yx_rows *r, json_t **out)
{
    const struct yx_kind *kind;
    const char *name = yx_rows_text(r, 2, a);
    enum yx_err err = case_kind_of(tx, name, yx_rows_text(r, 3, a), &kind);
    if (err != YX_OK)
        return err;
    enum yx_case_state state = (enum yx_case_state)yx_rows_int(r, 4);
    const char *outcome = state == YX_CASE_CLOSED ? yx_rows_text(r, 10, a) : NULL;
    const char *about = yx_rows_text(r, 5, a);
    int64_t due_ms = yx_rows_int(r, 6);
    *out = json_pack("{s:o, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:o, s:o, s:I, s:o, s:o, s:s?, s:o, s:I, s:o, s:o, s:o, s:b, s:I}", "id",
        view_id(yx_rows_int(r, 0)), "number", yx_rows_text(r, 1, a), "kind", kind->name, "title", kind->title, "about",
        about ? about : "", "state", yx_case_state_word(state), "state_title", kind->states[state], "mark",
        view_mark((enum case_mark)yx_rows_int(r, 22)), "due", view_time(due_ms), "last_day", view_day(due_ms), "urges",
        (json_int_t)yx_rows_int(r, 7), "opened", view_time(yx_rows_int(r, 8)), "closed", view_time(yx_rows_int(r, 9)), "outcome_title",
        yx_kind_outcome(kind, outcome), "asked_reopen", view_time(yx_rows_int(r, 11)), "stars", (json_int_t)yx_rows_int(r, 12), "handler",
        who(yx_rows_int(r, 13), "display", yx_rows_text(r, 14, a)), "body", who(yx_rows_int(r, 15), "name", yx_rows_text(r, 16, a)),
        "area", who(yx_rows_int(r, 17), "name", yx_rows_text(r, 18, a)), "extended", yx_rows_int(r, 19) != 0, "reopened",
        (json_int_t)yx_rows_int(r, 20));
    return *out ? YX_OK : YX_MEMORY;
}

/* The values of a statement, in order. */
struct values {
    struct yx_value at[40];
    size_t count;
};

static void add(struct values *v, int64_t number)
{
    v->at[v->count++] = yx_int(number);
}

static bool has(const struct yx_staff *me, unsigned roles)
{
    return (me->roles & roles) != 0;
}

static void add_visible(struct values *v, const struct yx_staff *me)
{
    add(v, has(me, YX_LEAD | YX_AUDITOR));
    add(v, has(me, YX_AGENT));
    add(v, me->id);
    add(v, has(me, YX_REVIEWER));
    add(v, has(me, YX_HANDLER));
    add(v, me->id);
    add(v, me->body);
    add(v, me->id);
}

static void add_filters(struct values *v, const struct list *l)
{
    const char *kind = l->f->kind ? l->f->kind : "";
    v->at[v->count++] = yx_text(kind);
    v->at[v->count++] = yx_text(kind);
    add(v, l->state);
    add(v, l->state);
    add(v, l->mark);
    add(v, l->mark);
    add(v, l->f->mine);
    add(v, l->me->id);
    add(v, l->me->id);
    add_visible(v, l->me);
}

/* Who sees most of all that is open reads from that; who sees little, from what that is. */
static bool sees_few(const struct yx_staff *me)
{
    return !has(me, YX_LEAD | YX_AUDITOR | YX_REVIEWER) && !(has(me, YX_HANDLER) && me->body == 0);
}

static enum from from_of(const struct list *l)
{
    const struct yx_desk_case_filter *f = l->f;
    if (f->view == YX_CASES_REOPEN)
        return FROM_REOPEN;
    if (f->view == YX_CASES_CLOSED)
        return f->kind ? FROM_CLOSED_KIND : FROM_CLOSED;
    if (f->mine)
        return FROM_MINE;
    if (sees_few(l->me))
        return FROM_FEW;
    return l->mark > 0 ? FROM_MARK : l->state >= 0 ? FROM_STATE : f->kind ? FROM_KIND : FROM_OPEN;
}

static void add_from(struct values *v, const struct list *l, enum from from)
{
    const struct yx_staff *me = l->me;
    switch (from) {
    case FROM_MARK: add(v, l->mark); break;
    case FROM_STATE: add(v, l->state); break;
    case FROM_KIND:
    case FROM_CLOSED_KIND: v->at[v->count++] = yx_text(l->f->kind); break;
    case FROM_MINE:
        add(v, me->id);
        add(v, me->id);
        break;
    case FROM_FEW:
        add(v, has(me, YX_AGENT));
        add(v, has(me, YX_AGENT));
        add(v, me->id);
        add(v, me->body);
        add(v, me->id);
        add(v, me->id);
        break;
    default: break;
    }
}

static void add_cursor(struct values *v, const struct list *l)
{
    switch (l->f->view) {
    case YX_CASES_OPEN:
        add(v, l->after_sort);
        add(v, l->after_sort);
        add(v, l->after_id);
        break;
    case YX_CASES_CLOSED: add(v, l->after_id ? l->after_id : INT64_MAX); break;
    case YX_CASES_REOPEN: add(v, l->after_id); break;
    }
}

static enum yx_err query(struct yx_tx *tx, const struct list *l, struct yx_rows *rows)
{
    struct values v = { .count = 0 };
    enum from from = from_of(l);
    add(&v, l->now_ms);
    add(&v, l->now_ms);
    add_from(&v, l, from);
    add_cursor(&v, l);
    add_filters(&v, l);
    add(&v, YX_DESK_CASES_MOST + 1);
    return yx_tx_query(tx, statements[from], v.at, v.count, rows);
}

static enum yx_err read_page(struct yx_tx *tx, struct yx_arena *a, const struct list *l, json_t *list, const char **next)
{
    struct yx_rows rows;
    json_t *row;
    int64_t sort = 0, id = 0;
    enum yx_err err = query(tx, l, &rows);
    if (err != YX_OK)
        return err;
    while ((err = yx_rows_next(&rows)) == YX_OK) {
        if (json_array_size(list) == YX_DESK_CASES_MOST) {
            *next = yx_arena_print(a, "%" PRId64 ".%" PRId64, sort, id);
            break;
        }
        sort = yx_rows_int(&rows, 21);
        id = yx_rows_int(&rows, 0);
        err = row_json(tx, a, &rows, &row);
        if (err != YX_OK)
            break;
        json_array_append_new(list, row);
    }
    yx_rows_close(&rows);
    return err == YX_EMPTY ? YX_OK : err;
}

/* This number alone. */
static enum yx_err read_number(struct yx_tx *tx, struct yx_arena *a, const struct list *l, json_t *list)
{
    static const char sql[] = COLUMNS "WHERE c.number = ?" VISIBLE;
    struct yx_rows rows;
    json_t *row;
    struct values v = { .count = 0 };
    add(&v, l->now_ms);
    add(&v, l->now_ms);
    v.at[v.count++] = yx_text(case_number_clean(a, l->f->number));
    add_visible(&v, l->me);
    enum yx_err err = yx_tx_query(tx, sql, v.at, v.count, &rows);
    if (err != YX_OK)
        return err;
    err = yx_rows_next(&rows);
    if (err == YX_OK) {
        err = row_json(tx, a, &rows, &row);
        if (err == YX_OK)
            json_array_append_new(list, row);
    }
    yx_rows_close(&rows);
    return err == YX_EMPTY ? YX_OK : err;
}

static bool read_filter(struct list *l)
{
    static const char *const marks[] = { "green", "yellow", "red" };
    const struct yx_desk_case_filter *f = l->f;
    enum yx_case_state state;
    char end;
    l->state = l->mark = -1;
    l->after_sort = -1;
    if (f->state != NULL && !yx_case_state_of(f->state, &state))
        return false;
    if (f->state != NULL)
        l->state = state;
    for (int i = 0; f->mark != NULL && i < 3; i++)
        if (strcmp(marks[i], f->mark) == 0)
            l->mark = i;
    if (f->mark != NULL && l->mark < 0)
        return false;
    return f->after == NULL || (sscanf(f->after, "%" SCNd64 ".%" SCNd64 "%c", &l->after_sort, &l->after_id, &end) == 2 &&
                                   l->after_sort >= 0 && l->after_id > 0);
}

enum yx_err yx_desk_case_list(struct yx_arena *a, const struct yx_staff *me, const struct yx_desk_case_filter *f, int64_t now_ms,
    const char **json_out)
{
    struct yx_tx *tx;
    struct list l = { .me = me, .f = f, .now_ms = now_ms };
    const char *next = NULL;
    if (!read_filter(&l))
        return YX_INVALID;
    enum yx_err err = yx_store_read(yx_cases.store, &tx);
    if (err != YX_OK)
        return err;
    json_t *list = json_array();
    err = f->number ? read_number(tx, a, &l, list) : read_page(tx, a, &l, list, &next);
    yx_store_done(yx_cases.store, &tx);
    if (err == YX_OK)
        return view_print(a, json_pack("{s:o, s:s?}", "cases", list, "next", next), json_out);
    json_decref(list);
    return err;
}
