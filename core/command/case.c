/* yixian case list, show, export, keep, release. */
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "cases/tool.h"
#include "command/command.h"
#include "serve/rooms.h"

enum { MEMORY_MOST = 256 << 20, ARCHIVE_MOST = 128 << 20 };

/* What a call works with. */
struct desk {
    const struct yx_call *call;
    struct yx_config *config;
    struct yx_rooms rooms;
    struct yx_faults faults;
};

static int close_desk(struct desk *d, int status)
{
    yx_cases_stop();
    yx_rooms_close(&d->rooms);
    yx_config_free(&d->config);
    yx_arena_free(&d->faults.arena);
    return status;
}

static bool open_texts(struct desk *d)
{
    static const char file[] = "core/texts/zh-CN.yaml";
    const char *county = yx_config_text(d->config, "paths.county");
    return yx_texts_open(yx_arena_print(d->faults.arena, "%s/%s", yx_config_text(d->config, "paths.data"), file),
               *county ? yx_arena_print(d->faults.arena, "%s/%s", county, file) : NULL, &d->faults, &d->rooms.texts) == YX_OK;
}

static bool open_desk(struct desk *d, const struct yx_call *call)
{
    *d = (struct desk){ .call = call, .faults.arena = yx_arena_new(MEMORY_MOST), .config = yx_command_config(call) };
    if (d->faults.arena == NULL || d->config == NULL)
        return false;
    enum yx_err err = yx_rooms_open_store(d->config, &d->rooms);
    if (err != YX_OK) {
        yx_command_fail(call, "%s: %s", yx_config_text(d->config, "store.path"), yx_err_words(err));
        return false;
    }
    if (open_texts(d))
        err = yx_cases_tool(d->config, d->rooms.store, d->rooms.texts, &d->faults);
    if (d->faults.count > 0)
        yx_faults_print(&d->faults, stderr);
    else if (err != YX_OK)
        yx_command_fail(call, "%s", yx_err_words(err));
    return d->faults.count == 0 && err == YX_OK;
}

static int failed(const struct desk *d, enum yx_err err)
{
    const char *number = d->call->count > 0 ? d->call->operands[0] : "";
    return err == YX_NOT_FOUND ? yx_command_fail(d->call, "there is no case %s", number)
                               : yx_command_fail(d->call, "%s%s%s", number, *number ? ": " : "", yx_err_words(err));
}

static const char *text_of(const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));
    return text ? text : "-";
}

/* ---- list ---- */

static void print_rows(const json_t *list)
{
    size_t i;
    json_t *c;
    json_array_foreach(list, i, c) {
        printf("%s  %s  %s  %s  %s  %s\n", text_of(c, "number"), text_of(c, "state"), text_of(c, "mark"), text_of(c, "last_day"),
            text_of(c, "kind"), text_of(json_object_get(c, "body"), "name"));
    }
}

static int list(const struct yx_call *call)
{
    struct desk d;
    struct yx_desk_case_filter f = { .view = yx_call_has(call, "--closed") ? YX_CASES_CLOSED : YX_CASES_OPEN,
        .kind = yx_call_value(call, "--kind") };
    enum yx_err err = YX_OK;
    json_t *all = json_array();
    if (!open_desk(&d, call))
        return close_desk(&d, YX_EXIT_FAILED);
    do {
        const char *text;
        struct yx_arena *a = yx_arena_new(MEMORY_MOST);
        err = a ? yx_case_tool_list(a, &f, yx_clock_ms(), &text) : YX_MEMORY;
        json_t *page = err == YX_OK ? json_loads(text, 0, NULL) : NULL;
        json_array_extend(all, json_object_get(page, "cases"));
        const char *next = json_string_value(json_object_get(page, "next"));
        f.after = next ? yx_arena_copy(d.faults.arena, next) : NULL;
        json_decref(page);
        yx_arena_free(&a);
    } while (err == YX_OK && f.after != NULL);
    if (err == YX_OK && yx_call_has(call, "--json")) {
        json_dumpf(all, stdout, JSON_INDENT(2));
        putchar('\n');
    } else if (err == YX_OK) {
        print_rows(all);
    }
    json_decref(all);
    return close_desk(&d, err == YX_OK ? YX_EXIT_DONE : failed(&d, err));
}

/* ---- show ---- */

static void print_case(const json_t *all)
{
    size_t i;
    json_t *row, *c = json_object_get(all, "case");
    printf("%s  %s  %s  %s\n", text_of(c, "number"), text_of(c, "title"), text_of(c, "state_title"), text_of(c, "outcome_title"));
    json_array_foreach(json_object_get(all, "limits"), i, row) {
        printf("limit  %s  %s  %s  %s\n", text_of(row, "clock"), text_of(row, "state"), text_of(row, "last_day"), text_of(row, "basis"));
    }
    json_array_foreach(json_object_get(all, "events"), i, row) {
        struct yx_civil t = yx_clock_civil(json_integer_value(json_object_get(row, "at")));
        printf("%lld  %04d-%02d-%02d %02d:%02d  %s  %s  %s\n", (long long)json_integer_value(json_object_get(row, "seq")), t.year, t.month,
            t.day, t.hour, t.minute, text_of(row, "event"), text_of(row, "by"), text_of(json_object_get(row, "staff"), "display"));
    }
}

static int show(const struct yx_call *call)
{
    struct desk d;
    const char *text;
    if (!open_desk(&d, call))
        return close_desk(&d, YX_EXIT_FAILED);
    enum yx_err err = yx_case_tool_show(d.faults.arena, call->operands[0], yx_clock_ms(), &text);
    if (err != YX_OK)
        return close_desk(&d, failed(&d, err));
    json_t *all = json_loads(text, 0, NULL);
    if (yx_call_has(call, "--json")) {
        json_dumpf(all, stdout, JSON_INDENT(2));
        putchar('\n');
    } else {
        print_case(all);
    }
    json_decref(all);
    return close_desk(&d, YX_EXIT_DONE);
}

/* ---- export ---- */

/* Never over a file that is there; nothing is left behind on failure. */
static bool write_file(const struct desk *d, const char *path, const struct yx_buf *bytes)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0) {
        yx_command_fail(d->call, "%s: %s", path, strerror(errno));
        return false;
    }
    size_t at = 0;
    while (at < bytes->len) {
        ssize_t n = write(fd, bytes->at + at, bytes->len - at);
        if (n <= 0)
            break;
        at += (size_t)n;
    }
    bool good = at == bytes->len && fsync(fd) == 0;
    good = close(fd) == 0 && good;
    if (!good) {
        yx_command_fail(d->call, "%s: %s", path, strerror(errno));
        unlink(path);
    }
    return good;
}

static int export(const struct yx_call *call)
{
    struct desk d;
    struct yx_buf tar = yx_buf_new(ARCHIVE_MOST);
    if (!open_desk(&d, call))
        return close_desk(&d, YX_EXIT_FAILED);
    enum yx_err err = yx_case_tool_export(d.faults.arena, call->operands[0], yx_clock_ms(), &tar);
    const char *out = yx_call_value(call, "--out");
    const char *path = out ? out : yx_arena_print(d.faults.arena, "%s.tar", call->operands[0]);
    int status = err != YX_OK ? failed(&d, err) : write_file(&d, path, &tar) ? YX_EXIT_DONE : YX_EXIT_FAILED;
    if (status == YX_EXIT_DONE)
        printf("%s\n", path);
    yx_buf_free(&tar);
    return close_desk(&d, status);
}

/* ---- legal hold ---- */

static int hold(const struct yx_call *call, bool keep)
{
    struct desk d;
    const char *reason = yx_call_value(call, "--reason");
    if (reason == NULL || *reason == '\0') {
        yx_command_fail(call, "--reason says why, for the record");
        return YX_EXIT_USAGE;
    }
    if (!open_desk(&d, call))
        return close_desk(&d, YX_EXIT_FAILED);
    enum yx_err err = yx_case_tool_keep(d.faults.arena, call->operands[0], keep, reason, yx_clock_ms());
    if (err == YX_CONFLICT)
        return close_desk(&d, yx_command_fail(call, "%s is %s", call->operands[0], keep ? "held already, or erased" : "not held"));
    return close_desk(&d, err == YX_OK ? YX_EXIT_DONE : failed(&d, err));
}

static int keep(const struct yx_call *call)
{
    return hold(call, true);
}

static int release(const struct yx_call *call)
{
    return hold(call, false);
}

static const struct yx_flag list_flags[] = {
    YX_FLAG_CONFIG,
    { "--closed", NULL, "closed cases, the newest first, instead of those under way" },
    { "--kind", "KIND", "of one kind alone" },
    { "--json", NULL, "for programs" },
    { 0 },
};
static const struct yx_flag show_flags[] = { YX_FLAG_CONFIG, { "--json", NULL, "for programs, with what was written" }, { 0 } };
static const struct yx_flag export_flags[] = { YX_FLAG_CONFIG, { "--out", "FILE", "where to (else NUMBER.tar)" }, { 0 } };
static const struct yx_flag hold_flags[] = { YX_FLAG_CONFIG, { "--reason", "TEXT", "why, for the record" }, { 0 } };

const struct yx_command yx_commands_case[] = {
    { "case list", "cases under way by what is due first, with their marks", NULL, 0, 0, list_flags, list },
    { "case show", "one case: state, limits, what happened", "NUMBER", 1, 1, show_flags, show },
    { "case export", "one case as an archive with the hash of every part", "NUMBER", 1, 1, export_flags, export },
    { "case keep", "put a case under a legal hold: it is not erased", "NUMBER", 1, 1, hold_flags, keep },
    { "case release", "end a legal hold", "NUMBER", 1, 1, hold_flags, release },
    { 0 },
};
