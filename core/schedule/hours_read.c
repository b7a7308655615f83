/* Shifts as people write them, and as the desk's pages read them. */
#include <ctype.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "config/yaml.h"
#include "schedule/hours.h"

enum { ARENA = 1 << 20, DAY_MIN = 1440, NAME_MOST = 20 };

static const char *const day_words[] = { "working", "rest", "daily" };

struct reading {
    const char *file;
    struct yx_faults *faults;
    struct yx_hours *hours;
};

static void fault(const struct reading *r, const struct yx_node *at, const char *message)
{
    yx_fault_add(r->faults, r->file, at->line, at->column, at->path, "%s", message);
}

/* "08:30" from the beginning of `at`; "24:00" is one. -1: it is none. */
static int minutes_of(const char *at)
{
    for (int i = 0; i < 5; i++)
        if (i == 2 ? at[i] != ':' : !isdigit((unsigned char)at[i]))
            return -1;
    int hour = (at[0] - '0') * 10 + at[1] - '0', minute = (at[3] - '0') * 10 + at[4] - '0';
    return minute > 59 || hour > 24 || (hour == 24 && minute > 0) ? -1 : hour * 60 + minute;
}

static int time_of(const struct reading *r, const struct yx_node *row, const char *name)
{
    const char *text = yx_node_text(row, name, "");
    int minutes = strlen(text) == 5 ? minutes_of(text) : -1;
    if (minutes < 0)
        yx_fault_add(r->faults, r->file, row->line, row->column, row->path, "%s: a time is written \"08:30\"", name);
    return minutes;
}

static int behind(int minute, int from)
{
    return minute >= from ? minute - from : minute - from + DAY_MIN;
}

static void read_break(const struct reading *r, const struct yx_node *row, struct yx_shift *s)
{
    const char *text = row->kind == YX_NODE_TEXT ? row->text : "";
    int from = strlen(text) == 11 && text[5] == '-' ? minutes_of(text) : -1;
    int to = from >= 0 ? minutes_of(text + 6) : -1;
    struct yx_break b = { behind(from, s->from), behind(to, s->from) };
    if (from < 0 || to < 0)
        fault(r, row, "a break is written \"12:00-14:30\"");
    else if (b.from >= b.to || b.to > s->length)
        fault(r, row, "the break does not lie within its shift");
    else if (s->break_count == YX_BREAKS_MOST)
        fault(r, row, "too many breaks");
    else
        s->breaks[s->break_count++] = b;
}

static void read_days(const struct reading *r, const struct yx_node *row, struct yx_shift *s)
{
    const char *word = yx_node_text(row, "days", day_words[YX_DAYS_WORKING]);
    for (size_t i = 0; i < sizeof day_words / sizeof *day_words; i++) {
        if (strcmp(word, day_words[i]) == 0) {
            s->days = (enum yx_shift_days)i;
            return;
        }
    }
    fault(r, row, "days: must be working, rest or daily");
}

static void read_name(const struct reading *r, const struct yx_node *row, struct yx_shift *s)
{
    const char *name = yx_node_text(row, "name", "");
    size_t count = yx_text_count(name);
    if (count < 1 || count > NAME_MOST)
        fault(r, row, "name: must have 1 to 20 characters");
    else
        snprintf(s->name, sizeof s->name, "%s", name);
}

static void read_shift(const struct reading *r, const struct yx_node *row)
{
    static const char *const keys[] = { "name", "days", "from", "to", "breaks", NULL };
    if (row->kind != YX_NODE_MAP || r->hours->shift_count == YX_SHIFTS_MOST) {
        fault(r, row, row->kind == YX_NODE_MAP ? "too many shifts" : "must be a map");
        return;
    }
    struct yx_shift *s = &r->hours->shifts[r->hours->shift_count++];
    *s = (struct yx_shift){ 0 };
    yx_node_only(row, r->file, r->faults, keys);
    read_name(r, row, s);
    read_days(r, row, s);
    s->from = time_of(r, row, "from");
    int to = time_of(r, row, "to");
    if (s->from < 0 || to < 0)
        return;
    s->length = to == s->from ? DAY_MIN : behind(to, s->from);
    const struct yx_node *breaks = yx_node_get(row, "breaks");
    if (breaks != NULL && breaks->kind != YX_NODE_LIST)
        fault(r, breaks, "must be a list");
    for (const struct yx_node *b = breaks ? breaks->first : NULL; b != NULL; b = b->next)
        read_break(r, b, s);
}

static void read_closed(const struct reading *r, const struct yx_node *row)
{
    int year, month, day;
    if (row->kind != YX_NODE_TEXT || !yx_date_read(row->text, &year, &month, &day))
        fault(r, row, "a day is written 2026-02-15");
    else if (r->hours->closed_count == YX_CLOSED_MOST)
        fault(r, row, "too many days");
    else
        r->hours->closed[r->hours->closed_count++] = year * 10000 + month * 100 + day;
}

static void each(const struct reading *r, const struct yx_node *root, const char *name,
    void (*read)(const struct reading *, const struct yx_node *))
{
    const struct yx_node *list = yx_node_get(root, name);
    if (list != NULL && list->kind != YX_NODE_LIST)
        fault(r, list, "must be a list");
    for (const struct yx_node *row = list ? list->first : NULL; row != NULL; row = row->next)
        read(r, row);
}

static void read_root(const struct reading *r, const struct yx_node *root)
{
    static const char *const keys[] = { "shifts", "closed", NULL };
    *r->hours = (struct yx_hours){ 0 };
    if (root->kind != YX_NODE_MAP) {
        fault(r, root, "must be a map of shifts and closed");
        return;
    }
    yx_node_only(root, r->file, r->faults, keys);
    each(r, root, "shifts", read_shift);
    each(r, root, "closed", read_closed);
}

static enum yx_err read_from(const char *bytes, size_t len, const char *file, struct yx_faults *faults,
    struct yx_hours *hours)
{
    const struct reading r = { file, faults, hours };
    struct yx_arena *a = yx_arena_new(ARENA);
    const struct yx_node *root;
    size_t before = faults->count;
    if (a == NULL)
        return YX_MEMORY;
    enum yx_err err = bytes ? yx_yaml_bytes(a, bytes, len, file, 1, faults, &root) : yx_yaml_file(a, file, faults, &root);
    if (err == YX_OK)
        read_root(&r, root);
    yx_arena_free(&a);
    return faults->count == before ? err : YX_INVALID;
}

enum yx_err yx_hours_file(const char *file, struct yx_faults *faults, struct yx_hours *hours_out)
{
    return read_from(NULL, 0, file, faults, hours_out);
}

enum yx_err yx_hours_read(const char *bytes, size_t len, const char *file, struct yx_faults *faults,
    struct yx_hours *hours_out)
{
    return read_from(bytes, len, file, faults, hours_out);
}

/* "08:30"; an end at midnight is "24:00". */
static void write_time(char out[8], int minute, bool is_end)
{
    minute %= DAY_MIN;
    if (is_end && minute == 0)
        minute = DAY_MIN;
    snprintf(out, 8, "%02d:%02d", minute / 60 % 100, minute % 60);
}

static json_t *shift_json(const struct yx_shift *s)
{
    json_t *breaks = json_array();
    char from[8], to[8];
    for (int i = 0; i < s->break_count; i++) {
        write_time(from, s->from + s->breaks[i].from, false);
        write_time(to, s->from + s->breaks[i].to, true);
        json_array_append_new(breaks, json_sprintf("%s-%s", from, to));
    }
    write_time(from, s->from, false);
    write_time(to, s->from + s->length, true);
    return json_pack("{s:s, s:s, s:s, s:s, s:o}", "name", s->name, "days", day_words[s->days], "from", from, "to", to,
        "breaks", breaks);
}

void yx_hours_print(const struct yx_hours *h, struct yx_buf *out)
{
    json_t *shifts = json_array(), *closed = json_array();
    char day[16];
    for (int i = 0; i < h->shift_count; i++)
        json_array_append_new(shifts, shift_json(&h->shifts[i]));
    for (int i = 0; i < h->closed_count; i++) {
        snprintf(day, sizeof day, "%04d-%02d-%02d", h->closed[i] / 10000, h->closed[i] / 100 % 100, h->closed[i] % 100);
        json_array_append_new(closed, json_string(day));
    }
    json_t *root = json_pack("{s:o, s:o}", "shifts", shifts, "closed", closed);
    char *text = root ? json_dumps(root, JSON_COMPACT) : NULL;
    yx_buf_text(out, text ? text : "{}");
    free(text);
    json_decref(root);
}
