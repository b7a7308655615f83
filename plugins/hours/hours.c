/* Opening times: the smallest plugin, the one to copy. It reads two options when it
 * starts, and answers from them, the clock of the turn and its catalogue. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "yx_plugin.h"

enum { SPANS_MOST = 6, DAY_MINUTES = 24 * 60, SATURDAY = 6, DAYS_AHEAD = 7 };

/* Minutes of a day, from one until before the other, in order. */
struct span {
    int from, until;
};
struct day {
    struct span spans[SPANS_MOST];
    int count;
};
struct hours {
    const struct yx_host *host;
    struct day weekday, weekend;
};

static const struct yx_option hours_options[] = {
    { "weekdays", YX_TEXT, .dflt = "08:30-12:00,14:30-17:30", .max = 100,
      .text = "Monday to Friday: spans of time with commas between; empty: closed." },
    { "weekend", YX_TEXT, .dflt = "", .max = 100, .text = "Saturday and Sunday, likewise." },
    { "closed_note", YX_TEXT, .dflt = "", .max = 200, .text = "A sentence added while closed, such as the holidays." },
    { 0 },
};

/* Read "08:30-12:00,14:30-17:30"; false when it is anything else, or out of order. */
static bool read_day(const char *text, struct day *day)
{
    int last = 0;
    for (day->count = 0; *text; day->count++) {
        int h1, m1, h2, m2, n = 0;
        if (sscanf(text, "%2d:%2d-%2d:%2d%n", &h1, &m1, &h2, &m2, &n) != 4 || n != 11 || day->count == SPANS_MOST)
            return false;
        struct span span = { h1 * 60 + m1, h2 * 60 + m2 };
        if (h1 < 0 || m1 < 0 || m2 < 0 || m1 > 59 || m2 > 59 || span.from < last || span.until <= span.from ||
            span.until > DAY_MINUTES || (text[n] != '\0' && (text[n] != ',' || text[n + 1] == '\0')))
            return false;
        day->spans[day->count] = span;
        last = span.until;
        text += n + (text[n] == ',');
    }
    return true;
}

static bool read_option(const struct yx_host *host, const char *name, struct day *day)
{
    bool good = read_day(yx_option_text(host, name), day);
    if (!good)
        yx_host_fault(host, name, "must look like \"08:30-12:00,14:30-17:30\", in the order of the day");
    return good;
}

static enum yx_err hours_start(const struct yx_host *host, void **self_out)
{
    struct hours *h = calloc(1, sizeof *h);
    if (h == NULL)
        return YX_MEMORY;
    h->host = host;
    bool weekday = read_option(host, "weekdays", &h->weekday), weekend = read_option(host, "weekend", &h->weekend);
    if (!weekday || !weekend) {
        free(h);
        return YX_INVALID;
    }
    *self_out = h;
    return YX_OK;
}

static void hours_stop(void *self)
{
    free(self);
}

static const struct day *day_of(const struct hours *h, int weekday)
{
    return weekday >= SATURDAY ? &h->weekend : &h->weekday;
}

static char *clock_text(struct yx_arena *arena, int minutes)
{
    return yx_arena_print(arena, "%02d:%02d", minutes / 60, minutes % 60);
}

/* "08:30–12:00、14:30–17:30", or the word for closed. */
static const char *day_text(const struct hours *h, struct yx_arena *arena, const struct day *day)
{
    const char *text = NULL;
    for (int i = 0; i < day->count; i++) {
        const char *span = yx_text_fill(h->host, arena, "span", "from", clock_text(arena, day->spans[i].from),
            "until", clock_text(arena, day->spans[i].until), NULL);
        text = text ? yx_text_fill(h->host, arena, "spans", "before", text, "next", span, NULL) : span;
    }
    return text ? text : yx_text_of(h->host, "closed_day");
}

/* The next opening after `minute` of a weekday, said in words. */
static const char *next_opening(const struct hours *h, struct yx_arena *arena, int weekday, int minute)
{
    for (int ahead = 0; ahead <= DAYS_AHEAD; ahead++) {
        int wd = (weekday - 1 + ahead) % 7 + 1;
        const struct day *day = day_of(h, wd);
        for (int i = 0; i < day->count; i++) {
            if (ahead == 0 && day->spans[i].from <= minute)
                continue;
            const char *which = ahead == 0 ? "today" : ahead == 1 ? "tomorrow" : yx_arena_print(arena, "weekday_%d", wd);
            return yx_text_fill(h->host, arena, "opens", "day", yx_text_of(h->host, which), "time",
                clock_text(arena, day->spans[i].from), NULL);
        }
    }
    return yx_text_of(h->host, "never_opens");
}

static const char *now_text(const struct hours *h, struct yx_arena *arena, int64_t now_ms, bool *open_out)
{
    struct yx_civil now = yx_clock_civil(now_ms);
    int minute = now.hour * 60 + now.minute;
    const struct day *day = day_of(h, now.weekday);
    *open_out = true;
    for (int i = 0; i < day->count; i++)
        if (minute >= day->spans[i].from && minute < day->spans[i].until)
            return yx_text_fill(h->host, arena, "open", "until", clock_text(arena, day->spans[i].until), NULL);
    *open_out = false;
    return next_opening(h, arena, now.weekday, minute);
}

static enum yx_err hours_answer(void *self, struct yx_turn *turn)
{
    const struct hours *h = self;
    struct yx_arena *arena = yx_turn_arena(turn);
    const char *note = yx_option_text(h->host, "closed_note");
    bool open;
    yx_say(turn, now_text(h, arena, yx_turn_now_ms(turn), &open));
    yx_say(turn, yx_text_fill(h->host, arena, "times", "weekday", day_text(h, arena, &h->weekday), "weekend",
        day_text(h, arena, &h->weekend), NULL));
    if (!open && *note)
        yx_say(turn, note);
    return YX_OK;
}

const struct yx_plugin yx_plugin = {
    .abi = YX_PLUGIN_ABI, .name = "hours", .summary = "opening times",
    .options = hours_options, .start = hours_start, .stop = hours_stop, .answer = hours_answer,
};
