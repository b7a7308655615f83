/* A reading as a JSON object, or as words for a person. */
#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "supervisor.h"

static const struct {
    unsigned bit;
    const char *name;
} needs[] = { { SV_NEEDS_AGENCY, "agency" }, { SV_NEEDS_PLACE, "place" }, { SV_NEEDS_TIME, "time" },
    { SV_NEEDS_ISSUE, "issue" } },
  doubts[] = { { SV_DOUBTS_DATE, "date" }, { SV_DOUBTS_PLATE, "plate" }, { SV_DOUBTS_AMOUNT, "amount" },
      { SV_DOUBTS_ID, "id" } };

static void set(json_t *all, const char *name, json_t *value)
{
    json_object_set_new(all, name, value);
}

static void set_text(json_t *all, const char *name, const char *text)
{
    if (text)
        set(all, name, json_string(text));
}

static void set_when(json_t *all, const struct yx_when *w)
{
    char text[40];
    if (w->date == YX_WHEN_DAY || w->date == YX_WHEN_ABOUT) {
        snprintf(text, sizeof text, "%04d-%02d-%02d", w->year, w->month, w->day);
        set_text(all, w->date == YX_WHEN_DAY ? "date" : "about", text);
    }
    if (w->date == YX_WHEN_ABOUT)
        set(all, "about_days", json_integer(w->days));
    if (w->has_time) {
        snprintf(text, sizeof text, "%02d:%02d", w->hour, w->minute);
        set_text(all, "time", text);
    }
    if (w->period != YX_PERIOD_NONE)
        set_text(all, "period", yx_period_word(w->period));
}

static void set_list(json_t *all, const struct sv_reading *r)
{
    json_t *missing = json_array(), *doubted = json_array();
    for (size_t i = 0; i < 4; i++) {
        if (r->missing & needs[i].bit)
            json_array_append_new(missing, json_string(needs[i].name));
        if (r->doubts & doubts[i].bit)
            json_array_append_new(doubted, json_string(doubts[i].name));
    }
    if (json_array_size(missing) > 0)
        json_object_set(all, "missing", missing);
    if (json_array_size(doubted) > 0)
        json_object_set(all, "doubts", doubted);
    json_decref(missing);
    json_decref(doubted);
}

static void set_issues(json_t *all, const struct supervisor *s, unsigned long long issues)
{
    json_t *list = json_array();
    for (size_t i = 0; i < s->issue_count; i++)
        if (issues >> i & 1)
            json_array_append_new(list, json_string(s->issues[i]));
    if (json_array_size(list) > 0)
        json_object_set(all, "issues", list);
    json_decref(list);
}

static json_t *to_json(const struct supervisor *s, const struct sv_reading *r)
{
    enum { FEN = 100 };
    json_t *all = json_object();
    set_text(all, "command", r->command);
    set_text(all, "id", r->id);
    set_text(all, "text", r->text);
    set_text(all, "agency", r->agency);
    set_text(all, "place", r->place);
    set_when(all, &r->when);
    set_issues(all, s, r->issues);
    if (r->fen > 0)
        set(all, "amount", r->fen % FEN ? json_real((double)r->fen / FEN) : json_integer(r->fen / FEN));
    set_text(all, "plate", r->plate);
    if (r->part > 0)
        set(all, "part", json_pack("[i, i]", r->part, r->parts));
    if (r->urgent)
        set(all, "urgent", json_true());
    if (r->unreadable)
        set(all, "unreadable", json_true());
    set_list(all, r);
    return all;
}

/* 单位: 城管; 地点: 人民路 */
static void add_word(const struct supervisor *s, struct yx_buf *out, const char *name, const json_t *value)
{
    char key[40];
    snprintf(key, sizeof key, "read.%s", name);
    yx_buf_print(out, "%s%s", out->len ? "; " : "", yx_text_of(s->host, key));
    if (json_is_true(value))
        return;
    yx_buf_text(out, ": ");
    if (json_is_string(value))
        yx_buf_text(out, json_string_value(value));
    else if (json_is_integer(value))
        yx_buf_print(out, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
    else if (json_is_real(value))
        yx_buf_print(out, "%.2f", json_real_value(value));
    for (size_t i = 0; i < json_array_size(value); i++) {
        const json_t *item = json_array_get(value, i);
        yx_buf_text(out, i ? ", " : "");
        if (json_is_integer(item)) {
            yx_buf_print(out, "%" JSON_INTEGER_FORMAT, json_integer_value(item));
        } else if (strcmp(name, "missing") == 0 || strcmp(name, "doubts") == 0) {
            snprintf(key, sizeof key, "need.%s", json_string_value(item));
            yx_buf_text(out, yx_text_of(s->host, key));
        } else {
            yx_buf_text(out, json_string_value(item));
        }
    }
}

enum yx_err sv_print(const struct supervisor *s, const struct sv_reading *r, bool json, struct yx_buf *out)
{
    json_t *all = to_json(s, r);
    if (json) {
        char *text = json_dumps(all, JSON_COMPACT);
        if (text)
            yx_buf_text(out, text);
        free(text);
    } else {
        for (void *at = json_object_iter(all); at; at = json_object_iter_next(all, at))
            add_word(s, out, json_object_iter_key(at), json_object_iter_value(at));
    }
    json_decref(all);
    return out->len > 0 || !json ? YX_OK : YX_MEMORY;
}
