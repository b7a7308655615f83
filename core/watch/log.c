#include "watch/log.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { LINE_MAX = 2000, VALUE_MAX = 200 };

static struct {
    char role[24];
    enum yx_level least;
} speaker = { "yixian", YX_INFO };

static const char *const levels[] = { "debug", "info", "warn", "error" };

void yx_log_start(const char *role, enum yx_level least)
{
    snprintf(speaker.role, sizeof speaker.role, "%s", role);
    speaker.least = least;
}

const char *yx_log_number(char *room, long long n)
{
    snprintf(room, 24, "%lld", n);
    return room;
}

static bool is_bare(const char *value)
{
    if (*value == '\0')
        return false;
    for (; *value; value++)
        if ((unsigned char)*value <= ' ' || *value == '"' || *value == '=' || *value == '\\' ||
            (unsigned char)*value == 0x7f)
            return false;
    return true;
}

/* Append one value, quoted when it must be; never past `end`. */
static char *put_value(char *at, char *end, const char *value)
{
    size_t len = strnlen(value, VALUE_MAX);
    if (is_bare(value) && len < VALUE_MAX)
        return at + snprintf(at, (size_t)(end - at), "%s", value);
    *at++ = '"';
    for (size_t i = 0; i < len && at < end - 6; i++) {
        unsigned char c = (unsigned char)value[i];
        if (c < ' ' || c == 0x7f) {
            at += snprintf(at, 5, "\\x%02x", c);
        } else {
            if (c == '"' || c == '\\')
                *at++ = '\\';
            *at++ = (char)c;
        }
    }
    *at++ = '"';
    return at;
}

static char *put_time(char *at)
{
    struct timespec t;
    struct tm tm;
    clock_gettime(CLOCK_REALTIME, &t);
    gmtime_r(&t.tv_sec, &tm);
    at += strftime(at, 32, "%Y-%m-%dT%H:%M:%S", &tm);
    return at + snprintf(at, 8, ".%03ldZ", t.tv_nsec / 1000000);
}

void yx_log(enum yx_level level, const char *event, ...)
{
    if (level < speaker.least)
        return;
    /* room for one more pair is checked before it is put */
    char line[LINE_MAX + 3 * VALUE_MAX], *end = line + sizeof line;
    char *at = put_time(line);
    at += snprintf(at, 64, " %s role=", levels[level]);
    at = put_value(at, end, speaker.role);
    at += snprintf(at, 16, " event=");
    at = put_value(at, end, event);
    va_list args;
    va_start(args, event);
    for (const char *key; (key = va_arg(args, const char *)) != NULL;) {
        const char *value = va_arg(args, const char *);
        if (at > line + LINE_MAX - VALUE_MAX)
            break;
        at += snprintf(at, 64, " %.40s=", key);
        at = put_value(at, end, value ? value : "");
    }
    va_end(args);
    *at++ = '\n';
    ssize_t wrote = write(STDERR_FILENO, line, (size_t)(at - line));
    (void)wrote; /* where would we say so? */
}
