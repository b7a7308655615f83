/* The board: what waits, who answered, how long it took, what found no answer. */
#include <stdlib.h>
#include <string.h>

#include "kb/yx_kb.h"
#include "rights.h"

enum { UNANSWERED_MOST = 200, GROUPS_MOST = 30, DAY_MS = 24 * 3600000 };
#define NEAR 0.5f /* a question whose words an article covers so far belongs to it */

/* from, to: milliseconds; without them, the last 24 hours. */
static bool read_span(const struct desk_call *call, int64_t *from_out, int64_t *to_out)
{
    if (!desk_query_id(call, "from", from_out) || !desk_query_id(call, "to", to_out))
        return false;
    if (*to_out == 0)
        *to_out = call->req->now_ms;
    if (*from_out == 0)
        *from_out = *to_out - DAY_MS;
    return true;
}

/* ---- unanswered questions: those near to the same article are one group ---- */

struct group {
    const char *name, *sample; /* name: of the article, or the question itself */
    int64_t count, last_ms;
};

static const char *group_name(const struct yx_kb_view *view, struct yx_arena *a, const struct yx_desk_unanswered *u)
{
    struct yx_kb_hit *hits;
    size_t count = 0;
    if (view && yx_kb_search(view, a, u->folded, 1, &hits, &count) == YX_OK && count > 0 && hits[0].cover >= NEAR)
        return yx_arena_copy(a, hits[0].title);
    return u->text;
}

static size_t put_group(struct group *groups, size_t count, const char *name, const struct yx_desk_unanswered *u)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(groups[i].name, name) == 0) {
            groups[i].count += u->count;
            if (u->last_ms > groups[i].last_ms)
                groups[i].last_ms = u->last_ms;
            return count;
        }
    groups[count] = (struct group){ name, u->text, u->count, u->last_ms };
    return count + 1;
}

static int by_count(const void *a, const void *b)
{
    const struct group *x = a, *y = b;
    return (x->count < y->count) - (x->count > y->count);
}

static enum yx_err group_unanswered(struct desk_call *call, int64_t from_ms, int64_t to_ms, struct group **groups_out,
    size_t *count_out)
{
    struct yx_desk_unanswered *list;
    size_t count, made = 0;
    enum yx_err err = yx_desk_unanswered(call->req->arena, from_ms, to_ms, UNANSWERED_MOST, &list, &count);
    if (err != YX_OK)
        return err;
    struct yx_kb *kb = yx_host_kb(call->desk->host);
    struct yx_kb_view *view = kb ? yx_kb_hold(kb) : NULL;
    struct group *groups = yx_arena_get(call->req->arena, UNANSWERED_MOST * sizeof *groups);
    for (size_t i = 0; i < count; i++)
        made = put_group(groups, made, group_name(view, call->req->arena, &list[i]), &list[i]);
    if (view)
        yx_kb_let_go(&view);
    qsort(groups, made, sizeof *groups, by_count);
    *groups_out = groups;
    *count_out = made < GROUPS_MOST ? made : GROUPS_MOST;
    return YX_OK;
}

/* ---- JSON ---- */

static json_t *agents_json(const struct yx_desk_board *b)
{
    json_t *all = json_array();
    for (size_t i = 0; i < b->agent_count; i++) {
        const struct yx_desk_agent_row *r = &b->agents[i];
        const struct yx_desk_who team = { r->is.is.team, r->is.is.team_name };
        json_array_append_new(all, json_pack("{s:o, s:s, s:o, s:b, s:I, s:i, s:I, s:I, s:o, s:o}", "id",
            desk_id_json(r->is.is.id), "display", r->is.is.display, "team", desk_who_json(&team, "name"), "present",
            r->is.is.present, "open", (json_int_t)r->is.open, "capacity", r->is.is.capacity, "closed",
            (json_int_t)r->closed, "answers", (json_int_t)r->answers, "first_p50_ms",
            r->first_p50_ms >= 0 ? json_integer(r->first_p50_ms) : json_null(), "stars",
            r->rated > 0 ? json_real(r->stars) : json_null()));
    }
    return all;
}

static json_t *load_json(const struct yx_desk_board *b)
{
    json_t *all = json_array();
    for (size_t i = 0; i < b->load_count; i++)
        json_array_append_new(all, json_pack("{s:I, s:s, s:I}", "hour", (json_int_t)b->load[i].hour_ms, "channel",
            b->load[i].channel, "count", (json_int_t)b->load[i].count));
    return all;
}

static json_t *groups_json(const struct group *groups, size_t count)
{
    json_t *all = json_array();
    for (size_t i = 0; i < count; i++)
        json_array_append_new(all, json_pack("{s:s, s:I, s:s, s:I}", "group", groups[i].name, "count",
            (json_int_t)groups[i].count, "sample", groups[i].sample, "last", (json_int_t)groups[i].last_ms));
    return all;
}

static json_t *satisfaction_json(const struct yx_desk_board *b)
{
    json_t *by = json_array();
    for (int i = 0; i < 5; i++)
        json_array_append_new(by, json_integer(b->stars[i]));
    return json_pack("{s:I, s:o, s:o}", "count", (json_int_t)b->rated, "average",
        b->rated > 0 ? json_real(b->stars_average) : json_null(), "by", by);
}

static json_t *first_json(const struct yx_desk_board *b)
{
    bool any = b->first_p50_ms >= 0;
    return json_pack("{s:o, s:o}", "p50_ms", any ? json_integer(b->first_p50_ms) : json_null(), "p90_ms",
        any ? json_integer(b->first_p90_ms) : json_null());
}

struct read {
    int64_t from_ms, to_ms;
    struct yx_desk_board board;
    struct group *groups;
    size_t group_count;
};

static enum yx_err read_all(struct desk_call *call, struct read *r)
{
    if (!read_span(call, &r->from_ms, &r->to_ms))
        return YX_INVALID;
    enum yx_err err = yx_desk_board(call->req->arena, r->from_ms, r->to_ms, call->req->now_ms, &r->board);
    return err == YX_OK ? group_unanswered(call, r->from_ms, r->to_ms, &r->groups, &r->group_count) : err;
}

enum yx_err desk_board(struct desk_call *call)
{
    struct read r;
    enum yx_err err = read_all(call, &r);
    const struct yx_desk_board *b = &r.board;
    if (err != YX_OK)
        return err;
    json_t *root = json_pack("{s:I, s:I, s:I, s:I, s:I, s:I, s:o, s:{s:I, s:I}, s:{s:I, s:I, s:I}, s:o, s:I, s:I, s:o, s:o, s:o}",
        "now", (json_int_t)call->req->now_ms, "from", (json_int_t)r.from_ms, "to", (json_int_t)r.to_ms, "waiting",
        (json_int_t)b->waiting, "waiting_longest_ms", (json_int_t)b->waiting_longest_ms, "open", (json_int_t)b->open,
        "by_agent", agents_json(b), "answered", "machine", (json_int_t)b->by_machine, "staff", (json_int_t)b->by_staff,
        "services", "asked", (json_int_t)b->asked, "taken", (json_int_t)b->taken, "left", (json_int_t)b->left,
        "first_answer", first_json(b), "handovers", (json_int_t)b->handovers, "lost", (json_int_t)b->lost,
        "satisfaction", satisfaction_json(b), "load", load_json(b), "unanswered", groups_json(r.groups, r.group_count));
    return desk_answer(call, root);
}

/* ---- CSV, for spreadsheets ---- */

/* A cell: what a spreadsheet would take for a formula begins with an apostrophe. */
static void cell(struct yx_buf *out, const char *text, bool first)
{
    yx_buf_text(out, first ? "\"" : ",\"");
    if (*text != '\0' && strchr("=+-@\t\r", *text) != NULL)
        yx_buf_text(out, "'");
    for (; *text; text++) {
        if (*text == '"')
            yx_buf_text(out, "\"");
        yx_buf_add(out, text, 1);
    }
    yx_buf_text(out, "\"");
}

static void number_cell(struct yx_buf *out, int64_t number)
{
    yx_buf_print(out, ",%lld", (long long)number);
}

static const char *label(const struct desk_call *call, const char *name)
{
    return yx_text_of(call->desk->host, yx_arena_print(call->req->arena, "csv.%s", name));
}

static void row(const struct desk_call *call, struct yx_buf *out, const char *name, int64_t number)
{
    cell(out, label(call, name), true);
    number_cell(out, number);
    yx_buf_text(out, "\r\n");
}

static const char *day_and_hour(struct yx_arena *a, int64_t ms)
{
    struct yx_civil c = yx_clock_civil(ms);
    return yx_arena_print(a, "%04d-%02d-%02d %02d:%02d", c.year, c.month, c.day, c.hour, c.minute);
}

static void write_sums(const struct desk_call *call, struct yx_buf *out, const struct read *r)
{
    const struct yx_desk_board *b = &r->board;
    const struct {
        const char *name;
        int64_t number;
    } rows[] = {
        { "waiting", b->waiting }, { "waiting_longest", b->waiting_longest_ms / 1000 }, { "open", b->open },
        { "machine", b->by_machine }, { "staff", b->by_staff }, { "asked", b->asked }, { "taken", b->taken },
        { "left", b->left }, { "first_p50", b->first_p50_ms < 0 ? 0 : b->first_p50_ms / 1000 },
        { "first_p90", b->first_p50_ms < 0 ? 0 : b->first_p90_ms / 1000 }, { "handovers", b->handovers },
        { "lost", b->lost }, { "stars1", b->stars[0] }, { "stars2", b->stars[1] }, { "stars3", b->stars[2] },
        { "stars4", b->stars[3] }, { "stars5", b->stars[4] },
    };
    cell(out, label(call, "from"), true);
    cell(out, day_and_hour(call->req->arena, r->from_ms), false);
    yx_buf_text(out, "\r\n");
    cell(out, label(call, "to"), true);
    cell(out, day_and_hour(call->req->arena, r->to_ms), false);
    yx_buf_text(out, "\r\n");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        row(call, out, rows[i].name, rows[i].number);
}

static void write_agents(const struct desk_call *call, struct yx_buf *out, const struct yx_desk_board *b)
{
    static const char *const columns[] = { "agent", "team", "closed", "answers", "first_p50", "rated", "stars" };
    yx_buf_text(out, "\r\n");
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
        cell(out, label(call, columns[i]), i == 0);
    yx_buf_text(out, "\r\n");
    for (size_t i = 0; i < b->agent_count; i++) {
        const struct yx_desk_agent_row *r = &b->agents[i];
        cell(out, r->is.is.display, true);
        cell(out, r->is.is.team_name ? r->is.is.team_name : "", false);
        number_cell(out, r->closed);
        number_cell(out, r->answers);
        number_cell(out, r->first_p50_ms < 0 ? 0 : r->first_p50_ms / 1000);
        number_cell(out, r->rated);
        yx_buf_print(out, ",%.2f\r\n", r->stars);
    }
}

static void write_load(const struct desk_call *call, struct yx_buf *out, const struct yx_desk_board *b)
{
    static const char *const columns[] = { "hour", "channel", "count" };
    yx_buf_text(out, "\r\n");
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
        cell(out, label(call, columns[i]), i == 0);
    yx_buf_text(out, "\r\n");
    for (size_t i = 0; i < b->load_count; i++) {
        cell(out, day_and_hour(call->req->arena, b->load[i].hour_ms), true);
        cell(out, b->load[i].channel, false);
        number_cell(out, b->load[i].count);
        yx_buf_text(out, "\r\n");
    }
}

static void write_groups(const struct desk_call *call, struct yx_buf *out, const struct read *r)
{
    static const char *const columns[] = { "group", "sample", "count", "last" };
    yx_buf_text(out, "\r\n");
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
        cell(out, label(call, columns[i]), i == 0);
    yx_buf_text(out, "\r\n");
    for (size_t i = 0; i < r->group_count; i++) {
        cell(out, r->groups[i].name, true);
        cell(out, r->groups[i].sample, false);
        number_cell(out, r->groups[i].count);
        cell(out, day_and_hour(call->req->arena, r->groups[i].last_ms), false);
        yx_buf_text(out, "\r\n");
    }
}

enum yx_err desk_board_csv(struct desk_call *call)
{
    enum { CSV_MOST = 2 << 20 };
    struct read r;
    enum yx_err err = read_all(call, &r);
    if (err != YX_OK)
        return err;
    struct yx_buf out = yx_buf_new(CSV_MOST);
    yx_buf_text(&out, "\xef\xbb\xbf");
    write_sums(call, &out, &r);
    write_agents(call, &out, &r.board);
    write_load(call, &out, &r.board);
    write_groups(call, &out, &r);
    const char *text = yx_arena_text(call->req->arena, out.at, out.len);
    size_t len = out.len;
    bool over = out.over;
    yx_buf_free(&out);
    if (over)
        return YX_TOO_LARGE;
    yx_respond_header(call->resp, "Cache-Control", "no-store");
    yx_respond_header(call->resp, "Content-Disposition", "attachment; filename=\"board.csv\"");
    yx_respond(call->resp, 200, "text/csv; charset=utf-8", text, len);
    return YX_OK;
}
