/* A text from its first byte to what was found in it. */
#include <string.h>

#include "supervisor.h"

bool sv_is_break(char c)
{
    return c != '\0' && strchr(" ,;:.!?#/|\\\n\t()[]<>\"'~*=+_&", c) != NULL;
}

bool sv_is_break_at(const char *at)
{
    static const char *const wide[] = { "。", "、", "【", "】", "“", "”", "‘", "’", "《", "》", "—", "…",
        "「", "」", "·" };
    if (sv_is_break(*at) || (*at == '-' && ((unsigned char)at[1] & 0x80) != 0)) /* 2-3 is a number, 南湖-城管 two fields */
        return true;
    for (size_t i = 0; i < sizeof wide / sizeof *wide; i++)
        if (strncmp(at, wide[i], strlen(wide[i])) == 0)
            return true;
    return false;
}

void sv_mark(struct sv_text *t, struct yx_span span, enum sv_mark mark)
{
    memset(t->marks + span.at, (int)mark, span.len);
}

bool sv_is_free(const struct sv_text *t, struct yx_span span)
{
    for (size_t i = 0; i < span.len; i++)
        if (t->marks[span.at + i] != SV_FREE)
            return false;
    return true;
}

/* ---- one of several messages: (1/2) in front or at the end ---- */

static size_t number_at(const char *at, int *value_out)
{
    size_t n = strspn(at, "0123456789");
    *value_out = n == 1 ? *at - '0' : 0;
    return n == 1 ? n : 0;
}

/* (1/2), [1/2], 【1/2】, with or without blanks. */
static size_t part_at(const char *at, int *part, int *parts)
{
    static const char *const open[] = { "(", "[", "【", "<" }, *const close[] = { ")", "]", "】", ">" };
    for (size_t i = 0; i < sizeof open / sizeof *open; i++) {
        size_t n = strlen(open[i]), m;
        if (strncmp(at, open[i], n) != 0)
            continue;
        n += (size_t)(at[n] == ' ');
        if ((m = number_at(at + n, part)) == 0 || at[n + m] != '/')
            return 0;
        n += m + 1;
        if ((m = number_at(at + n, parts)) == 0)
            return 0;
        n += m;
        n += (size_t)(at[n] == ' ');
        m = strlen(close[i]);
        return strncmp(at + n, close[i], m) == 0 && *part >= 1 && *part <= *parts && *parts >= 2 ? n + m : 0;
    }
    return 0;
}

/* 1/2 without brackets in front, followed by a separator; a blank may also stand behind a date, which is one of these weeks then. */
static size_t bare_part(const char *at, int64_t now_ms, int *part, int *parts)
{
    enum { WEEKS = 60 };
    struct yx_when w;
    size_t n = number_at(at, part), m = n && at[n] == '/' ? number_at(at + n + 1, parts) : 0;
    if (m == 0 || *part < 1 || *part > *parts || *parts < 2 || strchr(":,) ", at[n + 1 + m]) == NULL ||
        at[n + 1 + m] == '\0')
        return 0;
    if (at[n + 1 + m] == ' ' && yx_find_when(at, 0, now_ms, &w) && w.span.at == 0 && w.date == YX_WHEN_DAY) {
        struct yx_civil day = { .year = w.year, .month = w.month, .day = w.day };
        if (now_ms - yx_clock_from_civil(&day) < WEEKS * INT64_C(86400000))
            return 0;
    }
    return n + m + 2;
}

/* Take it away; what is left. */
static const char *take_part(struct yx_arena *a, const char *text, int64_t now_ms, struct sv_reading *r)
{
    int part = 0, parts = 0;
    size_t len = strlen(text), n = part_at(text, &part, &parts);
    if (n == 0)
        n = bare_part(text, now_ms, &part, &parts);
    if (n > 0) {
        r->part = part;
        r->parts = parts;
        return text + n + strspn(text + n, " ");
    }
    for (size_t back = 5; back <= 11 && back <= len; back++) {
        size_t at = len - back;
        if (((unsigned char)text[at] & 0xc0) == 0x80 || part_at(text + at, &part, &parts) != back)
            continue;
        r->part = part;
        r->parts = parts;
        return yx_arena_text(a, text, at);
    }
    return text;
}

/* ---- facts of the core ---- */

static void read_plate(struct sv_text *t, struct sv_reading *r)
{
    struct yx_plate p;
    for (size_t at = 0; yx_find_plate(t->text, at, &p); at = p.span.at + p.span.len) {
        sv_mark(t, p.span, SV_PLATE);
        if (p.wrong)
            r->doubts |= SV_DOUBTS_PLATE;
        else if (r->plate == NULL)
            r->plate = yx_arena_copy(t->arena, p.text);
    }
    if (r->plate)
        r->doubts &= ~(unsigned)SV_DOUBTS_PLATE;
}

/* Numbers of telephones, people and cases are nobody's date and no sum. */
static void mark_figures(struct sv_text *t)
{
    struct yx_phone phone;
    struct yx_case_number number;
    struct yx_span card;
    for (size_t at = 0; (card = yx_find_idcard(t->text, at)).len > 0; at = card.at + card.len)
        sv_mark(t, card, SV_FIGURES);
    for (size_t at = 0; yx_find_phone(t->text, at, &phone); at = phone.span.at + phone.span.len)
        if (sv_is_free(t, phone.span))
            sv_mark(t, phone.span, SV_FIGURES);
    for (size_t at = 0; yx_find_case_number(t->text, at, &number); at = number.span.at + number.span.len)
        if (number.prefix[0] && sv_is_free(t, number.span))
            sv_mark(t, number.span, SV_FIGURES);
}

/* A promise or a threat for tomorrow is no time of a report; a date of the calendar that has not come is a mistake. */
static bool is_told_ahead(const struct sv_text *t, const struct yx_when *w)
{
    char first = t->text[w->span.at];
    bool figure = first >= '0' && first <= '9';
    return w->date == YX_WHEN_FUTURE && !figure;
}

static void merge_when(struct sv_reading *r, const struct yx_when *w)
{
    struct yx_when *had = &r->when;
    bool empty = had->span.len == 0;
    if (had->date == YX_WHEN_NO_DATE || had->date == YX_WHEN_FUTURE ||
        (had->date == YX_WHEN_ABOUT && w->date == YX_WHEN_DAY)) {
        if (w->date != YX_WHEN_NO_DATE && w->date != YX_WHEN_FUTURE) {
            had->date = w->date;
            had->year = w->year;
            had->month = w->month;
            had->day = w->day;
            had->days = w->days;
        } else if (w->date == YX_WHEN_FUTURE) {
            had->date = YX_WHEN_FUTURE;
        }
    }
    if (!had->has_time && w->has_time &&
        (empty || had->period == YX_PERIOD_NONE || had->period == w->period || w->period == YX_PERIOD_NONE)) {
        had->has_time = true;
        had->hour = w->hour;
        had->minute = w->minute;
        had->period = had->period == YX_PERIOD_NONE ? w->period : had->period;
    }
    if (!had->has_time && had->period == YX_PERIOD_NONE)
        had->period = w->period;
    if (empty)
        had->span = w->span;
}

static void read_when(struct sv_text *t, struct sv_reading *r, int64_t now_ms)
{
    struct yx_when w;
    bool ahead = false;
    for (size_t at = 0; yx_find_when(t->text, at, now_ms, &w); at = w.span.at + w.span.len) {
        if (!sv_is_free(t, w.span))
            continue;
        sv_mark(t, w.span, SV_WHEN);
        if (is_told_ahead(t, &w))
            ahead = true;
        else
            merge_when(r, &w);
    }
    if (r->when.date == YX_WHEN_FUTURE || (ahead && r->when.date == YX_WHEN_NO_DATE))
        r->doubts |= SV_DOUBTS_DATE;
}

static void read_money(struct sv_text *t, struct sv_reading *r)
{
    struct yx_money m;
    bool paid = false, too_large = false;
    for (size_t at = 0; yx_find_money(t->text, at, &m); at = m.span.at + m.span.len) {
        if (!sv_is_free(t, m.span))
            continue;
        sv_mark(t, m.span, SV_MONEY);
        too_large |= m.too_large;
        if (m.too_large || m.price || (r->fen > 0 && (paid || !m.paid)))
            continue;
        r->fen = m.fen;
        paid = m.paid;
    }
    if (too_large && r->fen == 0)
        r->doubts |= SV_DOUBTS_AMOUNT;
}

/* ---- what is still missing ---- */

static bool has_time(const struct sv_reading *r)
{
    return r->when.date == YX_WHEN_DAY || r->when.date == YX_WHEN_ABOUT || r->when.has_time ||
           r->when.period != YX_PERIOD_NONE;
}

static void judge(struct sv_reading *r)
{
    r->missing = (r->agency ? 0U : (unsigned)SV_NEEDS_AGENCY) | (r->place ? 0U : (unsigned)SV_NEEDS_PLACE) |
                 (has_time(r) ? 0U : (unsigned)SV_NEEDS_TIME) | (r->issues ? 0U : (unsigned)SV_NEEDS_ISSUE);
    bool something = r->issues || r->place || has_time(r) || r->plate || r->urgent;
    r->unreadable = !something && r->part == 0;
    if (r->part > 0 || r->unreadable)
        r->missing = 0;
}

static void open_text(struct sv_text *t, const char *text)
{
    t->text = text;
    t->len = strlen(text);
    t->low = sv_lower(t->arena, text, t->len);
    t->marks = yx_arena_get(t->arena, t->len + 1);
}

static void read_report(struct sv_text *t, struct sv_reading *r, int64_t now_ms)
{
    read_plate(t, r);
    mark_figures(t);
    read_when(t, r, now_ms);
    read_money(t, r);
    sv_read_agency(t, r);
    sv_read_issues(t, r);
    sv_read_urgent(t, r);
    sv_read_place(t, r);
    judge(r);
}

enum yx_err sv_read(const struct supervisor *s, struct yx_arena *a, const char *text, size_t len,
    int64_t now_ms, struct sv_reading *r)
{
    struct sv_text t = { .s = s, .arena = a };
    char *even = NULL;
    size_t rest = 0;
    *r = (struct sv_reading){ 0 };
    enum yx_err err = yx_text_even(a, text, yx_text_cut(text, len, SV_TEXT_MOST), &even);
    if (err == YX_MEMORY)
        return err;
    if (err != YX_OK || *even == '\0') {
        r->unreadable = true;
        return YX_OK;
    }
    open_text(&t, take_part(a, even, now_ms, r));
    if (sv_read_command(&t, r, &rest) && r->part == 0)
        return YX_OK;
    open_text(&t, t.text + rest); /* behind 您好 may be a command, too */
    if (r->part == 0 && rest > 0 && sv_read_command(&t, r, &rest))
        return YX_OK;
    read_report(&t, r, now_ms);
    return YX_OK;
}
