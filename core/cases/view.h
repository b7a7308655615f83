/* JSON of cases, for staff's pages and for archives: shared by the files that write it. */
#ifndef YX_CASES_VIEW_H
#define YX_CASES_VIEW_H

#include <jansson.h>

#include "cases/inside.h"

/* The JSON as a text in the arena, the reference is taken; NULL: YX_MEMORY. */
enum yx_err view_print(struct yx_arena *, json_t *, const char **json_out);
/* An id, a moment: null when 0. */
json_t *view_id(int64_t id);
json_t *view_time(int64_t ms);
/* {id, NAME} of a row of `table` ("staff", "body", "team", "area"); null when there is none. */
json_t *view_named(struct yx_tx *, struct yx_arena *, const char *table, int64_t id);
/* "2026-12-07", the last day of a limit. */
json_t *view_day(int64_t due_ms);
const char *view_mark(enum case_mark);

/* The values of a case by the questions of its kind: [{name, title, value, shown, sensitive}]. */
json_t *view_fields(struct yx_arena *, const struct case_row *);
/* [{clock, title, promised, state, …}] */
json_t *view_limits(const struct case_row *, int64_t now_ms);
/* [{seq, event, from, to, by, staff, note, text, detail, at}]: those before `before` that fit into a page (see case_events). */
struct view_page {
    int64_t before;
    size_t most, bytes;
};
enum yx_err view_events(struct yx_tx *, struct yx_arena *, const struct case_row *, const struct view_page *, json_t **out);
/* The case itself. */
enum yx_err view_case(struct yx_tx *, struct yx_arena *, const struct case_row *, int64_t now_ms, json_t **out);

#endif
