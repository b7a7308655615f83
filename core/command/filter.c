/* Commands that plugins bring, `yixian supervisor read`: a line in, a line out. */
#include "command/filter.h"

#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

#include "base/clock.h"

enum { MEMORY_MOST = 16 << 20, OUT_MOST = 1 << 20, LINE_MOST = 64 << 10 };

const struct yx_flag yx_filter_flags[] = {
    YX_FLAG_CONFIG,
    { "--json", NULL, "a JSON object a line" },
    { "--now", "TIME",
        "when the texts were written: 2026-11-22T10:00 in China, with +08:00 or Z, or milliseconds (else now)" },
    { 0 },
};

/* Z, +08:00, +0800: minutes. China when there is none. */
static bool read_zone(const char *at, int *minutes_out)
{
    int hours = 8, minutes = 0, n = 0;
    *minutes_out = 0;
    if (strcmp(at, "Z") == 0)
        return true;
    if (*at != '\0' && (strspn(at, "+-") != 1 ||
                           (sscanf(at + 1, "%2d:%2d%n", &hours, &minutes, &n) < 2 &&
                               sscanf(at + 1, "%2d%2d%n", &hours, &minutes, &n) < 2) ||
                           at[1 + n] != '\0'))
        return false;
    *minutes_out = (hours * 60 + minutes) * (*at == '-' ? -1 : 1);
    return hours <= 14 && minutes < 60;
}

static bool read_now(const char *text, int64_t *ms_out)
{
    struct yx_civil c = { 0 };
    int n = 0, m = 0, zone = 0;
    size_t digits = strspn(text, "0123456789");
    if (text[digits] == '\0' && digits >= 9 && digits <= 14) {
        *ms_out = strtoll(text, NULL, 10) * (digits < 12 ? 1000 : 1);
        return true;
    }
    if (sscanf(text, "%4d-%2d-%2d%n", &c.year, &c.month, &c.day, &n) != 3 || c.month < 1 || c.month > 12 ||
        c.day < 1 || c.day > 31)
        return false;
    text += n;
    if (*text == 'T' || *text == ' ') {
        if (sscanf(text + 1, "%2d:%2d%n", &c.hour, &c.minute, &m) != 2 || c.hour > 24 || c.minute > 59)
            return false;
        text += 1 + m;
        if (*text == ':' && sscanf(text, ":%2d%n", &c.second, &m) == 1)
            text += m;
        if (*text == '.')
            text += 1 + strspn(text + 1, "0123456789");
    }
    if (!read_zone(text, &zone))
        return false;
    *ms_out = yx_clock_from_civil(&c) + (int64_t)(8 * 60 - zone) * 60000;
    return true;
}

/* What a line is without its end; what is too long or no text is an empty one. */
static size_t trim(char *line, ssize_t got)
{
    size_t len = (size_t)got;
    while (len > 0 && (line[len - 1] == '\n' || line[len - 1] == '\r'))
        len--;
    if (len > LINE_MOST || !yx_text_valid(line, len))
        len = 0;
    line[len] = '\0';
    return len;
}

static int run_lines(const struct yx_call *call, const struct yx_loaded_plugin *p,
    const struct yx_plugin_filter *filter, struct yx_line *line)
{
    struct yx_buf out = yx_buf_new(OUT_MOST);
    char *text = NULL;
    size_t room = 0;
    ssize_t got;
    enum yx_err err = YX_OK;
    while (err == YX_OK && (got = getline(&text, &room, stdin)) >= 0) {
        line->len = trim(text, got);
        line->text = text;
        yx_buf_clear(&out);
        err = filter->line(p->self, line, &out);
        if (err == YX_OK && (printf("%s\n", out.at) < 0 || fflush(stdout) != 0))
            err = YX_IO;
        yx_arena_wipe(line->arena);
    }
    free(text);
    yx_buf_free(&out);
    return err == YX_OK ? YX_EXIT_DONE : yx_command_fail(call, "%s", yx_err_words(err));
}

int yx_filter_run(const struct yx_call *call, struct yx_loaded_plugin *p,
    const struct yx_plugin_filter *filter, struct yx_faults *faults)
{
    const char *now = yx_call_value(call, "--now");
    struct yx_line line = {
        .arena = yx_arena_new(MEMORY_MOST), .now_ms = yx_clock_ms(), .json = yx_call_has(call, "--json")
    };
    int status = YX_EXIT_FAILED;
    if (now && !read_now(now, &line.now_ms)) {
        yx_command_fail(call, "--now %s is no time; write it as 2026-11-22T10:00", now);
        status = YX_EXIT_USAGE;
    } else if (line.arena == NULL) {
        yx_command_fail(call, "%s", yx_err_words(YX_MEMORY));
    } else if (yx_load_start_alone(p, faults) != YX_OK) {
        yx_faults_print(faults, stderr);
    } else {
        status = run_lines(call, p, filter, &line);
    }
    yx_arena_free(&line.arena);
    return status;
}
