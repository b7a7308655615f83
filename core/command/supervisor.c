/* yixian supervisor import, add, end, list. */
#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "audit/audit.h"
#include "base/clock.h"
#include "base/id.h"
#include "command/command.h"
#include "people/import.h"
#include "people/people.h"
#include "people/units.h"
#include "serve/rooms.h"

enum { MEMORY_MOST = 256 << 20 };

/* What a call works with. */
struct registry {
    const struct yx_call *call;
    struct yx_config *config;
    struct yx_rooms rooms;
    struct yx_arena *arena;
    int64_t now_ms;
};

static bool open_registry(struct registry *r, const struct yx_call *call)
{
    *r = (struct registry){ .call = call,
        .arena = yx_arena_new(MEMORY_MOST),
        .config = yx_command_config(call),
        .now_ms = yx_clock_ms() };
    if (r->arena == NULL || r->config == NULL)
        return false;
    enum yx_err err = yx_rooms_open_store(r->config, &r->rooms);
    if (err != YX_OK)
        yx_command_fail(call, "%s: %s", yx_config_text(r->config, "store.path"), yx_err_words(err));
    return err == YX_OK;
}

static int close_registry(struct registry *r, int status)
{
    yx_rooms_close(&r->rooms);
    yx_config_free(&r->config);
    yx_arena_free(&r->arena);
    return status;
}

static char *day_text(struct yx_arena *a, int64_t day)
{
    return yx_arena_print(a, "%04d-%02d-%02d", (int)(day / 10000), (int)(day / 100 % 100), (int)(day % 100));
}

/* ---- list ---- */

static const char *term_word(const struct yx_supervisor *s)
{
    return s->term == YX_TERM_HOLDS ? "holds" : s->term == YX_TERM_OVER ? "over" : "ahead";
}

static json_t *supervisor_json(struct yx_arena *a, const struct yx_supervisor *s)
{
    json_t *phones = json_array();
    for (size_t i = 0; i < s->phone_count; i++)
        json_array_append_new(
            phones, json_pack("{s:s, s:b}", "phone", s->phones[i].phone, "proven", s->phones[i].proven));
    return json_pack("{s:s, s:s, s:s, s:s?, s:s, s:s?, s:s, s:s, s:o}", "id",
        yx_arena_print(a, "%" PRId64, s->id), "number", s->number, "name", s->name, "area", s->area_name,
        "from", day_text(a, s->from_day), "until", s->until_day ? day_text(a, s->until_day) : NULL,
        "appointed_by", s->body, "term", term_word(s), "phones", phones);
}

static void print_one(struct yx_arena *a, const struct yx_supervisor *s)
{
    printf("%s  %s  %s  %s–%s  %s", s->number, s->name, s->area_name ? s->area_name : "-",
        day_text(a, s->from_day), s->until_day ? day_text(a, s->until_day) : "", term_word(s));
    for (size_t i = 0; i < s->phone_count; i++)
        printf("  %s%s", s->phones[i].phone, s->phones[i].proven ? "" : " (not proven)");
    putchar('\n');
}

static void print_list(struct registry *r, const struct yx_supervisor *list, size_t count)
{
    if (yx_call_has(r->call, "--json")) {
        json_t *all = json_array();
        for (size_t i = 0; i < count; i++)
            json_array_append_new(all, supervisor_json(r->arena, &list[i]));
        json_t *root = json_pack("{s:o}", "supervisors", all);
        json_dumpf(root, stdout, JSON_INDENT(2));
        putchar('\n');
        json_decref(root);
        return;
    }
    for (size_t i = 0; i < count; i++)
        print_one(r->arena, &list[i]);
    if (count == 0)
        puts("nobody is appointed yet: yixian supervisor import FILE.csv");
}

static int supervisor_list(const struct yx_call *call)
{
    struct registry r;
    struct yx_tx *tx;
    struct yx_supervisor *list;
    size_t count = 0;
    if (!open_registry(&r, call))
        return close_registry(&r, YX_EXIT_FAILED);
    enum yx_err err = yx_store_read(r.rooms.store, &tx);
    if (err == YX_OK) {
        err = yx_supervisor_list(tx, r.arena, r.now_ms, &list, &count);
        yx_store_done(r.rooms.store, &tx);
    }
    if (err != YX_OK)
        return close_registry(&r, yx_command_fail(call, "%s", yx_err_words(err)));
    print_list(&r, list, count);
    return close_registry(&r, YX_EXIT_DONE);
}

/* ---- import, and add, which is an import of one ---- */

/* The bytes of a file; NULL after a word on stderr. */
static char *read_file(struct registry *r, const char *path, size_t *len_out)
{
    FILE *in = strcmp(path, "-") == 0 ? stdin : fopen(path, "rb");
    char *bytes = yx_arena_get(r->arena, YX_IMPORT_BYTES_MOST + 1);
    if (in == NULL) {
        yx_command_fail(r->call, "%s cannot be read", path);
        return NULL;
    }
    *len_out = fread(bytes, 1, YX_IMPORT_BYTES_MOST + 1, in);
    bool broken = ferror(in) != 0;
    if (in != stdin)
        fclose(in);
    if (broken || *len_out > YX_IMPORT_BYTES_MOST) {
        yx_command_fail(r->call, "%s %s", path, broken ? "cannot be read" : "is larger than 8 MiB");
        return NULL;
    }
    return bytes;
}

static void report(const struct yx_import *in, bool dry)
{
    static const char *const words[] = { [YX_IMPORT_FAULT] = "FAULT",
        [YX_IMPORT_ADD] = "add",
        [YX_IMPORT_CHANGE] = "change",
        [YX_IMPORT_SAME] = "unchanged" };
    size_t counts[4] = { 0 };
    for (size_t i = 0; i < in->count; i++) {
        const struct yx_import_row *row = &in->rows[i];
        counts[row->fault ? YX_IMPORT_FAULT : row->will]++;
        printf("line %d: %s %s%s%s\n", row->line, words[row->fault ? YX_IMPORT_FAULT : row->will],
            row->is.number ? row->is.number : "", row->fault ? ": " : "", row->fault ? row->fault : "");
    }
    printf("%s: %zu to add, %zu to change, %zu unchanged, %zu with faults%s\n", in->from,
        counts[YX_IMPORT_ADD], counts[YX_IMPORT_CHANGE], counts[YX_IMPORT_SAME], counts[YX_IMPORT_FAULT],
        counts[YX_IMPORT_FAULT] ? "; nothing was imported"
        : dry                   ? "; a dry run, nothing was imported"
                                : "; imported");
}

static int import_rows(struct registry *r, struct yx_import *in, bool add_areas, bool dry)
{
    enum yx_err err = yx_import_run(r->rooms.store, r->arena, in, add_areas, dry, r->now_ms);
    if (err != YX_OK && err != YX_INVALID)
        return yx_command_fail(r->call, "%s; nothing was imported", yx_err_words(err));
    report(in, dry);
    return err == YX_OK ? YX_EXIT_DONE : YX_EXIT_FAILED;
}

static int import_file(struct registry *r)
{
    const char *path = r->call->operands[0], *why = NULL;
    struct yx_import in;
    size_t len;
    char *bytes = read_file(r, path, &len);
    if (bytes == NULL)
        return YX_EXIT_FAILED;
    if (yx_import_read(r->arena, bytes, len, &in, &why) != YX_OK)
        return yx_command_fail(r->call, "%s %s", path, why);
    return import_rows(r, &in, yx_call_has(r->call, "--add-areas"), yx_call_has(r->call, "--dry-run"));
}

static int supervisor_import(const struct yx_call *call)
{
    struct registry r;
    int status = open_registry(&r, call) ? import_file(&r) : YX_EXIT_FAILED;
    return close_registry(&r, status);
}

/* A cell in quotes. */
static void add_cell(struct yx_buf *out, const char *text)
{
    yx_buf_text(out, out->len && out->at[out->len - 1] != '\n' ? ",\"" : "\"");
    for (; text && *text; text++)
        yx_buf_print(out, *text == '"' ? "\"\"" : "%c", *text);
    yx_buf_text(out, "\"");
}

static int add_one(struct registry *r)
{
    const struct yx_call *call = r->call;
    const char *from = yx_call_value(call, "--from"), *why = NULL;
    struct yx_buf csv = yx_buf_new(1 << 16);
    struct yx_import in;
    yx_buf_text(&csv, "number,name,phone,area,from,until,appointed_by\n");
    add_cell(&csv, call->operands[0]);
    add_cell(&csv, yx_call_value(call, "--name"));
    add_cell(&csv, yx_call_value(call, "--phone"));
    add_cell(&csv, yx_call_value(call, "--area"));
    add_cell(&csv, from ? from : day_text(r->arena, yx_supervisor_day(r->now_ms)));
    add_cell(&csv, yx_call_value(call, "--until"));
    add_cell(&csv, yx_call_value(call, "--appointed-by"));
    enum yx_err err = csv.over ? YX_TOO_LARGE : yx_import_read(r->arena, csv.at, csv.len, &in, &why);
    yx_buf_free(&csv);
    if (err != YX_OK)
        return yx_command_fail(call, "%s", why ? why : yx_err_words(err));
    if (in.count == 1 && in.rows[0].fault == NULL)
        err =
            yx_import_run(r->rooms.store, r->arena, &in, yx_call_has(call, "--add-areas"), false, r->now_ms);
    if (in.count != 1 || in.rows[0].fault)
        return yx_command_fail(call, "%s", in.count == 1 ? in.rows[0].fault : "there is nobody to add");
    return err == YX_OK ? (printf("%s\n", in.rows[0].is.number), YX_EXIT_DONE)
                        : yx_command_fail(call, "%s", yx_err_words(err));
}

static int supervisor_add(const struct yx_call *call)
{
    struct registry r;
    int status = open_registry(&r, call) ? add_one(&r) : YX_EXIT_FAILED;
    return close_registry(&r, status);
}

/* ---- end ---- */

static enum yx_err end_one(struct yx_tx *tx, void *arg)
{
    struct registry *r = arg;
    struct yx_supervisor s = { .number = r->call->operands[0], .name = "x", .from_day = 1 };
    const char *why;
    if (yx_supervisor_clean(r->arena, &s, &why) != YX_OK)
        return YX_NOT_FOUND;
    enum yx_err err = yx_supervisor_get(tx, r->arena, 0, s.number, r->now_ms, &s);
    if (err == YX_OK)
        err = yx_supervisor_end(tx, s.id, r->now_ms);
    else if (err == YX_EMPTY)
        err = YX_NOT_FOUND;
    if (err != YX_OK)
        return err;
    return yx_audit_append(tx, &(struct yx_audit_entry){ .kind = YX_AUDIT_BY_COMMAND, .act = "supervisor_end",
        .object = s.id, .at_ms = r->now_ms });
}

static int end_term(struct registry *r)
{
    enum yx_err err = yx_store_commit(r->rooms.store, end_one, r);
    if (err == YX_NOT_FOUND)
        return yx_command_fail(r->call,
            "nobody has the number %s; `yixian supervisor list` shows who there is", r->call->operands[0]);
    if (err == YX_EMPTY)
        return yx_command_fail(r->call, "the term of %s is over already", r->call->operands[0]);
    return err == YX_OK ? YX_EXIT_DONE : yx_command_fail(r->call, "%s", yx_err_words(err));
}

static int supervisor_end(const struct yx_call *call)
{
    struct registry r;
    int status = open_registry(&r, call) ? end_term(&r) : YX_EXIT_FAILED;
    return close_registry(&r, status);
}

#define FLAG_AREAS \
    { \
        "--add-areas", NULL, "make areas that are not there yet" \
    }

static const struct yx_flag import_flags[] = {
    YX_FLAG_CONFIG,
    { "--dry-run", NULL, "say what would become of each line, and import nothing" },
    FLAG_AREAS,
    { 0 },
};
static const struct yx_flag add_flags[] = {
    YX_FLAG_CONFIG,
    { "--name", "NAME", "their name; needed" },
    { "--phone", "PHONES", "from which they report; several with / between" },
    { "--area", "NAME", "(else the whole county)" },
    { "--from", "DAY", "first day of the term, 2026-11-22 (else today)" },
    { "--until", "DAY", "last day of the term (else until it is ended)" },
    { "--appointed-by", "NAME", "the appointing body" },
    FLAG_AREAS,
    { 0 },
};
static const struct yx_flag list_flags[] = {
    YX_FLAG_CONFIG,
    { "--json", NULL, "for programs" },
    { 0 },
};
static const struct yx_flag end_flags[] = {
    YX_FLAG_CONFIG,
    { 0 },
};

const struct yx_command yx_commands_supervisor[] = {
    { "supervisor import", "the registry of supervisors from a table: all lines or none", "FILE.csv", 1, 1,
        import_flags, supervisor_import },
    { "supervisor add", "appoint somebody, or write their row anew", "NUMBER", 1, 1, add_flags,
        supervisor_add },
    { "supervisor end", "end a term now", "NUMBER", 1, 1, end_flags, supervisor_end },
    { "supervisor list", "who is appointed, and whose term holds", NULL, 0, 0, list_flags, supervisor_list },
    { 0 },
};
