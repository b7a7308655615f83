/* The fields of a kind: how they are read, and what is right for their values. */
#include <string.h>

#include "cases/kind_inside.h"
#include "schedule/calendar.h"

enum { TITLE_MOST = 30, PROMPT_MOST = 300, TEXT_MOST = 4000, LINE_MOST = 200, PATTERN_MOST = 500, FILES_MOST = 9 * 24,
       ALL_MOST = 20000 };

static const struct {
    const char *word;
    enum yx_field_type type;
    int most; /* characters, unless the file says less */
} types[] = {
    { "text", YX_FIELD_TEXT, TEXT_MOST },   { "line", YX_FIELD_LINE, LINE_MOST }, { "choice", YX_FIELD_CHOICE, 40 },
    { "date", YX_FIELD_DATE, 10 },          { "phone", YX_FIELD_PHONE, 16 },      { "amount", YX_FIELD_AMOUNT, 16 },
    { "yes", YX_FIELD_YES, 3 },             { "files", YX_FIELD_FILES, FILES_MOST },
};

static void read_type(const struct kind_reader *r, const struct yx_node *row, struct yx_field *f)
{
    const char *word = yx_node_text(row, "type", "line");
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (strcmp(types[i].word, word) == 0) {
            f->type = types[i].type;
            f->most = types[i].most;
            return;
        }
    kind_fault(r, row, "type is text, line, choice, date, phone, amount, yes or files");
}

/* choices: {value: title}, in the order in which they are shown. */
static void read_choices(const struct kind_reader *r, const struct yx_node *row, struct yx_field *f)
{
    const struct yx_node *map = kind_map(r, row, "choices");
    for (const struct yx_node *n = map ? map->first : NULL; n != NULL; n = n->next) {
        if (n->kind != YX_NODE_TEXT || *n->text == '\0' || !kind_is_name(n->key))
            kind_fault(r, n, "a choice is written value: title; the value of a-z, 0-9 and _");
        else if (f->choice_count == YX_KIND_CHOICES_MOST)
            kind_fault(r, n, "more than %d choices", YX_KIND_CHOICES_MOST);
        else
            f->choices[f->choice_count++] = (struct yx_case_choice){ n->key, n->text };
    }
    if ((f->type == YX_FIELD_CHOICE) != (f->choice_count > 0))
        kind_fault(r, row, "choices stand with the type choice, and with no other");
}

static void read_pattern(const struct kind_reader *r, const struct yx_node *row, struct yx_field *f)
{
    const char *wrong = NULL;
    f->pattern = kind_text(r, row, "pattern", PATTERN_MOST, false);
    if (f->pattern != NULL && yx_pattern_new(f->pattern, r->arena, &f->compiled, &wrong) != YX_OK)
        kind_fault(r, yx_node_get(row, "pattern"), "%s", wrong);
}

static void read_field(const struct kind_reader *r, const struct yx_node *row)
{
    static const char *const keys[] = { "name", "title", "prompt", "help", "example", "type", "pattern", "choices",
        "required", "sensitive", "least", "most", "when", NULL };
    struct yx_kind *k = r->kind;
    if (row->kind != YX_NODE_MAP) {
        kind_fault(r, row, "a field is a map {name, title, prompt, …}");
        return;
    }
    yx_node_only(row, r->file, r->faults, keys);
    if (k->field_count == YX_KIND_FIELDS_MOST) {
        kind_fault(r, row, "more than %d fields", YX_KIND_FIELDS_MOST);
        return;
    }
    struct yx_field *f = &k->fields[k->field_count];
    const char *name = kind_text(r, row, "name", 40, true);
    f->name = name ? name : "";
    if (name != NULL && (!kind_is_name(name) || yx_kind_field(k, name) != NULL))
        kind_fault(r, row, "name: of a-z, 0-9 and _, and no other field's");
    f->title = kind_text(r, row, "title", TITLE_MOST, true);
    f->prompt = kind_text(r, row, "prompt", PROMPT_MOST, true);
    f->help = kind_text(r, row, "help", PROMPT_MOST, false);
    f->example = kind_text(r, row, "example", PROMPT_MOST, false);
    f->required = kind_bool(r, row, "required", false);
    f->sensitive = kind_bool(r, row, "sensitive", false);
    read_type(r, row, f);
    f->most = kind_int(r, row, "most", 1, f->most > 0 ? f->most : 1, f->most);
    f->least = kind_int(r, row, "least", 1, f->most > 0 ? f->most : 1, 1);
    read_choices(r, row, f);
    read_pattern(r, row, f);
    kind_condition(r, row, "when", &f->when);
    k->field_count++;
    if (f->example != NULL && yx_field_fault(f, f->example) != NULL)
        kind_fault(r, yx_node_get(row, "example"), "the example is no value of the field (%s)", yx_field_fault(f, f->example));
}

void kind_read_fields(const struct kind_reader *r, const struct yx_node *root)
{
    const struct yx_node *list = kind_list(r, root, "fields");
    if (list == NULL || list->first == NULL)
        kind_fault(r, root, "fields: must be a list of what is asked");
    for (const struct yx_node *row = list ? list->first : NULL; row != NULL; row = row->next)
        read_field(r, row);
    int all = 0;
    for (size_t i = 0; i < r->kind->field_count; i++)
        all += r->kind->fields[i].most;
    if (all > ALL_MOST)
        kind_fault(r, list ? list : root, "all values together may have %d characters, not %d: say `most` of the longer ones", ALL_MOST, all);
}

/* ---- values ---- */

static bool is_date(const char *text)
{
    int year, month, day;
    return yx_date_read(text, &year, &month, &day) && year >= 1900 && year <= 2199;
}

/* 200, 200.5, 1234.50 */
static bool is_amount(const char *text)
{
    size_t whole = strspn(text, "0123456789");
    size_t cents = text[whole] == '.' ? strspn(text + whole + 1, "0123456789") : 0;
    return whole >= 1 && whole <= 12 && (text[whole] == '\0' || (cents >= 1 && cents <= 2 && text[whole + 1 + cents] == '\0'));
}

static bool is_phone(const char *text)
{
    size_t plus = *text == '+', digits = 0;
    for (const char *at = text + plus; *at; at++) {
        if (*at >= '0' && *at <= '9')
            digits++;
        else if (*at != '-' && *at != ' ')
            return false;
    }
    return digits >= 7 && digits <= 15;
}

static bool is_choice(const struct yx_field *f, const char *value)
{
    for (size_t i = 0; i < f->choice_count; i++)
        if (strcmp(f->choices[i].value, value) == 0)
            return true;
    return false;
}

static const char *fault_of_type(const struct yx_field *f, const char *value)
{
    switch (f->type) {
    case YX_FIELD_CHOICE: return is_choice(f, value) ? NULL : "choice";
    case YX_FIELD_YES: return strcmp(value, "yes") == 0 || strcmp(value, "no") == 0 ? NULL : "choice";
    case YX_FIELD_DATE: return is_date(value) ? NULL : "date";
    case YX_FIELD_AMOUNT: return is_amount(value) ? NULL : "amount";
    case YX_FIELD_PHONE: return is_phone(value) ? NULL : "phone";
    case YX_FIELD_LINE: return strchr(value, '\n') ? "line" : NULL;
    case YX_FIELD_TEXT:
    case YX_FIELD_FILES: break;
    }
    return NULL;
}

const char *yx_field_fault(const struct yx_field *f, const char *value)
{
    size_t len = value ? strlen(value) : 0;
    if (len == 0)
        return "empty";
    if (len > (size_t)f->most * 4 || !yx_text_valid(value, len) || yx_text_count(value) > (size_t)f->most)
        return "long";
    if (yx_text_count(value) < (size_t)f->least)
        return "short";
    const char *wrong = fault_of_type(f, value);
    if (wrong == NULL && f->compiled != NULL && !yx_pattern_matches(f->compiled, value, len))
        wrong = "pattern";
    return wrong;
}

const char *yx_values_get(const struct yx_values *v, const char *name)
{
    for (size_t i = 0; i < v->count; i++)
        if (strcmp(v->names[i], name) == 0)
            return v->values[i];
    return NULL;
}

static bool holds(const struct yx_condition *c, const struct yx_values *values)
{
    const char *value = c->field ? yx_values_get(values, c->field) : NULL;
    for (size_t i = 0; value != NULL && i < c->value_count; i++)
        if (strcmp(c->values[i], value) == 0)
            return true;
    return c->field == NULL;
}

bool yx_field_applies(const struct yx_field *f, const struct yx_values *values)
{
    return holds(&f->when, values);
}

bool yx_condition_holds(const struct yx_condition *c, const struct yx_values *values)
{
    return holds(c, values);
}

size_t yx_kind_missing(const struct yx_kind *k, const struct yx_values *values, const struct yx_field **missing_out, size_t most)
{
    size_t n = 0;
    for (size_t i = 0; i < k->field_count && n < most; i++) {
        const struct yx_field *f = &k->fields[i];
        if (f->required && yx_field_applies(f, values) && yx_values_get(values, f->name) == NULL)
            missing_out[n++] = f;
    }
    return n;
}

const struct yx_field *yx_kind_field(const struct yx_kind *k, const char *name)
{
    for (size_t i = 0; i < k->field_count; i++)
        if (strcmp(k->fields[i].name, name) == 0)
            return &k->fields[i];
    return NULL;
}
