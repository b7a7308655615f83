/* Kinds as plugins read them, and what a turn wants with cases: plans that ride in the turn's commit. */
#include <stdio.h>
#include <string.h>

#include "base/id.h"
#include "cases/inside.h"
#include "cases/turn.h"
#include "watch/metrics.h"

enum { WISHES_MOST = 4, NUMBER_HEAD = 8 /* TS261127 */ };

/* ---- kinds ---- */

bool yx_case_kind(size_t n, struct yx_case_kind *out)
{
    if (n >= yx_cases.kinds.count)
        return false;
    const struct yx_kind *k = yx_cases.kinds.at[n];
    *out = (struct yx_case_kind){ k->name, k->prefix, k->title, k->summary };
    return true;
}

static void copy_values(const struct yx_case_value *values, size_t count, struct yx_values *out)
{
    out->count = 0;
    for (size_t i = 0; i < count && out->count < YX_KIND_FIELDS_MOST; i++) {
        out->names[out->count] = values[i].name;
        out->values[out->count++] = values[i].value;
    }
}

bool yx_case_question(const char *kind, size_t n, const struct yx_case_value *values, size_t count, struct yx_case_question *out)
{
    static const char *const types[] = { "text", "line", "choice", "date", "phone", "amount", "yes", "files" };
    const struct yx_kind *k = yx_kinds_find(&yx_cases.kinds, kind);
    struct yx_values all;
    if (k == NULL || n >= k->field_count)
        return false;
    const struct yx_field *f = &k->fields[n];
    copy_values(values, count, &all);
    *out = (struct yx_case_question){ .name = f->name, .title = f->title, .prompt = f->prompt, .help = f->help, .example = f->example,
        .type = types[f->type], .choices = f->choices, .choice_count = f->choice_count, .most = f->most, .required = f->required,
        .sensitive = f->sensitive, .applies = yx_field_applies(f, &all), .answered = yx_values_get(&all, f->name) != NULL };
    return true;
}

const char *yx_case_value_fault(const char *kind, const char *name, const char *value)
{
    const struct yx_kind *k = yx_kinds_find(&yx_cases.kinds, kind);
    const struct yx_field *f = k ? yx_kind_field(k, name) : NULL;
    return f ? yx_field_fault(f, value) : "unknown";
}

/* ---- a turn's wishes ---- */

struct yx_case_turn {
    struct yx_arena *arena;
    struct case_plan plans[WISHES_MOST];
    size_t count;
    int digits;
    struct case_draft draft; /* of the one that is opened */
    char code[YX_CASE_CODE + 1];
    unsigned char digest[YX_CASE_KEY];
    bool opens;
    int64_t conversation, reply;
    const char *sealed; /* of a code that is said; NULL: none is */
};

static struct yx_case_turn *turn_of(struct yx_case_turn **turn, const struct yx_case_scene *s)
{
    if (*turn == NULL) {
        *turn = yx_arena_get(s->arena, sizeof **turn);
        (*turn)->arena = s->arena;
        (*turn)->digits = s->digits;
    }
    return *turn;
}

static const char *missing_titles(struct yx_arena *a, const struct yx_kind *k, const struct yx_values *values)
{
    const struct yx_field *fields[YX_KIND_FIELDS_MOST];
    size_t count = yx_kind_missing(k, values, fields, YX_KIND_FIELDS_MOST);
    const char *words = "";
    for (size_t i = 0; i < count; i++)
        words = yx_arena_print(a, "%s%s%s", words, i > 0 ? "、" : "", fields[i]->title);
    return words;
}

enum yx_err yx_case_turn_open(struct yx_case_turn **turn, const struct yx_case_scene *s, const struct yx_case_filing *f,
    struct yx_case_filed *out)
{
    const struct yx_kind *kind = yx_kinds_find(&yx_cases.kinds, f->kind);
    struct yx_case_turn *t = turn_of(turn, s);
    struct yx_values *values = yx_arena_get(s->arena, sizeof *values);
    *out = (struct yx_case_filed){ .number = "", .due = "", .missing = "" };
    if (kind == NULL)
        return YX_NOT_FOUND;
    if (t->opens || t->count == WISHES_MOST)
        return YX_CONFLICT;
    copy_values(f->values, f->count, values);
    t->draft = (struct case_draft){ .kind = kind, .values = values, .area = f->area, .contact = s->contact ? s->contact : -1,
        .conversation = s->conversation };
    if (yx_cases.keyed && kind->status_by == YX_STATUS_CODE) {
        case_code_draw(t->code, t->digest);
        t->draft.code = t->code;
        t->draft.digest = t->digest;
    }
    struct case_plan *p = &t->plans[t->count];
    *p = (struct case_plan){ .arena = s->arena, .actor = { .contact = t->draft.contact }, .draft = &t->draft, .id = yx_id_next(),
        .now_ms = s->now_ms, .silent = true, .number_len = NUMBER_HEAD + (size_t)(s->digits > 0 ? s->digits : 2) };
    enum yx_err err = case_plan_once(p, case_plan_open);
    out->field = p->field;
    out->why = p->why;
    if (err != YX_OK)
        return err;
    t->opens = true;
    t->count++;
    out->number = p->token;
    out->code = t->draft.code ? case_code_masked() : NULL;
    out->due = case_due_words(s->arena, &p->c, s->now_ms);
    out->missing = missing_titles(s->arena, kind, values);
    return YX_OK;
}

/* ---- with a case that is there ---- */

static enum yx_err find_own(const struct yx_case_scene *s, const char *number, int64_t *id_out)
{
    struct yx_tx *tx;
    struct yx_rows rows;
    const char *clean = case_number_clean(s->arena, number);
    if (*clean == '\0' || s->contact == 0)
        return YX_NOT_FOUND;
    enum yx_err err = yx_store_read(yx_cases.store, &tx);
    if (err != YX_OK)
        return err;
    err = yx_tx_query(tx, "SELECT id FROM cases WHERE number = ? AND contact = ?", YX_VALUES(yx_text(clean), yx_int(s->contact)), &rows);
    if (err == YX_OK) {
        err = yx_rows_next(&rows);
        if (err == YX_OK)
            *id_out = yx_rows_int(&rows, 0);
        yx_rows_close(&rows);
    }
    yx_store_done(yx_cases.store, &tx);
    return err == YX_EMPTY ? YX_NOT_FOUND : err;
}

static const char *clean_words(struct yx_arena *a, const char *text)
{
    char *clean = NULL;
    if (text == NULL || yx_text_clean(a, text, strlen(text), &clean) != YX_OK || *clean == '\0' || yx_text_count(clean) > YX_CASE_TEXT_MOST)
        return NULL;
    return clean;
}

static struct case_wish wish_of(struct yx_arena *a, enum yx_case_deed deed, const struct yx_case_words *w)
{
    static const enum yx_case_event events[] = {
        [YX_DEED_SUPPLY] = YX_CASE_DO_SUPPLY, [YX_DEED_ADD] = YX_CASE_DO_ADD, [YX_DEED_WITHDRAW] = YX_CASE_DO_WITHDRAW,
        [YX_DEED_URGE] = YX_CASE_DO_URGE, [YX_DEED_RATE] = YX_CASE_DO_RATE, [YX_DEED_ASK_REOPEN] = YX_CASE_DO_ASK_REOPEN,
    };
    struct case_wish wish = { .event = events[deed] };
    if (w == NULL)
        return wish;
    wish.note = wish.reason = clean_words(a, w->text);
    wish.stars = w->stars;
    if (w->values != NULL) {
        struct yx_values *values = yx_arena_get(a, sizeof *values);
        copy_values(w->values, w->count, values);
        wish.values = values;
    }
    return wish;
}

enum yx_err yx_case_turn_do(struct yx_case_turn **turn, const struct yx_case_scene *s, const char *number, enum yx_case_deed deed,
    const struct yx_case_words *words)
{
    struct yx_case_turn *t = turn_of(turn, s);
    int64_t id = 0;
    enum yx_err err = t->count < WISHES_MOST ? find_own(s, number, &id) : YX_CONFLICT;
    if (err != YX_OK)
        return err;
    struct case_plan *p = &t->plans[t->count];
    *p = (struct case_plan){ .arena = s->arena, .actor = { .contact = s->contact }, .id = id, .now_ms = s->now_ms, .silent = true,
        .wish = wish_of(s->arena, deed, words) };
    if (deed == YX_DEED_ADD && p->wish.note == NULL)
        return YX_INVALID;
    for (size_t i = 0; i < t->count; i++) /* two plans of one case would both start from what it is now */
        if (t->plans[i].id == id)
            return YX_CONFLICT;
    err = case_plan_once(p, case_plan_act);
    t->count += err == YX_OK;
    return err;
}

/* ---- the turn's commit ---- */

void yx_case_turn_settle(struct yx_case_turn *t, int64_t contact, int64_t conversation, int64_t reply, const char *text)
{
    if (t == NULL)
        return;
    t->conversation = conversation;
    t->reply = reply;
    for (size_t i = 0; i < t->count; i++)
        if (t->plans[i].opens) {
            t->plans[i].c.contact = t->plans[i].events[0].contact = contact;
            t->plans[i].c.conversation = conversation;
        }
    bool said = t->draft.code != NULL && reply != 0 && text != NULL && strstr(text, case_code_masked()) != NULL;
    t->sealed = said ? case_seal(t->arena, t->code) : NULL;
}

enum yx_err yx_case_turn_apply(struct yx_tx *tx, struct yx_case_turn *t, const char **text)
{
    enum yx_err err = YX_OK;
    for (size_t i = 0; t != NULL && i < t->count && err == YX_OK; i++) {
        struct case_plan *p = &t->plans[i];
        err = case_write(tx, p);
        if (p->opens && *p->number)
            t->digits = (int)strlen(p->number) - NUMBER_HEAD;
        if (err == YX_OK && p->opens)
            *text = case_number_fill(t->arena, *text, p->token, p->number);
    }
    if (t != NULL && err == YX_OK && t->sealed != NULL)
        err = case_seal_put(tx, t->conversation, t->reply, t->sealed, t->plans[0].now_ms);
    return err;
}

int yx_case_turn_digits(const struct yx_case_turn *t)
{
    return t ? t->digits : 0;
}

const char *yx_case_turn_shown(const struct yx_case_turn *t, const char *text)
{
    for (size_t i = 0; i < t->count; i++)
        if (t->plans[i].opens)
            text = case_number_fill(t->arena, text, t->plans[i].token, t->plans[i].number);
    const char *at = t->sealed ? strstr(text, case_code_masked()) : NULL;
    if (at == NULL)
        return text;
    char *shown = yx_arena_copy(t->arena, text);
    const char *code = case_code_shown(t->arena, t->code);
    memcpy(shown + (at - text), code, strlen(code));
    return shown;
}

void yx_case_turn_told(const struct yx_case_turn *t)
{
    for (size_t i = 0; t != NULL && i < t->count; i++) {
        if (t->plans[i].opens)
            yx_count(YX_M_CASES);
        case_told(&t->plans[i]);
    }
}
