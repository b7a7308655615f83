#include "people/supervisors.h"

#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "facts/facts.h"

enum { NUMBER_MOST = 32, NAME_MOST = 20, BODY_MOST = 40 };

/* ---- days ---- */

int64_t yx_supervisor_day(int64_t now_ms)
{
    struct yx_civil c = yx_clock_civil(now_ms);
    return (int64_t)c.year * 10000 + c.month * 100 + c.day;
}

int64_t yx_supervisor_read_day(const char *text)
{
    struct yx_when w;
    struct yx_civil then = { .year = 2199, .month = 12, .day = 31 };
    /* read from the far end of time, where nothing lies in the future, and only when a year is written */
    if (strspn(text, "0123456789") < 4 || !yx_find_when(text, 0, yx_clock_from_civil(&then), &w) ||
        w.span.at != 0 || w.span.len != strlen(text) || w.date != YX_WHEN_DAY || w.has_time ||
        w.period != YX_PERIOD_NONE)
        return 0;
    return (int64_t)w.year * 10000 + w.month * 100 + w.day;
}

/* ---- a good draft ---- */

static const char *clean_line(struct yx_arena *a, const char *text, size_t least, size_t most)
{
    char *clean;
    if (text == NULL || yx_text_clean(a, text, strlen(text), &clean) != YX_OK || strpbrk(clean, "\n\t<>"))
        return NULL;
    size_t count = yx_text_count(clean);
    return count >= least && count <= most ? clean : NULL;
}

static const char *clean_number(struct yx_arena *a, const char *number)
{
    char *folded;
    if (number == NULL || yx_text_fold(a, number, strlen(number), &folded) != YX_OK ||
        strpbrk(folded, " <>,;\""))
        return NULL;
    size_t count = yx_text_count(folded);
    return count >= 1 && count <= NUMBER_MOST ? folded : NULL;
}

static const char *clean_phone(struct yx_arena *a, const char *phone)
{
    char *even;
    struct yx_phone p;
    if (yx_text_even(a, phone, strlen(phone), &even) != YX_OK || !yx_find_phone(even, 0, &p) || !p.mobile ||
        p.span.at != 0 || p.span.len != strlen(even))
        return NULL;
    return yx_arena_copy(a, p.digits);
}

static bool clean_phones(struct yx_arena *a, struct yx_supervisor *s)
{
    size_t kept = 0;
    if (s->phone_count > YX_SUPERVISOR_PHONES)
        return false;
    for (size_t i = 0; i < s->phone_count; i++) {
        const char *phone = clean_phone(a, s->phones[i].phone);
        bool seen = false;
        if (phone == NULL)
            return false;
        for (size_t k = 0; k < kept; k++)
            seen |= strcmp(s->phones[k].phone, phone) == 0;
        if (!seen)
            s->phones[kept++] = (struct yx_supervisor_phone){ .phone = phone };
    }
    s->phone_count = kept;
    return true;
}

enum yx_err yx_supervisor_clean(struct yx_arena *a, struct yx_supervisor *s, const char **why_out)
{
    *why_out = NULL;
    s->number = clean_number(a, s->number);
    s->name = clean_line(a, s->name, 1, NAME_MOST);
    s->body = clean_line(a, s->body ? s->body : "", 0, BODY_MOST);
    if (s->number == NULL)
        *why_out = "number";
    else if (s->name == NULL)
        *why_out = "supervisor_name";
    else if (!clean_phones(a, s))
        *why_out = "phones";
    else if (s->from_day == 0 || (s->until_day != 0 && s->until_day < s->from_day))
        *why_out = "term";
    else if (s->body == NULL)
        *why_out = "appointed_by";
    return *why_out ? YX_INVALID : YX_OK;
}

/* ---- rows ---- */

#define COLUMNS \
    "s.id, s.number, s.name, s.area, a.name, s.body, s.from_day, s.until_day, s.ended_ms " \
    "FROM supervisor s LEFT JOIN area a ON a.id = s.area"

static enum yx_supervisor_term term_of(const struct yx_supervisor *s, int64_t now_ms)
{
    int64_t today = yx_supervisor_day(now_ms);
    if (s->ended_ms != 0 || (s->until_day != 0 && today > s->until_day))
        return YX_TERM_OVER;
    return today < s->from_day ? YX_TERM_AHEAD : YX_TERM_HOLDS;
}

static void read_row(struct yx_rows *rows, struct yx_arena *a, int64_t now_ms, struct yx_supervisor *s)
{
    *s = (struct yx_supervisor){
        .id = yx_rows_int(rows, 0),
        .number = yx_rows_text(rows, 1, a),
        .name = yx_rows_text(rows, 2, a),
        .area = yx_rows_int(rows, 3),
        .area_name = yx_rows_text(rows, 4, a),
        .body = yx_rows_text(rows, 5, a),
        .from_day = yx_rows_int(rows, 6),
        .until_day = yx_rows_int(rows, 7),
        .ended_ms = yx_rows_int(rows, 8),
    };
    s->term = term_of(s, now_ms);
}

static enum yx_err read_phones(struct yx_tx *tx, struct yx_arena *a, struct yx_supervisor *s)
{
    struct yx_rows rows;
    enum yx_err err = yx_tx_query(tx,
        "SELECT phone, proven_ms FROM supervisor_phone WHERE supervisor = ? ORDER BY created_ms, phone",
        YX_VALUES(yx_int(s->id)), &rows);
    if (err != YX_OK)
        return err;
    while (s->phone_count < YX_SUPERVISOR_PHONES && (err = yx_rows_next(&rows)) == YX_OK) {
        struct yx_supervisor_phone *p = &s->phones[s->phone_count++];
        p->phone = yx_rows_text(&rows, 0, a);
        p->proven = yx_rows_int(&rows, 1) != 0;
    }
    yx_rows_close(&rows);
    return err == YX_EMPTY ? YX_OK : err;
}

enum yx_err yx_supervisor_get(struct yx_tx *tx, struct yx_arena *a, int64_t id, const char *number,
    int64_t now_ms, struct yx_supervisor *s)
{
    struct yx_rows rows;
    enum yx_err err =
        id ? yx_tx_query(tx, "SELECT " COLUMNS " WHERE s.id = ?", YX_VALUES(yx_int(id)), &rows)
           : yx_tx_query(tx, "SELECT " COLUMNS " WHERE s.number = ?", YX_VALUES(yx_text(number)), &rows);
    if (err != YX_OK)
        return err;
    err = yx_rows_next(&rows);
    if (err == YX_OK)
        read_row(&rows, a, now_ms, s);
    yx_rows_close(&rows);
    return err == YX_OK ? read_phones(tx, a, s) : err;
}

enum yx_err yx_supervisor_list(
    struct yx_tx *tx, struct yx_arena *a, int64_t now_ms, struct yx_supervisor **list_out, size_t *count_out)
{
    struct yx_rows rows;
    *count_out = 0;
    *list_out = yx_arena_get(a, YX_SUPERVISORS_MOST * sizeof **list_out);
    enum yx_err err = yx_tx_query(
        tx, "SELECT " COLUMNS " ORDER BY s.number LIMIT ?", YX_VALUES(yx_int(YX_SUPERVISORS_MOST)), &rows);
    if (err != YX_OK)
        return err;
    while ((err = yx_rows_next(&rows)) == YX_OK)
        read_row(&rows, a, now_ms, &(*list_out)[(*count_out)++]);
    yx_rows_close(&rows);
    for (size_t i = 0; err == YX_EMPTY && i < *count_out; i++)
        if (read_phones(tx, a, &(*list_out)[i]) != YX_OK)
            err = YX_IO;
    return err == YX_EMPTY ? YX_OK : err;
}

enum yx_err yx_supervisor_of_phone(struct yx_tx *tx, struct yx_arena *a, const char *phone, int64_t now_ms,
    struct yx_supervisor *s, bool *proven_out)
{
    struct yx_rows rows;
    enum yx_err err = yx_tx_query(tx, "SELECT supervisor, proven_ms FROM supervisor_phone WHERE phone = ?",
        YX_VALUES(yx_text(phone)), &rows);
    if (err != YX_OK)
        return err;
    err = yx_rows_next(&rows);
    int64_t id = err == YX_OK ? yx_rows_int(&rows, 0) : 0;
    *proven_out = err == YX_OK && yx_rows_int(&rows, 1) != 0;
    yx_rows_close(&rows);
    if (err == YX_OK)
        err = yx_supervisor_get(tx, a, id, NULL, now_ms, s);
    return err == YX_OK && s->term != YX_TERM_HOLDS ? YX_EMPTY : err;
}

/* ---- telephones ---- */

/* A telephone of somebody whose term is over goes to the next one. */
static enum yx_err free_phone(struct yx_tx *tx, const char *phone, int64_t id, int64_t now_ms)
{
    enum yx_err err = yx_tx_run(tx,
        "DELETE FROM supervisor_phone WHERE phone = ? AND supervisor <> ? AND supervisor IN "
        "(SELECT id FROM supervisor WHERE ended_ms <> 0 OR (until_day <> 0 AND until_day < ?))",
        YX_VALUES(yx_text(phone), yx_int(id), yx_int(yx_supervisor_day(now_ms))));
    return err == YX_EMPTY ? YX_OK : err;
}

static enum yx_err put_phone(
    struct yx_tx *tx, const struct yx_supervisor *s, const char *phone, int64_t now_ms)
{
    struct yx_rows rows;
    enum yx_err err = free_phone(tx, phone, s->id, now_ms);
    if (err == YX_OK)
        err = yx_tx_run(tx,
            "INSERT INTO supervisor_phone (phone, supervisor, proven_ms, created_ms) VALUES (?, ?, 0, ?) ON CONFLICT DO NOTHING",
            YX_VALUES(yx_text(phone), yx_int(s->id), yx_int(now_ms)));
    if (err != YX_EMPTY)
        return err;
    err = yx_tx_query(tx, "SELECT phone FROM supervisor_phone WHERE phone = ? AND supervisor = ?",
        YX_VALUES(yx_text(phone), yx_int(s->id)), &rows);
    if (err != YX_OK)
        return err;
    err = yx_rows_next(&rows);
    yx_rows_close(&rows);
    return err == YX_EMPTY ? YX_CONFLICT : err;
}

static bool keeps(const struct yx_supervisor *s, const char *phone)
{
    for (size_t i = 0; i < s->phone_count; i++)
        if (strcmp(s->phones[i].phone, phone) == 0)
            return true;
    return false;
}

static enum yx_err drop_phones(
    struct yx_tx *tx, const struct yx_supervisor *s, const struct yx_supervisor *was)
{
    enum yx_err err = YX_OK;
    for (size_t i = 0; err == YX_OK && i < was->phone_count; i++)
        if (!keeps(s, was->phones[i].phone))
            err = yx_tx_run(
                tx, "DELETE FROM supervisor_phone WHERE phone = ?", YX_VALUES(yx_text(was->phones[i].phone)));
    return err;
}

static enum yx_err put_phones(
    struct yx_tx *tx, const struct yx_supervisor *s, int64_t now_ms, const char **phone_out)
{
    enum yx_err err = YX_OK;
    for (size_t i = 0; err == YX_OK && i < s->phone_count; i++) {
        err = put_phone(tx, s, s->phones[i].phone, now_ms);
        if (err == YX_CONFLICT)
            *phone_out = s->phones[i].phone;
    }
    return err;
}

enum yx_err yx_supervisor_insert(
    struct yx_tx *tx, const struct yx_supervisor *s, int64_t now_ms, const char **phone_out)
{
    *phone_out = NULL;
    enum yx_err err = yx_tx_run(tx,
        "INSERT INTO supervisor (id, number, name, area, body, from_day, until_day, ended_ms, created_ms, updated_ms) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, 0, ?, ?) ON CONFLICT DO NOTHING",
        YX_VALUES(yx_int(s->id), yx_text(s->number), yx_text(s->name), yx_int(s->area), yx_text(s->body),
            yx_int(s->from_day), yx_int(s->until_day), yx_int(now_ms), yx_int(now_ms)));
    if (err != YX_OK)
        return err == YX_EMPTY ? YX_DUPLICATE : err;
    return put_phones(tx, s, now_ms, phone_out);
}

static enum yx_err judge_number(struct yx_tx *tx, const struct yx_supervisor *s)
{
    struct yx_rows rows;
    enum yx_err err = yx_tx_query(tx, "SELECT id FROM supervisor WHERE number = ? AND id <> ?",
        YX_VALUES(yx_text(s->number), yx_int(s->id)), &rows);
    if (err != YX_OK)
        return err;
    err = yx_rows_next(&rows);
    yx_rows_close(&rows);
    return err == YX_OK ? YX_DUPLICATE : err == YX_EMPTY ? YX_OK : err;
}

enum yx_err yx_supervisor_update(
    struct yx_tx *tx, const struct yx_supervisor *s, int64_t now_ms, const char **phone_out)
{
    struct yx_arena *a = yx_arena_new(1 << 20);
    struct yx_supervisor was;
    *phone_out = NULL;
    if (a == NULL)
        return YX_MEMORY;
    enum yx_err err = yx_supervisor_get(tx, a, s->id, NULL, now_ms, &was);
    if (err == YX_OK)
        err = judge_number(tx, s);
    bool renewed = err == YX_OK && s->until_day != was.until_day;
    if (err == YX_OK)
        err = yx_tx_run(tx,
            "UPDATE supervisor SET number = ?, name = ?, area = ?, body = ?, from_day = ?, until_day = ?, ended_ms = ?, updated_ms = ? WHERE id = ?",
            YX_VALUES(yx_text(s->number), yx_text(s->name), yx_int(s->area), yx_text(s->body),
                yx_int(s->from_day), yx_int(s->until_day), yx_int(renewed ? 0 : was.ended_ms), yx_int(now_ms),
                yx_int(s->id)));
    if (err == YX_OK)
        err = drop_phones(tx, s, &was);
    if (err == YX_OK)
        err = put_phones(tx, s, now_ms, phone_out);
    yx_arena_free(&a);
    return err;
}

enum yx_err yx_supervisor_end(struct yx_tx *tx, int64_t id, int64_t now_ms)
{
    return yx_tx_run(tx,
        "UPDATE supervisor SET ended_ms = ?, updated_ms = ? WHERE id = ? AND ended_ms = 0 AND (until_day = 0 OR until_day >= ?)",
        YX_VALUES(yx_int(now_ms), yx_int(now_ms), yx_int(id), yx_int(yx_supervisor_day(now_ms))));
}

enum yx_err yx_supervisor_prove(struct yx_tx *tx, const char *phone, int64_t now_ms)
{
    return yx_tx_run(tx, "UPDATE supervisor_phone SET proven_ms = ? WHERE phone = ?",
        YX_VALUES(yx_int(now_ms), yx_text(phone)));
}
