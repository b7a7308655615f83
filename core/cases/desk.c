/* What staff do with cases: from what a page sent to an act. */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/id.h"
#include "cases/inside.h"

enum { MISSING_MOST = 20, MISSING_CHARACTERS = 100, PROXY_CHARACTERS = 100, REFER_CHARACTERS = 60 };

/* A text in its bounds, cleaned; NULL: absent. *good: false when it is there and none. */
static const char *clean(struct yx_arena *a, const char *text, size_t most, bool *good)
{
    char *cleaned = NULL;
    if (text == NULL || *text == '\0')
        return NULL;
    bool fits = strlen(text) <= most * 4 && yx_text_clean(a, text, strlen(text), &cleaned) == YX_OK && yx_text_count(cleaned) <= most;
    *good = *good && fits;
    return fits && *cleaned ? cleaned : NULL;
}

/* {"name": "value"} as values; NULL: it is something else. */
static const struct yx_values *read_fields(struct yx_arena *a, const char *json)
{
    json_t *all = json ? json_loads(json, JSON_REJECT_DUPLICATES, NULL) : NULL;
    struct yx_values *values = yx_arena_get(a, sizeof *values);
    const char *name;
    json_t *value;
    bool good = json_is_object(all) && json_object_size(all) <= YX_KIND_FIELDS_MOST;
    json_object_foreach(all, name, value) {
        if (!good || !json_is_string(value)) {
            good = false;
            break;
        }
        if (json_string_length(value) == 0)
            continue; /* a field that was left empty */
        values->names[values->count] = yx_arena_copy(a, name);
        values->values[values->count++] = yx_arena_copy(a, json_string_value(value));
    }
    json_decref(all);
    return good ? values : NULL;
}

/* ---- opening ---- */

static enum yx_err find_reporter(struct yx_arena *a, const struct yx_form *form, int64_t conversation, int64_t *contact_out)
{
    struct yx_tx *tx;
    struct yx_conversation c;
    bool own = (form->me->roles & YX_LEAD) != 0;
    enum yx_err err = own ? YX_OK : yx_desk_is_own(a, form->me, conversation, &own);
    if (err == YX_OK && !own)
        err = YX_FORBIDDEN;
    if (err == YX_OK)
        err = yx_store_read(yx_cases.store, &tx);
    if (err != YX_OK)
        return err;
    err = yx_conversation_get(tx, a, conversation, &c, NULL);
    yx_store_done(yx_cases.store, &tx);
    *contact_out = err == YX_OK ? c.contact : 0;
    return err;
}

/* A case as it is by now: a form that came twice made it, or changed it, before. */
static enum yx_err read_again(struct yx_arena *a, int64_t id, struct case_row *c)
{
    struct yx_tx *tx;
    *c = (struct case_row){ 0 };
    enum yx_err err = yx_store_read(yx_cases.store, &tx);
    if (err != YX_OK)
        return err;
    err = case_get(tx, a, id, c);
    yx_store_done(yx_cases.store, &tx);
    return err;
}

enum yx_err yx_desk_case_open(struct yx_arena *a, const struct yx_form *form, const struct yx_desk_case_draft *d, int64_t *id_out,
    const char **number_out, const char **field_out, const char **why_out)
{
    bool good = true;
    struct case_row c = { .number = NULL };
    char code[YX_CASE_CODE + 1];
    unsigned char digest[YX_CASE_KEY];
    struct case_draft draft = { .kind = d->kind ? yx_kinds_find(&yx_cases.kinds, d->kind) : NULL, .values = read_fields(a, d->fields),
        .area = d->area, .proxy = clean(a, d->proxy, PROXY_CHARACTERS, &good), .conversation = d->conversation };
    *field_out = *why_out = NULL;
    if (draft.kind == NULL || draft.values == NULL || !good) {
        *field_out = draft.kind == NULL ? "kind" : good ? "fields" : "proxy";
        return YX_INVALID;
    }
    enum yx_err err = find_reporter(a, form, d->conversation, &draft.contact);
    if (err != YX_OK)
        return err;
    if (yx_cases.keyed && draft.kind->status_by == YX_STATUS_CODE) {
        case_code_draw(code, digest);
        draft.code = code;
        draft.digest = digest;
    }
    struct case_plan p = { .arena = a, .actor = { .me = form->me }, .form = form, .draft = &draft, .id = yx_id_next(),
        .now_ms = form->now_ms };
    err = case_do(&p, case_plan_open);
    *field_out = p.field;
    *why_out = p.why;
    *id_out = p.id;
    if (err == YX_OK)
        err = read_again(a, p.id, &c);
    *number_out = c.number;
    return err;
}

/* ---- acting ---- */

/* [{"name", "title"}]: fields of the kind by their titles, other words as they are. */
static const char *print_missing(struct yx_arena *a, const struct yx_kind *kind, const struct yx_desk_case_wish *w, bool *good)
{
    json_t *list = json_array();
    for (size_t i = 0; i < w->missing_count && i < MISSING_MOST; i++) {
        const char *words = clean(a, w->missing[i], MISSING_CHARACTERS, good);
        const struct yx_field *f = words ? yx_kind_field(kind, words) : NULL;
        if (words != NULL)
            json_array_append_new(list, json_pack("{s:s?, s:s}", "name", f ? f->name : NULL, "title", f ? f->title : words));
    }
    *good = *good && w->missing_count <= MISSING_MOST;
    char *text = json_array_size(list) > 0 ? json_dumps(list, JSON_COMPACT) : NULL;
    const char *copy = text ? yx_arena_copy(a, text) : NULL;
    free(text);
    json_decref(list);
    return copy;
}

static enum yx_err find_target(struct yx_tx *tx, struct yx_arena *a, const char *number, int64_t *id_out)
{
    struct case_row c;
    if (number == NULL)
        return YX_OK;
    enum yx_err err = case_get_number(tx, a, case_number_clean(a, number), &c);
    if (err == YX_OK)
        *id_out = c.id;
    return err == YX_NOT_FOUND ? YX_INVALID : err;
}

/* The wish in the core's form. */
static enum yx_err read_wish(struct yx_arena *a, int64_t id, const struct yx_desk_case_wish *w, struct case_wish *out, const char **why)
{
    struct yx_tx *tx;
    struct case_row c;
    bool good = true;
    *out = (struct case_wish){ .note = clean(a, w->note, YX_CASE_NOTE_MOST, &good), .reason = clean(a, w->reason, YX_CASE_NOTE_MOST, &good),
        .text = clean(a, w->text, YX_CASE_TEXT_MOST, &good), .outcome = w->outcome, .refer_to = clean(a, w->refer_to, REFER_CHARACTERS, &good),
        .staff = w->staff, .body = w->body, .version = w->version, .values = w->fields ? read_fields(a, w->fields) : NULL };
    *why = "form";
    if (w->event == NULL || !yx_case_event_of(w->event, &out->event) || out->event == YX_CASE_DO_SUBMIT || (w->fields && !out->values))
        return YX_INVALID;
    enum yx_err err = yx_store_read(yx_cases.store, &tx);
    if (err != YX_OK)
        return err;
    err = case_get(tx, a, id, &c);
    if (err == YX_OK) {
        out->missing = print_missing(a, c.kind, w, &good);
        *why = "need_target";
        err = find_target(tx, a, w->target, &out->target);
    }
    yx_store_done(yx_cases.store, &tx);
    if (err == YX_OK && !good) {
        *why = "form";
        err = YX_INVALID;
    }
    return err;
}

enum yx_err yx_desk_case_act(struct yx_arena *a, const struct yx_form *form, int64_t id, const struct yx_desk_case_wish *w,
    int64_t *version_out, const char **why_out)
{
    struct case_plan p = { .arena = a, .actor = { .me = form->me }, .form = form, .id = id, .now_ms = form->now_ms };
    enum yx_err err = read_wish(a, id, w, &p.wish, why_out);
    if (err != YX_OK)
        return err;
    err = case_do(&p, case_plan_act);
    *why_out = p.field ? p.field : p.why;
    struct case_row c = { .version = 0 };
    if (err == YX_OK)
        err = read_again(a, id, &c);
    *version_out = c.version;
    return err;
}
