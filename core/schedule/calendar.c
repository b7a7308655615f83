#include "schedule/calendar.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "config/yaml.h"

enum { FIRST_YEAR = 2024, LAST_YEAR = 2099, ARENA = 1 << 20, BY_WEEKDAY = 0, OFF = 1, WORKED = 2, FRIDAY = 5,
       RANGE_MOST = 31 };

struct reading {
    const char *file;
    struct yx_faults *faults;
    struct yx_calendar_year *year;
};

static int64_t noon(int year, int month, int day)
{
    return yx_clock_from_civil(&(struct yx_civil){ .year = year, .month = month, .day = day, .hour = 12 });
}

bool yx_date_read(const char *text, int *year_out, int *month_out, int *day_out)
{
    char end;
    if (strlen(text) != 10 || sscanf(text, "%4d-%2d-%2d%c", year_out, month_out, day_out, &end) != 3)
        return false;
    struct yx_civil c = yx_clock_civil(noon(*year_out, *month_out, *day_out));
    return c.year == *year_out && c.month == *month_out && c.day == *day_out;
}

static void fault(const struct reading *r, const struct yx_node *at, const char *message)
{
    yx_fault_add(r->faults, r->file, at->line, at->column, at->path, "%s", message);
}

/* Mark the days of a row; each may be said once. */
static void mark(const struct reading *r, const struct yx_node *row, const char *from, const char *to, unsigned char as)
{
    int y, m, d, y2, m2, d2;
    if (!yx_date_read(from, &y, &m, &d) || !yx_date_read(to, &y2, &m2, &d2)) {
        fault(r, row, "a day is written 2026-02-15");
        return;
    }
    int64_t at = noon(y, m, d), last = noon(y2, m2, d2);
    if (y != r->year->year || y2 != y || last < at || (last - at) / 86400000 >= RANGE_MOST) {
        fault(r, row, "the days must lie in the year of the file, the first one first, at most a month");
        return;
    }
    for (; at <= last; at += 86400000) {
        struct yx_civil c = yx_clock_civil(at);
        unsigned char *day = &r->year->days[c.month - 1][c.day - 1];
        if (*day != BY_WEEKDAY)
            fault(r, row, "a day is there twice");
        *day = as;
    }
}

static void read_rows(const struct reading *r, const struct yx_node *root, const char *name, unsigned char as)
{
    static const char *const off[] = { "name", "from", "to", NULL }, *const worked[] = { "name", "day", NULL };
    const struct yx_node *list = yx_node_get(root, name);
    if (list == NULL || list->kind != YX_NODE_LIST) {
        fault(r, root, as == OFF ? "off: must be a list of {name, from, to}" : "worked: must be a list of {name, day}");
        return;
    }
    for (const struct yx_node *row = list->first; row != NULL; row = row->next) {
        if (row->kind != YX_NODE_MAP) {
            fault(r, row, "must be a map");
            continue;
        }
        yx_node_only(row, r->file, r->faults, as == OFF ? off : worked);
        const char *from = yx_node_text(row, as == OFF ? "from" : "day", "");
        mark(r, row, from, as == OFF ? yx_node_text(row, "to", from) : from, as);
    }
}

static void read_root(struct reading *r, const struct yx_node *root, struct yx_calendar *c)
{
    static const char *const keys[] = { "year", "source", "off", "worked", NULL };
    int year = 0;
    if (root->kind == YX_NODE_MAP)
        yx_node_only(root, r->file, r->faults, keys);
    if (root->kind != YX_NODE_MAP || sscanf(yx_node_text(root, "year", ""), "%4d", &year) != 1 || year < FIRST_YEAR ||
        year > LAST_YEAR || yx_calendar_knows(c, year) || c->count == YX_CALENDAR_YEARS) {
        fault(r, root, "year: must be one from 2024 to 2099 that no other file has");
        return;
    }
    r->year = &c->years[c->count++];
    *r->year = (struct yx_calendar_year){ .year = year };
    read_rows(r, root, "off", OFF);
    read_rows(r, root, "worked", WORKED);
}

enum yx_err yx_calendar_read(const char *file, struct yx_faults *faults, struct yx_calendar *c)
{
    struct reading r = { .file = file, .faults = faults };
    struct yx_arena *a = yx_arena_new(ARENA);
    const struct yx_node *root;
    size_t before = faults->count;
    if (a == NULL)
        return YX_MEMORY;
    if (yx_yaml_file(a, file, faults, &root) == YX_OK)
        read_root(&r, root, c);
    yx_arena_free(&a);
    return faults->count == before ? YX_OK : YX_INVALID;
}

enum yx_err yx_calendar_open(const struct yx_config *config, struct yx_faults *faults, struct yx_calendar *c)
{
    struct yx_arena *a = yx_arena_new(ARENA);
    enum yx_err err = a ? YX_OK : YX_MEMORY;
    c->count = 0;
    for (int year = FIRST_YEAR; a != NULL && year <= LAST_YEAR; year++) {
        const char *file = yx_config_data(config, a, yx_arena_print(a, "core/schedule/calendars/%d.yaml", year));
        if (access(file, F_OK) == 0 && yx_calendar_read(file, faults, c) != YX_OK)
            err = YX_INVALID;
    }
    yx_arena_free(&a);
    return err;
}

static const struct yx_calendar_year *find(const struct yx_calendar *c, int year)
{
    for (int i = 0; i < c->count; i++)
        if (c->years[i].year == year)
            return &c->years[i];
    return NULL;
}

bool yx_calendar_knows(const struct yx_calendar *c, int year)
{
    return find(c, year) != NULL;
}

bool yx_calendar_works(const struct yx_calendar *c, int year, int month, int day)
{
    const struct yx_calendar_year *y = find(c, year);
    unsigned char as = y ? y->days[month - 1][day - 1] : BY_WEEKDAY;
    return as == BY_WEEKDAY ? yx_clock_civil(noon(year, month, day)).weekday <= FRIDAY : as == WORKED;
}
