#include "people/import.h"

#include <string.h>

#include "audit/audit.h"
#include "base/id.h"
#include "base/text.h"
#include "people/table.h"
#include "people/units.h"

enum column { NUMBER, NAME, PHONE, AREA, FROM, UNTIL, BODY, COLUMNS };

static const struct {
    const char *name;
    enum column column;
} headers[] = {
    { "number", NUMBER },
    { "编号", NUMBER },
    { "证号", NUMBER },
    { "监督员编号", NUMBER },
    { "证件号", NUMBER },
    { "证件编号", NUMBER },
    { "name", NAME },
    { "姓名", NAME },
    { "phone", PHONE },
    { "phones", PHONE },
    { "手机", PHONE },
    { "手机号", PHONE },
    { "手机号码", PHONE },
    { "电话", PHONE },
    { "联系电话", PHONE },
    { "area", AREA },
    { "片区", AREA },
    { "区域", AREA },
    { "监督区域", AREA },
    { "from", FROM },
    { "任期开始", FROM },
    { "聘任日期", FROM },
    { "聘期开始", FROM },
    { "开始日期", FROM },
    { "until", UNTIL },
    { "任期结束", UNTIL },
    { "截止日期", UNTIL },
    { "聘期结束", UNTIL },
    { "结束日期", UNTIL },
    { "appointed_by", BODY },
    { "body", BODY },
    { "聘任机关", BODY },
    { "聘任单位", BODY },
};

/* ---- reading ---- */

/* Which column stands where; -1: nowhere. */
struct columns {
    int at[COLUMNS];
};

static const char *read_header(struct yx_arena *a, const struct yx_cells *row, struct columns *c)
{
    static const char *const needed[] = {
        [NUMBER] = "number (编号)", [NAME] = "name (姓名)", [FROM] = "from (任期开始)"
    };
    for (size_t i = 0; i < COLUMNS; i++)
        c->at[i] = -1;
    for (size_t i = 0; i < row->count; i++) {
        char *folded;
        size_t h = 0, most = sizeof headers / sizeof *headers;
        if (*row->cells[i] == '\0')
            continue;
        if (yx_text_fold(a, row->cells[i], strlen(row->cells[i]), &folded) != YX_OK)
            return "the first line is not text";
        while (h < most && strcmp(headers[h].name, folded) != 0)
            h++;
        if (h == most)
            return yx_arena_print(a,
                "the first line names a column %s, which is none of number, name, phone, area, from, until, appointed_by",
                row->cells[i]);
        if (c->at[headers[h].column] >= 0)
            return yx_arena_print(a, "the first line names the column %s twice", row->cells[i]);
        c->at[headers[h].column] = (int)i;
    }
    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++)
        if (needed[i] && c->at[i] < 0)
            return yx_arena_print(a, "the first line must name the column %s", needed[i]);
    return NULL;
}

static const char *cell(const struct yx_cells *row, const struct columns *c, enum column column)
{
    int at = c->at[column];
    return at >= 0 && (size_t)at < row->count ? row->cells[at] : "";
}

static size_t blanks_behind(const char *text)
{
    size_t len = strlen(text), n = 0;
    while (n < len && text[len - 1 - n] == ' ')
        n++;
    return n;
}

/* Several telephones in one cell. */
static bool read_phones(struct yx_arena *a, const char *text, struct yx_supervisor *s)
{
    char *even, *rest = NULL;
    if (yx_text_even(a, text, strlen(text), &even) != YX_OK)
        return false;
    for (char *at = even; (at = strstr(at, "、")) != NULL;)
        memcpy(at, " ; ", strlen("、"));
    for (char *one = strtok_r(even, ";,/", &rest); one; one = strtok_r(NULL, ";,/", &rest)) {
        if (s->phone_count == YX_SUPERVISOR_PHONES)
            return false;
        one += strspn(one, " ");
        one[strlen(one) - blanks_behind(one)] = '\0';
        s->phones[s->phone_count++].phone = one;
    }
    return true;
}

static const char *words_of(const char *why)
{
    static const char *const words[][2] = {
        { "number", "the number is missing, or has more than 32 characters or a blank" },
        { "supervisor_name", "the name is missing, or has more than 20 characters" },
        { "phones", "a telephone is not one of 11 digits, or there are more than four" },
        { "term", "the term has no first day as 2026-11-22, or ends before it begins" },
        { "appointed_by", "who appointed them has more than 40 characters" }
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(words[i][0], why) == 0)
            return words[i][1];
    return why;
}

static void read_row(
    struct yx_arena *a, const struct yx_cells *row, const struct columns *c, struct yx_import_row *r)
{
    const char *until = cell(row, c, UNTIL), *why = NULL;
    *r = (struct yx_import_row){ .line = row->line, .area = cell(row, c, AREA) };
    r->is = (struct yx_supervisor){ .number = cell(row, c, NUMBER),
        .name = cell(row, c, NAME),
        .body = cell(row, c, BODY),
        .from_day = yx_supervisor_read_day(cell(row, c, FROM)),
        .until_day = *until ? yx_supervisor_read_day(until) : 0 };
    if (!read_phones(a, cell(row, c, PHONE), &r->is))
        r->fault = words_of("phones");
    else if (*until && r->is.until_day == 0)
        r->fault = "the last day of the term is no day";
    else if (yx_supervisor_clean(a, &r->is, &why) != YX_OK)
        r->fault = words_of(why);
}

static bool shares_phone(const struct yx_supervisor *a, const struct yx_supervisor *b)
{
    for (size_t i = 0; i < a->phone_count; i++)
        for (size_t k = 0; k < b->phone_count; k++)
            if (strcmp(a->phones[i].phone, b->phones[k].phone) == 0)
                return true;
    return false;
}

/* Two rows of one person, or with one telephone. */
static void judge_twins(struct yx_arena *a, struct yx_import *in)
{
    for (size_t i = 0; i < in->count; i++) {
        struct yx_import_row *r = &in->rows[i];
        for (size_t k = 0; k < i && r->fault == NULL; k++) {
            const struct yx_import_row *before = &in->rows[k];
            if (before->fault)
                continue;
            if (strcmp(before->is.number, r->is.number) == 0)
                r->fault = yx_arena_print(a, "the number is that of line %d", before->line);
            else if (shares_phone(&before->is, &r->is))
                r->fault = yx_arena_print(a, "a telephone is that of line %d", before->line);
        }
        r->misread = r->fault != NULL;
        in->faults += r->misread;
    }
}

enum yx_err yx_import_read(
    struct yx_arena *a, const char *bytes, size_t len, struct yx_import *in, const char **why_out)
{
    struct yx_cells *rows;
    struct columns columns;
    size_t count;
    int line = 1;
    *in = (struct yx_import){ 0 };
    const char *text = yx_table_text(a, bytes, len, &in->from);
    if (text == NULL) {
        *why_out = "is neither UTF-8 nor GB18030; save it as CSV UTF-8";
        return YX_INVALID;
    }
    enum yx_err err = yx_table_rows(a, text, &rows, &count, &line);
    if (err != YX_OK) {
        *why_out =
            err == YX_TOO_LARGE
                ? "has more than 5000 rows"
                : yx_arena_print(a, "line %d: a quote is not closed, or the row has too many cells", line);
        return err;
    }
    *why_out = count == 0 ? "is empty" : read_header(a, &rows[0], &columns);
    if (*why_out)
        return YX_INVALID;
    in->rows = yx_arena_get(a, count * sizeof *in->rows);
    for (size_t i = 1; i < count; i++)
        read_row(a, &rows[i], &columns, &in->rows[in->count++]);
    judge_twins(a, in);
    return YX_OK;
}

/* ---- writing ---- */

struct work {
    struct yx_arena *arena;
    struct yx_import *in;
    bool add_areas, dry;
    int64_t now_ms;
    int64_t *ids; /* drawn before: of row i, and of an area that it may need */
};

static enum yx_err find_area(struct yx_tx *tx, const struct work *w, struct yx_import_row *r, int64_t fresh)
{
    struct yx_rows rows;
    r->is.area = 0;
    if (*r->area == '\0')
        return YX_OK;
    enum yx_err err =
        yx_tx_query(tx, "SELECT id FROM area WHERE name = ?", YX_VALUES(yx_text(r->area)), &rows);
    if (err != YX_OK)
        return err;
    err = yx_rows_next(&rows);
    if (err == YX_OK)
        r->is.area = yx_rows_int(&rows, 0);
    yx_rows_close(&rows);
    if (err != YX_EMPTY)
        return err;
    if (!w->add_areas || yx_text_count(r->area) > YX_UNIT_NAME_MOST || strpbrk(r->area, "\n\t<>"))
        return YX_NOT_FOUND;
    r->is.area = fresh;
    return yx_unit_insert(tx, YX_UNIT_AREA, &(struct yx_unit){ .id = fresh, .name = r->area }, w->now_ms);
}

static bool is_same(const struct yx_supervisor *a, const struct yx_supervisor *b)
{
    bool same = strcmp(a->name, b->name) == 0 && a->area == b->area && strcmp(a->body, b->body) == 0 &&
                a->from_day == b->from_day && a->until_day == b->until_day &&
                a->phone_count == b->phone_count;
    for (size_t i = 0; same && i < a->phone_count; i++) {
        bool there = false;
        for (size_t k = 0; k < b->phone_count; k++)
            there |= strcmp(a->phones[i].phone, b->phones[k].phone) == 0;
        same = there;
    }
    return same;
}

static enum yx_err write_row(struct yx_tx *tx, struct work *w, struct yx_import_row *r, const char **phone)
{
    struct yx_supervisor was;
    enum yx_err err = yx_supervisor_get(tx, w->arena, 0, r->is.number, w->now_ms, &was);
    bool adds = err == YX_EMPTY;
    if (err != YX_OK && !adds)
        return err;
    r->will = adds ? YX_IMPORT_ADD : is_same(&r->is, &was) ? YX_IMPORT_SAME : YX_IMPORT_CHANGE;
    if (r->will == YX_IMPORT_SAME)
        return YX_OK;
    if (!adds)
        r->is.id = was.id;
    err = adds ? yx_supervisor_insert(tx, &r->is, w->now_ms, phone)
               : yx_supervisor_update(tx, &r->is, w->now_ms, phone);
    if (err != YX_OK)
        return err;
    return yx_audit_append(tx, &(struct yx_audit_entry){ .kind = YX_AUDIT_BY_COMMAND,
        .act = adds ? "supervisor_add" : "supervisor_change", .object = r->is.id, .at_ms = w->now_ms });
}

/* What is wrong with a row is its fault; what is wrong with the database is returned. */
static enum yx_err run_row(struct yx_tx *tx, struct work *w, struct yx_import_row *r, const int64_t ids[2])
{
    const char *phone = NULL;
    r->fault = NULL;
    r->is.id = ids[0];
    enum yx_err err = find_area(tx, w, r, ids[1]);
    if (err == YX_NOT_FOUND)
        r->fault = yx_arena_print(w->arena, "there is no area %s (--add-areas makes it)", r->area);
    else if (err == YX_OK && (err = write_row(tx, w, r, &phone)) == YX_CONFLICT && phone)
        r->fault = yx_arena_print(
            w->arena, "the telephone ending in %s is somebody else's", phone + strlen(phone) - 4);
    if (r->fault == NULL)
        return err;
    r->will = YX_IMPORT_FAULT;
    return YX_OK;
}

static enum yx_err run(struct yx_tx *tx, void *arg)
{
    struct work *w = arg;
    enum yx_err err = YX_OK;
    w->in->faults = 0;
    for (size_t i = 0; i < w->in->count && err == YX_OK; i++) {
        struct yx_import_row *r = &w->in->rows[i];
        if (!r->misread)
            err = run_row(tx, w, r, &w->ids[2 * i]);
        w->in->faults += r->fault != NULL;
    }
    return err == YX_OK && (w->in->faults > 0 || w->dry) ? YX_INVALID : err; /* nothing of it stays */
}

enum yx_err yx_import_run(struct yx_store *store, struct yx_arena *a, struct yx_import *in, bool add_areas,
    bool dry, int64_t now_ms)
{
    struct work w = { .arena = a,
        .in = in,
        .add_areas = add_areas,
        .dry = dry,
        .now_ms = now_ms,
        .ids = yx_arena_get(a, (2 * in->count + 1) * sizeof(int64_t)) };
    for (size_t i = 0; i < 2 * in->count; i++)
        w.ids[i] = yx_id_next();
    enum yx_err err = yx_store_commit(store, run, &w);
    return err == YX_INVALID && in->faults == 0 && dry ? YX_OK : err;
}
