/* Lists of cases, and the kinds as forms need them. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "cases/view.h"

#define NEVER "9007199254740991"
/* What is due first; nothing due is last. */
#define SORT "(CASE WHEN c.due_ms = 0 THEN " NEVER " ELSE c.due_ms END)"
#define MARK "(CASE WHEN c.due_ms <> 0 AND c.due_ms <= ? THEN 2 WHEN c.yellow_ms <> 0 AND c.yellow_ms <= ? THEN 1 ELSE c.mark END)"

#define COLUMNS \
    "SELECT c.id, c.number, c.kind, c.kind_hash, c.state, c.fields, c.due_ms, c.urges, c.opened_ms, c.closed_ms, c.outcome," \
    " c.asked_reopen_ms, c.stars, c.handler, s.display, c.body, b.name, c.area, r.name, c.extended, c.reopened, " SORT ", " MARK \
    " FROM cases c LEFT JOIN staff s ON s.id = c.handler LEFT JOIN body b ON b.id = c.body LEFT JOIN area r ON r.id = c.area "

/* As case_visible says it, in SQL: all; as intake, as reviewer, as handler. */
#define VISIBLE \
    " AND (? <> 0 OR (? <> 0 AND (c.state = 0 OR (c.state = 1 AND c.back = 0) OR c.intake = ?)) OR (? <> 0 AND c.state IN (2, 4))" \
    " OR (? <> 0 AND (c.handler = ? OR c.body = ? OR EXISTS (SELECT 1 FROM case_hand h WHERE h.case_id = c.id AND h.staff = ?))))"
#define FILTERS \
    " AND (? = '' OR c.kind = ?) AND (? < 0 OR c.state = ?) AND (? < 0 OR " MARK " = ?)" \
    " AND (? = 0 OR c.handler = ? OR EXISTS (SELECT 1 FROM case_hand h WHERE h.case_id = c.id AND h.staff = ?))" VISIBLE

static const char *const statements[] = {
    [YX_CASES_OPEN] = COLUMNS "WHERE c.state < 5 AND (" SORT " > ? OR (" SORT " = ? AND c.id > ?))" FILTERS " ORDER BY " SORT ", c.id LIMIT ?",
    [YX_CASES_CLOSED] = COLUMNS "WHERE c.state = 5 AND (? = 0 OR c.id < ?)" FILTERS " ORDER BY c.id DESC LIMIT ?",
    [YX_CASES_REOPEN] = COLUMNS "WHERE c.asked_reopen_ms <> 0 AND (? = 0 OR c.id > ?)" FILTERS " ORDER BY c.id LIMIT ?",
};
/* Where somebody sees little of much: from whose it is, not from all that is open. */
static const char few[] = COLUMNS
    "WHERE c.id IN (SELECT id FROM cases WHERE body = ? AND state < 5 UNION SELECT id FROM cases WHERE handler = ? AND handler <> 0 AND state < 5"
    " UNION SELECT case_id FROM case_hand WHERE staff = ?) AND c.state < 5 AND (" SORT " > ? OR (" SORT " = ? AND c.id > ?))" FILTERS
    " ORDER BY " SORT ", c.id LIMIT ?";

struct list {
    const struct yx_staff *me;
    const struct yx_desk_case_filter *f;
    int64_t now_ms, after_sort, after_id, state, mark;
};

static const char *about(struct yx_arena *a, const struct yx_kind *k, const char *fields)
{
    struct yx_values values;
    case_values_read(a, k, fields, &values);
    for (size_t i = 0; i < k->field_count; i++) {
        const struct yx_field *f = &k->fields[i];
        const char *value = f->type == YX_FIELD_CHOICE && !f->sensitive ? yx_values_get(&values, f->name) : NULL;
        for (size_t n = 0; value != NULL && n < f->choice_count; n++)
            if (strcmp(f->choices[n].value, value) == 0)
                return f->choices[n].title;
    }
    return "";
}

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
    int64_t due_ms = yx_rows_int(r, 6);
    *out = json_pack("{s:o, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:o, s:o, s:I, s:o, s:o, s:s?, s:o, s:I, s:o, s:o, s:o, s:b, s:I}", "id",
        view_id(yx_rows_int(r, 0)), "number", yx_rows_text(r, 1, a), "kind", kind->name, "title", kind->title, "about",
        about(a, kind, yx_rows_text(r, 5, a)), "state", yx_case_state_word(state), "state_title", kind->states[state], "mark",
        view_mark((enum case_mark)yx_rows_int(r, 22)), "due", view_time(due_ms), "last_day", view_day(due_ms), "urges",
        (json_int_t)yx_rows_int(r, 7), "opened", view_time(yx_rows_int(r, 8)), "closed", view_time(yx_rows_int(r, 9)), "outcome_title",
        yx_kind_outcome(kind, outcome), "asked_reopen", view_time(yx_rows_int(r, 11)), "stars", (json_int_t)yx_rows_int(r, 12), "handler",
        who(yx_rows_int(r, 13), "display", yx_rows_text(r, 14, a)), "body", who(yx_rows_int(r, 15), "name", yx_rows_text(r, 16, a)),
        "area", who(yx_rows_int(r, 17), "name", yx_rows_text(r, 18, a)), "extended", yx_rows_int(r, 19) != 0, "reopened",
        (json_int_t)yx_rows_int(r, 20));
    return *out ? YX_OK : YX_MEMORY;
}

static enum yx_err query(struct yx_tx *tx, const struct list *l, struct yx_rows *rows)
{
    const struct yx_staff *me = l->me;
    const struct yx_desk_case_filter *f = l->f;
    bool all = (me->roles & (YX_LEAD | YX_AUDITOR)) != 0, agent = (me->roles & YX_AGENT) != 0, reviews = (me->roles & YX_REVIEWER) != 0,
         handles = (me->roles & YX_HANDLER) != 0, narrow = !all && !agent && !reviews && f->view == YX_CASES_OPEN;
    const char *kind = f->kind ? f->kind : "";
    const struct yx_value values[] = {
        yx_int(l->now_ms), yx_int(l->now_ms),
        yx_int(me->body), yx_int(me->id), yx_int(me->id), /* of `few` alone */
        yx_int(l->after_sort), yx_int(l->after_sort), yx_int(l->after_id), yx_int(l->after_id),
        yx_text(kind), yx_text(kind), yx_int(l->state), yx_int(l->state), yx_int(l->mark), yx_int(l->now_ms), yx_int(l->now_ms), yx_int(l->mark),
        yx_int(f->mine), yx_int(me->id), yx_int(me->id),
        yx_int(all), yx_int(agent), yx_int(me->id), yx_int(reviews), yx_int(handles), yx_int(me->id), yx_int(me->body), yx_int(me->id),
        yx_int(YX_DESK_CASES_MOST + 1),
    };
    enum { HEAD = 2, FEW = 3, CURSOR = 4, ALL = sizeof values / sizeof *values };
    struct yx_value given[ALL];
    size_t n = 0;
    for (size_t i = 0; i < ALL; i++) {
        bool of_few = i >= HEAD && i < HEAD + FEW, sort = i >= HEAD + FEW && i < HEAD + FEW + 2, last = i == HEAD + FEW + CURSOR - 1;
        if ((of_few && !narrow) || (f->view == YX_CASES_OPEN ? last : sort))
            continue;
        given[n++] = values[i];
    }
    return yx_tx_query(tx, narrow ? few : statements[f->view], given, n, rows);
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
    const struct yx_staff *me = l->me;
    bool all = (me->roles & (YX_LEAD | YX_AUDITOR)) != 0;
    enum yx_err err = yx_tx_query(tx, sql, YX_VALUES(yx_int(l->now_ms), yx_int(l->now_ms), yx_text(case_number_clean(a, l->f->number)),
        yx_int(all), yx_int((me->roles & YX_AGENT) != 0), yx_int(me->id), yx_int((me->roles & YX_REVIEWER) != 0),
        yx_int((me->roles & YX_HANDLER) != 0), yx_int(me->id), yx_int(me->body), yx_int(me->id)), &rows);
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
    l->after_sort = f->view == YX_CASES_OPEN ? -1 : 0;
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

/* ---- kinds ---- */

static json_t *field_json(const struct yx_field *f)
{
    static const char *const types[] = { "text", "line", "choice", "date", "phone", "amount", "yes", "files" };
    json_t *choices = json_array(), *is = json_array(), *when = json_null();
    for (size_t i = 0; i < f->choice_count; i++)
        json_array_append_new(choices, json_pack("{s:s, s:s}", "value", f->choices[i].value, "title", f->choices[i].title));
    for (size_t i = 0; i < f->when.value_count; i++)
        json_array_append_new(is, json_string(f->when.values[i]));
    if (f->when.field != NULL)
        when = json_pack("{s:s, s:O}", "field", f->when.field, "is", is);
    json_decref(is);
    return json_pack("{s:s, s:s, s:s, s:s?, s:s?, s:s, s:o, s:b, s:b, s:i, s:o}", "name", f->name, "title", f->title, "prompt", f->prompt,
        "help", f->help, "example", f->example, "type", types[f->type], "choices", choices, "required", f->required, "sensitive",
        f->sensitive, "most", f->most, "when", when);
}

static json_t *kind_json(const struct yx_kind *k)
{
    json_t *fields = json_array(), *states = json_object(), *outcomes = json_array();
    for (size_t i = 0; i < k->field_count; i++)
        json_array_append_new(fields, field_json(&k->fields[i]));
    for (int i = 0; i < YX_CASE_STATES; i++)
        json_object_set_new(states, yx_case_state_word((enum yx_case_state)i), json_string(k->states[i]));
    for (size_t i = 0; i < k->outcome_count; i++)
        json_array_append_new(outcomes, json_pack("{s:s, s:s}", "value", k->outcomes[i].value, "title", k->outcomes[i].title));
    return json_pack("{s:s, s:s, s:s, s:s, s:o, s:o, s:o}", "name", k->name, "prefix", k->prefix, "title", k->title, "summary", k->summary,
        "fields", fields, "states", states, "outcomes", outcomes);
}

enum yx_err yx_desk_case_kinds(struct yx_arena *a, const char **json_out)
{
    json_t *all = json_array();
    for (size_t i = 0; i < yx_cases.kinds.count; i++)
        json_array_append_new(all, kind_json(yx_cases.kinds.at[i]));
    return view_print(a, json_pack("{s:o}", "kinds", all), json_out);
}
