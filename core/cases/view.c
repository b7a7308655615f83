/* One case as staff see it. */
#include "cases/view.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { EVENTS_MOST = 200, EVENTS_BYTES = 512 << 10 };

enum yx_err view_print(struct yx_arena *a, json_t *json, const char **json_out)
{
    char *text = json ? json_dumps(json, JSON_COMPACT) : NULL;
    json_decref(json);
    *json_out = text ? yx_arena_copy(a, text) : NULL;
    free(text);
    return *json_out ? YX_OK : YX_MEMORY;
}

json_t *view_id(int64_t id)
{
    char text[24];
    snprintf(text, sizeof text, "%" PRId64, id);
    return id ? json_string(text) : json_null();
}

json_t *view_time(int64_t ms)
{
    return ms > 0 ? json_integer(ms) : json_null();
}

json_t *view_day(int64_t due_ms)
{
    char text[48];
    struct yx_civil c = yx_term_last_day(due_ms);
    snprintf(text, sizeof text, "%04d-%02d-%02d", c.year, c.month, c.day);
    return due_ms ? json_string(text) : json_null();
}

const char *view_mark(enum case_mark mark)
{
    static const char *const words[] = { "green", "yellow", "red" };
    return words[mark];
}

json_t *view_named(struct yx_tx *tx, struct yx_arena *a, const char *table, int64_t id)
{
    static const struct {
        const char *table, *sql;
    } rows[] = { { "staff", "SELECT display FROM staff WHERE id = ?" }, { "body", "SELECT name FROM body WHERE id = ?" },
        { "team", "SELECT name FROM team WHERE id = ?" }, { "area", "SELECT name FROM area WHERE id = ?" } };
    struct yx_rows found;
    const char *name = NULL;
    for (size_t i = 0; id > 0 && i < sizeof rows / sizeof *rows; i++) {
        if (strcmp(rows[i].table, table) != 0 || yx_tx_query(tx, rows[i].sql, YX_VALUES(yx_int(id)), &found) != YX_OK)
            continue;
        name = yx_rows_next(&found) == YX_OK ? yx_rows_text(&found, 0, a) : NULL;
        yx_rows_close(&found);
    }
    return name ? json_pack("{s:o, s:s}", "id", view_id(id), strcmp(table, "staff") == 0 ? "display" : "name", name) : json_null();
}

static const char *shown_value(const struct yx_field *f, const char *value)
{
    for (size_t i = 0; i < f->choice_count; i++)
        if (strcmp(f->choices[i].value, value) == 0)
            return f->choices[i].title;
    return value;
}

json_t *view_fields(struct yx_arena *a, const struct case_row *c)
{
    struct yx_values values;
    json_t *all = json_array();
    case_values_read(a, c->kind, c->fields, &values);
    for (size_t i = 0; i < c->kind->field_count; i++) {
        const struct yx_field *f = &c->kind->fields[i];
        const char *value = yx_values_get(&values, f->name);
        if (value != NULL)
            json_array_append_new(all, json_pack("{s:s, s:s, s:s, s:s, s:b}", "name", f->name, "title", f->title, "value", value,
                "shown", shown_value(f, value), "sensitive", f->sensitive));
    }
    return all;
}

json_t *view_limits(const struct case_row *c, int64_t now_ms)
{
    static const char *const states[] = { "runs", "stands", "over" };
    json_t *all = json_array();
    for (size_t i = 0; i < c->kind->limit_count; i++) {
        const struct case_limit *l = &c->limits[i];
        const struct yx_kind_limit *k = &c->kind->limits[i];
        if (l->state == CASE_LIMIT_NONE)
            continue;
        int64_t end_ms = l->state == CASE_LIMIT_OVER ? l->ended_ms : now_ms;
        bool late = l->state != CASE_LIMIT_STANDS && end_ms >= l->due_ms;
        json_array_append_new(all, json_pack("{s:s, s:s, s:b, s:s, s:I, s:o, s:o, s:b, s:b, s:s, s:o, s:s, s:b}", "clock", k->clock,
            "title", k->title, "promised", k->promised, "state", states[l->state], "began", (json_int_t)l->began_ms, "due",
            l->state == CASE_LIMIT_STANDS ? json_null() : view_time(l->due_ms), "last_day",
            l->state == CASE_LIMIT_STANDS ? json_null() : view_day(l->due_ms), "provisional", l->provisional, "late", late, "mark",
            view_mark(late && l->state == CASE_LIMIT_RUNS ? CASE_RED : l->marked), "ended", view_time(l->ended_ms), "basis",
            k->basis, "verified", k->verified));
    }
    return all;
}

static json_t *parsed(const char *json)
{
    json_t *is = json ? json_loads(json, 0, NULL) : NULL;
    return is ? is : json_null();
}

enum yx_err view_events(struct yx_tx *tx, struct yx_arena *a, const struct case_row *c, const struct view_page *page, json_t **out)
{
    struct case_event_row *rows;
    size_t count = 0;
    enum yx_err err = case_events(tx, a, c->id, page->before, page->most, page->bytes, &rows, &count);
    *out = json_array();
    for (size_t i = 0; err == YX_OK && i < count; i++)
        json_array_append_new(*out, json_pack("{s:I, s:s, s:s, s:s, s:s, s:o, s:s?, s:s?, s:o, s:I}", "seq", (json_int_t)rows[i].seq,
            "event", yx_case_event_word(rows[i].event), "from", yx_case_state_word(rows[i].from), "to", yx_case_state_word(rows[i].to),
            "by", yx_case_by_word(rows[i].by), "staff", view_named(tx, a, "staff", rows[i].staff), "note", rows[i].note, "text",
            rows[i].text, "detail", parsed(rows[i].detail), "at", (json_int_t)rows[i].at_ms));
    return err;
}

static json_t *joined_json(struct yx_tx *tx, struct yx_arena *a, const struct case_row *c)
{
    json_t *all = json_array();
    for (size_t i = 0; i < c->joined_count; i++)
        json_array_append_new(all, view_named(tx, a, "staff", c->joined[i]));
    return all;
}

static json_t *number_json(struct yx_tx *tx, struct yx_arena *a, int64_t id)
{
    struct yx_rows rows;
    const char *number = NULL;
    if (id == 0 || yx_tx_query(tx, "SELECT number FROM cases WHERE id = ?", YX_VALUES(yx_int(id)), &rows) != YX_OK)
        return json_null();
    number = yx_rows_next(&rows) == YX_OK ? yx_rows_text(&rows, 0, a) : NULL;
    yx_rows_close(&rows);
    return number ? json_pack("{s:o, s:s}", "id", view_id(id), "number", number) : json_null();
}

static json_t *merged_json(struct yx_tx *tx, struct yx_arena *a, int64_t id)
{
    struct yx_rows rows;
    json_t *all = json_array();
    if (yx_tx_query(tx, "SELECT id, number FROM cases WHERE merged_into = ? AND merged_into <> 0 ORDER BY id LIMIT 100", YX_VALUES(yx_int(id)), &rows) != YX_OK)
        return all;
    while (yx_rows_next(&rows) == YX_OK)
        json_array_append_new(all, json_pack("{s:o, s:s}", "id", view_id(yx_rows_int(&rows, 0)), "number", yx_rows_text(&rows, 1, a)));
    yx_rows_close(&rows);
    return all;
}

enum yx_err view_case(struct yx_tx *tx, struct yx_arena *a, const struct case_row *c, int64_t now_ms, json_t **out)
{
    const struct yx_kind *k = c->kind;
    enum case_mark mark = c->due_ms != 0 && now_ms >= c->due_ms ? CASE_RED
        : c->yellow_ms != 0 && now_ms >= c->yellow_ms ? CASE_YELLOW : (enum case_mark)c->mark;
    json_t *missing = parsed(c->missing);
    *out = json_pack("{s:o, s:s, s:s, s:s, s:I, s:s, s:s, s:s, s:o, s:o}", "id", view_id(c->id), "number", c->number, "kind", k->name,
        "title", k->title, "version", (json_int_t)c->version, "state", yx_case_state_word(c->state), "state_title", k->states[c->state],
        "mark", view_mark(mark), "due", view_time(c->due_ms), "missing", json_is_array(missing) ? missing : json_array());
    if (*out == NULL)
        return YX_MEMORY;
    if (!json_is_array(missing))
        json_decref(missing);
    json_t *more = json_pack("{s:s?, s:s?, s:s?, s:s?, s:s?, s:s?, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "outcome", c->outcome, "outcome_title",
        yx_kind_outcome(k, c->outcome), "reply", c->reply, "refer_to", c->refer_to, "proposal", c->proposal, "proxy", c->proxy, "area",
        view_named(tx, a, "area", c->area), "body", view_named(tx, a, "body", c->body), "team", view_named(tx, a, "team", c->team),
        "handler", view_named(tx, a, "staff", c->handler), "intake", view_named(tx, a, "staff", c->intake), "proposed_by",
        view_named(tx, a, "staff", c->proposed_by), "joined", joined_json(tx, a, c));
    json_object_update(*out, more);
    json_decref(more);
    more = json_pack("{s:o, s:o, s:o, s:I, s:o, s:b, s:I, s:o, s:I, s:s?, s:b, s:o, s:o, s:o, s:o}", "conversation", view_id(c->conversation),
        "merged_into", number_json(tx, a, c->merged_into), "merged", merged_json(tx, a, c->id), "urges", (json_int_t)c->urges, "urged",
        view_time(c->urged_ms), "extended", c->extended != 0, "reopened", (json_int_t)c->reopened, "asked_reopen",
        view_time(c->asked_reopen_ms), "stars", (json_int_t)c->stars, "rating_why", c->rating_why, "kept", c->kept != 0, "opened",
        view_time(c->opened_ms), "accepted", view_time(c->accepted_ms), "closed", view_time(c->closed_ms), "erase", view_time(c->erase_ms));
    json_object_update(*out, more);
    json_decref(more);
    return YX_OK;
}

/* What somebody may do, as things are: words of events. */
static json_t *acts_json(const struct case_row *c, const struct yx_staff *me, int64_t now_ms)
{
    const struct case_actor actor = { .me = me };
    json_t *all = json_array();
    for (int e = YX_CASE_DO_SUBMIT + 1; e < YX_CASE_EVENTS; e++)
        if (case_may(c, &actor, (enum yx_case_event)e, now_ms))
            json_array_append_new(all, json_string(yx_case_event_word((enum yx_case_event)e)));
    return all;
}

static json_t *outcomes_json(const struct yx_kind *k)
{
    json_t *all = json_array();
    for (size_t i = 0; i < k->outcome_count; i++)
        if (!yx_kind_is_own_outcome(k->outcomes[i].value))
            json_array_append_new(all, json_pack("{s:s, s:s}", "value", k->outcomes[i].value, "title", k->outcomes[i].title));
    return all;
}

static enum yx_err read_all(struct yx_tx *tx, struct yx_arena *a, const struct yx_staff *me, int64_t id, int64_t before,
    int64_t now_ms, const char **json_out)
{
    struct case_row c;
    const struct view_page page = { before ? before : INT64_MAX, EVENTS_MOST, EVENTS_BYTES };
    json_t *is = NULL, *events = NULL;
    enum yx_err err = case_get(tx, a, id, &c);
    if (err == YX_OK && !case_visible(&c, me))
        err = YX_NOT_FOUND;
    if (err == YX_OK)
        err = view_case(tx, a, &c, now_ms, &is);
    if (err == YX_OK)
        err = view_events(tx, a, &c, &page, &events);
    if (err != YX_OK) {
        json_decref(is);
        json_decref(events);
        return err;
    }
    return view_print(a, json_pack("{s:o, s:o, s:o, s:o, s:o, s:o}", "case", is, "fields", view_fields(a, &c), "limits",
        view_limits(&c, now_ms), "events", events, "acts", acts_json(&c, me, now_ms), "outcomes", outcomes_json(c.kind)), json_out);
}

enum yx_err yx_desk_case(struct yx_arena *a, const struct yx_staff *me, int64_t id, int64_t before, int64_t now_ms,
    const char **json_out)
{
    struct yx_tx *tx;
    enum yx_err err = yx_store_read(yx_cases.store, &tx);
    if (err != YX_OK)
        return err;
    err = read_all(tx, a, me, id, before, now_ms, json_out);
    yx_store_done(yx_cases.store, &tx);
    return err;
}

enum yx_err yx_desk_case_is_own(struct yx_arena *a, const struct yx_staff *me, int64_t id, bool *own_out)
{
    struct yx_tx *tx;
    struct case_row c;
    *own_out = false;
    enum yx_err err = yx_store_read(yx_cases.store, &tx);
    if (err != YX_OK)
        return err;
    err = case_get(tx, a, id, &c);
    yx_store_done(yx_cases.store, &tx);
    *own_out = err == YX_OK && case_visible(&c, me);
    return err;
}
