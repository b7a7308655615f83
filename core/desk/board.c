/* What the board counts, from one snapshot. */
#include <stdlib.h>
#include <string.h>

#include "desk/inside.h"
#include "people/staff.h"

enum { HOUR_MS = 3600000, TIMES_MOST = 50000, LOAD_MOST = 20000, DAY_HOURS = 24, UNANSWERED_ROWS = 5000 };

struct span {
    int64_t from, to;
};

static enum yx_err fine(enum yx_err err)
{
    return err == YX_EMPTY ? YX_OK : err;
}

/* The numbers of the only row of a query. */
static enum yx_err numbers(struct yx_tx *tx, const char *sql, const struct yx_value *values, size_t count, int64_t **out,
    int out_count)
{
    struct yx_rows rows;
    enum yx_err err = yx_tx_query(tx, sql, values, count, &rows);
    if (err != YX_OK)
        return err;
    err = yx_rows_next(&rows);
    for (int i = 0; err == YX_OK && i < out_count; i++)
        *out[i] = yx_rows_int(&rows, i);
    yx_rows_close(&rows);
    return err;
}

/* ---- now ---- */

static enum yx_err read_now(struct yx_tx *tx, int64_t now_ms, struct yx_desk_board *b)
{
    int64_t oldest = 0, *waiting[] = { &b->waiting, &oldest }, *open[] = { &b->open };
    enum yx_err err = numbers(tx, "SELECT COUNT(*), COALESCE(MIN(queued_ms), 0) FROM conversation WHERE owner = 1", NULL,
        0, waiting, 2);
    b->waiting_longest_ms = oldest > 0 && oldest < now_ms ? now_ms - oldest : 0;
    if (err == YX_OK)
        err = numbers(tx, "SELECT COUNT(*) FROM conversation WHERE owner = 2", NULL, 0, open, 1);
    return err;
}

/* ---- the time between ---- */

/* Answers are what the machine said to a message, and what staff wrote; not the core's own announcements. */
static enum yx_err read_answers(struct yx_tx *tx, const struct span *s, struct yx_desk_board *b)
{
    int64_t *out[] = { &b->by_machine, &b->by_staff };
    return numbers(tx,
        "SELECT COALESCE(SUM(CASE WHEN author = 1 AND reply_to > 0 THEN 1 ELSE 0 END), 0),"
        " COALESCE(SUM(CASE WHEN author = 2 THEN 1 ELSE 0 END), 0) FROM message WHERE at_ms >= ? AND at_ms < ?"
        " AND author > 0",
        YX_VALUES(yx_int(s->from), yx_int(s->to)), out, 2);
}

static enum yx_err read_services(struct yx_tx *tx, const struct span *s, struct yx_desk_board *b)
{
    int64_t sum = 0;
    int64_t *out[] = { &b->asked, &b->taken, &b->left, &b->handovers, &b->stars[0], &b->stars[1], &b->stars[2],
        &b->stars[3], &b->stars[4], &sum };
    enum yx_err err = numbers(tx,
        "SELECT COUNT(*), COALESCE(SUM(CASE WHEN claimed_ms > 0 THEN 1 ELSE 0 END), 0),"
        " COALESCE(SUM(CASE WHEN ended = 3 THEN 1 ELSE 0 END), 0), COALESCE(SUM(handovers), 0),"
        " COALESCE(SUM(CASE WHEN stars = 1 THEN 1 ELSE 0 END), 0), COALESCE(SUM(CASE WHEN stars = 2 THEN 1 ELSE 0 END), 0),"
        " COALESCE(SUM(CASE WHEN stars = 3 THEN 1 ELSE 0 END), 0), COALESCE(SUM(CASE WHEN stars = 4 THEN 1 ELSE 0 END), 0),"
        " COALESCE(SUM(CASE WHEN stars = 5 THEN 1 ELSE 0 END), 0), COALESCE(SUM(stars), 0)"
        " FROM service WHERE asked_ms >= ? AND asked_ms < ?",
        YX_VALUES(yx_int(s->from), yx_int(s->to)), out, 10);
    for (int i = 0; i < 5; i++)
        b->rated += b->stars[i];
    b->stars_average = b->rated > 0 ? (double)sum / (double)b->rated : 0;
    return err;
}

static int compare(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static int64_t part(const int64_t *sorted, size_t count, int percent)
{
    return count == 0 ? -1 : sorted[(count - 1) * (size_t)percent / 100];
}

/* How long people waited for their first answer, by whoever has the service; staff 0: all. Sorted. */
static enum yx_err read_times(struct yx_tx *tx, struct yx_arena *a, const struct span *s, int64_t staff,
    int64_t **times_out, size_t *count_out)
{
    struct yx_rows rows;
    int64_t *times = yx_arena_get(a, TIMES_MOST * sizeof *times);
    *times_out = times;
    *count_out = 0;
    enum yx_err err = yx_tx_query(tx,
        "SELECT answered_ms - asked_ms FROM service WHERE asked_ms >= ? AND asked_ms < ? AND answered_ms > 0"
        " AND (? = 0 OR staff = ?) ORDER BY asked_ms DESC LIMIT ?",
        YX_VALUES(yx_int(s->from), yx_int(s->to), yx_int(staff), yx_int(staff), yx_int(TIMES_MOST)), &rows);
    if (err != YX_OK)
        return err;
    while (*count_out < TIMES_MOST && (err = yx_rows_next(&rows)) == YX_OK)
        times[(*count_out)++] = yx_rows_int(&rows, 0);
    yx_rows_close(&rows);
    qsort(times, *count_out, sizeof *times, compare);
    return fine(err);
}

static enum yx_err read_first(struct yx_tx *tx, struct yx_arena *a, const struct span *s, struct yx_desk_board *b)
{
    int64_t *times;
    size_t count;
    enum yx_err err = read_times(tx, a, s, 0, &times, &count);
    b->first_p50_ms = part(times, count, 50);
    b->first_p90_ms = part(times, count, 90);
    return err;
}

static enum yx_err read_lost(struct yx_tx *tx, const struct span *s, struct yx_desk_board *b)
{
    int64_t *out[] = { &b->lost };
    return numbers(tx, "SELECT COUNT(*) FROM handover WHERE kind = 5 AND at_ms >= ? AND at_ms < ?",
        YX_VALUES(yx_int(s->from), yx_int(s->to)), out, 1);
}

static enum yx_err read_load(struct yx_tx *tx, struct yx_arena *a, const struct span *s, struct yx_desk_board *b)
{
    struct yx_rows rows;
    b->load = yx_arena_get(a, LOAD_MOST * sizeof *b->load);
    enum yx_err err = yx_tx_query(tx,
        "SELECT m.at_ms / 3600000, c.channel, COUNT(*) FROM message m JOIN conversation v ON v.id = m.conversation"
        " JOIN contact c ON c.id = v.contact WHERE m.at_ms >= ? AND m.at_ms < ? AND m.author = 0"
        " GROUP BY m.at_ms / 3600000, c.channel ORDER BY 1, 2 LIMIT ?",
        YX_VALUES(yx_int(s->from), yx_int(s->to), yx_int(LOAD_MOST)), &rows);
    if (err != YX_OK)
        return err;
    while (b->load_count < LOAD_MOST && (err = yx_rows_next(&rows)) == YX_OK)
        b->load[b->load_count++] = (struct yx_desk_load){ .hour_ms = yx_rows_int(&rows, 0) * HOUR_MS,
            .channel = yx_rows_text(&rows, 1, a), .count = yx_rows_int(&rows, 2) };
    yx_rows_close(&rows);
    return fine(err);
}

/* ---- by person ---- */

static enum yx_err read_agent(struct yx_tx *tx, struct yx_arena *a, const struct span *s, struct yx_desk_agent_row *row)
{
    int64_t *times, sum = 0, staff = row->is.is.id;
    size_t count;
    int64_t *services[] = { &row->closed, &row->rated, &sum }, *answers[] = { &row->answers };
    enum yx_err err = numbers(tx,
        "SELECT COALESCE(SUM(CASE WHEN ended = 1 THEN 1 ELSE 0 END), 0), COALESCE(SUM(CASE WHEN stars > 0 THEN 1 ELSE 0"
        " END), 0), COALESCE(SUM(stars), 0) FROM service WHERE asked_ms >= ? AND asked_ms < ? AND staff = ?",
        YX_VALUES(yx_int(s->from), yx_int(s->to), yx_int(staff)), services, 3);
    if (err == YX_OK)
        err = numbers(tx, "SELECT COUNT(*) FROM message WHERE at_ms >= ? AND at_ms < ? AND author = 2 AND staff = ?",
            YX_VALUES(yx_int(s->from), yx_int(s->to), yx_int(staff)), answers, 1);
    if (err == YX_OK)
        err = read_times(tx, a, s, staff, &times, &count);
    if (err != YX_OK)
        return err;
    row->first_p50_ms = part(times, count, 50);
    row->stars = row->rated > 0 ? (double)sum / (double)row->rated : 0;
    return YX_OK;
}

static enum yx_err read_board(struct yx_tx *tx, struct yx_arena *a, const struct span *s, int64_t now_ms,
    struct yx_desk_board *b)
{
    enum yx_err err = read_now(tx, now_ms, b);
    if (err == YX_OK)
        err = read_answers(tx, s, b);
    if (err == YX_OK)
        err = read_services(tx, s, b);
    if (err == YX_OK)
        err = read_first(tx, a, s, b);
    if (err == YX_OK)
        err = read_lost(tx, s, b);
    if (err == YX_OK)
        err = read_load(tx, a, s, b);
    for (size_t i = 0; i < b->agent_count && err == YX_OK; i++)
        err = read_agent(tx, a, s, &b->agents[i]);
    return err;
}

enum yx_err yx_desk_board(struct yx_arena *a, int64_t from_ms, int64_t to_ms, int64_t now_ms,
    struct yx_desk_board *b)
{
    const struct span s = { from_ms, to_ms };
    struct yx_tx *tx;
    struct yx_desk_colleague *staff;
    *b = (struct yx_desk_board){ .first_p50_ms = -1 };
    if (from_ms < 0 || to_ms <= from_ms || to_ms - from_ms > (int64_t)YX_DESK_BOARD_DAYS * DAY_HOURS * HOUR_MS)
        return YX_INVALID;
    enum yx_err err = yx_desk_colleagues(a, &staff, &b->agent_count);
    if (err == YX_OK)
        err = yx_store_read(yx_desk.store, &tx);
    if (err != YX_OK)
        return err;
    b->agents = yx_arena_get(a, (b->agent_count + 1) * sizeof *b->agents);
    for (size_t i = 0; i < b->agent_count; i++)
        b->agents[i].is = staff[i];
    err = read_board(tx, a, &s, now_ms, b);
    yx_store_done(yx_desk.store, &tx);
    return err;
}

/* ---- questions without a sure answer ---- */

static enum yx_err read_unanswered(struct yx_tx *tx, struct yx_arena *a, const struct span *s,
    struct yx_desk_unanswered *list, size_t *count)
{
    struct yx_rows rows;
    enum yx_err err = yx_tx_query(tx,
        "SELECT m.body, COUNT(*), MAX(u.at_ms) FROM unanswered u JOIN message m ON m.conversation = u.conversation"
        " AND m.id = u.message WHERE u.at_ms >= ? AND u.at_ms < ? GROUP BY m.body ORDER BY 2 DESC, 3 DESC LIMIT ?",
        YX_VALUES(yx_int(s->from), yx_int(s->to), yx_int(UNANSWERED_ROWS)), &rows);
    if (err != YX_OK)
        return err;
    while (*count < UNANSWERED_ROWS && (err = yx_rows_next(&rows)) == YX_OK) {
        struct yx_desk_unanswered *u = &list[(*count)++];
        char *text = yx_rows_text(&rows, 0, a);
        text[yx_text_cut(text, strlen(text), 600)] = '\0';
        *u = (struct yx_desk_unanswered){ .text = text, .count = yx_rows_int(&rows, 1), .last_ms = yx_rows_int(&rows, 2) };
    }
    yx_rows_close(&rows);
    return fine(err);
}

/* Without marks and blanks: what is asked, however it is written. */
static const char *folded(struct yx_arena *a, const char *text)
{
    char *fold;
    if (yx_text_fold(a, text, strlen(text), &fold) != YX_OK)
        return text;
    static const char *const marks[] = { "。", "，", "？", "！", "、", "?", "!", ",", ".", " ", "\n" };
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        for (char *at; (at = strstr(fold, marks[i])) != NULL;)
            memmove(at, at + strlen(marks[i]), strlen(at + strlen(marks[i])) + 1);
    return fold;
}

static int by_folded(const void *a, const void *b)
{
    return strcmp(((const struct yx_desk_unanswered *)a)->folded, ((const struct yx_desk_unanswered *)b)->folded);
}

static int by_count(const void *a, const void *b)
{
    const struct yx_desk_unanswered *x = a, *y = b;
    if (x->count != y->count)
        return x->count < y->count ? 1 : -1;
    return (x->last_ms < y->last_ms) - (x->last_ms > y->last_ms);
}

static size_t join(struct yx_desk_unanswered *list, size_t count)
{
    size_t kept = 0;
    qsort(list, count, sizeof *list, by_folded);
    for (size_t i = 0; i < count; i++) {
        struct yx_desk_unanswered *last = kept > 0 ? &list[kept - 1] : NULL;
        if (last == NULL || strcmp(last->folded, list[i].folded) != 0) {
            list[kept++] = list[i];
            continue;
        }
        last->count += list[i].count;
        if (list[i].last_ms > last->last_ms) {
            last->last_ms = list[i].last_ms;
            last->text = list[i].text;
        }
    }
    qsort(list, kept, sizeof *list, by_count);
    return kept;
}

enum yx_err yx_desk_unanswered(struct yx_arena *a, int64_t from_ms, int64_t to_ms, int most,
    struct yx_desk_unanswered **list_out, size_t *count_out)
{
    const struct span s = { from_ms, to_ms };
    struct yx_tx *tx;
    size_t count = 0;
    struct yx_desk_unanswered *list = yx_arena_get(a, UNANSWERED_ROWS * sizeof *list);
    *list_out = list;
    *count_out = 0;
    enum yx_err err = yx_store_read(yx_desk.store, &tx);
    if (err != YX_OK)
        return err;
    err = read_unanswered(tx, a, &s, list, &count);
    yx_store_done(yx_desk.store, &tx);
    if (err != YX_OK)
        return err;
    for (size_t i = 0; i < count; i++)
        list[i].folded = folded(a, list[i].text);
    count = join(list, count);
    *count_out = count < (size_t)most ? count : (size_t)most;
    return YX_OK;
}
